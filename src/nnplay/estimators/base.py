"""The base class of the classifier and the regressor: fitting, fitted attributes, and outputs for new rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from nnplay.estimators import network_spec
from nnplay.estimators.constraints import PARAMETER_CONSTRAINTS
from nnplay.estimators.lbfgs_fit import fit_lbfgs
from nnplay.estimators.sgd_fit import SGDFit
from nnplay.estimators.sparse import outputs
from nnplay.estimators.to_run import run_from_estimator
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import layout
from nnplay.runs.run import Run
from nnplay.utils.types import Array

if TYPE_CHECKING:
    from nnplay.engine.compiled import Engine


TRANSIENT = ("_engine", "_training_data", "_run")  # attributes that are not pickled


class BaseMLP(BaseEstimator):
    """A multi-layer perceptron with scikit-learn's interface.

    `coefs_` and `intercepts_` are views into the parameter vector θ.
    """

    _parameter_constraints: dict[str, list[Any]] = PARAMETER_CONSTRAINTS
    _architecture: Architecture
    _optimizer_state: tuple[str, Array, int] | None  # the optimizer, its state, and the number of steps
    _run: Run | None
    _curve: list[float]
    coefs_: list[Array]
    intercepts_: list[Array]

    def _fit(self, X: Any, y: Any, sample_weight: Any, *, incremental: bool = False) -> Self:
        training_data = X, y
        network_spec.hidden_sizes(self)
        network_spec.optimizer_name(self)
        first = not hasattr(self, "coefs_") or (not self.warm_start and not incremental)
        X, Y = self._validate_input(X, y, incremental=incremental, reset=first)
        weight = None if sample_weight is None else _check_sample_weight(sample_weight, X)
        weight = self._combine_weights(Y, weight)
        Y = Y.reshape(-1, 1) if Y.ndim == 1 else Y
        random = check_random_state(self.random_state)
        self._spec = self._make_spec(X.shape[1], Y)
        self.n_outputs_ = Y.shape[1]
        if first:
            self._start(X.dtype, random)
        else:
            self._continue(X.dtype)
        self._training_data, self._validation_rows, self._curve = (*training_data, weight), None, []
        self._run = None
        if network_spec.is_stochastic(self):
            if self.early_stopping and incremental:
                raise ValueError("partial_fit does not support early_stopping=True")
            self._optimizer_state = self._optimizer_state if incremental else None
            fit = SGDFit(self, self._spec, (X, Y, weight), random, self._score, incremental)
            self._batch = fit.batch
            self._engine = fit.run()
        else:
            self._optimizer_state, self._batch = None, X.shape[0]
            self._engine = None
            fit_lbfgs(self, self._spec, (X, Y, weight))
            self._engine = self._make_engine()
        return self

    def _combine_weights(self, Y: Array, weight: Array | None) -> Array | None:
        """The weights of the rows; the classifier multiplies them by the class weights."""
        return weight

    def _start(self, dtype: Any, random: np.random.RandomState | None) -> None:
        """Initialize the fitted attributes before the first step."""
        architecture = self._spec.architecture
        self._theta, self._seed = network_spec.initial_theta(self, architecture, random, dtype)
        self._optimizer_state = None
        self._learning_rate = None
        self._engine = None
        self._create_views()
        self.n_iter_ = self.t_ = 0
        self.n_layers_ = len(architecture.widths)
        self.out_activation_ = self._spec.out_activation
        if network_spec.is_stochastic(self):
            self.loss_curve_: list[float] = []
            self._no_improvement_count = 0
            self._reset_best()

    def _continue(self, dtype: Any) -> None:
        """Keep the weights of the last fit, or those that the user has set."""
        if "_theta" not in self.__dict__:
            coefs, intercepts = self.coefs_, self.intercepts_
            self._start(dtype, None)
            self.coefs_, self.intercepts_ = list(coefs), list(intercepts)
        before, now = layout(self._architecture), layout(self._spec.architecture)
        if [block.arrays for block in before.blocks] != [block.arrays for block in now.blocks]:
            raise ValueError(
                f"The fitted network is {self._architecture}, but the parameters now give {self._spec.architecture}: "
                "set warm_start=False, or keep the layers."
            )
        self._copy_user_weights()
        self._engine = None
        self._architecture = self._spec.architecture
        if network_spec.is_stochastic(self):
            if not hasattr(self, "loss_curve_"):
                self.loss_curve_, self._no_improvement_count = [], 0
            if (getattr(self, "best_validation_score_", None) is not None) != self.early_stopping:
                self._reset_best()

    def _reset_best(self) -> None:
        """Reset the best validation score, or without early stopping the best loss."""
        validates = self.early_stopping
        self.validation_scores_: list[float] | None = [] if validates else None
        self.best_validation_score_ = -np.inf if validates else None
        self.best_loss_ = None if validates else np.inf
        self._best_theta = self._theta.copy() if validates else None

    def _create_views(self) -> None:
        """Make `coefs_` and `intercepts_` views into θ."""
        self._architecture = self._spec.architecture
        blocks = layout(self._architecture).blocks
        self.coefs_ = [block.view(self._theta, "W") for block in blocks]
        self.intercepts_ = [block.view(self._theta, "b") for block in blocks]

    def _copy_user_weights(self) -> None:
        """Copy arrays that the user has put into `coefs_` or `intercepts_` into θ."""
        for k, block in enumerate(layout(self._architecture).blocks):
            for attribute in ("coefs_", "intercepts_"):
                arrays = getattr(self, attribute)
                if arrays[k].base is not self._theta:
                    view = block.view(self._theta, "W" if attribute == "coefs_" else "b")
                    if np.shape(arrays[k]) != view.shape:
                        shape = np.shape(arrays[k])
                        raise ValueError(f"{attribute}[{k}] must have the shape {view.shape}, not {shape}.")
                    view[:] = arrays[k]
                    arrays[k] = view

    def _make_engine(self) -> Engine:
        from nnplay.engine.compiled import Engine

        return Engine(self._architecture, self._theta.dtype.name)

    def _outputs(self, X: Any) -> Array:
        """The network's outputs (n, n_outputs_) for the rows X."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse=["csr", "csc"], reset=False)
        self._copy_user_weights()
        if self._engine is None:
            self._engine = self._make_engine()
        y_hat = outputs(self._engine, self._theta, X)
        return y_hat.astype(np.result_type(y_hat, X), copy=False) if X.dtype.kind == "f" else y_hat

    def _output_values(self, X: Any) -> Array:
        """The outputs for the rows X; (n,) if there is one."""
        y_hat = self._outputs(X)
        return y_hat[:, 0] if y_hat.shape[1] == 1 else y_hat

    @property
    def run_(self) -> Run:
        """The run of the last fit, to plot, save and export: see `nnplay.Run`. It is not pickled."""
        check_is_fitted(self)
        if self._run is None:
            self._run = run_from_estimator(self)
        return self._run

    def __getstate__(self) -> dict[str, Any]:
        if "_theta" in self.__dict__:
            self._copy_user_weights()
        state: dict[str, Any] = super().__getstate__()
        if "_theta" not in state:
            return state
        return {name: value for name, value in state.items() if name not in (*TRANSIENT, "coefs_", "intercepts_")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        if "_theta" in state:
            self.__dict__.update(dict.fromkeys(TRANSIENT), _theta=self._theta.copy())  # a copy that owns its memory
            self._create_views()

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags
