"""Checks of the network on rows it was not trained on, after training."""

from collections.abc import Iterator

import numpy as np

from nnplay.doctor.checks_curves import grown, losses, series
from nnplay.doctor.curve_shape import MIN_EPOCHS
from nnplay.doctor.evidence import Evidence
from nnplay.doctor.findings import Finding, Fix, check
from nnplay.network.parameters import Array

RISEN = 1.4  # ratio of the monitored loss to its best
LEARNED = 0.7  # ratio of the training loss to what it was then
MIN_STANDARD_ERRORS = 3.0
MIN_ROWS = 10
GAP = {"accuracy": 0.1, "r2": 0.3}  # between training and monitored rows
MAJORITY = 0.8  # of all rows


@check("overfitting", when="after", source="Prechelt 1998, Early stopping, but when?; Goodfellow et al. 2016, §5.2",
      criterion="a monitored loss of 1.4 times its best, or a score 0.1 (R²: 0.3) below that of the training "
               "rows; each by 3 standard errors")  # fmt: skip
def overfitting(evidence: Evidence) -> Iterator[Finding]:
    """The network memorizes the training rows."""
    part = evidence.monitored_split
    if part == "train" or evidence.problem.recipe.patience is not None or grown(evidence):
        return
    epochs, monitored = losses(evidence, part)
    _, train = losses(evidence, "train")
    if len(monitored) < MIN_EPOCHS or len(train) != len(monitored) or evidence.best is None or evidence.last is None:
        return
    best, late = int(monitored.argmin()), float(np.median(monitored[len(monitored) * 9 // 10 :]))
    fell = float(np.median(train[len(train) * 9 // 10 :])) < LEARNED * float(train[: best + 1].min())
    if late > RISEN * float(monitored[best]) > 0 and fell and best < 0.8 * len(monitored):
        worse = evidence.losses_by_row(evidence.last, part) - evidence.losses_by_row(evidence.best, part)
        standard_errors = _standard_errors(worse)
        if standard_errors >= MIN_STANDARD_ERRORS:
            yield Finding(
                "overfitting", "warning",
                f"Since epoch {epochs[best]:,.0f} the {part} loss has risen from {monitored[best]:.3g} to "
                f"{late:.3g}, while the training loss kept falling: the network is overfitting.",
                {"best loss": float(monitored[best]), "last loss": late, "standard errors": standard_errors},
                epoch=int(epochs[best]), series=series(evidence, part),
                fix=Fix("use early stopping", {"patience": max(10, len(monitored) // 10)}),
            )  # fmt: skip
            return
    yield from _gap(evidence, part)


def _gap(evidence: Evidence, part: str) -> Iterator[Finding]:
    own, others, name = evidence.score(), evidence.score(part), evidence.score_name
    if evidence.underfits or not own - others >= GAP[name]:
        return
    assert evidence.last is not None
    other_losses, train_losses = (evidence.losses_by_row(evidence.last, which) for which in (part, "train"))
    if min(len(other_losses), len(train_losses)) < MIN_ROWS:
        return
    spread = np.sqrt(other_losses.var(ddof=1) / len(other_losses) + train_losses.var(ddof=1) / len(train_losses))
    standard_errors = float((other_losses.mean() - train_losses.mean()) / spread) if spread > 0 else 0.0
    if standard_errors >= MIN_STANDARD_ERRORS:
        recipe = evidence.problem.recipe
        yield Finding(
            "overfitting", "warning",
            f"The training {'R²' if name == 'r2' else name} is {own:.3g}, but the {part} one only {others:.3g}: the "
            "network is overfitting.",
            {f"train {name}": own, f"{part} {name}": others, "standard errors": standard_errors},
            series=series(evidence, part), fix=Fix("raise the L2 penalty", {"l2": max(0.01, 10 * recipe.l2)}),
        )  # fmt: skip


def _standard_errors(differences: Array) -> float:
    """The mean of the differences in standard errors."""
    if len(differences) < MIN_ROWS or not differences.std() > 0:
        return 0.0
    return float(differences.mean() / (differences.std(ddof=1) / np.sqrt(len(differences))))


@check("no better than a constant guess", when="after", source="Provost & Fawcett 1997, KDD",
      criterion="an accuracy that always predicting the largest class (80 % of the rows) also "
               "reaches")  # fmt: skip
def trivial(evidence: Evidence) -> Iterator[Finding]:
    """The network always predicts the largest class."""
    data = evidence.problem.dataset
    if data.task != "classification" or data.multilabel or not evidence.rows:
        return
    names, counts = np.unique(evidence.problem.parts[evidence.monitored_split].truth.astype(str), return_counts=True)
    share, accuracy = float(counts.max() / counts.sum()), evidence.score(evidence.monitored_split)
    if len(names) > 1 and share >= MAJORITY and accuracy <= share + 1e-9:
        settings = {} if evidence.problem.recipe.class_weight is not None else {"class_weight": "balanced"}
        yield Finding(
            "no better than a constant guess", "warning",
            f"Always predicting {names[counts.argmax()]!r} would reach the same accuracy of {accuracy:.1%}; look at "
            "the F1 score.",
            {"accuracy": accuracy, "fraction in the largest class": share},
            fix=Fix("weight the classes", settings),
        )  # fmt: skip
