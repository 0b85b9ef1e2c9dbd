"""The doctor: what is wrong with the training, the numbers that show it, and fixes to try and to take."""

import threading
import warnings
from collections.abc import Callable
from typing import Any

from nnplay.doctor.diagnosis import Diagnosis, follow
from nnplay.doctor.findings import Finding, Fix
from nnplay.doctor.fix_trial import FixTrial
from nnplay.errors import DataWarning, NNPlayError
from nnplay.runs.run import Run
from nnplay.training.session import TrainingSession
from nnplay.utils.json import json_safe
from nnplay.web.errand import Errand
from nnplay.web.page.fields import words
from nnplay.web.page.part import Part
from nnplay.web.page.playground_page import PlaygroundPage
from nnplay.web.settings import Settings
from nnplay.web.visitor import Visitor

SECONDS = 15.0  # that a look may take
LEAST, MOST = 100, 2_000  # epochs that are looked at
POINTS = 240  # of a small curve
VERDICTS = {
    "better": "better", "mixed": "mixed", "no better": "no_better", "worse": "worse",
    "worse on paper, as expected": "as_it_should",
}  # fmt: skip


def build(page: PlaygroundPage) -> Callable[[], Any]:
    """Lay it out; nothing is looked at before it is asked for."""
    visitor = page.visitor
    known: list[Diagnosis] = []

    async def asked(what: Any) -> None:
        match what:
            case {"do": "look"}:
                await look()
            case {"do": "try", "place": int(place)} if (finding := mendable(known, place)) is not None:
                await attempt(place, finding)
            case {"do": "stop"}:
                visitor.errand.cancel()
            case {"do": "fix", "place": int(place)} if (finding := mendable(known, place)) is not None:
                await page.change(lambda settings: mended(settings, finding))

    async def look() -> None:
        errand = visitor.send()
        found = await errand.done(lambda: diagnosed(visitor, errand))
        if isinstance(found, str):
            part.tell({"trouble": found})
        elif found is not None:
            known[:] = [found]
            part.tell(json_safe(told(found)))

    async def attempt(place: int, finding: Finding) -> None:
        errand = visitor.send()
        found = await errand.done(lambda: tried(known[0], finding, errand))
        if errand is visitor.errand or found is not None:  # else another one was begun, or the visitor has gone
            part.tell(json_safe({"place": place, "trial": found}))

    words("p", page.say["doctor_hint"], "hint")
    part = Part("doctor", page.options, asked).classes("doctor")
    return lambda: None


def mendable(known: list[Diagnosis], place: int) -> Finding | None:
    """A finding whose fix can be tried; None where there is no such."""
    findings = known[0].findings if known else ()
    finding = findings[place] if 0 <= place < len(findings) else None
    return finding if finding is not None and finding.fix is not None and finding.fix.triable else None


def diagnosed(visitor: Visitor, errand: Errand) -> Diagnosis | str:
    """Train once more what is on the page, and watch it; or why that cannot be."""
    session = visitor.session
    epochs = min(max(session.snapshot.epoch, LEAST), MOST, max(session.recipe.epochs, 1))
    late = threading.Timer(SECONDS, errand.stop.set)
    late.daemon = True
    try:
        training = TrainingSession.start(
            session.dataset, session.requested_architecture(), every=1, stop=errand.stop, threads=1,
            recipe=session.recipe.replace(epochs=epochs, max_restarts=0),
        )  # fmt: skip
        late.start()
        return follow(training)
    except NNPlayError as error:
        return str(error)
    finally:
        late.cancel()


def told(found: Diagnosis) -> dict[str, Any]:
    """What the page shows of it."""
    epochs = (found.run.history.get("epoch") or [0])[-1]
    return {"summary": found.summary, "epochs": epochs, "findings": [_told(finding) for finding in found.findings]}


def _told(finding: Finding) -> dict[str, Any]:
    fix = finding.fix
    return {
        "name": finding.name, "severity": finding.severity, "says": finding.message, "layer": finding.layer,
        "epoch": finding.epoch, "evidence": list(finding.evidence.items()),
        "fix": None if fix is None else {"says": fix.description, "options": fix.options, "triable": fix.triable},
    }  # fmt: skip


def tried(found: Diagnosis, finding: Finding, errand: Errand) -> dict[str, Any] | str:
    """Train once more with a fix, and tell what it brings; or why that cannot be."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)
            trials = found.try_fixes(finding, stop=errand.stop, threads=1)
    except NNPlayError as error:
        return str(error)
    return compared(trials[0]) if trials else ""


def compared(trial: FixTrial) -> dict[str, Any]:
    """The scores and the curves of a trial, before and after."""
    return {"verdict": VERDICTS[trial.verdict], "judged": trial.before.eval_split,
            "runs": [_run(trial, run) for run in (trial.before, trial.after)]}  # fmt: skip


def _run(trial: FixTrial, run: Run) -> dict[str, Any]:
    epochs = run.history["epoch"]
    stride = max(1, -(-len(epochs) // POINTS))
    losses = {part: run.history[f"{part}_loss"][::stride] for part in dict.fromkeys(("train", run.eval_split))}
    return {"numbers": trial.numbers(run), "epochs": epochs[-1], "at": epochs[::stride], "losses": losses}


def mended(settings: Settings, finding: Finding) -> Settings:
    """The settings with the fix of a finding."""
    assert finding.fix is not None
    fix: Fix = finding.fix
    return settings.replace(**fix.settings, **({} if fix.architecture is None else {"architecture": fix.architecture}))
