"""Signs in what the network does on rows it was not trained on, when the training is over."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnplay.doctor.checks_curves import grown, losses, series
from nnplay.doctor.curve_shape import LEAST
from nnplay.doctor.evidence import Case
from nnplay.doctor.findings import Finding, Fix, sign
from nnplay.network.parameters import Array

RISEN = 1.4  # the loss of watched rows over its best
LEARNED = 0.7  # the training loss meanwhile, over what it was then
SURE = 3.0  # standard errors
FEWEST = 10  # rows that say something
GAP = {"accuracy": 0.1, "r2": 0.3}  # between training and watched rows
MAJORITY = 0.8  # of all rows


@sign("overfitting", when="after", source="Prechelt 1998, Early stopping, but when?; Goodfellow et al. 2016, §5.2",
      looks_at="watched rows whose loss is 1.4 times its best, or that score 0.1 (R²: 0.3) less than the training "
               "rows; each by 3 standard errors")  # fmt: skip
def overfitting(case: Case) -> Iterator[Finding]:
    """The training rows are learned by heart."""
    part = case.watched
    if part == "train" or case.problem.recipe.patience is not None or grown(case):
        return
    epochs, watched = losses(case, part)
    _, train = losses(case, "train")
    if len(watched) < LEAST or len(train) != len(watched) or case.best is None or case.last is None:
        return
    best, late = int(watched.argmin()), float(np.median(watched[len(watched) * 9 // 10 :]))
    fell = float(np.median(train[len(train) * 9 // 10 :])) < LEARNED * float(train[: best + 1].min())
    if late > RISEN * float(watched[best]) > 0 and fell and best < 0.8 * len(watched):
        worse = case.losses_by_row(case.last, part) - case.losses_by_row(case.best, part)
        sure = _errors(worse)
        if sure >= SURE:
            yield Finding(
                "overfitting", "warning",
                f"Since epoch {epochs[best]:,.0f} the loss of the {part} rows has risen from {watched[best]:.3g} to "
                f"{late:.3g}, while that of the training rows fell: they are learned by heart.",
                {"best loss": float(watched[best]), "last loss": late, "standard errors": sure},
                epoch=int(epochs[best]), series=series(case, part),
                fix=Fix("stop when the watched rows get no better", {"patience": max(10, len(watched) // 10)}),
            )  # fmt: skip
            return
    yield from _gap(case, part)


def _gap(case: Case, part: str) -> Iterator[Finding]:
    own, others, name = case.score(), case.score(part), case.scored_by
    if case.poor or not own - others >= GAP[name]:
        return
    assert case.last is not None
    lost, kept = (case.losses_by_row(case.last, which) for which in (part, "train"))
    if min(len(lost), len(kept)) < FEWEST:
        return
    spread = np.sqrt(lost.var(ddof=1) / len(lost) + kept.var(ddof=1) / len(kept))
    sure = float((lost.mean() - kept.mean()) / spread) if spread > 0 else 0.0
    if sure >= SURE:
        recipe = case.problem.recipe
        yield Finding(
            "overfitting", "warning",
            f"The training rows have the {'R²' if name == 'r2' else name} {own:.3g}, the {part} rows only "
            f"{others:.3g}: they are learned by heart.",
            {f"train {name}": own, f"{part} {name}": others, "standard errors": sure}, series=series(case, part),
            fix=Fix("let large weights cost more", {"l2": max(0.01, 10 * recipe.l2)}),
        )  # fmt: skip


def _errors(differences: Array) -> float:
    """How many standard errors the mean of these is above 0."""
    if len(differences) < FEWEST or not differences.std() > 0:
        return 0.0
    return float(differences.mean() / (differences.std(ddof=1) / np.sqrt(len(differences))))


@sign("no better than always the same", when="after", source="Provost & Fawcett 1997, KDD",
      looks_at="an accuracy of the judged rows that always naming the largest class (80 % of them) "
               "has too")  # fmt: skip
def trivial(case: Case) -> Iterator[Finding]:
    """It names the largest class, and nothing else."""
    data = case.problem.dataset
    if data.task != "classification" or data.multilabel or not case.rows:
        return
    names, counts = np.unique(case.problem.parts[case.watched].truth.astype(str), return_counts=True)
    share, accuracy = float(counts.max() / counts.sum()), case.score(case.watched)
    if len(names) > 1 and share >= MAJORITY and accuracy <= share + 1e-9:
        told = {} if case.problem.recipe.class_weight is not None else {"class_weight": "balanced"}
        yield Finding(
            "no better than always the same", "warning",
            f"The accuracy of {accuracy:.1%} is what always saying {names[counts.argmax()]!r} has: look at the F1.",
            {"accuracy": accuracy, "share of the largest class": share},
            fix=Fix("let the rows of rare classes weigh more", told),
        )  # fmt: skip
