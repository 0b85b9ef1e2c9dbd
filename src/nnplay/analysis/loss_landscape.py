"""The loss landscape: a plane through θ, and the loss at every point of it.

The plane is spanned by two random directions, filter by filter as long as θ, so that pictures of different networks
can be compared; or by the two directions in which the training moved most, with its path in the plane.
Li, Xu, Taylor, Studer & Goldstein 2018, "Visualizing the Loss Landscape of Neural Nets", arXiv:1712.09913.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.analysis.parameter_history import Progress, States, chosen
from nnplay.errors import NNPlayError
from nnplay.network.parameters import Parameters, layout
from nnplay.training.problem import Part, Problem
from nnplay.utils.validation import check_int, check_positive, check_type

Array = NDArray[Any]
POINTS = 51  # along each side, unless told
MOST_POINTS = 201
STATES = 200  # of a path
WORK = 5e11  # multiply-adds that a landscape may take, about 10 s of two cores; of more rows some are drawn
FEWEST_ROWS = 64
MARGIN = 0.25  # around the path, of its own size


@dataclass(frozen=True, eq=False, repr=False)
class Landscape:
    """The loss at θ + a·d₁ + b·d₂.

    Attributes:
        a, b: the steps along d₁ (m,) and d₂ (n,); 0 is among them.
        losses: for "train", or the parts that were asked for, the loss (n, m), without penalties; NaN or infinite
            where the network gives no number.
        centre: the loss of each part at θ itself.
        directions: d₁ and d₂ (2, size of θ).
        kind: "random" or "path".
        path: where the training was (k, 2), () without one; `epochs` (k,) says when.
        explained: the share of the path's variance along d₁ and d₂, of "path".
        rows: for each part, how many rows of how many the loss is the mean of.
        loss_name: what the loss is called.
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
        about = "two random directions, as long as θ filter by filter"
        if self.kind == "path":
            about = (
                f"the two directions in which training moved most ({self.explained[0]:.0%}, {self.explained[1]:.0%})"
            )
        lines = [f"{self.loss_name} on a plane of {len(self.a)} × {len(self.b)} points through θ along {about}"]
        for part, losses in self.losses.items():
            there, (used, of) = losses[np.isfinite(losses)], self.rows[part]
            spread = f"{there.min():.4g} … {there.max():.4g}" if len(there) else "no number anywhere"
            told = f"{of:,} rows" if used == of else f"{used:,} of {of:,} rows"
            lines.append(f"  {part}: {self.centre[part]:.6g} at θ, {spread} on the plane ({told})")
        return "\n".join(lines)

    __repr__ = __str__

    def plot(self, *, part: str | None = None, surface: bool = False, log: bool | None = None, ax: Any = None) -> Any:
        """The figure: contours, or a surface; see `draw.landscape`."""
        from nnplay import plots

        shown = part or next(iter(self.losses))
        if not isinstance(shown, str) or shown not in self.losses:
            raise NNPlayError(f"This landscape shows {' and '.join(self.losses)}, not {shown!r}.")
        return plots.landscape(
            self.a, self.b, self.losses[shown], centre=self.centre[shown], path=self.path, epochs=self.epochs,
            names=self._names(), title=f"{self.loss_name}, {shown} rows", surface=surface, log=log, ax=ax,
        )  # fmt: skip

    def _repr_html_(self) -> str:
        from nnplay import plots

        return plots.svg(self.plot())

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
    """The loss on a plane through θ, computed on all cores.

    Where the whole would take more than some ten seconds, the loss is that of training rows drawn at random.

    Args:
        problem: what was trained.
        parameters: θ, the centre.
        states: (epoch, θ) on the way, for directions="path"; the last is the centre's own.
        directions: "random", or the two principal directions of the path.
        points: how many along each side.
        span: how far the plane reaches: ±span random directions, or `span` times as far as the path.
        parts: whose loss: "train", "validation", "test", in the order wished.
        seed: of the random directions.
        progress: called with the rows of the plane that are done and all of them.

    Raises:
        NNPlayError: too few or too many points, no such directions, or too short a path.
    """
    points, seed = check_int(points, "points", 3, MOST_POINTS), check_int(seed, "seed", 0)
    span, parts = check_positive(span, "span"), [parts] if isinstance(parts, str) else parts
    if directions not in ("random", "path"):
        raise NNPlayError(f"The directions are 'random' or 'path', not {directions!r}.")
    if not parts:
        raise NNPlayError(f"Say whose loss it is: parts takes one or several of {', '.join(problem.parts)}.")
    parts = [problem.part_called(name) for name in check_type(parts, Sequence, "parts")]
    path, epochs, explained = np.zeros((0, 2)), tuple[int, ...](), tuple[float, ...]()
    if directions == "random":
        d, a = random_directions(parameters, seed), np.linspace(-span, span, points | 1)
        b = a
    else:
        kept = [states[k] for k in chosen(range(len(states)), STATES)] if states else []
        d, path, explained = path_directions(parameters, [p for _, p in kept])
        epochs = tuple(epoch for epoch, _ in kept)
        a, b = (_reach(path[:, k], points, span) for k in (0, 1))
    used = {name: _some(problem, problem.parts[name], len(a) * len(b)) for name in dict.fromkeys(parts)}
    losses = _evaluate(problem, parameters.theta, d, a, b, used, progress)
    centre = {name: float(values[list(b).index(0.0), list(a).index(0.0)]) for name, values in losses.items()}
    rows = {name: (len(part.X), len(problem.parts[name].X)) for name, part in used.items()}
    return Landscape(
        a, b, losses, centre, d, directions, path, epochs, explained, rows, problem.architecture.loss or "loss"
    )


def random_directions(parameters: Parameters, seed: int = 0) -> Array:
    """Two random directions (2, size), the incoming weights of each neuron as long as θ's own.

    d_W[:, j] ← d_W[:, j]·‖W[:, j]‖/‖d_W[:, j]‖ (Li et al. 2018, section 4), P alike; the bias of a neuron is scaled by
    the same factor. Normalisation (γ, β, running statistics) and learned constants stay as they are, as in the paper.
    """
    found = np.zeros((2, len(parameters.theta)))
    for d, rng in zip(found, np.random.default_rng([seed, 11]).spawn(2), strict=True):
        for block in parameters.layout.blocks:
            for name in ("W", "P"):
                own, drawn = (block.view(theta, name) for theta in (parameters.theta, d))
                if own is None:
                    continue
                drawn[:] = rng.standard_normal(own.shape)
                factor = np.linalg.norm(own.astype(float), axis=0) / np.maximum(np.linalg.norm(drawn, axis=0), 1e-300)
                drawn *= factor
                if name == "W":
                    block.view(d, "b")[:] = rng.standard_normal(own.shape[1]) * factor
    return found


def path_directions(parameters: Parameters, path: Sequence[Parameters]) -> tuple[Array, Array, tuple[float, ...]]:
    """The two principal directions of a training's path (2, size), its places (k, 2) in them, and their variance.

    The principal components of θ₀ − θ, θ₁ − θ, … (Li et al. 2018, section 7); the directions have length 1. Running
    statistics of batch normalisation stay as they are at θ.

    Raises:
        NNPlayError: fewer than three states, or a path that does not move.
    """
    if len(path) < 3:
        raise NNPlayError("A path needs the weights of three epochs or more: use directions='random'.")
    trained = layout(parameters.architecture).trained
    M = np.stack([p.theta[:trained].astype(float) - parameters.theta[:trained] for p in path])
    centred = M - M.mean(axis=0)
    values, vectors = np.linalg.eigh(centred @ centred.T)  # k × k: θ may be long
    values, vectors = values[::-1], vectors[:, ::-1]
    total = float(values.clip(0).sum())
    if not np.isfinite(total) or total <= 0:
        raise NNPlayError("The weights did not move on the way: use directions='random'.")
    d = np.zeros((2, len(parameters.theta)))
    for k in (0, 1):
        direction = centred.T @ vectors[:, k]
        if values[k] <= 1e-12 * values[0]:  # a straight path: any second direction will do
            direction = np.random.default_rng(0).standard_normal(trained)
        for earlier in d[:k, :trained]:
            direction = direction - earlier * (earlier @ direction)
        d[k, :trained] = direction / np.linalg.norm(direction)
    places = M @ d[:, :trained].T
    signs = np.where(places[0] > 0, -1.0, 1.0)  # training goes to the right and upwards
    shares = values[:2].clip(0) / total
    return d * signs[:, None], places * signs, (float(shares[0]), float(shares[1]))


def _reach(places: Array, points: int, span: float) -> Array:
    """Steps along one direction, over the path and some more, 0 among them."""
    low, high = min(float(places.min()), 0.0), max(float(places.max()), 0.0)
    size = (high - low) or 1.0
    middle, half = (low + high) / 2, span * (0.5 + MARGIN) * size
    steps = np.linspace(min(middle - half, low), max(middle + half, high), points)
    steps -= steps[np.abs(steps).argmin()]
    return steps


def _some(problem: Problem, part: Part, points: int) -> Part:
    """The rows of a part, or as many of them as can be afforded."""
    blocks = layout(problem.architecture).blocks
    each = points * sum(block.n_in * block.n_z + 20 * block.n_out for block in blocks)
    count = max(FEWEST_ROWS, int(WORK / each))
    if count >= len(part.X):
        return part
    rows = np.sort(np.random.default_rng(0).choice(len(part.X), count, replace=False))
    return Part(*(np.ascontiguousarray(values[rows]) for values in (part.X, part.Y, part.weight, part.truth)))


def _evaluate(
    problem: Problem, theta: Array, d: Array, a: Array, b: Array, parts: dict[str, Part], progress: Progress | None
) -> dict[str, Array]:
    """The loss of each part (n, m), one row of the plane at a time in each thread."""
    from nnplay.engine.compiled import Engine
    from nnplay.engine.compiled.thread_team import available

    workers = min(available(), len(b))
    engines: SimpleQueue[Any] = SimpleQueue()
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
