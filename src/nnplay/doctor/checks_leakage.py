"""Signs of an evaluation that is too good: leaks, ids, copies."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from nnplay.data import Dataset
from nnplay.doctor.evidence import Case
from nnplay.doctor.findings import Finding, Fix, sign
from nnplay.network.parameters import Array

SAME = 0.999  # a correlation, of values or of ranks, that hardly any measurement has
TOLD = 0.995  # of the rows, told by one number
OTHERS = 0.9  # of the rows, told by the next best number, and no more
FEW = 30  # rows, below which chance explains it
MOST = 20_000  # rows that are looked at
OWN = 0.9  # of the rows have a category of their own
COPIES = 0.1  # of the test rows
LOOKED_UP = 2_000  # test rows that are looked for among the training rows


@sign("leakage", when="before", source="Kaufman et al. 2012, Leakage in data mining",
      looks_at="one feature that tells the target: a correlation of values or ranks of 0.999, a class for each "
               "category, or 99.5 % of the classes by thresholds where no other feature tells 90 %")  # fmt: skip
def leakage(case: Case) -> Iterator[Finding]:
    """A feature is the target in disguise."""
    data, rows = case.problem.dataset, case.problem.split.train[:MOST]
    if len(rows) < FEW or data.multilabel or len(data.targets) > 1 or len(data.features) < 2:
        return
    truth = data.targets[0].values[rows]
    for name, told in (_correlated if data.task == "regression" else _parted)(data, rows, truth):
        yield Finding(
            "leakage", "serious",
            f"The column {name!r} alone tells the target {data.target_names[0]!r}: {told}. Would it be known when the "
            "network is used?",
            {"column": name}, fix=_without(data, name),
        )  # fmt: skip


def _without(data: Dataset, name: str) -> Fix | None:
    others = tuple(column.name for column in data.features if column.name != name)
    return Fix(f"leave out {name!r}", {"features": others}) if others else None


def _correlated(data: Dataset, rows: Array, truth: Array) -> Iterator[tuple[str, str]]:
    y = truth.astype(float)
    for column in data.features:
        values = column.values[rows]
        if column.kind == "category":
            if _each_category(values.tolist(), y.tolist()):
                yield column.name, "each of its categories has one value"
            continue
        x = values.astype(float)
        there = np.isfinite(x) & np.isfinite(y)
        if there.sum() >= FEW and np.ptp(x[there]) > 0 and np.ptp(y[there]) > 0:
            r = _r(x[there], y[there])
            ranks = _r(_ranks(x[there]), _ranks(y[there]))
            if max(abs(r), abs(ranks)) >= SAME:
                what = "correlation" if abs(r) >= abs(ranks) else "correlation of ranks"
                yield column.name, f"their {what} is {max(r, ranks, key=abs):.5f}"


def _r(x: Array, y: Array) -> float:
    with np.errstate(all="ignore"):
        return float(np.nan_to_num(np.corrcoef(x / np.abs(x).max(), y / np.abs(y).max())[0, 1]))


def _ranks(x: Array) -> Array:
    """Ranks from 0, equal ones for equal values (n,)."""
    _, codes, counts = np.unique(x, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - counts / 2)[codes]


def _parted(data: Dataset, rows: Array, truth: Array) -> Iterator[tuple[str, str]]:
    names, codes = np.unique(truth.astype(str), return_inverse=True)
    if len(names) < 2 or np.bincount(codes).min() < 2:
        return
    told = {}
    for column in data.features:
        values = column.values[rows]
        if column.kind == "category":
            if _each_category(values.tolist(), codes.tolist()):
                yield column.name, "each of its categories has one class"
            continue
        x = values.astype(float)
        if np.isfinite(x).all():
            told[column.name] = told_by(x, codes), len(np.unique(x)) == len(names)
    common = float(np.bincount(codes).max() / len(codes))
    for name, (share, one_each) in told.items():
        next_best = max((other for key, (other, _) in told.items() if key != name), default=common)
        copy = one_each and share == 1
        if share >= TOLD and (copy or next_best < max(OTHERS, common + 1e-9)):
            yield name, f"thresholds on it tell {share:.1%} of the classes, on the next best column {next_best:.1%}"


def told_by(x: Array, codes: Array) -> float:
    """The share of rows that thresholds between the classes, in the order of their medians, name rightly."""
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
    """Whether each category has one target; many rows must share a category."""
    groups: dict[Any, set[Any]] = {}
    for value, target in zip(values, truth, strict=True):
        groups.setdefault(value, set()).add(target)
    if len(groups) < 2 or len(groups) > len(values) / 3 or len(set(truth)) < 2:
        return False
    return all(len(found) == 1 for found in groups.values())


@sign("an id among the features", when="before", source="Kaufman et al. 2012, Leakage in data mining",
      looks_at="a category of its own for 9 of 10 rows, or whole numbers that count the rows")  # fmt: skip
def identifiers(case: Case) -> Iterator[Finding]:
    """A column numbers the rows rather than describing them."""
    data, rows = case.problem.dataset, case.problem.split.train
    for column in data.features:
        if len(rows) < FEW:
            return
        if column.kind == "category":
            known = column.values[rows[:MOST]].tolist()
            numbered, told = len(set(known)) > OWN * len(known), "has another value in nearly every row"
        else:
            values = column.values.astype(float)
            steps = np.diff(values)
            numbered, told = bool(abs(steps[0]) == 1 and (steps == steps[0]).all()), "counts the rows"
        if numbered:
            yield Finding(
                "an id among the features", "warning",
                f"The column {column.name!r} {told}: what is learned from it means nothing for new rows.",
                {"column": column.name}, fix=_without(data, column.name),
            )  # fmt: skip


@sign("copies in the test rows", when="before", source="Kaufman et al. 2012, Leakage in data mining",
      looks_at="a tenth of the test rows, or more, that stand among the training rows too")  # fmt: skip
def copies(case: Case) -> Iterator[Finding]:
    """Test rows were trained on."""
    parts = case.problem.parts
    if "test" not in parts or len(parts["test"].X) < 10:
        return
    known = _signatures(parts["train"].X, parts["train"].Y)
    asked = _signatures(parts["test"].X[:LOOKED_UP], parts["test"].Y[:LOOKED_UP])
    share = float(np.isin(asked, known).mean())
    if share >= COPIES:
        yield Finding(
            "copies in the test rows", "serious",
            f"{share:.0%} of the test rows stand among the training rows too: they show what was learned by heart.",
            {"share": share}, fix=Fix("remove the rows that occur twice from the data"),
        )  # fmt: skip


def _signatures(X: Array, Y: Array) -> Array:
    """A number for each row (n,), the same for the same row."""
    rows = np.hstack([X, Y]).astype(float)
    signatures: Array = (rows * np.random.default_rng(0).normal(size=rows.shape[1])).sum(axis=1)
    return signatures
