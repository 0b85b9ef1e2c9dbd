"""Watching a training: a few looks at its layers, and what they show."""

from __future__ import annotations

from typing import Any

from nnplay.doctor import checks_curves, checks_data, checks_generalization, checks_layers, checks_leakage
from nnplay.doctor.evidence import Case, Observer
from nnplay.doctor.findings import ORDER, Finding, When, signs
from nnplay.training.loop import Snapshot
from nnplay.training.problem import Problem

SECONDARY = ("underfitting", "plateau")  # what follows from almost anything else
GROWTH = 1.25  # of the epoch, from one look to the next
FAMILIES = (
    checks_data,
    checks_leakage,
    checks_layers,
    checks_curves,
    checks_generalization,
)  # importing them enters their signs


class Watcher:
    """Fed with the snapshots of a training, it says what is wrong as soon as it shows.

    The layers are looked at rarely, at epochs that grow by a quarter, so that a training is hardly slowed: 22 times in
    200 epochs, 37 times in 10,000. Snapshots without parameters show their losses alone.

    Attributes:
        case: all that is known so far.
        findings: what was found so far, each sign once for each layer.
    """

    def __init__(self, problem: Problem) -> None:
        self.case = Case(problem)
        self.findings: list[Finding] = []
        self._observer = Observer(problem)
        self._next, self._least = 0.0, float("inf")
        self._known: set[tuple[str, int | None, str]] = set()
        self._take("before")

    def see(self, snapshot: Snapshot) -> list[Finding]:
        """Take a snapshot, with its parameters where it has them; what is new since the last one."""
        if snapshot.batches:
            return []
        row: dict[str, Any] = {"epoch": snapshot.epoch}
        for part, metrics in snapshot.metrics.items():
            row |= {f"{part}_{name}": value for name, value in metrics.items()}
        self.case.rows.append(row)
        if snapshot.parameters is not None:
            self.case.last = snapshot.parameters
            loss = snapshot.metrics[self.case.watched]["loss"]
            if loss < self._least:
                self._least, self.case.best = loss, snapshot.parameters
        if snapshot.parameters is None or snapshot.epoch < self._next:
            return []
        self._next = max(snapshot.epoch + 1, snapshot.epoch * GROWTH)
        self.case.looks.append(self._observer.look(snapshot.parameters, snapshot.epoch))
        return self._take("during")

    def end(self, status: str) -> list[Finding]:
        """Say how the training ended; what that shows."""
        self.case.status = status
        self.findings = [finding for finding in self.findings if signs[finding.name].when == "before"]
        self._known = {_key(finding) for finding in self.findings}
        found = self._take("during") + self._take("after")
        if any(finding.name not in SECONDARY and finding.severity != "advice" for finding in self.findings):
            self.findings = [finding for finding in self.findings if finding.name not in SECONDARY]
        return [finding for finding in found if finding in self.findings]

    def _take(self, when: When) -> list[Finding]:
        """The findings of the signs of that time which are not known yet, the serious ones first."""
        new = []
        for each in signs.values():
            if each.when == when:
                for finding in each.look(self.case):
                    if _key(finding) not in self._known:
                        self._known.add(_key(finding))
                        new.append(finding)
        self.findings = sorted([*self.findings, *new], key=lambda finding: ORDER.index(finding.severity))
        return new

    @property
    def statistics(self) -> dict[str, list[Any]]:
        """What the looks have seen, as columns: epoch, and gradient, weights, dead and saturated of each layer."""
        looks = self.case.looks
        columns: dict[str, list[Any]] = {"epoch": [look.epoch for look in looks]}
        for layer in range(self.case.hidden + 1):
            for name in ("gradient", "weights", "dead", "saturated"):
                columns[f"{name}_{layer + 1}"] = [float(getattr(look, name)[layer]) for look in looks]
        return columns


def _key(finding: Finding) -> tuple[str, int | None, str]:
    return finding.name, finding.layer, str(finding.evidence.get("column", ""))
