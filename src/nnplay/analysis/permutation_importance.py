"""Permutation importance: how much worse the network gets when one of the user's columns is shuffled.

Sources: Breiman 2001, "Random Forests", Machine Learning 45, section 10; Fisher, Rudin & Dominici 2019, "All Models are
Wrong, but Many are Useful", JMLR 20(177), whose model reliance this is, as a difference.
"""

import html
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnplay.analysis.mistakes import image_shape
from nnplay.analysis.parameter_history import Progress
from nnplay.catalog import metrics
from nnplay.data import Column, Dataset
from nnplay.data.dataset_builder import derived_column
from nnplay.data.encoding.feature import Feature
from nnplay.data.expressions import Expression, parse_expression
from nnplay.errors import DataError, NNPlayError
from nnplay.training.model import Model
from nnplay.training.problem import Part, Problem
from nnplay.utils.html_table import html_table
from nnplay.utils.random_streams import Purpose, stream
from nnplay.utils.text import plural
from nnplay.utils.types import Array
from nnplay.utils.validation import check_int

REPEATS, MAX_REPEATS = 10, 10_000
MAX_LINES = 20  # columns in the text
MAX_OPERATIONS = 5e11  # multiply-adds, about 10 s on two cores; beyond that a sample of the rows is used
MIN_ROWS = 200  # in such a sample
MIN_CORRELATION = 0.8  # |r| from which a pair of columns is reported
MAX_CORRELATED = 2000  # columns of X up to which correlations are computed


@dataclass(frozen=True)
class ColumnImportance:
    """The rise of the loss and the drop of the score when a column is shuffled: mean and standard deviation."""

    name: str
    loss: float
    loss_deviation: float
    score: float
    score_deviation: float


@dataclass(frozen=True, eq=False, repr=False)
class Importance:
    """The importance of each column, the largest rise of the loss first.

    Attributes:
        columns: the importance of each of the user's columns.
        loss, score: without shuffling; `score_name` is "accuracy" or "R²".
        part: the split.
        rows: the number of its rows that were used, out of `of`.
        repeats: how often each column was shuffled.
        correlated: pairs of strongly correlated columns with their correlation. The network can read one from the
            other, so each may look less important than it is.
        image: where the columns are the pixels of an image, the rise of the loss (height, width); otherwise None.
    """

    columns: tuple[ColumnImportance, ...]
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
        lines = [
            f"  {column.name}: loss {column.loss:+.4f} ± {column.loss_deviation:.4f}, {self.score_name} "
            f"{-column.score or 0.0:+.4f} ± {column.score_deviation:.4f}"
            for column in self.columns[:MAX_LINES]
        ]
        more = len(self.columns) - MAX_LINES
        return "\n".join([self._headline(), *lines, *([f"  and {more:,} more"] if more > 0 else []), *self.warnings])

    __repr__ = __str__

    def _headline(self) -> str:
        rows = f"{self.of:,}" if self.rows == self.of else f"{self.rows:,} of {self.of:,}"
        return (
            f"permutation importance: change when a column is shuffled, mean of {plural(self.repeats, 'repeat')}, "
            f"{rows} {self.part} rows (loss {self.loss:.4g}, {self.score_name} {self.score:.4g})"
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """A sentence on correlated columns that names the three strongest pairs; () if there are none."""
        if not self.correlated:
            return ()
        (a, b, r), *others = self.correlated[:3]
        pairs = [f"{a} and {b} are correlated ({r:+.2f})", *(f"{c} and {d} ({q:+.2f})" for c, d, q in others)]
        more = len(self.correlated) - 3
        pairs += [f"and {plural(more, 'more pair')}"] if more > 0 else []
        return (f"{', '.join(pairs)}: the network can read one from the other, so each may look less important.",)

    def plot(self, *, by: str = "loss", ax: Any = None) -> Any:
        """Plot bars with their standard deviation, by "loss" or "score": see `plots.columns`.

        Raises:
            NNPlayError: an unknown `by`.
        """
        if by not in ("loss", "score", self.score_name):
            raise NNPlayError(f"by must be 'loss' or 'score', not {by!r}.")
        from nnplay import plots

        values = [(x.name, x.loss, x.loss_deviation) for x in self.columns]
        if by != "loss":
            values = sorted(((x.name, x.score, x.score_deviation) for x in self.columns), key=lambda x: -x[1])
        change = "increase of the loss" if by == "loss" else f"decrease of {self.score_name}"
        pairs = [f"{a} and {b} are correlated ({r:+.2f})" for a, b, r in self.correlated]
        if self.image is not None and by == "loss" and ax is None:
            return plots.columns_picture(self.image, subtitle=f"{change} when a pixel is shuffled")
        names, means, deviations = zip(*values, strict=True)
        subtitle = f"{change} when a column is shuffled, {self.part} rows"
        return plots.columns(names, means, deviations, subtitle=subtitle, notes=pairs, ax=ax)

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON-compatible values."""
        return {
            "columns": [vars(column) for column in self.columns], "loss": self.loss, "score": self.score,
            "score_name": self.score_name, "part": self.part, "rows": self.rows, "of": self.of, "repeats": self.repeats,
            "correlated": [list(pair) for pair in self.correlated],
        }  # fmt: skip

    def _repr_html_(self) -> str:
        rows = [
            [x.name, f"{x.loss:+.4f} ± {x.loss_deviation:.4f}", f"{-x.score or 0.0:+.4f} ± {x.score_deviation:.4f}"]
            for x in self.columns
        ]
        warnings = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in self.warnings)
        table = html_table(["column", "loss", self.score_name], rows, {1, 2})
        return f"<div><p>{html.escape(self._headline())}</p>{table}{warnings}</div>"


def importance(
    model: Model,
    problem: Problem,
    *,
    part: str | None = None,
    repeats: int = REPEATS,
    seed: int = 0,
    max_rows: int | None = None,
    progress: Progress | None = None,
) -> Importance:
    """Compute the permutation importance of each of the user's columns.

    A categorical column is shuffled as a whole, and derived features together with their columns. If that would take
    more than about ten seconds, a random sample of the rows is used.

    Args:
        model: the trained network.
        problem: its data.
        part: the split: "test", "validation" or "train"; by default test, or train if there is no test split.
        repeats: how often each column is shuffled.
        seed: seed of the shuffling.
        max_rows: use a random sample of so many rows; None uses all, within the limit above.
        progress: called with the columns that are done and their total.

    Raises:
        NNPlayError: an unknown split, no repeats, or a derived feature that is undefined for a shuffled column.
    """
    repeats, seed = check_int(repeats, "repeats", 1, MAX_REPEATS), check_int(seed, "seed", 0)
    part = problem.part_name(part)
    from nnplay.engine.compiled import Engine

    everything, row_indices = problem.parts[part], getattr(problem.split, part)
    limit = min(_max_rows(model, repeats), max_rows or len(everything.X))
    if len(everything.X) > limit:
        sample = np.sort(stream(seed, Purpose.IMPORTANCE_ROWS).choice(len(everything.X), limit, replace=False))
        rows = Part(*(v[sample] for v in (everything.X, everything.Y, everything.weight, everything.truth)))
        if everything.sample_weight is not None:
            rows = replace(rows, sample_weight=everything.sample_weight[sample])
        row_indices = row_indices[sample]
    else:
        rows = everything
    theta = model.parameters.theta.copy()
    engine = Engine(model.architecture, theta.dtype.name)
    score = metrics["accuracy" if problem.dataset.task == "classification" else "r2"]

    def evaluate(X: Array) -> tuple[float, float]:
        outputs, loss = engine.evaluate(theta, np.ascontiguousarray(X, dtype=theta.dtype), rows.Y, rows.weight)
        return loss, float(score(rows.truth, model.coding.decode(outputs), rows.sample_weight))

    base, names, columns = np.array(evaluate(rows.X)), model.encoding.columns, []
    shuffler = _Shuffler(model, problem.dataset, row_indices, rows.X)
    for k, name in enumerate(names):
        rng = stream(seed, Purpose.IMPORTANCE_SHUFFLES, k)
        results = np.array([evaluate(shuffler.shuffled(name, rng.permutation(len(rows.X)))) for _ in range(repeats)])
        changes = np.where([True, False], results - base, base - results)
        (loss, drop), (loss_deviation, drop_deviation) = changes.mean(axis=0).tolist(), changes.std(axis=0).tolist()
        columns.append(ColumnImportance(name, loss, loss_deviation, drop, drop_deviation))
        if progress is not None:
            progress(k + 1, len(names))
    columns.sort(key=lambda column: -column.loss if np.isfinite(column.loss) else -np.inf)
    by_name, shape = {column.name: column.loss for column in columns}, image_shape(model)
    image = np.reshape([by_name[name] for name in names], shape) if shape else None
    score_name = "accuracy" if score.name == "accuracy" else "R²"
    return Importance(
        tuple(columns), float(base[0]), float(base[1]), score_name, part, len(rows.X), len(everything.X), repeats,
        correlated(rows.X, shuffler.encoded_columns), image,
    )  # fmt: skip


def _max_rows(model: Model, repeats: int) -> int:
    """The number of rows that can be evaluated for all columns and repeats within MAX_OPERATIONS."""
    per_row = sum(block.n_in * block.n_z + 20 * block.n_out for block in model.parameters.layout.blocks)
    return max(MIN_ROWS, int(MAX_OPERATIONS / (per_row * repeats * len(model.encoding.columns))))


class _Shuffler:
    """Encoded rows X with one of the user's columns shuffled.

    Attributes:
        encoded_columns: for each of the user's columns, the columns of X that it is encoded as.
    """

    def __init__(self, model: Model, data: Dataset, rows: Array, X: Array) -> None:
        self.X, features = X, model.encoding.features
        self._raw = {c.name: c.take(rows) for c in data.raw if c.name in model.encoding.columns}
        ends = np.cumsum([len(feature.encoded_names) for feature in features])
        starts = [0, *ends[:-1].tolist()]
        self.encoded_columns = {
            f.name: range(start, int(end))
            for f, start, end in zip(features, starts, ends, strict=True)
            if f.name not in model.encoding.expressions
        }
        self._derived = [
            (feature, start, parse_expression(feature.name, self._raw))
            for feature, start in zip(features, starts, strict=True)
            if feature.name in model.encoding.expressions
        ]

    def shuffled(self, name: str, order: Array) -> Array:
        """X with a column's values in another order, including everything derived from them."""
        X = self.X.copy()
        columns = self.encoded_columns.get(name)
        if columns is not None:
            X[:, columns] = self.X[order][:, columns]
        raw = self._raw | {name: self._raw[name].take(order)} if name in self._raw else self._raw
        for feature, start, expression in self._derived:
            if name in expression.names:
                X[:, start] = self._encode_derived(feature, expression, raw, name)
        return X

    def _encode_derived(self, feature: Feature, expression: Expression, raw: dict[str, Column], name: str) -> Array:
        try:
            values = derived_column("", expression, raw, lambda row: f"row {row + 1}").values
        except DataError:
            raise NNPlayError(
                f"The importance of {name!r} cannot be computed: with its values shuffled, {feature.name!r} is not "
                "always a finite number."
            ) from None
        filled = values if feature.fill is None else np.where(np.isnan(values), feature.fill, values)
        return feature.scaled(filled)


def correlated(
    X: Array, encoded_columns: dict[str, range], minimum: float = MIN_CORRELATION
) -> tuple[tuple[str, str, float], ...]:
    """Pairs of columns whose encoded values correlate (Pearson), the strongest first.

    A categorical column counts with the strongest of its encoded columns.

    Args:
        X: encoded rows (n, n_in).
        encoded_columns: for each of the user's columns, the columns of X that it is encoded as.
        minimum: the smallest |r| to report.
    """
    names, columns = list(encoded_columns), [k for indices in encoded_columns.values() for k in indices]
    if len(X) < 3 or len(names) < 2 or len(columns) > MAX_CORRELATED:
        return ()
    centred = X[:, columns].astype(float) - X[:, columns].mean(axis=0, dtype=float)
    length = np.sqrt((centred**2).sum(axis=0))
    unit = np.divide(centred, length, out=np.zeros_like(centred), where=length > 1e-9 * np.sqrt(len(X)))
    R, owner = unit.T @ unit, np.repeat(np.arange(len(names)), [len(indices) for indices in encoded_columns.values()])
    strongest: dict[tuple[int, int], float] = {}
    for i, j in zip(*np.nonzero(np.triu(np.abs(R) >= minimum, 1)), strict=True):
        pair = (int(owner[i]), int(owner[j]))
        if pair[0] != pair[1] and abs(R[i, j]) > abs(strongest.get(pair, 0.0)):
            strongest[pair] = float(R[i, j])
    order = sorted(strongest.items(), key=lambda item: -abs(item[1]))
    return tuple((names[i], names[j], max(-1.0, min(1.0, r))) for (i, j), r in order)
