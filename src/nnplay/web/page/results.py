"""What became of the rows: the confusion of classes, whose cells open their rows, or predicted against actual."""

from collections.abc import Callable
from typing import Any

import numpy as np
from nicegui import run

from nnplay.playground.results import SplitResults, evaluate_split
from nnplay.playground.view_state import ViewState
from nnplay.utils.json import json_safe
from nnplay.web.page.part import Part
from nnplay.web.page.playground_page import PlaygroundPage

MOST = {"rows": 60, "points": 1000}


def build(page: PlaygroundPage) -> Callable[[], Any]:
    """Lay it out; the page asks for what is new while it is looked at."""

    async def asked(what: Any) -> None:
        match what:
            case {"part": str() | None as wanted, "cell": [int(truth), int(said)]}:
                cell: tuple[int, int] | None = (truth, said)
            case {"part": str() | None as wanted}:
                cell = None
            case _:
                return
        found = await run.io_bound(lambda: results(page.visitor.view_state(), wanted, cell))
        if found is not None:  # the server is not about to end
            part.tell(json_safe(found))

    part = Part("results", page.options, asked).classes("results")
    return lambda: None


def results(view_state: ViewState, part: str | None = None, cell: tuple[int, int] | None = None) -> dict[str, Any]:
    """What the page shows of the rows of a part.

    Args:
        view_state: the bench at one moment.
        part: whose rows; None is those that are judged.
        cell: the true class and the one that was said, whose rows are wanted; None is all of them.
    """
    known = evaluate_split(view_state, part)
    told = {
        "part": known.part,
        "parts": list(view_state.problem.parts),
        "of": len(known.truth),
        "scores": known.scores(),
    }
    if known.multi_target:
        return told | {"kind": "several"}
    order = known.worst_first(cell)
    table = known.table(order[: MOST["rows"]])
    told |= {"head": table.header, "rows": table.rows, "listed": len(order), "cell": cell}
    if not known.classes:
        return told | {"kind": "values"} | _points(known)
    return told | {"kind": "classes", "classes": known.classes, "counts": known.confusion_matrix().tolist()}


def _points(known: SplitResults) -> dict[str, Any]:
    """Predicted against actual values: some of many, among them the worst."""
    order = known.worst_first()
    worst, others = order[: MOST["rows"]], order[MOST["rows"] :]
    stride = max(1, -(-len(others) // (MOST["points"] - MOST["rows"])))
    taken = np.concatenate([worst, others[::stride]])
    numbers = getattr(known.view_state.problem.split, known.part)[taken] + 1
    points = zip(numbers.tolist(), known.truth[taken].tolist(), known.predicted[taken].tolist(), strict=True)
    return {"name": known.view_state.dataset.target_names[0], "points": [list(point) for point in points]}
