"""`MLPClassifier`, a drop-in replacement for scikit-learn's."""

from typing import Any, Self

import numpy as np
from sklearn.base import ClassifierMixin, _fit_context
from sklearn.preprocessing import LabelBinarizer
from sklearn.utils import column_or_1d
from sklearn.utils._param_validation import StrOptions
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import _check_partial_fit_first_call, type_of_target, unique_labels
from sklearn.utils.validation import validate_data

from nnplay.estimators.base import BaseMLP
from nnplay.estimators.constraints import PARAMETER_CONSTRAINTS
from nnplay.estimators.network_spec import NetworkSpec, gives_probabilities, make_spec, takes_batches
from nnplay.utils.types import Array

TARGET_KINDS = {"binary": "binary", "multiclass": "multiclass", "multilabel-indicator": "multilabel"}


class MLPClassifier(ClassifierMixin, BaseMLP):
    """scikit-learn's MLPClassifier on nnplay's engine, with further parameters after `max_fun`.

    Args:
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
        loss: "log_loss", or a loss of the catalog, averaged over all outputs.
        output: activation of the output layer; by default the one that suits the loss.
        dropout: fraction of neurons to drop, or a list with one for each hidden layer.
        norm: None, "batch" or "layer", or a list with one for each hidden layer.
        skip: add a layer's input to its output; a bool, or a list with one for each hidden layer.
        initializer: of the weights; by default scikit-learn's for its own activations, else what suits each.
        class_weight: None, "balanced" or a dict with a weight for each class.
        l1: L1 penalty strength, divided by the number of rows in a batch.
        weight_decay: decoupled weight decay; the optimizer's own by default.
        clip: maximum gradient norm; no limit by default.

    Attributes:
        coefs_, intercepts_: W (n_in, n_out) and b (n_out,) of each layer, views into θ.
        classes_: the class labels.
        loss_, best_loss_, loss_curve_: loss of the last epoch, the lowest loss, and the loss of each epoch.
        validation_scores_, best_validation_score_: accuracies with `early_stopping`, else None.
        n_iter_, t_: number of epochs in this fit, and number of rows trained on in total.
        n_layers_, n_outputs_, out_activation_, n_features_in_, feature_names_in_: as in scikit-learn.
        run_: the run, to plot, save and export.

    >>> import nnplay as nn
    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True)
    >>> model = nn.MLPClassifier((16,), solver="lbfgs", max_iter=1000, random_state=0).fit(X, y)
    >>> model.score(X, y) > 0.95
    True
    """

    classes_: Array
    _parameter_constraints: dict[str, list[Any]] = PARAMETER_CONSTRAINTS | {
        "class_weight": [dict, StrOptions({"balanced"}), None]
    }

    def __init__(
        self,
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
        loss: Any = "log_loss",
        output: Any = None,
        dropout: Any = 0.0,
        norm: Any = None,
        skip: Any = False,
        initializer: str | None = None,
        class_weight: Any = None,
        l1: float = 0.0,
        weight_decay: float | None = None,
        clip: float | None = None,
    ) -> None:
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
        self.loss = loss
        self.output = output
        self.dropout = dropout
        self.norm = norm
        self.skip = skip
        self.initializer = initializer
        self.class_weight = class_weight
        self.l1 = l1
        self.weight_decay = weight_decay
        self.clip = clip

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train on X (n, f), dense or sparse, and labels y (n,), or a 0/1 matrix (n, k) with several labels per row.

        Raises:
            ValueError: invalid input, or a loss that is no longer finite.

        >>> import nnplay as nn
        >>> from sklearn.datasets import load_iris
        >>> X, y = load_iris(return_X_y=True)
        >>> model = nn.MLPClassifier(hidden_layer_sizes=(8,), solver="lbfgs", max_iter=500, random_state=0)
        >>> model.fit(X, y).n_features_in_
        4
        """
        return self._fit(X, y, sample_weight)

    @available_if(takes_batches)
    @_fit_context(prefer_skip_nested_validation=True)
    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None, classes: Any = None) -> Self:
        """Continue training for one epoch on these rows; the first call needs all `classes`.

        >>> import nnplay as nn
        >>> from sklearn.datasets import load_iris
        >>> X, y = load_iris(return_X_y=True)
        >>> model = nn.MLPClassifier(hidden_layer_sizes=(8,), random_state=0)
        >>> for _ in range(3):
        ...     model = model.partial_fit(X, y, classes=[0, 1, 2])
        >>> model.predict(X[:2]).shape
        (2,)
        """
        if _check_partial_fit_first_call(self, classes):
            self._label_binarizer = LabelBinarizer()
            self._label_binarizer.fit(y if type_of_target(y).startswith("multilabel") else classes)
        return self._fit(X, y, sample_weight, incremental=True)

    def predict(self, X: Any) -> Array:
        """The labels (n,) of rows (n, f), or a 0/1 matrix (n, k).

        >>> import nnplay as nn
        >>> from sklearn.datasets import load_iris
        >>> X, y = load_iris(return_X_y=True)
        >>> model = nn.MLPClassifier(hidden_layer_sizes=(8,), solver="lbfgs", max_iter=500, random_state=0).fit(X, y)
        >>> model.predict(X[:2]).shape
        (2,)
        """
        y_hat = self._outputs(X)
        shares = self._spec.shares(y_hat)
        if self._kind == "multilabel":
            labels: Array = self._label_binarizer.inverse_transform(shares)
        elif shares.shape[1] > 1:
            labels = self.classes_.take(shares.argmax(axis=1))
        else:
            labels = self.classes_.take(np.minimum(shares[:, 0] > 0.5, len(self.classes_) - 1))
        return labels

    @available_if(gives_probabilities)
    def predict_proba(self, X: Any) -> Array:
        """The probability of each class (n, k), in the order of `classes_`.

        >>> import nnplay as nn
        >>> from sklearn.datasets import load_iris
        >>> X, y = load_iris(return_X_y=True)
        >>> model = nn.MLPClassifier(hidden_layer_sizes=(8,), solver="lbfgs", max_iter=500, random_state=0).fit(X, y)
        >>> model.predict_proba(X[:2]).shape
        (2, 3)
        """
        y_hat = self._outputs(X)
        if y_hat.shape[1] == 1:
            return np.hstack([1 - y_hat, y_hat])
        if self._spec.form.form == "one_hot" and self._spec.architecture.output != "softmax":
            total = y_hat.sum(axis=1, keepdims=True)
            y_hat = np.where(total > 0, y_hat / np.where(total > 0, total, 1), 1 / y_hat.shape[1])
        return y_hat

    @available_if(gives_probabilities)
    def predict_log_proba(self, X: Any) -> Array:
        """The logarithm of `predict_proba`.

        >>> import nnplay as nn
        >>> from sklearn.datasets import load_iris
        >>> X, y = load_iris(return_X_y=True)
        >>> model = nn.MLPClassifier(hidden_layer_sizes=(8,), solver="lbfgs", max_iter=500, random_state=0).fit(X, y)
        >>> model.predict_log_proba(X[:2]).shape
        (2, 3)
        """
        with np.errstate(divide="ignore"):
            logarithms: Array = np.log(self.predict_proba(X))
        return logarithms

    @available_if(lambda estimator: not gives_probabilities(estimator))
    def decision_function(self, X: Any) -> Array:
        """The output for each class (n, k), or for the second of two classes (n,), if it is not a probability."""
        return self._output_values(X)

    def _validate_input(self, X: Any, y: Any, *, incremental: bool, reset: bool) -> tuple[Any, Array]:
        """X as floats, and the labels as 0/1 columns (n, columns)."""
        X, y = validate_data(
            self, X, y, accept_sparse=["csr", "csc"], multi_output=True, dtype=(np.float64, np.float32), reset=reset
        )
        if y.ndim == 2 and y.shape[1] == 1:
            y = column_or_1d(y, warn=True)
        if not hasattr(self, "classes_") or (not self.warm_start and not incremental):
            self._label_binarizer = LabelBinarizer()
            self._label_binarizer.fit(y)
            self.classes_ = self._label_binarizer.classes_
        else:
            classes = unique_labels(y)
            if self.warm_start:
                if set(classes) != set(self.classes_):
                    raise ValueError(
                        "warm_start can only be used where `y` has the same classes as in the previous call to fit. "
                        f"Previously got {self.classes_}, `y` has {classes}"
                    )
            elif len(np.setdiff1d(classes, self.classes_, assume_unique=True)):
                raise ValueError(
                    f"`y` has classes not in `self.classes_`. `self.classes_` has {self.classes_}. 'y' has {classes}."
                )
        self._kind = TARGET_KINDS[self._label_binarizer.y_type_]
        self._labels = y
        return X, self._columns(y)

    def _columns(self, y: Any) -> Array:
        """The labels as 0/1 columns: one column for two classes, else one for each class."""
        if self._kind == "multilabel" or y.ndim > 1:
            columns: Array = self._label_binarizer.transform(y).astype(bool)
            return columns
        codes = np.searchsorted(self.classes_, y)[:, None]
        one_hot: Array = codes == (np.arange(len(self.classes_)) if len(self.classes_) > 2 else 1)
        return one_hot

    def _combine_weights(self, Y: Array, weight: Array | None) -> Array | None:
        labels = self.__dict__.pop("_labels")
        if self.class_weight is None:
            return weight
        class_weight: Array = compute_sample_weight(self.class_weight, labels)
        return class_weight if weight is None else class_weight * weight

    def _make_spec(self, inputs: int, Y: Array) -> NetworkSpec:
        return make_spec(self, inputs, self._kind, len(self.classes_), Y)

    def _score(self, outputs: Array, Y: Array, weight: Array | None) -> float:
        """The accuracy; for several labels per row, the fraction of rows with all labels correct."""
        shares = self._spec.shares(outputs)
        if self._spec.form.form == "one_hot":
            truth = Y.argmax(axis=1) if Y.shape[1] > 1 else Y[:, 0]
            correct = shares.argmax(axis=1) == truth
        else:
            correct = ((shares > 0.5) == Y).all(axis=1)
        return float(np.average(correct, weights=weight))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags
