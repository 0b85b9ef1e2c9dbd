"""Permutation importance: how much worse the network gets when a column of the user's is shuffled.

Breiman 2001, "Random Forests", Machine Learning 45, section 10; Fisher, Rudin & Dominici 2019, "All Models are Wrong,
but Many are Useful", JMLR 20(177), whose model reliance this is, as a difference.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.analysis.mistakes import picture_shape
from nnplay.analysis.parameter_history import Progress
from nnplay.catalog import metrics
from nnplay.data import Column, Dataset
from nnplay.data.dataset_builder import derived_column
from nnplay.data.expressions import parse_expression
from nnplay.errors import DataError, NNPlayError
from nnplay.training.model import Model
from nnplay.training.problem import Part, Problem
from nnplay.utils.validation import check_int

Array = NDArray[Any]
REPEATS, MOST_REPEATS = 10, 10_000
SHOWN = 20  # columns in text
WORK = 5e11  # multiply-adds that it may take, about 10 s of two cores; of more rows some are drawn
FEWEST_ROWS = 200
CORRELATED = 0.8  # from which on a pair of columns is warned of
MOST_CORRELATED = 2000  # columns of X of which correlations are computed


@dataclass(frozen=True)
class Line:
    """What shuffling one column does: by how much the loss rises and the score falls, mean and standard deviation."""

    name: str
    loss: float
    loss_deviation: float
    score: float
    score_deviation: float


@dataclass(frozen=True, eq=False, repr=False)
class Importance:
    """The importance of each column, the largest rise of the loss first.

    Attributes:
        lines: one for each of the user's columns.
        loss, score: of the rows as they are; `score_name` is "accuracy" or "R²".
        part: whose rows, and `rows` how many of `of`.
        repeats: how often each column was shuffled.
        correlated: pairs of columns that go together, and their correlation: the network may read from either, so each
            may look less important than both together are.
        image: the rise of the loss as a picture (height, width), where a row is one; else None.
    """

    lines: tuple[Line, ...]
    loss: float
    score: float
    score_name: str
    part: str
    rows: int
    of: int
    repeats: int
    correlated: tuple[tuple[str, str, float], ...]
    image: Array | None = None

    def __str__(self) -> str:
        return "\n".join(
            [self._headline(), *(f"  {line.name}: loss {line.loss:+.4f} ± {line.loss_deviation:.4f}, {self.score_name} "
             f"{-line.score or 0.0:+.4f} ± {line.score_deviation:.4f}" for line in self.lines[:SHOWN]),
             *([f"  and {len(self.lines) - SHOWN:,} more"] if len(self.lines) > SHOWN else []), *self.warnings]
        )  # fmt: skip

    __repr__ = __str__

    def _headline(self) -> str:
        told = f"{self.of:,}" if self.rows == self.of else f"{self.rows:,} of {self.of:,}"
        return (
            f"importance of each column, shuffled {self.repeats} times in {told} {self.part} rows "
            f"(loss {self.loss:.4g}, {self.score_name} {self.score:.4g})"
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """A sentence on the columns that go together, naming the three strongest pairs; () where there are none."""
        if not self.correlated:
            return ()
        (a, b, r), *others = self.correlated[:3]
        told = [f"{a} and {b} are correlated ({r:+.2f})", *(f"{c} and {d} ({q:+.2f})" for c, d, q in others)]
        more = len(self.correlated) - 3
        told += [f"and {more} more pairs"] if more > 0 else []
        return (f"{', '.join(told)}: the network can read one from the other, so each may look less important.",)

    def plot(self, *, by: str = "loss", ax: Any = None) -> Any:
        """The figure: bars with their standard deviation, by "loss" or by "score"; see `draw.columns`.

        Raises:
            NNPlayError: by something else.
        """
        if by not in ("loss", "score", self.score_name):
            raise NNPlayError(f"Importance is drawn by 'loss' or 'score', not {by!r}.")
        from nnplay import plots

        values = [(x.name, x.loss, x.loss_deviation) for x in self.lines]
        if by != "loss":
            values = sorted(((x.name, x.score, x.score_deviation) for x in self.lines), key=lambda x: -x[1])
        told = "how much the loss rises" if by == "loss" else f"how much {self.score_name} falls"
        pairs = [f"{a} and {b} go together ({r:+.2f})" for a, b, r in self.correlated]
        if self.image is not None and by == "loss" and ax is None:
            return plots.columns_picture(self.image, title="importance", told=told + " when a pixel is shuffled")
        names, means, deviations = zip(*values, strict=True)
        return plots.columns(
            names, means, deviations, title="importance", told=f"{told} when a column is shuffled, {self.part} rows",
            notes=pairs, ax=ax,
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {
            "columns": [vars(line) for line in self.lines], "loss": self.loss, "score": self.score,
            "score_name": self.score_name, "part": self.part, "rows": self.rows, "of": self.of, "repeats": self.repeats,
            "correlated": [list(pair) for pair in self.correlated],
        }  # fmt: skip

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(x.name)}</td><td>{x.loss:+.4f} ± {x.loss_deviation:.4f}</td>"
            f"<td>{-x.score or 0.0:+.4f} ± {x.score_deviation:.4f}</td></tr>"
            for x in self.lines
        )
        told = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in self.warnings)
        head = f"<tr><th>column</th><th>loss</th><th>{self.score_name}</th></tr>"
        return f"<div><p>{html.escape(self._headline())}</p><table>{head}{rows}</table>{told}</div>"


def importance(
    model: Model,
    problem: Problem,
    *,
    part: str | None = None,
    repeats: int = REPEATS,
    seed: int = 0,
    progress: Progress | None = None,
) -> Importance:
    """Shuffle each of the user's columns in turn; a column of categories as one, and features made from it with it.

    Where the whole would take more than some ten seconds, rows are drawn at random, and the result says how many.

    Args:
        model: the trained network.
        problem: its data.
        part: "test", "validation" or "train"; None is the judged one: test, or train where nothing was kept aside.
        repeats: how often each column is shuffled.
        seed: of the shuffling; each column has its own order.
        progress: called with the columns that are done and all of them.

    Raises:
        NNPlayError: no such part, no repeats, or a derived feature without a value for shuffled columns.
    """
    repeats, seed = check_int(repeats, "repeats", 1, MOST_REPEATS), check_int(seed, "seed", 0)
    part = problem.part_called(part)
    from nnplay.engine.compiled import Engine

    everything, places = problem.parts[part], getattr(problem.split, part)
    most = _affordable(model, repeats)
    if len(everything.X) > most:
        few = np.sort(np.random.default_rng(seed).choice(len(everything.X), most, replace=False))
        rows = Part(*(v[few] for v in (everything.X, everything.Y, everything.weight, everything.truth)))
        places = places[few]
    else:
        rows = everything
    theta = model.parameters.theta.copy()
    engine = Engine(model.architecture, theta.dtype.name)
    score = metrics["accuracy" if problem.dataset.task == "classification" else "r2"]

    def judge(X: Array) -> tuple[float, float]:
        outputs, loss = engine.evaluate(theta, np.ascontiguousarray(X, dtype=theta.dtype), rows.Y, rows.weight)
        return loss, float(score(rows.truth, model.coding.decode(outputs)))

    base, names, lines = np.array(judge(rows.X)), model.encoding.columns, []
    shuffler = _Shuffler(model, problem.dataset, places, rows.X)
    for k, name in enumerate(names):
        rng = np.random.default_rng([seed, k])
        found = np.array([judge(shuffler.shuffled(name, rng.permutation(len(rows.X)))) for _ in range(repeats)])
        worse = np.where([True, False], found - base, base - found)
        mean, deviation = worse.mean(axis=0), worse.std(axis=0)
        lines.append(Line(name, float(mean[0]), float(deviation[0]), float(mean[1]), float(deviation[1])))
        if progress is not None:
            progress(k + 1, len(names))
    lines.sort(key=lambda line: -line.loss if np.isfinite(line.loss) else -np.inf)
    by_name, shape = {line.name: line.loss for line in lines}, picture_shape(model)
    image = np.reshape([by_name[name] for name in names], shape) if shape else None
    name = "accuracy" if score.name == "accuracy" else "R²"
    pairs = correlated(rows.X, shuffler.places)
    return Importance(
        tuple(lines), float(base[0]), float(base[1]), name, part, len(rows.X), len(everything.X), repeats, pairs, image
    )


def _affordable(model: Model, repeats: int) -> int:
    """How many rows can be judged so often."""
    each = sum(block.n_in * block.n_z + 20 * block.n_out for block in model.parameters.layout.blocks)
    return max(FEWEST_ROWS, int(WORK / (each * repeats * len(model.encoding.columns))))


class _Shuffler:
    """The rows of a part with one of the user's columns shuffled, encoded."""

    def __init__(self, model: Model, data: Dataset, rows: Array, X: Array) -> None:
        self.X, self._features = X, model.encoding.features
        self._raw = {c.name: c.take(rows) for c in data.raw if c.name in model.encoding.columns}
        ends = np.cumsum([len(feature.encoded_names) for feature in self._features])
        starts = [0, *ends[:-1].tolist()]
        self.places = {f.name: range(a, int(b)) for f, a, b in zip(self._features, starts, ends, strict=True)
                       if f.name not in model.encoding.expressions}  # fmt: skip
        self._derived = [
            (feature, start, parse_expression(feature.name, self._raw))
            for feature, start in zip(self._features, starts, strict=True)
            if feature.name in model.encoding.expressions
        ]

    def shuffled(self, name: str, order: Array) -> Array:
        """X with the column's values in another order, in all that is made of them."""
        X = self.X.copy()
        own = self.places.get(name)
        if own is not None:
            X[:, own] = self.X[order][:, own]
        changed = self._raw | {name: self._raw[name].take(order)} if name in self._raw else self._raw
        for feature, start, expression in self._derived:
            if name in expression.names:
                X[:, start] = self._encoded(feature, expression, changed, name)
        return X

    def _encoded(self, feature: Any, expression: Any, raw: dict[str, Column], name: str) -> Array:
        try:
            values = derived_column("", expression, raw, lambda row: f"row {row + 1}").values
        except DataError:
            raise NNPlayError(
                f"The importance of {name!r} cannot be told: beside the values of other rows, {feature.name!r} is no "
                "finite number."
            ) from None
        filled = values if feature.fill is None else np.where(np.isnan(values), feature.fill, values)
        encoded: Array = (filled - feature.offset) / feature.scale
        return encoded


def correlated(X: Array, places: dict[str, range], least: float = CORRELATED) -> tuple[tuple[str, str, float], ...]:
    """Pairs of columns whose encoded values correlate (Pearson), the strongest first; of categories the strongest one.

    Args:
        X: encoded rows (n, n_in).
        places: for each column of the user, which columns of X it became.
        least: from which |r| on.
    """
    names, columns = list(places), [k for place in places.values() for k in place]
    if len(X) < 3 or len(names) < 2 or len(columns) > MOST_CORRELATED:
        return ()
    centred = X[:, columns].astype(float) - X[:, columns].mean(axis=0, dtype=float)
    length = np.sqrt((centred**2).sum(axis=0))
    unit = np.divide(centred, length, out=np.zeros_like(centred), where=length > 1e-9 * np.sqrt(len(X)))
    R, owner = unit.T @ unit, np.repeat(np.arange(len(names)), [len(place) for place in places.values()])
    strongest: dict[tuple[int, int], float] = {}
    for i, j in zip(*np.nonzero(np.triu(np.abs(R) >= least, 1)), strict=True):
        pair = (int(owner[i]), int(owner[j]))
        if pair[0] != pair[1] and abs(R[i, j]) > abs(strongest.get(pair, 0.0)):
            strongest[pair] = float(R[i, j])
    order = sorted(strongest.items(), key=lambda item: -abs(item[1]))
    return tuple((names[i], names[j], max(-1.0, min(1.0, r))) for (i, j), r in order)
