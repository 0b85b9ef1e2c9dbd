"""Checks for features that give away the target, or identify the rows."""

import itertools
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from nnplay.data import Column, Dataset
from nnplay.doctor.evidence import Evidence
from nnplay.doctor.findings import Finding, Fix, Severity, check
from nnplay.network.parameters import Array

IDENTICAL = 0.999  # a correlation of values or ranks that real measurements rarely reach
PREDICTED = 0.995  # fraction of the rows that one feature predicts
NEXT_BEST = 0.9  # fraction that the next best feature may predict
MIN_ROWS = 30  # with fewer, chance explains it
MIN_SKILL = 0.98  # of the errors of the largest class, which a feature that gives away the target avoids
SORTED_ROWS = 100  # from where neighbouring values of a feature show whether it determines the target
FOLLOWED = 0.9  # R², or fraction of the largest class's errors avoided, by which the target follows the row order
EXACT = 1e-3  # error of a combination of columns, as a fraction of the target's deviation
MAX_TERMS = 4  # columns of such a combination
MAX_COLUMNS, FIT_ROWS = 200, 2_000
PURE_BY_CHANCE = 1e-6  # probability that categories have a single target each by chance
MAX_ROWS = 20_000
UNIQUE = 0.9  # fraction of the rows with a category of their own


@check("leakage", when="before", source="Kaufman et al. 2012, Leakage in data mining",
      criterion="one feature that gives away the target: a correlation of values or ranks of 0.999, one class per "
                "category, 99.5 % of the classes by thresholds where no other feature reaches 90 %, or R² 0.999 from "
                "the rows with the nearest values; or a sum or product of up to 4 features, exact to 0.1 % of the "
                "target's deviation")  # fmt: skip
def leakage(evidence: Evidence) -> Iterator[Finding]:
    """A feature, or a combination of features, is the target in disguise."""
    data, rows = evidence.problem.dataset, evidence.problem.split.train[:MAX_ROWS]
    if len(rows) < MIN_ROWS or data.multilabel or len(data.targets) > 1 or len(data.features) < 2:
        return
    truth, target = data.targets[0].values[rows], data.target_names[0]
    counted = {column.name for column in data.features if _order(column)}
    alone = set()
    for name, reason in (_correlated if data.task == "regression" else _separated)(data, rows, truth):
        if name not in counted:
            alone.add(name)
            yield Finding(
                "leakage", "serious",
                f"Column {name!r} alone gives away the target {target!r}: {reason}. Will it be known when the network "
                "is used?",
                {"column": name}, fix=_without(data, name),
            )  # fmt: skip
    if data.task == "regression" and not alone:
        formula = _formula(data, rows, truth.astype(float))
        if formula is not None:
            names, text = formula
            yield Finding(
                "leakage", "serious",
                f"The target {target!r} is computed from {len(names)} of the columns: {target} = {text}. Will they be "
                "known when the network is used?",
                {"column": ", ".join(names), "formula": text}, fix=_without(data, *names),
            )  # fmt: skip


def _without(data: Dataset, *names: str) -> Fix | None:
    others = tuple(column.name for column in data.features if column.name not in names)
    return Fix(f"drop {' and '.join(map(repr, names))}", {"features": others}) if others else None


def _formula(data: Dataset, rows: Array, y: Array) -> tuple[list[str], str] | None:
    """Columns whose sum or product, with constants, is the target, and the formula; None where there is none.

    All features together are no leak but a formula to be learned.
    """
    rows, y = rows[:FIT_ROWS], y[:FIT_ROWS]
    columns = {column.name: column.values[rows].astype(float) for column in data.features if column.kind != "category"}
    columns = {name: x for name, x in columns.items() if np.isfinite(x).all() and np.ptp(x) > 0}
    if not columns or not np.isfinite(y).all() or not np.ptp(y) > 0:
        return None
    for kind in ("sum", "product"):
        if kind == "product":
            columns = {name: np.log(x) for name, x in columns.items() if (x > 0).all()}
            if not columns or not (y > 0).all():
                return None
            y = np.log(y)
        terms = exact_terms(columns, y)
        if terms is None or len(terms) == len(data.features):
            continue
        if kind == "sum":
            return list(terms), " + ".join(_term(name, factor) for name, factor in terms.items()).replace("+ −", "− ")
        if all(abs(2 * power - round(2 * power)) < 0.02 for power in terms.values()):
            powers = {name: round(2 * power) / 2 for name, power in terms.items()}
            return list(terms), "constant × " + " × ".join(
                name if power == 1 else f"{name}^{power:g}" for name, power in powers.items()
            )
    return None


def _term(name: str, factor: float) -> str:
    sign, size = "−" * (factor < 0), abs(factor)
    return sign + (name if abs(size - 1) < 0.01 else f"{size:.3g} × {name}")


def exact_terms(columns: dict[str, Array], y: Array) -> dict[str, float] | None:
    """The fewest of the columns whose linear combination is y, with their coefficients (least squares).

    Args:
        columns: at least one, none constant, each (n,).
        y: not constant (n,).

    Returns:
        Up to MAX_TERMS coefficients by name; None where no such combination is exact.
    """
    allowed = min(MAX_COLUMNS, len(y) // 4)
    with np.errstate(all="ignore"):
        scaled = {name: (x - x.mean()) / x.std() for name, x in columns.items()}
        scaled = {name: x for name, x in scaled.items() if np.isfinite(x).all()}
        target = (y - y.mean()) / y.std()
    ranked = sorted(scaled, key=lambda name: -abs(float(scaled[name] @ target)))[:allowed]
    if not ranked or not np.isfinite(target).all():
        return None

    def fit(names: list[str]) -> tuple[Array, float]:
        matrix = np.column_stack([scaled[name] for name in names])
        factors = np.linalg.lstsq(matrix, target, rcond=None)[0]
        return factors, float(np.sqrt(np.mean((target - matrix @ factors) ** 2)))

    factors, error = fit(ranked)
    if error > EXACT:
        return None
    names = ranked
    for name in [ranked[k] for k in np.argsort(abs(factors))]:
        rest = [other for other in names if other != name]
        if rest and fit(rest)[1] <= EXACT:
            names = rest
    if len(names) > MAX_TERMS:
        return None
    names = [name for name in columns if name in names]
    factors, _ = fit(names)
    return {name: float(factor * y.std() / columns[name].std()) for name, factor in zip(names, factors, strict=True)}


def _correlated(data: Dataset, rows: Array, truth: Array) -> Iterator[tuple[str, str]]:
    y = truth.astype(float)
    for column in data.features:
        values = column.values[rows]
        if column.kind == "category":
            if _each_category(values.tolist(), y.tolist()):
                yield column.name, "each of its categories has a single value"
            continue
        x = values.astype(float)
        there = np.isfinite(x) & np.isfinite(y)
        if there.sum() > MIN_ROWS - 1 and np.ptp(x[there]) > 0 and np.ptp(y[there]) > 0:
            r = _r(x[there], y[there])
            ranks = _r(_ranks(x[there]), _ranks(y[there]))
            if max(abs(r), abs(ranks)) >= IDENTICAL:
                what = "correlation" if abs(r) >= abs(ranks) else "rank correlation"
                yield column.name, f"their {what} is {max(r, ranks, key=abs):.5f}"
            elif there.sum() >= SORTED_ROWS and (score := neighbour_score(x[there], y[there])) >= IDENTICAL:
                yield column.name, f"the mean of the rows with the nearest values predicts it with R² {score:.5f}"


def _r(x: Array, y: Array) -> float:
    with np.errstate(all="ignore"):
        return float(np.nan_to_num(np.corrcoef(x / np.abs(x).max(), y / np.abs(y).max())[0, 1]))


def _ranks(x: Array) -> Array:
    """Ranks from 0, equal ones for equal values (n,)."""
    _, codes, counts = np.unique(x, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - counts / 2)[codes]


def _separated(data: Dataset, rows: Array, truth: Array) -> Iterator[tuple[str, str]]:
    names, codes = np.unique(truth.astype(str), return_inverse=True)
    if len(names) < 2 or np.bincount(codes).min() < 2:
        return
    accuracies = {}
    for column in data.features:
        values = column.values[rows]
        if column.kind == "category":
            if _each_category(values.tolist(), codes.tolist()):
                yield column.name, "each of its categories has a single class"
            continue
        x = values.astype(float)
        if np.isfinite(x).all():
            accuracies[column.name] = threshold_accuracy(x, codes), len(np.unique(x)) == len(names)
    common = float(np.bincount(codes).max() / len(codes))
    if data.features and (1 - common) * len(codes) < MIN_ROWS / 3:
        return  # too few rows of the other classes to tell
    for name, (share, one_each) in accuracies.items():
        next_best = max((other for key, (other, _) in accuracies.items() if key != name), default=common)
        copy = one_each and share == 1
        certain = share >= PREDICTED and 1 - share <= (1 - MIN_SKILL) * (1 - common)
        if certain and (copy or next_best < max(NEXT_BEST, common + 1e-9)):
            yield name, f"thresholds on it predict {share:.1%} of the classes, on the next best column {next_best:.1%}"


def threshold_accuracy(x: Array, codes: Array) -> float:
    """The accuracy of thresholds between the classes, ordered by their medians."""
    order = sorted(set(codes.tolist()), key=lambda code: float(np.median(x[codes == code])))
    bounds = []
    for low, high in itertools.pairwise(order):
        below, above = np.sort(x[codes == low]), np.sort(x[codes == high])
        cuts = np.unique(np.concatenate([below, above]))
        right = np.searchsorted(below, cuts, "right") + len(above) - np.searchsorted(above, cuts, "right")
        bounds.append(float(cuts[right.argmax()]))
    named = np.array(order)[np.searchsorted(np.maximum.accumulate(bounds), x, "left")]
    return float(np.mean(named == codes))


def neighbour_score(x: Array, y: Array) -> float:
    """R² of predicting each row from the two rows with the nearest values of one feature, or those with the same value.

    Near 1, the target is a function of the feature, of whatever shape. Rows with the same value are in random order.
    """
    order = np.lexsort((np.random.default_rng(0).permutation(len(x)), x))
    x, y = x[order], y[order]
    before, after = np.r_[False, x[1:] == x[:-1]], np.r_[x[1:] == x[:-1], False]
    alike = before | after
    use_before, use_after = np.where(alike, before, True), np.where(alike, after, True)
    use_before[0], use_after[-1] = False, False
    total = np.r_[0.0, y[:-1]] * use_before + np.r_[y[1:], 0.0] * use_after
    count = use_before.astype(float) + use_after
    deviation = float(np.sum((y - y.mean()) ** 2))
    return 1 - float(np.sum((y - total / count) ** 2)) / deviation if deviation > 0 else 0.0


def _each_category(values: list[Any], truth: list[Any]) -> bool:
    """Whether each category has a single target, where many rows share a category and chance does not explain it."""
    groups: dict[Any, set[Any]] = {}
    for value, target in zip(values, truth, strict=True):
        groups.setdefault(value, set()).add(target)
    if len(groups) < 2 or len(groups) > len(values) / 3 or len(set(truth)) < 2:
        return False
    if any(len(targets) > 1 for targets in groups.values()):
        return False
    shares = np.array(list(Counter(truth).values())) / len(truth)
    sizes = np.array(list(Counter(values).values()))
    chance = float(np.log((shares[:, None] ** sizes).sum(axis=0).clip(1e-300)).sum())
    return chance < math.log(PURE_BY_CHANCE)


@check("ID among the features", when="before", source="Kaufman et al. 2012, Leakage in data mining",
      criterion="a category of its own for 9 of 10 rows, or whole numbers that grow from row to row; serious where "
                "the classes follow them")  # fmt: skip
def identifiers(evidence: Evidence) -> Iterator[Finding]:
    """A column identifies the rows instead of describing them."""
    data, rows = evidence.problem.dataset, evidence.problem.split.train
    if len(rows) < MIN_ROWS:
        return
    for column in data.features:
        reason = _order(column)
        if column.kind == "category":
            known = column.values[rows[:MAX_ROWS]].tolist()
            reason = "has a different value in nearly every row" if len(set(known)) > UNIQUE * len(known) else ""
        if not reason:
            continue
        numbers: dict[str, float | str] = {"column": column.name}
        severity: Severity = "warning"
        message = f"Column {column.name!r} {reason}; what the network learns from it does not carry over to new rows."
        followed = _followed(data, column, rows) if column.kind != "category" else 0.0
        if followed >= FOLLOWED:
            numbers["followed"] = followed
            severity = "serious" if data.task == "classification" else "warning"
            message = (
                f"Column {column.name!r} {reason}, and the target follows it ({followed:.1%} of it): the rows of a "
                "random test split lie between training rows, so the test score says little about new rows."
            )
        yield Finding(
            "ID among the features", severity, message, numbers, fix=_without(data, column.name),
        )  # fmt: skip


def _order(column: Column) -> str:
    """How a column counts the rows; "" if it does not."""
    if column.kind != "number" or len(column) < MIN_ROWS or not np.isfinite(column.values).all():
        return ""
    steps = np.diff(column.values.astype(float))
    if abs(steps[0]) == 1 and bool((steps == steps[0]).all()):
        return "numbers the rows"
    integers = column.is_integer or bool((column.values == np.round(column.values)).all())
    if integers and bool((steps > 0).all() or (steps < 0).all()):
        return "grows from row to row" if steps[0] > 0 else "falls from row to row"
    return ""


def _followed(data: Dataset, column: Column, rows: Array) -> float:
    """How well neighbouring rows predict the target: R², or the fraction of the largest class's errors avoided."""
    if len(data.targets) > 1:
        return 0.0
    x, truth = column.values[rows].astype(float), data.targets[0].values[rows]
    if data.task == "regression":
        y = truth.astype(float)
        return neighbour_score(x, y) if np.isfinite(y).all() else 0.0
    codes = np.unique(truth.astype(str), return_inverse=True)[1][np.argsort(x)]
    others = 1 - float(np.bincount(codes).max() / len(codes))
    return 1 - float(np.mean(codes[1:] != codes[:-1])) / others if others > 0 else 0.0
