"""A certificate of the gradients: the network's own beside numerical ones, at its own architecture and data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.network.architecture import Architecture
from nnplay.network.parameters import layout
from nnplay.utils.validation import check_int

Array = NDArray[Any]
STEPS = 5e-4, 2e-5, 1e-6  # h, times |θᵢ| where that is larger than 1
GOOD = 1e-8  # a difference that needs no other h
KINK = 1e-2  # by how much the slopes to the right and to the left differ at a kink, relatively
TOLERANCE = 1e-5  # of a relative difference
LEAST = 1e-6  # a gradient that is smaller is lost in the rounding of the loss
CHECKED = 40  # numbers of each array, unless told


@dataclass(frozen=True)
class Line:
    """What was found of one array of one layer.

    Attributes:
        layer: counted from 1; name: W, b, gamma, beta, learned or P.
        checked, of: how many of how many numbers.
        kinks: how many stand at a kink, where there is no gradient to compare with; they are left out.
        difference: the largest |own − numerical| / max(|own|, |numerical|, a tenth of the network's typical gradient,
            a millionth), so that rounding does not count where there is hardly any gradient.
        place, own, numerical: where that is, and the two.
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
class Certificate:
    """The comparison of all arrays, the loss at which it was made, and how many rows were in it."""

    lines: tuple[Line, ...]
    loss: float
    rows: int

    @property
    def difference(self) -> float:
        """The largest relative difference of all."""
        return max((line.difference for line in self.lines), default=0.0)

    @property
    def passed(self) -> bool:
        """Whether every gradient is right, to 10⁻⁵."""
        return self.difference < TOLERANCE

    def __str__(self) -> str:
        verdict = "the gradients are right" if self.passed else "A GRADIENT IS WRONG"
        lines = [f"{verdict}: largest difference {self.difference:.1e}"]
        for line in self.lines:
            told = f"{line.checked} of {line.of:,} checked" + (
                f", {line.kinks} at kinks left out" if line.kinks else ""
            )
            lines.append(f"  layer {line.layer} {line.name}: {line.difference:.1e} ({told})")
        return "\n".join(lines)


def certify(
    architecture: Architecture,
    theta: Array,
    X: Array,
    Y: Array,
    weight: Array | None = None,
    *,
    checked: int = CHECKED,
    seed: int = 0,
    **strengths: Any,
) -> Certificate:
    """Compare ∂(loss + penalties)/∂θ of the compiled engine with differences of the loss, in float64.

    (8(L(θ + h) − L(θ − h)) − (L(θ + 2h) − L(θ − 2h))) / 12h is right to h⁴ (Abramowitz & Stegun 1964, 25.3.6), so h may
    be so large that rounding does not matter even where the loss is almost 0.

    Args:
        architecture: resolved.
        theta: the parameters.
        X: inputs (n, n_in), encoded.
        Y: targets (n, n_out), encoded.
        weight: of the rows (n,).
        checked: how many numbers of each array, drawn at random; all where there are no more.
        seed: of that draw, and of the dropout, which is the same in every evaluation.
        **strengths: of the penalties.
    """
    from nnplay.engine.compiled import Engine

    checked = check_int(checked, "checked")
    engine = Engine(architecture, "float64", rows=len(X))
    θ, X, Y = (np.array(a, dtype=np.float64, order="C") for a in (theta, X, Y))

    def objective(point: Array) -> float:
        loss, _ = engine.gradient(point, X, Y, weight, seed=seed, **strengths)
        return loss + engine.penalty(point, **strengths)

    running = θ.copy()  # batch normalisation moves its running statistics, which no gradient depends on
    loss, own = engine.gradient(running, X, Y, weight, seed=seed, **strengths)
    here, random, lines = objective(θ.copy()), np.random.default_rng(seed), []
    typical = 0.1 * float(np.sqrt(np.mean(own**2)))
    for depth, block in enumerate(layout(architecture).blocks, start=1):
        for name, (start, shape) in block.places.items():
            if name in ("mean", "variance"):
                continue
            size = math.prod(shape)
            chosen = np.sort(random.choice(size, min(checked, size), replace=False))
            worst, kinks = (0.0, 0, 0.0, 0.0), 0
            for k in chosen.tolist():
                mine = float(own[start + k])
                difference, numerical, kink = _slope(objective, here, θ, start + k, mine, typical)
                kinks += kink
                if not kink:
                    worst = max(worst, (difference, k, mine, numerical))
            place = tuple(int(i) for i in np.unravel_index(worst[1], shape))
            lines.append(Line(depth, name, len(chosen) - kinks, size, kinks, worst[0], place, worst[2], worst[3]))
    return Certificate(tuple(lines), float(loss), len(X))


def _slope(
    objective: Any, here: float, theta: Array, place: int, own: float, typical: float
) -> tuple[float, float, bool]:
    """How far the own gradient of one number is from the numerical one, relatively; that one; and whether at a kink.

    A large h is best against rounding, a small one where a kink is near: the one that agrees best counts.
    """
    found, kink = (math.inf, math.nan), False
    for step in STEPS:
        h = step * max(1.0, abs(float(theta[place])))
        up2, up, down, down2 = (objective(_moved(theta, place, way * h)) for way in (2, 1, -1, -2))
        slope = (8 * (up - down) - (up2 - down2)) / (12 * h)
        scale = max(abs(slope), abs(own), typical, LEAST)
        found = min(found, (abs(slope - own) / scale, slope))
        if found[0] < GOOD:
            return *found, False
        right, left = (4 * up - up2 - 3 * here) / (2 * h), (3 * here - 4 * down + down2) / (2 * h)
        kink = abs(right - left) > KINK * scale
    return *found, kink and found[0] >= TOLERANCE


def _moved(theta: Array, place: int, by: float) -> Array:
    moved = theta.copy()
    moved[place] += by
    return moved
