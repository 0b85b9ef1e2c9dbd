"""`MLPRegressor`, a drop-in replacement for scikit-learn's."""

from typing import Any, Self

import numpy as np
from sklearn.base import RegressorMixin, _fit_context
from sklearn.metrics import r2_score
from sklearn.utils import column_or_1d
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import validate_data

from nnplay.estimators.base import BaseMLP
from nnplay.estimators.network_spec import NetworkSpec, make_spec, takes_batches
from nnplay.utils.types import Array


class MLPRegressor(RegressorMixin, BaseMLP):
    """scikit-learn's MLPRegressor on nnplay's engine, with further parameters after `max_fun`.

    Args:
        loss: "squared_error" or "poisson" as in scikit-learn, or a loss of the catalog, averaged over all outputs.
        hidden_layer_sizes: widths of the hidden layers; () is a linear model.
        activation: of the hidden layers: a name of the catalog, constants included, or a list with one for each.
        solver: "adam", "sgd" and "lbfgs" as in scikit-learn, or an optimizer of the catalog.
        alpha: L2 penalty strength, divided by the number of rows in a batch.
        batch_size: rows per step; "auto" is min(200, n).
        learning_rate: "constant", "invscaling" or "adaptive" as in scikit-learn, or a schedule of the catalog.
        learning_rate_init: initial learning rate η.
        power_t: exponent of "invscaling".
        max_iter: maximum number of epochs, or of iterations of L-BFGS.
        shuffle: draw a new order of the rows for each epoch.
        random_state: seed of the first weights, the validation split and the order of the rows.
        tol: minimum decrease of the loss, or increase of the score, that counts as an improvement.
        verbose: print the loss of each epoch.
        warm_start: start from the weights of the last fit.
        momentum: momentum μ of "sgd".
        nesterovs_momentum: use Nesterov's momentum.
        early_stopping: hold out a validation split and stop when its score no longer improves.
        validation_fraction: fraction of the rows in the validation split.
        beta_1, beta_2, epsilon: constants of "adam".
        n_iter_no_change: epochs without improvement before training stops.
        max_fun: maximum number of loss evaluations of L-BFGS.
        output: activation of the output layer; by default the one that suits the loss.
        dropout: fraction of neurons to drop, or a list with one for each hidden layer.
        norm: None, "batch" or "layer", or a list with one for each hidden layer.
        skip: add a layer's input to its output; a bool, or a list with one for each hidden layer.
        initializer: of the weights; by default scikit-learn's for its own activations, else what suits each.
        l1: L1 penalty strength, divided by the number of rows in a batch.
        weight_decay: decoupled weight decay; the optimizer's own by default.
        clip: maximum gradient norm; no limit by default.

    Attributes:
        coefs_, intercepts_: W (n_in, n_out) and b (n_out,) of each layer, views into θ.
        loss_, best_loss_, loss_curve_: loss of the last epoch, the lowest loss, and the loss of each epoch.
        validation_scores_, best_validation_score_: R² with `early_stopping`, else None.
        n_iter_, t_: number of epochs in this fit, and number of rows trained on in total.
        n_layers_, n_outputs_, out_activation_, n_features_in_, feature_names_in_: as in scikit-learn.
        run_: the run, to plot, save and export.

    >>> import nnplay as nn
    >>> from sklearn.datasets import load_diabetes
    >>> X, y = load_diabetes(return_X_y=True)
    >>> model = nn.MLPRegressor(hidden_layer_sizes=(16,), solver="lbfgs", alpha=1, max_iter=2000, random_state=0)
    >>> model.fit(X, y).score(X, y) > 0.5
    True
    """

    def __init__(
        self,
        loss: Any = "squared_error",
        hidden_layer_sizes: Any = (100,),
        activation: Any = "relu",
        *,
        solver: str = "adam",
        alpha: float = 0.0001,
        batch_size: int | str = "auto",
        learning_rate: str = "constant",
        learning_rate_init: float = 0.001,
        power_t: float = 0.5,
        max_iter: int = 200,
        shuffle: bool = True,
        random_state: Any = None,
        tol: float = 1e-4,
        verbose: bool = False,
        warm_start: bool = False,
        momentum: float = 0.9,
        nesterovs_momentum: bool = True,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        n_iter_no_change: float = 10,
        max_fun: int = 15000,
        output: Any = None,
        dropout: Any = 0.0,
        norm: Any = None,
        skip: Any = False,
        initializer: str | None = None,
        l1: float = 0.0,
        weight_decay: float | None = None,
        clip: float | None = None,
    ) -> None:
        self.loss = loss
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.solver = solver
        self.alpha = alpha
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.learning_rate_init = learning_rate_init
        self.power_t = power_t
        self.max_iter = max_iter
        self.shuffle = shuffle
        self.random_state = random_state
        self.tol = tol
        self.verbose = verbose
        self.warm_start = warm_start
        self.momentum = momentum
        self.nesterovs_momentum = nesterovs_momentum
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.n_iter_no_change = n_iter_no_change
        self.max_fun = max_fun
        self.output = output
        self.dropout = dropout
        self.norm = norm
        self.skip = skip
        self.initializer = initializer
        self.l1 = l1
        self.weight_decay = weight_decay
        self.clip = clip

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train on X (n, f), dense or sparse, and numbers y (n,) or (n, k).

        Raises:
            ValueError: invalid input, or a loss that is no longer finite.

        >>> import nnplay as nn
        >>> from sklearn.datasets import load_diabetes
        >>> X, y = load_diabetes(return_X_y=True)
        >>> model = nn.MLPRegressor(hidden_layer_sizes=(8,), solver="lbfgs", max_iter=500, random_state=0)
        >>> model.fit(X, y).n_features_in_
        10
        """
        return self._fit(X, y, sample_weight)

    @available_if(takes_batches)
    @_fit_context(prefer_skip_nested_validation=True)
    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Continue training for one epoch on these rows.

        >>> import nnplay as nn
        >>> from sklearn.datasets import load_diabetes
        >>> X, y = load_diabetes(return_X_y=True)
        >>> model = nn.MLPRegressor(hidden_layer_sizes=(8,), random_state=0)
        >>> for _ in range(3):
        ...     model = model.partial_fit(X, y)
        >>> model.predict(X[:2]).shape
        (2,)
        """
        return self._fit(X, y, sample_weight, incremental=True)

    def predict(self, X: Any) -> Array:
        """The values (n,), or (n, k), for rows (n, f).

        >>> import nnplay as nn
        >>> from sklearn.datasets import load_diabetes
        >>> X, y = load_diabetes(return_X_y=True)
        >>> model = nn.MLPRegressor(hidden_layer_sizes=(8,), solver="lbfgs", max_iter=500, random_state=0).fit(X, y)
        >>> model.predict(X[:2]).shape
        (2,)
        """
        return self._output_values(X)

    def _validate_input(self, X: Any, y: Any, *, incremental: bool, reset: bool) -> tuple[Any, Array]:
        """X and y as floats."""
        X, y = validate_data(
            self, X, y, accept_sparse=["csr", "csc"], multi_output=True, y_numeric=True,
            dtype=(np.float64, np.float32), reset=reset,
        )  # fmt: skip
        if y.ndim == 2 and y.shape[1] == 1:
            y = column_or_1d(y, warn=True)
        self._kind = "values"
        return X, y

    def _make_spec(self, inputs: int, Y: Array) -> NetworkSpec:
        return make_spec(self, inputs, self._kind, 0, Y)

    def _score(self, outputs: Array, Y: Array, weight: Array | None) -> float:
        """R²; NaN for values that are not finite."""
        if not np.isfinite(outputs).all():
            return float("nan")
        return float(r2_score(Y, outputs, sample_weight=weight))
