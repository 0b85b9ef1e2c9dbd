"""Monitoring a run: run the checks while it trains."""

from dataclasses import replace
from typing import Any

from nnplay.doctor import (
    checks_baselines,
    checks_curves,
    checks_data,
    checks_duplicates,
    checks_generalization,
    checks_layers,
    checks_leakage,
)
from nnplay.doctor.evidence import Evidence, LayerObserver
from nnplay.doctor.findings import ORDER, Finding, When, checks
from nnplay.network.parameters import Parameters
from nnplay.training.early_stopping import monitored_loss
from nnplay.training.problem import Problem
from nnplay.training.snapshot import Snapshot

SECONDARY = ("underfitting", "plateau")  # these follow from almost any other problem
CONSTANT, BASELINE = "no better than a constant guess", "worse than a baseline model"  # so do these
CAUSES = (  # of a low score, the likeliest first
    "divergence", "vanishing gradients", "exploding gradients", "dead neurons", "unscaled inputs",
    "learning rate too low", "learning rate too high", "saturated neurons", "overfitting", *SECONDARY,
)  # fmt: skip
GROWTH = 1.25  # of the epoch, from one measurement to the next
# The checks are registered on import.
FAMILIES = (
    checks_data, checks_leakage, checks_duplicates, checks_layers, checks_curves, checks_generalization,
    checks_baselines,
)  # fmt: skip


class TrainingMonitor:
    """Takes the snapshots of a run and reports problems as soon as they show.

    The layers are measured at epochs that grow by a quarter, 22 times in 200 epochs and 37 times in 10,000, so training
    is hardly slowed. Snapshots without parameters contribute only their losses.

    Attributes:
        case: all that is known so far.
        findings: the findings so far, each check once per layer.
    """

    def __init__(self, problem: Problem) -> None:
        self.evidence = Evidence(problem)
        self.findings: list[Finding] = []
        self._observer = LayerObserver(problem)
        self._next, self._least, self._stopping_least = 0.0, float("inf"), float("inf")
        self._stopping_best: tuple[int, Parameters] | None = None  # what early stopping restores
        self._known: set[tuple[str, int | None, str]] = set()
        self._run_checks("before")

    def update(self, snapshot: Snapshot) -> list[Finding]:
        """Add a snapshot and return the new findings."""
        if snapshot.batches:
            return []
        row: dict[str, Any] = {"epoch": snapshot.epoch, "learning_rate": snapshot.learning_rate}
        for part, metrics in snapshot.metrics.items():
            row |= {f"{part}_{name}": value for name, value in metrics.items()}
        self.evidence.rows.append(row)
        if snapshot.parameters is not None:
            self.evidence.last = snapshot.parameters
            loss = snapshot.metrics[self.evidence.monitored_split]["loss"]
            if loss < self._least:
                self._least, self.evidence.best = loss, snapshot.parameters
            if monitored_loss(snapshot) < self._stopping_least:
                self._stopping_least = monitored_loss(snapshot)
                self._stopping_best = len(self.evidence.rows) - 1, snapshot.parameters
        if snapshot.parameters is None or snapshot.epoch < self._next:
            return []
        self._next = max(snapshot.epoch + 1, snapshot.epoch * GROWTH)
        self.evidence.layer_statistics.append(self._observer.measure(snapshot.parameters, snapshot.epoch))
        return self._run_checks("during")

    def end(self, status: str) -> list[Finding]:
        """Record how the session ended, run the final checks and return the new findings."""
        self.evidence.status = status
        self._set_result(status)
        self.findings = [finding for finding in self.findings if checks[finding.name].when == "before"]
        self._known = {_key(finding) for finding in self.findings}
        new = self._run_checks("during") + self._run_checks("after")
        self.findings = without_consequences(self.findings)
        known = {_key(finding) for finding in new}
        return [finding for finding in self.findings if _key(finding) in known]

    def _set_result(self, status: str) -> None:
        """Record which parameters the run results in, as `TrainingSession.final_parameters` chooses them."""
        evidence = self.evidence
        if evidence.last is None:
            return
        if status == "finished" and evidence.problem.recipe.patience is None:
            evidence.result_row, evidence.result = len(evidence.rows) - 1, evidence.last
        elif self._stopping_best is not None:
            evidence.result_row, evidence.result = self._stopping_best
        if evidence.result is not None and evidence.layer_statistics:
            epoch = int(evidence.rows[evidence.result_row]["epoch"])
            measured = evidence.layer_statistics[-1]
            evidence.result_statistics = (
                measured if measured.epoch == epoch else self._observer.measure(evidence.result, epoch)
            )

    def _run_checks(self, when: When) -> list[Finding]:
        """Run the checks of one stage and return the findings that are new."""
        new = []
        for each in checks.values():
            if each.when == when:
                for finding in each.find(self.evidence):
                    if _key(finding) not in self._known:
                        self._known.add(_key(finding))
                        new.append(finding)
        self.findings = sorted([*self.findings, *new], key=lambda finding: ORDER.index(finding.severity))
        return new

    @property
    def statistics(self) -> dict[str, list[Any]]:
        """The layer statistics as columns: epoch, and gradient, weights, dead and saturated of each layer."""
        looks = self.evidence.layer_statistics
        columns: dict[str, list[Any]] = {"epoch": [look.epoch for look in looks]}
        for layer in range(self.evidence.hidden + 1):
            for name in ("gradient", "weights", "dead", "saturated"):
                columns[f"{name}_{layer + 1}"] = [float(getattr(look, name)[layer]) for look in looks]
        return columns


def _key(finding: Finding) -> tuple[str, int | None, str]:
    return finding.name, finding.layer, str(finding.evidence.get("column", ""))


def without_consequences(findings: list[Finding]) -> list[Finding]:
    """The findings without those that only follow from others.

    A network that is no better than a constant guess gets the fix of the cause, where there is one.
    """
    other = (*SECONDARY, BASELINE, CONSTANT)
    if any(finding.name not in other and finding.severity != "advice" for finding in findings):
        findings = [finding for finding in findings if finding.name not in SECONDARY]
    causes = {finding.name: finding for finding in reversed(findings) if finding.severity != "advice"}
    cause = next((causes[name] for name in CAUSES if name in causes), None)
    if cause is not None or CONSTANT in causes:
        findings = [finding for finding in findings if finding.name != BASELINE]
    if cause is not None and cause.fix is not None:
        findings = [
            replace(finding, fix=cause.fix) if finding.name == CONSTANT and finding.severity == "serious" else finding
            for finding in findings
        ]
    return findings
