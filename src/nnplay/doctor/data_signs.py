"""Signs in the data, before anything is trained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from nnplay.doctor.case import Case
from nnplay.doctor.findings import Finding, Fix, sign

APART = 10.0  # times the spread of another input, or its own distance from 0
UNEVEN = 10.0  # times as many rows as the rarest class
MAJORITY = 0.8  # of all rows
SAME = 0.9999  # a correlation that only the target itself has
FEW = 30  # rows, below which chance explains it
COPIES = 0.1  # of the test rows


@sign("unscaled inputs", when="before", source="LeCun et al. 1998, Efficient BackProp, §4.3",
      looks_at="inputs whose spread, or whose distance from 0, is 10 times another's, with scale='none'")  # fmt: skip
def unscaled(case: Case) -> Iterator[Finding]:
    """Some inputs are much larger than others."""
    X = case.problem.parts["train"].X.astype(float)
    if case.problem.recipe.scale != "none" or len(X) < 2:
        return
    spread, centre = X.std(axis=0), np.abs(X.mean(axis=0))
    names = case.problem.encoding.names
    moving = spread[spread > 0]
    if not len(moving):
        return
    wide, far = int(spread.argmax()), int(centre.argmax())
    if (
        spread[wide] > APART * moving.min()
        or centre[far] > APART * max(float(np.median(moving)), 1e-12)
        or spread[wide] > APART
    ):
        yield Finding(
            "unscaled inputs", "warning",
            f"The inputs are not scaled: {names[wide]!r} has the spread {spread[wide]:.3g}, others have "
            f"{moving.min():.3g}.",
            {"largest spread": float(spread[wide]), "smallest spread": float(moving.min()),
             "largest mean": float(centre[far])},
            fix=Fix("scale the inputs to mean 0 and deviation 1", {"scale": "standard"}),
        )  # fmt: skip


@sign("imbalance", when="before", source="He & Garcia 2009, Learning from imbalanced data",
      looks_at="a class with 80 % of the rows, or 10 times the rows of the rarest")  # fmt: skip
def imbalance(case: Case) -> Iterator[Finding]:
    """One class has nearly all rows."""
    data = case.problem.dataset
    if data.task != "classification" or data.multilabel or case.problem.recipe.class_weight is not None:
        return
    counts = Counter(case.problem.parts["train"].truth.tolist())
    if len(counts) < 2:
        return
    (most, many), (least, few) = counts.most_common(1)[0], min(counts.items(), key=lambda item: item[1])
    share = many / sum(counts.values())
    if share >= MAJORITY or many >= UNEVEN * few:
        yield Finding(
            "imbalance", "warning",
            f"{share:.0%} of the training rows have the class {most!r}, and only {few} the class {least!r}: always "
            f"saying {most!r} would have an accuracy of {share:.1%}.",
            {"share of the largest class": share, "rows of the rarest": float(few)},
            fix=Fix("let the rows of rare classes weigh more", {"class_weight": "balanced"}),
        )  # fmt: skip


@sign("leakage", when="before", source="Kaufman et al. 2012, Leakage in data mining",
      looks_at="a single feature that is the target: |r| ≥ 0.9999, or a value for each class")  # fmt: skip
def leakage(case: Case) -> Iterator[Finding]:
    """A feature is the target in disguise."""
    data = case.problem.dataset
    rows = case.problem.split.train
    if len(rows) < FEW or data.multilabel or len(data.targets) > 1 or len(data.features) < 2:
        return
    truth = data.targets[0].values[rows]
    for column in data.features:
        values = column.values[rows]
        if column.kind == "category":
            told = _told_by_levels(values.tolist(), truth.tolist(), data.task)
        elif data.task == "regression":
            told = _correlated(values.astype(float), truth.astype(float))
        else:
            told = _parted(values.astype(float), truth.tolist())
        if told:
            others = tuple(c.name for c in data.features if c.name != column.name)
            yield Finding(
                "leakage", "serious",
                f"The column {column.name!r} alone tells the target {data.target_names[0]!r}: {told}. Would it be "
                "known when the network is used?",
                {"column": column.name}, fix=Fix(f"leave out {column.name!r}", {"features": others}),
            )  # fmt: skip


def _correlated(x: np.ndarray, y: np.ndarray) -> str:
    there = np.isfinite(x) & np.isfinite(y)
    x, y = x[there], y[there]
    if len(x) < FEW or x.std() == 0 or y.std() == 0:
        return ""
    r = float(np.corrcoef(x, y)[0, 1])
    return f"their correlation is {r:.6f}" if abs(r) >= SAME else ""


def _parted(x: np.ndarray, labels: list[object]) -> str:
    """Whether a number has one value for each class."""
    there = np.isfinite(x)
    order = np.argsort(x[there], kind="stable")
    names = np.array([str(label) for label in labels])[there][order]
    values = x[there][order]
    classes = len(set(names.tolist()))
    if len(names) < FEW or classes < 2 or len(set(values.tolist())) < 2:
        return ""
    groups: dict[float, set[str]] = {}
    for value, label in zip(values.tolist(), names.tolist(), strict=True):
        groups.setdefault(value, set()).add(label)
    one_each = all(len(found) == 1 for found in groups.values())
    return "each of its values has one class" if one_each and len(groups) <= max(classes, 2) else ""


def _told_by_levels(values: list[object], truth: list[object], task: str) -> str:
    """Whether each category has one target; many rows must share a category."""
    groups: dict[object, set[object]] = {}
    for value, target in zip(values, truth, strict=True):
        groups.setdefault(value, set()).add(target)
    if len(groups) < 2 or len(groups) > len(values) / 3 or len(set(truth)) < 2:
        return ""
    return "each of its categories has one target" if all(len(found) == 1 for found in groups.values()) else ""


@sign("an id among the features", when="before", source="Kaufman et al. 2012, Leakage in data mining",
      looks_at="a category of its own for 9 of 10 rows")  # fmt: skip
def identifiers(case: Case) -> Iterator[Finding]:
    """A column numbers the rows rather than describing them."""
    data, rows = case.problem.dataset, case.problem.split.train
    for column in data.features:
        if column.kind == "category" and len(rows) >= FEW and len(set(column.values[rows].tolist())) > 0.9 * len(rows):
            others = tuple(c.name for c in data.features if c.name != column.name)
            yield Finding(
                "an id among the features", "warning",
                f"The column {column.name!r} has another value in nearly every row, so nothing can be learned from it.",
                {"column": column.name},
                fix=Fix(f"leave out {column.name!r}", {"features": others}) if others else None,
            )  # fmt: skip


@sign("copies in the test rows", when="before", source="Kaufman et al. 2012, Leakage in data mining",
      looks_at="a tenth of the test rows, or more, that stand among the training rows too")  # fmt: skip
def copies(case: Case) -> Iterator[Finding]:
    """Test rows were trained on."""
    parts = case.problem.parts
    if "test" not in parts or len(parts["test"].X) < 10:
        return
    train = {row.tobytes() for row in np.hstack([parts["train"].X, parts["train"].Y])}
    found = sum(row.tobytes() in train for row in np.hstack([parts["test"].X, parts["test"].Y]))
    share = found / len(parts["test"].X)
    if share >= COPIES:
        yield Finding(
            "copies in the test rows", "serious",
            f"{share:.0%} of the test rows stand among the training rows too: they show what was learned by heart.",
            {"share": share}, fix=Fix("remove the rows that occur twice from the data"),
        )  # fmt: skip
