"""Ask the network: values that are typed, a row of the data, or a picture that is drawn; and what it answers."""

from collections.abc import Callable
from typing import Any

from nicegui import run

from nnplay.errors import NNPlayError
from nnplay.network.parameters import Array
from nnplay.playground import predict_row
from nnplay.playground.view_state import ViewState
from nnplay.utils.json import json_safe
from nnplay.web.page.fields import words
from nnplay.web.page.part import Part
from nnplay.web.page.playground_page import PlaygroundPage

MOST = 400  # fields
SHARES = 12  # classes whose probability is told
NEURONS = 64  # of a layer, whose activations are told


def build(page: PlaygroundPage) -> Callable[[], Any]:
    """Lay it out; the page asks anew whenever the network or a value has changed."""
    visitor = page.visitor

    async def asked(what: Any) -> None:
        match what:
            case {"do": "begin", "row": int(place)}:
                found = await run.io_bound(lambda: beginning(visitor.view_state(), place))
            case {"do": "ask", "row": dict(row)}:
                found = await run.io_bound(lambda: answer(visitor.view_state(), row))
            case _:
                return
        if found is not None:  # the server is not about to end
            part.tell(json_safe(found))

    words("p", page.say["ask_hint"], "hint")
    part = Part("ask", page.options, asked).classes("ask")
    return lambda: None


def beginning(view_state: ViewState, place: int) -> dict[str, Any]:
    """The fields, filled with a row of the data.

    Args:
        view_state: the bench at one moment.
        place: of the row, from 0; beyond the last one it is the last.
    """
    data, problem = view_state.dataset, view_state.problem
    place = max(0, min(place, data.n_rows - 1))
    columns = {column.name: column for column in (*data.features, *data.raw)}
    names = problem.encoding.columns
    if len(names) > MOST:
        return {"kind": "many", "of": len(names), "most": MOST}
    row = predict_row.input_values(problem, place)
    fields = []
    for name in names:
        column = columns[name]
        known = column.values[~column.missing]
        if column.kind == "category":
            ends: dict[str, Any] = {"values": list(column.distinct())}
        else:
            ends = {"ends": [float(known.min()), float(known.max())]}
        fields.append({"name": name, "kind": column.kind, **ends})
    truth = predict_row.target_value(problem, place)
    return {"kind": "fields", "fields": fields, "row": row, "place": place, "rows": data.n_rows,
            "truth": predict_row.format_target(truth), "image": side(fields)}  # fmt: skip


def side(fields: list[dict[str, Any]]) -> int:
    """How many pixels the side of a picture has, where the fields are those of one; else 0."""
    across = round(len(fields) ** 0.5)
    square = across >= 4 and across**2 == len(fields)
    dark = all(field["kind"] == "number" and field["ends"][0] == 0 for field in fields)
    return across if square and dark and all("pixel" in field["name"] for field in fields) else 0


def answer(view_state: ViewState, row: dict[str, Any]) -> dict[str, Any]:
    """What the network says of a row, and the activations on the way."""
    try:
        found = predict_row.predict_row(view_state.problem, view_state.parameters, row)
    except NNPlayError as error:
        return {"kind": "trouble", "trouble": str(error)}
    layers = [(len(layer), _some(layer)) for layer in found.activations]
    prediction, shares = predict_row.format_target(found.prediction), found.probabilities[:SHARES]
    return {"kind": "answer", "prediction": prediction, "shares": shares,
            "layers": layers, "names": view_state.dataset.target_names, "epoch": view_state.epoch}  # fmt: skip


def _some(layer: Array) -> list[float]:
    return [float(value) for value in layer[:NEURONS]]
