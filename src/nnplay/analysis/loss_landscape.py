"""The loss landscape: the loss on a plane through θ.

The plane is spanned by two random directions, scaled filter by filter to the length of θ so that plots of different
networks can be compared; or by the two directions in which training moved most, with the path of training in the plane.
Source: Li, Xu, Taylor, Studer & Goldstein 2018, "Visualizing the Loss Landscape of Neural Nets", arXiv:1712.09913.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

import numpy as np

from nnplay.analysis.parameter_history import Progress, States, evenly_spaced
from nnplay.errors import NNPlayError
from nnplay.network.parameters import Parameters, layout
from nnplay.training.problem import Part, Problem
from nnplay.utils.random_streams import Purpose, stream
from nnplay.utils.threads import available_threads
from nnplay.utils.types import Array
from nnplay.utils.validation import check_int, check_positive, check_type

POINTS = 51  # along each side
MAX_POINTS = 201
MAX_PATH_STATES = 200
MAX_OPERATIONS = 5e11  # multiply-adds, about 10 s on two cores; beyond that the loss is that of a sample of the rows
MIN_ROWS = 64  # in such a sample
MARGIN = 0.25  # around the path, relative to its extent


@dataclass(frozen=True, eq=False, repr=False)
class Landscape:
    """The loss at θ + a·d₁ + b·d₂.

    Attributes:
        a, b: the steps along d₁ (m,) and d₂ (n,), including 0.
        losses: for each split, the loss (n, m) without penalties; NaN or infinite where it is not a finite number.
        centre: for each split, the loss at θ itself.
        directions: d₁ and d₂ (2, size of θ).
        kind: "random" or "path".
        path: the positions of training in the plane (k, 2), empty without a path; `epochs` (k,) are their epochs.
        explained: the shares of the path's variance along d₁ and d₂, for "path".
        rows: for each split, the number of rows that the loss is the mean of, and of all its rows.
        loss_name: the name of the loss.
    """

    a: Array
    b: Array
    losses: dict[str, Array]
    centre: dict[str, float]
    directions: Array
    kind: str
    path: Array
    epochs: tuple[int, ...]
    explained: tuple[float, ...]
    rows: dict[str, tuple[int, int]]
    loss_name: str

    def __str__(self) -> str:
        directions = "two random directions with filter-wise normalization"
        if self.kind == "path":
            first, second = self.explained
            directions = f"the two main directions of training ({first:.0%} and {second:.0%} of its variance)"
        lines = [f"{self.loss_name} on a plane of {len(self.a)} × {len(self.b)} points through θ, along {directions}"]
        for part, losses in self.losses.items():
            finite, (used, total) = losses[np.isfinite(losses)], self.rows[part]
            spread = f"{finite.min():.4g} … {finite.max():.4g}" if len(finite) else "no finite value"
            rows = f"{total:,} rows" if used == total else f"{used:,} of {total:,} rows"
            lines.append(f"  {part}: {self.centre[part]:.6g} at θ, {spread} on the plane ({rows})")
        return "\n".join(lines)

    __repr__ = __str__

    def plot(self, *, part: str | None = None, surface: bool = False, log: bool | None = None, ax: Any = None) -> Any:
        """Plot contours or a surface: see `plots.landscape`.

        Raises:
            NNPlayError: a split that the landscape does not have.
        """
        from nnplay import plots
        from nnplay.plots.labels import loss_title

        split = part or next(iter(self.losses))
        if not isinstance(split, str) or split not in self.losses:
            raise NNPlayError(f"This landscape has the loss of {' and '.join(self.losses)} rows, not of {split!r}.")
        return plots.landscape(
            self.a, self.b, self.losses[split], centre=self.centre[split], path=self.path, epochs=self.epochs,
            names=self._names(), title=f"{loss_title(self.loss_name)}, {split} rows", surface=surface, log=log, ax=ax,
        )  # fmt: skip

    def _repr_html_(self) -> str:
        from nnplay import plots

        return plots.notebook_svg(self.plot)

    def _names(self) -> tuple[str, str]:
        if self.kind == "random":
            return "first random direction", "second random direction"
        first, second = (f"{share:.0%}" if share < 0.9995 else "100%" for share in self.explained)
        return f"first direction of the path, {first} of its variance", f"second direction, {second}"


def landscape(
    problem: Problem,
    parameters: Parameters,
    *,
    states: States | None = None,
    directions: str = "random",
    points: int = POINTS,
    span: float = 1.0,
    parts: Sequence[str] = ("train",),
    seed: int = 0,
    progress: Progress | None = None,
) -> Landscape:
    """Compute the loss on a plane through θ, on all cores.

    If that would take more than about ten seconds, the loss is that of a random sample of the rows.

    Args:
        problem: what was trained.
        parameters: θ, the center of the plane.
        states: (epoch, θ) during training, for directions="path"; the last θ is the center.
        directions: "random", or "path" for the two principal directions of training.
        points: points along each side.
        span: how far the plane extends: ±span random directions, or `span` times the extent of the path.
        parts: the splits to compute the loss of: "train", "validation", "test".
        seed: seed of the random directions.
        progress: called with the rows of the plane that are done and their total.

    Raises:
        NNPlayError: too few or too many points, unknown directions or splits, or too short a path.
    """
    points, seed = check_int(points, "points", 3, MAX_POINTS), check_int(seed, "seed", 0)
    span, parts = check_positive(span, "span"), [parts] if isinstance(parts, str) else parts
    if directions not in ("random", "path"):
        raise NNPlayError(f"directions must be 'random' or 'path', not {directions!r}.")
    if not parts:
        raise NNPlayError(f"parts is empty; pass one or several of {', '.join(problem.parts)}.")
    parts = [problem.part_name(name) for name in check_type(parts, Sequence, "parts")]
    path, epochs, explained = np.zeros((0, 2)), tuple[int, ...](), tuple[float, ...]()
    if directions == "random":
        d, a = random_directions(parameters, seed), np.linspace(-span, span, points | 1)
        b = a
    else:
        selected = [states[k] for k in evenly_spaced(range(len(states)), MAX_PATH_STATES)] if states else []
        d, path, explained = path_directions(parameters, [p for _, p in selected])
        epochs = tuple(epoch for epoch, _ in selected)
        a, b = (_steps(path[:, k], points, span) for k in (0, 1))
    samples = {name: _sample(problem, problem.parts[name], len(a) * len(b)) for name in dict.fromkeys(parts)}
    losses = _evaluate(problem, parameters.theta, d, a, b, samples, progress)
    centre = {name: float(values[list(b).index(0.0), list(a).index(0.0)]) for name, values in losses.items()}
    rows = {name: (len(sample.X), len(problem.parts[name].X)) for name, sample in samples.items()}
    return Landscape(
        a, b, losses, centre, d, directions, path, epochs, explained, rows, problem.architecture.loss or "loss"
    )


def random_directions(parameters: Parameters, seed: int = 0) -> Array:
    """Two random directions (2, size of θ), with the incoming weights of each neuron as long as θ's own.

    d_W[:, j] ← d_W[:, j]·‖W[:, j]‖/‖d_W[:, j]‖ (Li et al. 2018, section 4), and P likewise; the bias of a neuron is
    scaled by the same factor. As in the paper, normalization (γ, β, running statistics) and learned parameters of
    activations do not change.
    """
    directions = np.zeros((2, len(parameters.theta)))
    for d, rng in zip(directions, stream(seed, Purpose.LANDSCAPE_DIRECTIONS).spawn(2), strict=True):
        for block in parameters.layout.blocks:
            for name in ("W", "P"):
                weights, random = (block.view(theta, name) for theta in (parameters.theta, d))
                if weights is None:
                    continue
                random[:] = rng.standard_normal(weights.shape)
                length = np.maximum(np.linalg.norm(random, axis=0), 1e-300)
                factor = np.linalg.norm(weights.astype(float), axis=0) / length
                random *= factor
                if name == "W":
                    block.view(d, "b")[:] = rng.standard_normal(weights.shape[1]) * factor
    return directions


def path_directions(parameters: Parameters, path: Sequence[Parameters]) -> tuple[Array, Array, tuple[float, ...]]:
    """The two principal directions of the path of training.

    They are the principal components of θ₀ − θ, θ₁ − θ, … (Li et al. 2018, section 7) and have length 1. The running
    statistics of batch normalization do not change.

    Returns:
        The directions (2, size of θ), the positions of the path in their plane (k, 2), and the shares of its variance.

    Raises:
        NNPlayError: fewer than three states, or a path that does not move.
    """
    if len(path) < 3:
        raise NNPlayError("A path needs the weights of at least three epochs; use directions='random' instead.")
    trained = layout(parameters.architecture).trained
    M = np.stack([p.theta[:trained].astype(float) - parameters.theta[:trained] for p in path])
    centred = M - M.mean(axis=0)
    values, vectors = np.linalg.eigh(centred @ centred.T)  # k × k, since θ may be long
    values, vectors = values[::-1], vectors[:, ::-1]
    total = float(values.clip(0).sum())
    if not np.isfinite(total) or total <= 0:
        raise NNPlayError("The weights did not move during training; use directions='random' instead.")
    d = np.zeros((2, len(parameters.theta)))
    for k in (0, 1):
        direction = centred.T @ vectors[:, k]
        if values[k] <= 1e-12 * values[0]:  # a straight path: any second direction will do
            direction = np.random.default_rng(0).standard_normal(trained)
        for earlier in d[:k, :trained]:
            direction = direction - earlier * (earlier @ direction)
        d[k, :trained] = direction / np.linalg.norm(direction)
    positions = M @ d[:, :trained].T
    signs = np.where(positions[0] > 0, -1.0, 1.0)  # training moves to the right and upwards
    shares = values[:2].clip(0) / total
    return d * signs[:, None], positions * signs, (float(shares[0]), float(shares[1]))


def _steps(positions: Array, points: int, span: float) -> Array:
    """Steps along one direction that cover the path with a margin; one of them is 0."""
    low, high = min(float(positions.min()), 0.0), max(float(positions.max()), 0.0)
    size = (high - low) or 1.0
    middle, half = (low + high) / 2, span * (0.5 + MARGIN) * size
    steps = np.linspace(min(middle - half, low), max(middle + half, high), points)
    steps -= steps[np.abs(steps).argmin()]
    return steps


def _sample(problem: Problem, part: Part, points: int) -> Part:
    """The rows of a split, or a random sample of them if they need more than MAX_OPERATIONS."""
    blocks = layout(problem.architecture).blocks
    operations_per_row = points * sum(block.n_in * block.n_z + 20 * block.n_out for block in blocks)
    count = max(MIN_ROWS, int(MAX_OPERATIONS / operations_per_row))
    if count >= len(part.X):
        return part
    rows = np.sort(np.random.default_rng(0).choice(len(part.X), count, replace=False))
    return Part(*(np.ascontiguousarray(values[rows]) for values in (part.X, part.Y, part.weight, part.truth)))


def _evaluate(
    problem: Problem, theta: Array, d: Array, a: Array, b: Array, parts: dict[str, Part], progress: Progress | None
) -> dict[str, Array]:
    """The loss of each split (n, m); each thread computes one row of the plane at a time."""
    from nnplay.engine.compiled import Engine

    workers = min(available_threads(), len(b))
    engines: SimpleQueue[Engine] = SimpleQueue()
    for _ in range(workers):
        engines.put(Engine(problem.architecture, theta.dtype.name, threads=1))
    losses = {name: np.full((len(b), len(a)), np.nan) for name in parts}

    def row(k: int) -> None:
        engine = engines.get()
        try:
            for j, step in enumerate(a):
                with np.errstate(all="ignore"):
                    moved = (theta + step * d[0] + b[k] * d[1]).astype(theta.dtype)
                for name, part in parts.items():
                    losses[name][k, j] = engine.evaluate(moved, part.X, part.Y, part.weight)[1]
        finally:
            engines.put(engine)

    with ThreadPoolExecutor(workers, thread_name_prefix="nnplay-landscape") as pool:
        tasks = [pool.submit(row, k) for k in range(len(b))]
        try:
            for done, task in enumerate(tasks, start=1):
                task.result()
                if progress is not None:
                    progress(done, len(tasks))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return losses
