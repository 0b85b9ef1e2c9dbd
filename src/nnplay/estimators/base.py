"""What the classifier and the regressor share: fitting, the fitted attributes, and outputs for new rows."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from nnplay.estimators import network_spec as plans
from nnplay.estimators.constraints import COMMON
from nnplay.estimators.lbfgs_fit import fit_lbfgs
from nnplay.estimators.sgd_fit import Fit
from nnplay.estimators.sparse import outputs
from nnplay.estimators.to_run import opened
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import layout
from nnplay.runs.run import Run

Array = NDArray[Any]
TRANSIENT = ("_engine", "_fitted_on", "_run")  # what belongs to this process


class Perceptron(BaseEstimator):
    """A multi-layer perceptron behind scikit-learn's interface.

    θ is one vector, as everywhere in nnplay; `coefs_` and `intercepts_` are views into it.
    """

    _parameter_constraints: dict[str, list[Any]] = COMMON
    _architecture: Architecture
    _memory: tuple[str, Array, int] | None  # the optimizer's, of an update rule, after so many steps
    _run: Run | None
    _curve: list[float]
    coefs_: list[Array]
    intercepts_: list[Array]

    def _fit(self, X: Any, y: Any, sample_weight: Any, *, incremental: bool = False) -> Self:
        given = X, y
        plans.hidden_sizes(self)
        plans.optimizer_of(self)
        first = not hasattr(self, "coefs_") or (not self.warm_start and not incremental)
        X, Y = self._validate_input(X, y, incremental=incremental, reset=first)
        weight = None if sample_weight is None else _check_sample_weight(sample_weight, X)
        weight = self._weighted(Y, weight)
        Y = Y.reshape(-1, 1) if Y.ndim == 1 else Y
        random = check_random_state(self.random_state)
        self._plan = self._planned(X.shape[1], Y)
        self.n_outputs_ = Y.shape[1]
        if first:
            self._begin(X.dtype, random)
        else:
            self._go_on(X.dtype)
        self._fitted_on, self._held_rows, self._curve = (*given, weight), None, []
        self._run = None
        if plans.stochastic(self):
            if self.early_stopping and incremental:
                raise ValueError("partial_fit does not support early_stopping=True")
            self._memory = self._memory if incremental else None
            fit = Fit(self, self._plan, (X, Y, weight), random, self._judge, incremental)
            self._batch = fit.batch
            self._engine = fit.run()
        else:
            self._memory, self._batch = None, X.shape[0]
            self._engine = None
            fit_lbfgs(self, self._plan, (X, Y, weight))
            self._engine = self._made_engine()
        return self

    def _weighted(self, Y: Array, weight: Any) -> Any:
        """The weights of the rows; the classifier's know of classes."""
        return weight

    def _begin(self, dtype: Any, random: Any) -> None:
        """Set the fitted attributes before the first step."""
        architecture = self._plan.architecture
        self._theta, self._seed = plans.draw(self, architecture, random, dtype)
        self._memory = None
        self._rate = None
        self._engine = None
        self._bind()
        self.n_iter_ = self.t_ = 0
        self.n_layers_ = len(architecture.widths)
        self.out_activation_ = self._plan.out_activation
        if plans.stochastic(self):
            self.loss_curve_: list[float] = []
            self._no_improvement_count = 0
            self._watch()

    def _go_on(self, dtype: Any) -> None:
        """Keep the weights of the fit before this one, or those that the user has set."""
        if "_theta" not in self.__dict__:
            coefs, intercepts = self.coefs_, self.intercepts_
            self._begin(dtype, None)
            self.coefs_, self.intercepts_ = list(coefs), list(intercepts)
        before, now = layout(self._architecture), layout(self._plan.architecture)
        if [block.places for block in before.blocks] != [block.places for block in now.blocks]:
            raise ValueError(
                f"The network that was fitted is {self._architecture}, but now it would be {self._plan.architecture}: "
                "set warm_start=False, or keep the layers."
            )
        self._gather()
        self._engine = None
        self._architecture = self._plan.architecture
        if plans.stochastic(self):
            if not hasattr(self, "loss_curve_"):
                self.loss_curve_, self._no_improvement_count = [], 0
            if (getattr(self, "best_validation_score_", None) is not None) != self.early_stopping:
                self._watch()

    def _watch(self) -> None:
        """Begin to look for the best: the score on the rows that are set aside, or else the loss."""
        held = self.early_stopping
        self.validation_scores_: list[float] | None = [] if held else None
        self.best_validation_score_ = -np.inf if held else None
        self.best_loss_ = None if held else np.inf
        self._best_theta = self._theta.copy() if held else None

    def _bind(self) -> None:
        """Make `coefs_` and `intercepts_` views into θ."""
        self._architecture = self._plan.architecture
        blocks = layout(self._architecture).blocks
        self.coefs_ = [block.view(self._theta, "W") for block in blocks]
        self.intercepts_ = [block.view(self._theta, "b") for block in blocks]

    def _gather(self) -> None:
        """Take weights that the user has put into `coefs_` or `intercepts_` over into θ."""
        for k, block in enumerate(layout(self._architecture).blocks):
            for what in ("coefs_", "intercepts_"):
                arrays = getattr(self, what)
                if arrays[k].base is not self._theta:
                    view = block.view(self._theta, "W" if what == "coefs_" else "b")
                    if np.shape(arrays[k]) != view.shape:
                        raise ValueError(f"{what}[{k}] must have the shape {view.shape}, not {np.shape(arrays[k])}.")
                    view[:] = arrays[k]
                    arrays[k] = view

    def _made_engine(self) -> Any:
        from nnplay.engine.compiled import Engine

        return Engine(self._architecture, self._theta.dtype.name)

    def _outputs(self, X: Any) -> Array:
        """The network's outputs (n, n_outputs_) for rows as the user gives them."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse=["csr", "csc"], reset=False)
        self._gather()
        if self._engine is None:
            self._engine = self._made_engine()
        found = outputs(self._engine, self._theta, X)
        return found.astype(np.result_type(found, X), copy=False) if X.dtype.kind == "f" else found

    @property
    def run_(self) -> Run:
        """The whole run, to plot, save and export: see nnplay.Run. It is of the process that fitted."""
        check_is_fitted(self)
        if self._run is None:
            self._run = opened(self)
        return self._run

    def __getstate__(self) -> dict[str, Any]:
        if "_theta" in self.__dict__:
            self._gather()
        state: dict[str, Any] = super().__getstate__()
        if "_theta" not in state:
            return state
        return {name: value for name, value in state.items() if name not in (*TRANSIENT, "coefs_", "intercepts_")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        if "_theta" in state:
            self.__dict__.update(dict.fromkeys(TRANSIENT), _theta=self._theta.copy())  # it owns its numbers
            self._bind()

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags
