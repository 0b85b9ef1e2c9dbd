"""The doctor: what is wrong with the training, the numbers that show it, and fixes that are one click away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from nicegui import run

from nnplay.doctor.diagnosis import Diagnosis, watched
from nnplay.doctor.findings import Finding, Fix
from nnplay.errors import NNPlayError
from nnplay.session import Session
from nnplay.web.frames import plain
from nnplay.web.page.desk import Desk
from nnplay.web.page.fields import words
from nnplay.web.page.part import Part
from nnplay.web.settings import Settings
from nnplay.web.visitor import Visitor

SECONDS = 15.0  # that a look may take
LEAST, MOST = 100, 2_000  # epochs that are looked at
_turn = threading.Semaphore(2)  # looks at once, of all visitors


def build(desk: Desk) -> Callable[[], Any]:
    """Lay it out; nothing is looked at before it is asked for."""
    visitor = desk.visitor
    fixes: list[Fix | None] = []

    async def asked(what: Any) -> None:
        match what:
            case {"do": "look"}:
                found = await run.io_bound(lambda: diagnosed(visitor))
                if found is None:  # the server is about to end
                    return
                if isinstance(found, str):
                    part.tell({"trouble": found})
                    return
                fixes[:] = [finding.fix for finding in found.findings]
                part.tell(plain(told(found)))
            case {"do": "fix", "place": int(place)} if 0 <= place < len(fixes):
                fix = fixes[place]
                if fix is not None and fix.triable:
                    await desk.change(lambda settings: mended(settings, fix))

    words("p", desk.say["doctor_hint"], "hint")
    part = Part("doctor", desk.options, asked).classes("doctor")
    return lambda: None


def diagnosed(visitor: Visitor) -> Diagnosis | str:
    """Train once more what is on the page, and watch it; or why that cannot be."""
    bench = visitor.bench
    epochs = min(max(bench.snapshot.epoch, LEAST), MOST, max(bench.recipe.epochs, 1))
    stop = threading.Event()
    visitor.stops.add(stop)
    late = threading.Timer(SECONDS, stop.set)
    late.daemon = True
    _turn.acquire()
    try:
        session = Session(bench.dataset, bench.wanted(), recipe=bench.recipe.but(epochs=epochs), every=1, stop=stop,
                          threads=1)  # fmt: skip
        late.start()
        return watched(session)
    except NNPlayError as error:
        return str(error)
    finally:
        late.cancel()
        _turn.release()


def told(found: Diagnosis) -> dict[str, Any]:
    """What the page shows of it."""
    epochs = (found.run.history.get("epoch") or [0])[-1]
    return {"summary": found.summary, "epochs": epochs, "findings": [_told(finding) for finding in found.findings]}


def _told(finding: Finding) -> dict[str, Any]:
    fix = finding.fix
    return {
        "name": finding.name, "severity": finding.severity, "says": finding.says, "layer": finding.layer,
        "epoch": finding.epoch, "evidence": list(finding.evidence.items()),
        "fix": None if fix is None else {"says": fix.says, "options": fix.options, "triable": fix.triable},
    }  # fmt: skip


def mended(settings: Settings, fix: Fix) -> Settings:
    """The settings with a fix."""
    changes = dict(fix.settings)
    return settings.but(**changes, **({} if fix.architecture is None else {"architecture": fix.architecture}))
