"""Signs in the data, before anything is trained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from nnplay.doctor.evidence import Case
from nnplay.doctor.findings import Finding, Fix, sign

APART = 10.0  # times the spread of another input, or its own distance from 0
UNEVEN = 10.0  # times as many rows as the rarest class
MAJORITY = 0.8  # of all rows


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
