"""Learning-rate schedules: η(t) at time t, a real number of epochs, of a run of T epochs.

Each is a function of t, except `reduce_on_plateau`, which depends on the loss and is a generator that is sent it.
"""

import math
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

from nnplay.catalog.intervals import ABOVE_0, BELOW_1, FROM_0, FROM_0_TO_1, FROM_1
from nnplay.catalog.registry import Component, Registry

Rate = Callable[..., Any]


@dataclass(eq=False, kw_only=True, repr=False)
class Schedule(Component):
    """A learning-rate schedule: ``eta = f(t, T, learning_rate, *constants)``.

    Attributes:
        feedback: whether the function is a generator ``f(learning_rate, *constants)``, which yields the rate of the
            next epoch and is sent the loss at its end.
    """

    feedback: bool = False


schedules: Registry[Schedule] = Registry("schedule")


def schedule(
    name: str,
    *,
    formula: str,
    source: str,
    feedback: bool = False,
    aliases: tuple[str, ...] = (),
    limits: Mapping[str, str] | None = None,
) -> Callable[[Rate], Schedule]:
    """Register the decorated function ``f(t, T, learning_rate, *constants) → η`` as a schedule.

    >>> import nnplay as nn
    >>> @nn.schedule("linear_demo", formula="η(1 − t/T)", source="an example")
    ... def linear_demo(t, T, learning_rate):
    ...     return learning_rate * (1 - t / T)
    >>> linear_demo(50, 200, 0.1)
    0.07500000000000001
    """

    def register(function: Rate) -> Schedule:
        entry = Schedule(
            name=name, formula=formula, source=source, feedback=feedback,
            aliases=aliases, limits=limits or {}, function=function,
        )  # fmt: skip
        return schedules.add(entry)

    return register


@schedule("constant", formula="η", source="Robbins & Monro 1951")
def constant(t: float, T: float, learning_rate: float) -> float:
    return learning_rate


@schedule(
    "step",
    formula="η·γ^⌊t/every⌋",
    source="Krizhevsky et al. 2012; PyTorch, StepLR",
    limits={"every": ABOVE_0, "gamma": FROM_0},
)
def step(t: float, T: float, learning_rate: float, every: float = 30, gamma: float = 0.1) -> float:
    return learning_rate * math.pow(gamma, t // every)


@schedule("exponential", formula="η·γ^t", source="PyTorch, ExponentialLR", limits={"gamma": FROM_0})
def exponential(t: float, T: float, learning_rate: float, gamma: float = 0.99) -> float:
    return learning_rate * math.pow(gamma, t)


@schedule(
    "inverse_scaling",
    formula="η / (1 + t)^p",
    aliases=("invscaling",),
    source="scikit-learn, SGD; Bottou 2010",
    limits={"power": FROM_0},
)
def inverse_scaling(t: float, T: float, learning_rate: float, power: float = 0.5) -> float:
    return learning_rate / math.pow(1 + t, power)


@schedule(
    "cosine",
    formula="η(f + (1 − f)(1 + cos(πu))/2),  u the share of the cycle; cycles of `period` (T if 0), each ×`growth`",
    aliases=("cosine_warm_restarts", "cosine_restarts"),
    source="Loshchilov & Hutter 2016, arXiv:1608.03983 (SGDR)",
    limits={"period": FROM_0, "growth": FROM_1, "floor": FROM_0_TO_1},
)
def cosine(t: float, T: float, learning_rate: float, period: float = 0, growth: float = 1, floor: float = 0) -> float:
    length = period if period > 0 else max(T, 1)
    if growth == 1:
        u = (t % length) / length if period > 0 else min(t / length, 1)
    else:
        while period > 0 and t >= length:
            t, length = t - length, length * growth
        u = min(t / length, 1)
    return learning_rate * (floor + (1 - floor) * (1 + math.cos(math.pi * u)) / 2)


@schedule(
    "one_cycle",
    formula="from η/start up to η over `rise` of T, then down to η/start/end, both along a cosine",
    source="Smith & Topin 2017, arXiv:1708.07120; PyTorch, OneCycleLR",
    limits={"rise": FROM_0_TO_1, "start": ABOVE_0, "end": ABOVE_0},
)
def one_cycle(
    t: float, T: float, learning_rate: float, rise: float = 0.3, start: float = 25, end: float = 1e4
) -> float:
    u = min(t / max(T, 1e-12), 1)
    low, last = learning_rate / start, learning_rate / start / end
    if u < rise:
        return learning_rate + (low - learning_rate) * (1 + math.cos(math.pi * u / rise)) / 2
    return last + (learning_rate - last) * (1 + math.cos(math.pi * (u - rise) / max(1 - rise, 1e-12))) / 2


@schedule(
    "warm_up",
    formula="η·min(1, (t + 0.01)/(epochs + 0.01))",
    aliases=("warmup",),
    source="Goyal et al. 2017, arXiv:1706.02677",
    limits={"epochs": FROM_0},
)
def warm_up(t: float, T: float, learning_rate: float, epochs: float = 5) -> float:
    return learning_rate * min(1.0, (t + 0.01) / (epochs + 0.01))


@schedule(
    "reduce_on_plateau",
    feedback=True,
    formula="η ← η·factor when the loss has not fallen for `patience` epochs",
    aliases=("plateau",),
    source="Keras, ReduceLROnPlateau; PyTorch, ReduceLROnPlateau",
    limits={"factor": FROM_0_TO_1, "patience": FROM_0, "threshold": BELOW_1, "smallest": FROM_0},
)
def reduce_on_plateau(
    learning_rate: float, factor: float = 0.1, patience: float = 10, threshold: float = 1e-4, smallest: float = 0
) -> Generator[float, float, None]:
    best, waited = math.inf, 0
    while True:
        loss = yield learning_rate
        if loss < best * (1 - math.copysign(threshold, best)):  # a loss may be negative
            best, waited = loss, 0
        else:
            waited += 1
        if waited > patience:
            learning_rate, waited = max(learning_rate * factor, smallest), 0
