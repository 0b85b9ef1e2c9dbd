"""Checks of the network on rows it was not trained on, after training."""

from collections.abc import Iterator

import numpy as np

from nnplay.doctor.checks_curves import grown, losses, series
from nnplay.doctor.curve_shape import MIN_EPOCHS
from nnplay.doctor.evidence import Evidence
from nnplay.doctor.findings import Finding, check
from nnplay.doctor.fixes import early_stopping, regularization
from nnplay.network.parameters import Array

RISEN = 1.4  # ratio of the monitored loss to its best
LOST = 0.05  # fraction of what the loss fell from its start, which it has lost again
LEARNED = 0.7  # ratio of the training loss to what it was then
STEADY = 0.8  # rank correlation of the monitored loss with the epoch after its best, from where it rises steadily
MIN_STANDARD_ERRORS = 3.0
MIN_ROWS = 10
GAP = {"accuracy": 0.1, "r2": 0.3}  # between training and monitored rows


@check("overfitting", when="after", source="Prechelt 1998, Early stopping, but when?; Goodfellow et al. 2016, §5.2",
      criterion="without early stopping, a monitored loss of 1.4 times its best, by 3 standard errors or rising "
                "steadily (rank correlation with the epoch 0.8), while the training loss fell by 30 %; or a score 0.1 "
                "(R²: 0.3) below that of the training rows, by 3 standard errors")  # fmt: skip
def overfitting(evidence: Evidence) -> Iterator[Finding]:
    """The network memorizes the training rows."""
    part = evidence.monitored_split
    if part == "train" or grown(evidence) or evidence.best is None or evidence.last is None:
        return
    risen = None if evidence.problem.recipe.patience is not None else _risen(evidence, part)
    if risen is not None:
        yield risen
    else:
        yield from _gap(evidence, part)


def _risen(evidence: Evidence, part: str) -> Finding | None:
    """The finding of a monitored loss that has risen from its best while the training loss fell."""
    epochs, monitored = losses(evidence, part)
    _, train = losses(evidence, "train")
    if len(monitored) < MIN_EPOCHS or len(train) != len(monitored):
        return None
    assert evidence.best is not None
    assert evidence.last is not None
    best, late = int(monitored.argmin()), float(np.median(monitored[len(monitored) * 9 // 10 :]))
    least = float(monitored[best])
    fell = float(np.median(train[len(train) * 9 // 10 :])) < LEARNED * float(train[: best + 1].min())
    lost = late - least >= LOST * (float(monitored[0]) - least)
    if not (late > RISEN * least > 0 and fell and lost and best < 0.8 * len(monitored)):
        return None
    worse = evidence.losses_by_row(evidence.last, part) - evidence.losses_by_row(evidence.best, part)
    standard_errors, steady = _standard_errors(worse), _rank_correlation(monitored[best:])
    if standard_errors < MIN_STANDARD_ERRORS and steady < STEADY:
        return None
    return Finding(
        "overfitting", "warning",
        f"Since epoch {epochs[best]:,.0f} the {part} loss has risen from {least:.3g} to {late:.3g}, while the training "
        f"loss fell from {train[best]:.3g} to {train[-1]:.3g}: the network is overfitting.",
        {"best loss": least, "last loss": late, "standard errors": standard_errors, "rank correlation": steady},
        epoch=int(epochs[best]), series=series(evidence, part),
        fix=early_stopping(evidence, max(10, len(monitored) // 10)),
    )  # fmt: skip


def _gap(evidence: Evidence, part: str) -> Iterator[Finding]:
    own, others, name = evidence.score(), evidence.score(part), evidence.score_name
    if evidence.underfits or not own - others >= GAP[name] or evidence.result is None:
        return
    other_losses, train_losses = (evidence.losses_by_row(evidence.result, which) for which in (part, "train"))
    if min(len(other_losses), len(train_losses)) < MIN_ROWS:
        return
    spread = np.sqrt(other_losses.var(ddof=1) / len(other_losses) + train_losses.var(ddof=1) / len(train_losses))
    standard_errors = float((other_losses.mean() - train_losses.mean()) / spread) if spread > 0 else 0.0
    if standard_errors >= MIN_STANDARD_ERRORS:
        yield Finding(
            "overfitting", "warning",
            f"The training {'R²' if name == 'r2' else name} is {own:.3g}, but the {part} one only {others:.3g}: the "
            "network is overfitting.",
            {f"train {name}": own, f"{part} {name}": others, "standard errors": standard_errors},
            series=series(evidence, part), fix=regularization(evidence),
        )  # fmt: skip


def _rank_correlation(values: Array) -> float:
    """Spearman's rank correlation of a curve with time; 0 for fewer than five values."""
    if len(values) < 5 or not np.ptp(values) > 0:
        return 0.0
    return float(np.corrcoef(np.argsort(np.argsort(values, kind="stable")), np.arange(len(values)))[0, 1])


def _standard_errors(differences: Array) -> float:
    """The mean of the differences in standard errors."""
    if len(differences) < MIN_ROWS or not differences.std() > 0:
        return 0.0
    return float(differences.mean() / (differences.std(ddof=1) / np.sqrt(len(differences))))
