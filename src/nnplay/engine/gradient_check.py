"""Gradient checking: the gradients from backpropagation compared with numerical ones."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.network.architecture import Architecture
from nnplay.network.parameters import RUNNING_STATISTICS, layout
from nnplay.utils.random_streams import Purpose, stream
from nnplay.utils.types import Array
from nnplay.utils.validation import check_int

STEPS = 5e-4, 2e-5, 1e-6  # h, times |θᵢ| if that is larger than 1
GOOD_ENOUGH = 1e-8  # a relative difference at which no smaller h is tried
KINK = 1e-2  # the relative difference between left and right derivative that makes a kink
TOLERANCE = 1e-5  # the largest relative difference that passes
MIN_SCALE = 1e-6  # smaller gradients are lost in the rounding of the loss
NUMBERS_PER_ARRAY = 40


@dataclass(frozen=True)
class ArrayCheck:
    """The comparison for one array of one layer.

    Attributes:
        layer: number of the layer, from 1.
        name: W, b, gamma, beta, learned or P.
        checked: how many numbers were compared.
        of: how many numbers the array has.
        kinks: how many were skipped because the loss has a kink there, and so no derivative.
        difference: the largest relative difference |own − numerical| / max(|own|, |numerical|, a tenth of the typical
            gradient of the network, 10⁻⁶); the last two keep rounding from counting where the gradient is almost 0.
        place: index of the largest difference.
        own: the gradient from backpropagation there.
        numerical: the numerical gradient there.
    """

    layer: int
    name: str
    checked: int
    of: int
    kinks: int
    difference: float
    place: tuple[int, ...]
    own: float
    numerical: float


@dataclass(frozen=True)
class GradientCheck:
    """The comparison for all arrays of a network, with the loss and the number of rows it was made with."""

    lines: tuple[ArrayCheck, ...]
    loss: float
    rows: int

    @property
    def difference(self) -> float:
        """The largest relative difference of all arrays."""
        return max((line.difference for line in self.lines), default=0.0)

    @property
    def passed(self) -> bool:
        """Whether all relative differences are below 10⁻⁵."""
        return self.difference < TOLERANCE

    def __str__(self) -> str:
        verdict = "the gradients are right" if self.passed else "A GRADIENT IS WRONG"
        text = [f"{verdict}: largest difference {self.difference:.1e}"]
        for line in self.lines:
            counts = f"{line.checked} of {line.of:,} checked" + (f", {line.kinks} skipped" if line.kinks else "")
            text.append(f"  layer {line.layer} {line.name}: {line.difference:.1e} ({counts})")
        return "\n".join(text)


def check_gradients(
    architecture: Architecture,
    theta: Array,
    X: Array,
    Y: Array,
    weight: Array | None = None,
    *,
    checked: int = NUMBERS_PER_ARRAY,
    seed: int = 0,
    **strengths: Any,
) -> GradientCheck:
    """Compare ∂(loss + penalties)/∂θ of the compiled engine with finite differences of the loss, in float64.

    The numerical derivative (8(L(θ + h) − L(θ − h)) − (L(θ + 2h) − L(θ − 2h))) / 12h has an error of order h⁴
    (Abramowitz & Stegun 1964, 25.3.6), so h can be large enough that rounding does not matter even if the loss is
    almost 0.

    Args:
        architecture: a resolved architecture.
        theta: the parameters.
        X: encoded inputs (n, n_in).
        Y: encoded targets (n, n_out).
        weight: weights of the rows (n,).
        checked: how many numbers of each array to compare, drawn at random.
        seed: seed of that draw, and of dropout, which is the same in every evaluation.
        **strengths: penalty strengths.
    """
    from nnplay.engine.compiled import Engine

    checked = check_int(checked, "checked")
    engine = Engine(architecture, "float64", rows=len(X))
    θ, X, Y = (np.array(a, dtype=np.float64, order="C") for a in (theta, X, Y))

    def objective(point: Array) -> float:
        loss, _ = engine.gradient(point, X, Y, weight, seed=seed, **strengths)
        return loss + engine.penalty(point, **strengths)

    # on copies of θ: batch normalization changes its running statistics, which no gradient depends on
    loss, own = engine.gradient(θ.copy(), X, Y, weight, seed=seed, **strengths)
    center, random, lines = objective(θ.copy()), stream(seed, Purpose.GRADIENT_CHECK_PARAMETERS), []
    typical = 0.1 * float(np.sqrt(np.mean(own**2)))
    for depth, block in enumerate(layout(architecture).blocks, start=1):
        for name, (start, shape) in block.arrays.items():
            if name in RUNNING_STATISTICS:
                continue
            size = math.prod(shape)
            sample = np.sort(random.choice(size, min(checked, size), replace=False))
            worst, kinks = (0.0, 0, 0.0, 0.0), 0
            for k in sample.tolist():
                gradient = float(own[start + k])
                difference, numerical, kink = _compare(objective, center, θ, start + k, gradient, typical)
                kinks += kink
                if not kink:
                    worst = max(worst, (difference, k, gradient, numerical))
            index = tuple(int(i) for i in np.unravel_index(worst[1], shape))
            lines.append(ArrayCheck(depth, name, len(sample) - kinks, size, kinks, worst[0], index, worst[2], worst[3]))
    return GradientCheck(tuple(lines), float(loss), len(X))


def _compare(
    objective: Callable[[Array], float], center: float, theta: Array, i: int, own: float, typical: float
) -> tuple[float, float, bool]:
    """The relative difference for θᵢ, its numerical derivative, and whether it is at a kink.

    A large h has less rounding error, a small h is less likely to step over a kink; the h that agrees best counts.
    """
    best, kink = (math.inf, math.nan), False
    for step in STEPS:
        h = step * max(1.0, abs(float(theta[i])))
        up2, up, down, down2 = (objective(_perturbed(theta, i, k * h)) for k in (2, 1, -1, -2))
        derivative = (8 * (up - down) - (up2 - down2)) / (12 * h)
        scale = max(abs(derivative), abs(own), typical, MIN_SCALE)
        best = min(best, (abs(derivative - own) / scale, derivative))
        if best[0] < GOOD_ENOUGH:
            return *best, False
        right, left = (4 * up - up2 - 3 * center) / (2 * h), (3 * center - 4 * down + down2) / (2 * h)
        kink = abs(right - left) > KINK * scale
    return *best, kink and best[0] >= TOLERANCE


def _perturbed(theta: Array, i: int, change: float) -> Array:
    theta = theta.copy()
    theta[i] += change
    return theta
