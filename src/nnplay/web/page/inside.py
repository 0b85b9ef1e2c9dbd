"""Inside: the equations of a neuron with the numbers of a row in them, forward and backward; and the certificate."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nicegui import run

from nnplay.analysis.explain import explain
from nnplay.analysis.explain.render_html import fragment
from nnplay.engine.gradient_check import GradientCheck, check_gradients
from nnplay.errors import NNPlayError
from nnplay.playground import predict_row
from nnplay.playground.view_state import ViewState
from nnplay.utils.json import json_safe
from nnplay.web.page.fields import words
from nnplay.web.page.part import Part
from nnplay.web.page.playground_page import PlaygroundPage

ROWS = 16  # of a certificate
MOST = 3_000_000  # parameters of a network whose equations are told
CERTIFIED = 200_000  # of one whose gradient is checked


def build(page: PlaygroundPage) -> Callable[[], Any]:
    """Lay it out; the page asks anew when the network or what is chosen has changed."""
    visitor = page.visitor

    async def asked(what: Any) -> None:
        match what:
            case {"do": "tell", "row": int(row), "neuron": str(neuron), "whole": bool(whole)}:
                found = await run.io_bound(lambda: told(visitor.view_state(), row, neuron, whole=whole))
            case {"do": "certify"}:
                found = await run.io_bound(lambda: certified(visitor.view_state()))
            case _:
                return
        if found is not None:  # the server is not about to end
            part.tell(json_safe(found))

    def show() -> Callable[[], None]:
        return lambda: part.tell({"kind": "choose", "neuron": page.looked_at})

    words("p", page.say["inside_hint"], "hint")
    part = Part("inside", page.options | {"neuron": page.looked_at}, asked).classes("inside")
    return show


def told(view_state: ViewState, place: int, neuron: str, *, whole: bool) -> dict[str, Any]:
    """The equations of one row, as HTML.

    Args:
        view_state: the bench at one moment.
        place: of the row, from 0; beyond the last one it is the last.
        neuron: as `explain` takes it: "2:5", or "2:5:3" for one of its weights.
        whole: every layer, not only that of the neuron.
    """
    data, problem = view_state.dataset, view_state.problem
    place = max(0, min(place, data.n_rows - 1))
    if view_state.parameters.count > MOST:
        return {"kind": "trouble", "trouble": f"The equations of more than {MOST:,} numbers fill no page: take fewer."}
    row, target = predict_row.input_values(problem, place), predict_row.target_value(problem, place)
    model = problem.model(view_state.parameters)
    try:
        sheet = explain(model, problem.recipe, [row], target if isinstance(target, list) else [target], neuron=neuron)
    except NNPlayError as error:
        return {"kind": "trouble", "trouble": str(error)}
    if not whole:
        layer = int(neuron.split(":")[0])
        sections = (replace(one, steps=tuple(step for step in one.steps if step.written)) for one in sheet.sections)
        sheet = replace(sheet, sections=tuple(one for one in sections if one.layer == layer and one.steps))
    facts = {
        "rows": data.n_rows,
        "place": place,
        "epoch": view_state.epoch,
        "loss": (sheet.facts or {}).get("loss") if whole else None,
    }
    return {"kind": "told", "html": fragment(sheet)} | facts


def certified(view_state: ViewState) -> dict[str, Any]:
    """The gradient of backpropagation beside differences of the loss, at the epoch that is shown."""
    if view_state.parameters.count > CERTIFIED:
        return {
            "kind": "trouble",
            "trouble": f"The gradient of more than {CERTIFIED:,} numbers takes long: take fewer.",
        }
    part = view_state.problem.parts["train"]
    prices = view_state.problem.recipe.penalty_strengths
    found = check_gradients(
        view_state.problem.architecture, view_state.parameters.theta, part.X[:ROWS], part.Y[:ROWS], **prices
    )
    return {"kind": "certificate", "passed": found.passed, "difference": found.difference, "rows": found.rows,
            "lines": _lines(found)}  # fmt: skip


def _lines(found: GradientCheck) -> list[dict[str, Any]]:
    return [
        {"layer": line.layer, "name": line.name, "checked": line.checked, "of": line.of, "kinks": line.kinks,
         "difference": line.difference, "own": line.own, "numerical": line.numerical} for line in found.lines
    ]  # fmt: skip
