"""The doctor: what is wrong with a run, the numbers that show it, and fixes to try and to apply."""

from typing import Any
from weakref import WeakKeyDictionary

from nnplay.doctor.diagnosis import Diagnosis, follow
from nnplay.doctor.findings import Finding
from nnplay.doctor.fix_trial import FixTrial
from nnplay.errors import NNPlayError
from nnplay.runs.run import Run
from nnplay.training.session import TrainingSession
from nnplay.web.engine.description import architecture_json
from nnplay.web.engine.formulas import FormulaNames
from nnplay.web.engine.host import EngineHost
from nnplay.web.features.job import Job

SECONDS = 15.0  # that a diagnosis may take
TRIAL_SECONDS = 30.0
MIN_EPOCHS, MAX_EPOCHS = 100, 2_000  # that are trained for it
POINTS = 240  # of a curve
_diagnoses: WeakKeyDictionary[EngineHost, Diagnosis] = WeakKeyDictionary()


class DiagnosisJob(Job):
    """Train the network once more, and look for what is wrong."""

    seconds = SECONDS

    def __init__(self, host: EngineHost, _message: dict[str, Any]) -> None:
        super().__init__()
        self.host, self.session, self.formulas = host, host.current, host.formulas

    def work(self) -> dict[str, Any]:
        """The findings."""
        session = self.session
        epochs = min(max(session.snapshot.epoch, MIN_EPOCHS), MAX_EPOCHS, max(session.recipe.epochs, 1))
        training = TrainingSession.start(
            session.dataset, session.requested_architecture(), every=1, stop=self.stop, threads=1,
            recipe=session.recipe.replace(epochs=epochs, max_restarts=0),
        )  # fmt: skip
        diagnosis = _diagnoses[self.host] = follow(training)
        return {
            "summary": diagnosis.summary, "epochs": (diagnosis.run.history.get("epoch") or [0])[-1],
            "findings": [describe_finding(finding, self.formulas) for finding in diagnosis.findings],
        }  # fmt: skip


class FixJob(Job):
    """Train once with a fix and once without."""

    seconds = TRIAL_SECONDS

    def __init__(self, host: EngineHost, message: dict[str, Any]) -> None:
        super().__init__()
        diagnosis, place = _diagnoses.get(host), message.get("finding")
        findings = diagnosis.findings if diagnosis else ()
        if diagnosis is None or not isinstance(place, int) or not 0 <= place < len(findings):
            raise NNPlayError("There is no such finding; run the doctor again.")
        self.diagnosis, self.finding = diagnosis, findings[place]
        if self.finding.fix is None or not self.finding.fix.triable:
            raise NNPlayError("This fix cannot be tried automatically.")

    def work(self) -> dict[str, Any]:
        """Both runs, and which is better."""
        trials = self.diagnosis.try_fixes(self.finding, stop=self.stop, threads=1)
        if not trials:
            raise NNPlayError("The fix could not be tried in time.")
        trial = trials[0]
        return {
            "verdict": trial.verdict, "split": trial.before.eval_split,
            "runs": [describe_run(trial, run) for run in (trial.before, trial.after)],
        }  # fmt: skip


def describe_finding(finding: Finding, formulas: FormulaNames) -> dict[str, Any]:
    """A finding as the protocol has it."""
    fix = finding.fix
    architecture = None if fix is None or fix.architecture is None else architecture_json(fix.architecture, formulas)
    return {
        "name": finding.name, "severity": finding.severity, "message": formulas.as_given(finding.message),
        "layer": finding.layer, "epoch": finding.epoch, "evidence": list(finding.evidence.items()),
        "fix": None if fix is None else {
            "description": formulas.as_given(fix.description), "options": fix.options, "settings": fix.settings,
            "architecture": architecture, "triable": fix.triable,
        },
    }  # fmt: skip


def describe_run(trial: FixTrial, run: Run) -> dict[str, Any]:
    """Scores and curves of a run."""
    epochs = run.history["epoch"]
    stride = max(1, -(-len(epochs) // POINTS))
    parts = dict.fromkeys(("train", run.eval_split))
    losses = {part: run.history[f"{part}_loss"][::stride] for part in parts}
    return {"numbers": trial.numbers(run), "epochs": epochs[-1], "at": epochs[::stride], "losses": losses}
