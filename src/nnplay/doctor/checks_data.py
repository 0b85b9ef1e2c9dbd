"""Checks of the data, before training."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from nnplay.doctor.evidence import Evidence
from nnplay.doctor.findings import Finding, Fix, check

LARGE_RATIO = 10.0  # between the spreads of two inputs, or between mean and spread
IMBALANCE_RATIO = 10.0  # between the rows of the largest and the rarest class
MAJORITY = 0.8  # fraction of the rows in one class


@check("unscaled inputs", when="before", source="LeCun et al. 1998, Efficient BackProp, §4.3",
      criterion="an input whose spread or mean is 10 times another's, with scale='none'")  # fmt: skip
def unscaled(evidence: Evidence) -> Iterator[Finding]:
    """Some inputs are on a much larger scale than others."""
    X = evidence.problem.parts["train"].X.astype(float)
    if evidence.problem.recipe.scale != "none" or len(X) < 2:
        return
    spread, centre = X.std(axis=0), np.abs(X.mean(axis=0))
    names = evidence.problem.encoding.names
    moving = spread[spread > 0]
    if not len(moving):
        return
    wide, far = int(spread.argmax()), int(centre.argmax())
    if (
        spread[wide] > LARGE_RATIO * moving.min()
        or centre[far] > LARGE_RATIO * max(float(np.median(moving)), 1e-12)
        or spread[wide] > LARGE_RATIO
    ):
        yield Finding(
            "unscaled inputs", "warning",
            f"The inputs are not scaled: {names[wide]!r} has a standard deviation of {spread[wide]:.3g}, others of "
            f"{moving.min():.3g}.",
            {"largest spread": float(spread[wide]), "smallest spread": float(moving.min()),
             "largest mean": float(centre[far])},
            fix=Fix("standardize the inputs", {"scale": "standard"}),
        )  # fmt: skip


@check("class imbalance", when="before", source="He & Garcia 2009, Learning from imbalanced data",
      criterion="a class with 80 % of the rows, or with 10 times the rows of the rarest class")  # fmt: skip
def imbalance(evidence: Evidence) -> Iterator[Finding]:
    """One class has nearly all the rows."""
    data = evidence.problem.dataset
    if data.task != "classification" or data.multilabel or evidence.problem.recipe.class_weight is not None:
        return
    counts = Counter(evidence.problem.parts["train"].truth.tolist())
    if len(counts) < 2:
        return
    (most, many), (least, few) = counts.most_common(1)[0], min(counts.items(), key=lambda item: item[1])
    share = many / sum(counts.values())
    if share >= MAJORITY or many >= IMBALANCE_RATIO * few:
        yield Finding(
            "class imbalance", "warning",
            f"{share:.0%} of the training rows belong to class {most!r} and only {few} to class {least!r}; always "
            f"predicting {most!r} would score an accuracy of {share:.1%}.",
            {"fraction in the largest class": share, "rows of the rarest class": float(few)},
            fix=Fix("weight the classes", {"class_weight": "balanced"}),
        )  # fmt: skip
