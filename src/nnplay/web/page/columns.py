"""The columns of the data: what is in each, and which of them go in and which is asked for."""

from collections.abc import Callable
from typing import Any

from nicegui import run, ui

from nnplay.data import Dataset
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.playground import point_editor
from nnplay.utils.json import json_safe
from nnplay.web.page.fields import words
from nnplay.web.page.part import Part
from nnplay.web.page.playground_page import PlaygroundPage
from nnplay.web.settings import Settings, known

ROLES = ("input", "target", "also", "out")


def build(page: PlaygroundPage) -> Callable[[], Any]:
    """Lay it out; what it returns looks at the data anew."""
    visitor = page.visitor

    async def asked(what: Any) -> None:
        match what:
            case {"do": "role", "name": str(name), "role": str(role)} if role in ROLES:
                there = [one["name"] for one in await run.io_bound(visitor.columns) or ()]
                await page.change(lambda settings: recast(settings, there, visitor.session.dataset, name, role))
            case {"do": "set", "name": "task" | "missing" as name, "value": str() | None as value}:
                await page.set(**{name: value or None if name == "task" else value})
            case {"do": "save"} if visitor.settings.recipe.data == point_editor.FILE_NAME:
                ui.download.content(
                    point_editor.to_csv(visitor.whole(visitor.session.problem)), point_editor.FILE_NAME, "text/csv"
                )
            case {"do": "look"}:
                lay = await run.io_bound(read)
                if lay is not None:  # the server is not about to end
                    lay()

    def read() -> Callable[[], None]:
        told = visitor.columns()
        data = visitor.session.dataset
        summary = {"drawn": visitor.settings.recipe.data == point_editor.FILE_NAME,
                   "data": data.name, "rows": data.n_rows, "task": data.task, "notes": data.notes,
                   "inputs": inputs(data), "targets": data.target_names}  # fmt: skip
        return lambda: part.tell(json_safe({"columns": told} | summary))

    words("p", page.say["columns_hint"], "hint")
    part = Part("datatable", page.options, asked).classes("datatable")
    page.watch(part, shown)
    return read


def shown(settings: Settings) -> dict[str, Any]:
    """What decides the columns; the page asks for them anew when it changes."""
    names = ("data", "target", "features", "task", "missing", "samples", "noise", "data_seed")
    return {name: getattr(settings.recipe, name) for name in names}


def inputs(data: Dataset) -> list[str]:
    """The features, and the columns whose dates are taken apart."""
    return [*data.feature_names, *(column.name for column in data.raw if column.kind == "date")]


def recast(settings: Settings, there: list[str], data: Dataset, name: str, role: str) -> Settings:
    """The same with a column in another role.

    Args:
        settings: what is set now.
        there: all columns.
        data: what is trained on now, which has its targets and features.
        name: the column.
        role: "input", "target", "also" for a target besides the others, or "out".

    Raises:
        NNPlayError: a column that there is not, or no target that is left.
    """
    recipe = settings.recipe
    if name not in there:
        raise NNPlayError(f"There is no column {name!r} in this data.")
    if recipe.data in known():
        raise NNPlayError("The columns of a toy set are fixed; switch its inputs on and off in the network.")
    targets, used = data.target_names, set(inputs(data))
    features = list(recipe.features) if recipe.features is not None else [one for one in there if one in used]
    asked = [one for one in targets if one != name]
    features = [one for one in features if one != name]
    if role == "target":  # in the place of the one before
        features += [one for one in asked if len(targets) == 1]
        asked = [name] if len(targets) == 1 else [*asked, name]
    elif role == "also":
        asked.append(name)
    elif role == "input":
        features.append(name)
    features.sort(key=lambda one: there.index(one) if one in there else len(there))
    if not asked:
        raise NNPlayError("A network needs a target; choose another column as the target first.")
    net = Architecture(settings.architecture.layers)
    return settings.replace(
        target=tuple(asked), features=tuple(features), architecture=net, task=None, class_weight=None
    )
