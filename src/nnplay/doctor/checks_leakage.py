"""Checks for an evaluation that is too good to be true: leakage, identifiers, duplicates."""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from nnplay.data import Dataset
from nnplay.doctor.evidence import Evidence
from nnplay.doctor.findings import Finding, Fix, check
from nnplay.network.parameters import Array

IDENTICAL = 0.999  # a correlation of values or ranks that real measurements rarely reach
PREDICTED = 0.995  # fraction of the rows that one feature predicts
NEXT_BEST = 0.9  # fraction that the next best feature may predict
MIN_ROWS = 30  # with fewer, chance explains it
MAX_ROWS = 20_000
UNIQUE = 0.9  # fraction of the rows with a category of their own
DUPLICATES = 0.1  # fraction of the test rows
MAX_TEST_ROWS = 2_000


@check("leakage", when="before", source="Kaufman et al. 2012, Leakage in data mining",
      criterion="one feature that gives away the target: a correlation of values or ranks of 0.999, one class per "
               "category, or 99.5 % of the classes by thresholds where no other feature reaches 90 %")  # fmt: skip
def leakage(evidence: Evidence) -> Iterator[Finding]:
    """A feature is the target in disguise."""
    data, rows = evidence.problem.dataset, evidence.problem.split.train[:MAX_ROWS]
    if len(rows) < MIN_ROWS or data.multilabel or len(data.targets) > 1 or len(data.features) < 2:
        return
    truth = data.targets[0].values[rows]
    for name, reason in (_correlated if data.task == "regression" else _separated)(data, rows, truth):
        yield Finding(
            "leakage", "serious",
            f"Column {name!r} alone gives away the target {data.target_names[0]!r}: {reason}. Will it be known when "
            "the network is used?",
            {"column": name}, fix=_without(data, name),
        )  # fmt: skip


def _without(data: Dataset, name: str) -> Fix | None:
    others = tuple(column.name for column in data.features if column.name != name)
    return Fix(f"drop {name!r}", {"features": others}) if others else None


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
    for name, (share, one_each) in accuracies.items():
        next_best = max((other for key, (other, _) in accuracies.items() if key != name), default=common)
        copy = one_each and share == 1
        if share >= PREDICTED and (copy or next_best < max(NEXT_BEST, common + 1e-9)):
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


def _each_category(values: list[Any], truth: list[Any]) -> bool:
    """Whether each category has a single target, where many rows share a category."""
    groups: dict[Any, set[Any]] = {}
    for value, target in zip(values, truth, strict=True):
        groups.setdefault(value, set()).add(target)
    if len(groups) < 2 or len(groups) > len(values) / 3 or len(set(truth)) < 2:
        return False
    return all(len(targets) == 1 for targets in groups.values())


@check("ID among the features", when="before", source="Kaufman et al. 2012, Leakage in data mining",
      criterion="a category of its own for 9 of 10 rows, or integers that number the rows")  # fmt: skip
def identifiers(evidence: Evidence) -> Iterator[Finding]:
    """A column identifies the rows instead of describing them."""
    data, rows = evidence.problem.dataset, evidence.problem.split.train
    for column in data.features:
        if len(rows) < MIN_ROWS:
            return
        if column.kind == "category":
            known = column.values[rows[:MAX_ROWS]].tolist()
            numbered, reason = len(set(known)) > UNIQUE * len(known), "has a different value in nearly every row"
        else:
            values = column.values.astype(float)
            steps = np.diff(values)
            numbered, reason = bool(abs(steps[0]) == 1 and (steps == steps[0]).all()), "numbers the rows"
        if numbered:
            yield Finding(
                "ID among the features", "warning",
                f"Column {column.name!r} {reason}; what the network learns from it does not carry over to new rows.",
                {"column": column.name}, fix=_without(data, column.name),
            )  # fmt: skip


@check("duplicate rows in the test split", when="before", source="Kaufman et al. 2012, Leakage in data mining",
      criterion="at least a tenth of the test rows are also training rows")  # fmt: skip
def copies(evidence: Evidence) -> Iterator[Finding]:
    """Test rows were also trained on."""
    parts = evidence.problem.parts
    if "test" not in parts or len(parts["test"].X) < 10:
        return
    known = _signatures(parts["train"].X, parts["train"].Y)
    tested = _signatures(parts["test"].X[:MAX_TEST_ROWS], parts["test"].Y[:MAX_TEST_ROWS])
    share = float(np.isin(tested, known).mean())
    if share >= DUPLICATES:
        yield Finding(
            "duplicate rows in the test split", "serious",
            f"{share:.0%} of the test rows are also training rows, so the test score partly measures memorization.",
            {"share": share}, fix=Fix("remove duplicate rows from the data"),
        )  # fmt: skip


def _signatures(X: Array, Y: Array) -> Array:
    """A number for each row (n,), equal for equal rows."""
    rows = np.hstack([X, Y]).astype(float)
    signatures: Array = (rows * np.random.default_rng(0).normal(size=rows.shape[1])).sum(axis=1)
    return signatures
