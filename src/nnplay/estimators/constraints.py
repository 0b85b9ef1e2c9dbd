"""The parameter constraints of the estimators: scikit-learn's own, extended by nnplay's catalog."""

from numbers import Integral, Real
from typing import Any

import numpy as np
from sklearn.utils._param_validation import Interval, InvalidParameterError, Options, StrOptions

from nnplay.catalog import Activation, Loss
from nnplay.catalog.registry import Registry
from nnplay.errors import NNPlayError

PARAMETER_CONSTRAINTS: dict[str, list[Any]] = {
    "hidden_layer_sizes": ["array-like", Interval(Integral, 1, None, closed="left")],
    "activation": [str, Activation, "array-like"],
    "solver": [str],
    "alpha": [Interval(Real, 0, None, closed="left")],
    "batch_size": [StrOptions({"auto"}), Interval(Integral, 1, None, closed="left")],
    "learning_rate": [str],
    "learning_rate_init": [Interval(Real, 0, None, closed="neither")],
    "power_t": [Interval(Real, 0, None, closed="left")],
    "max_iter": [Interval(Integral, 1, None, closed="left")],
    "loss": [str, Loss],
    "shuffle": ["boolean"],
    "random_state": ["random_state"],
    "tol": [Interval(Real, 0, None, closed="left")],
    "verbose": ["verbose"],
    "warm_start": ["boolean"],
    "momentum": [Interval(Real, 0, 1, closed="both")],
    "nesterovs_momentum": ["boolean"],
    "early_stopping": ["boolean"],
    "validation_fraction": [Interval(Real, 0, 1, closed="left")],
    "beta_1": [Interval(Real, 0, 1, closed="left")],
    "beta_2": [Interval(Real, 0, 1, closed="left")],
    "epsilon": [Interval(Real, 0, None, closed="neither")],
    "n_iter_no_change": [Interval(Integral, 1, None, closed="left"), Options(Real, {np.inf})],
    "max_fun": [Interval(Integral, 1, None, closed="left")],
    "output": [str, Activation, None],
    "dropout": [Interval(Real, 0, 1, closed="left"), "array-like"],
    "norm": [StrOptions({"batch", "layer"}), "array-like", None],
    "skip": ["boolean", "array-like"],
    "initializer": [str, None],
    "l1": [Interval(Real, 0, None, closed="left")],
    "weight_decay": [Interval(Real, 0, None, closed="left"), None],
    "clip": [Interval(Real, 0, None, closed="neither"), None],
}


def canonical_name(estimator: Any, parameter: str, registry: Registry[Any], value: Any) -> str:
    """The name of a component in the catalog, including its constants.

    Raises:
        InvalidParameterError: an unknown component.
    """
    try:
        return registry.canonical(getattr(value, "name", value))
    except NNPlayError as error:
        raise parameter_error(estimator, parameter, value, str(error)) from None


def parameter_error(estimator: Any, parameter: str, value: Any, reason: str) -> InvalidParameterError:
    """scikit-learn's error for an invalid parameter."""
    return InvalidParameterError(f"The {parameter!r} parameter of {type(estimator).__name__} got {value!r}: {reason}")
