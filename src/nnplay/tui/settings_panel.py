"""The left side: data, network, training and picture as they are set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Collapsible, Static

from nnplay.catalog import activations, initializers, losses, optimizers, schedules
from nnplay.data import builtin_names
from nnplay.data.toy_sets import TOYS
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.playground.session import PlaygroundSession
from nnplay.training.recipe import PAIRS, Recipe
from nnplay.tui.fields import Chosen, Field, Typed
from nnplay.tui.layers import Layers
from nnplay.tui.surface_view import POINTS

AUTO, FULL, NONE = "by the data", "full", "none"
YES, NO = "yes", "no"
ABSENT = {"batch_size": FULL, "initializer": "by layer", "class_weight": NONE, "optimizer": "", "schedule": ""}
TEXTS = ("optimizer", "schedule", "scale", "initializer", "class_weight", "missing", "dtype")
OF_TOYS = ("noise", "samples", "data_seed")
NETWORK = ("loss", "output")
PICTURE = ("across", "up", "points")


class Setup(VerticalScroll):
    """Every setting, with what is wrong with it next to it."""

    can_focus = False

    def __init__(self, session: PlaygroundSession) -> None:
        super().__init__(id="setup")
        self.session = session

    def compose(self) -> ComposeResult:
        """Data, network, training, picture, and what is seldom changed."""
        session = self.session
        yield Static("Data", classes="title first")
        yield Chosen(
            "data", "data", sorted(builtin_names()), session.dataset.name, "o opens a file, and chooses columns"
        )
        yield self._typed("noise", "noise", "Of a toy set, from 0 to 1", "0")
        yield self._typed("samples", "samples", "Of a toy set: how many points", "500")
        yield self._typed("test_fraction", "kept aside", "The share of the rows that is judged")
        yield Static("Network", classes="title")
        yield Layers(session.problem.architecture.layers)
        yield Chosen("loss", "loss", (AUTO, *sorted(losses)), self._network("loss"), "What is made small")
        yield Static("Training", classes="title")
        yield self._typed("learning_rate", "rate η", "May be changed while it trains")
        yield Chosen("optimizer", "optimizer", sorted(optimizers), session.recipe.optimizer)
        yield Chosen("schedule", "schedule", sorted(schedules), session.recipe.schedule, "How the rate changes")
        yield self._typed("batch_size", "batch", "Rows in a step, or full")
        yield self._typed("epochs", "epochs", "Times through the training rows")
        yield self._typed("l1", "L1", "The price of Σ|W|")
        yield self._typed("l2", "L2", "The price of ‖W‖²/2")
        yield self._typed("patience", "patience", "Epochs without improvement, then it stops", NONE)
        yield self._typed("seed", "seed", "n takes the next one")
        yield Static("Picture", classes="title")
        yield Chosen("across", "across", (AUTO, *self._numbers()), AUTO, "The feature that runs across")
        yield Chosen("up", "up", (AUTO, *self._numbers()), AUTO, "The feature that runs up")
        yield Chosen("points", "points", POINTS, POINTS[0], "Filled: training rows; hollow: kept aside")
        with Collapsible(title="More", id="more"):
            yield Vertical(id="further")

    @on(Collapsible.Expanded, "#more")
    async def _show_more(self) -> None:
        """Make what is seldom changed the first time it is wanted: the screen is there sooner without."""
        further = self.query_one("#further", Vertical)
        if not further.children:
            await further.mount_all(self._more())
            await self.show()

    def _more(self) -> Iterator[Field]:
        recipe, scales = self.session.recipe, get_args(Recipe.model_fields["scale"].annotation)
        yield self._typed("momentum", "momentum", "The share of the last step that is kept", "its own")
        yield self._typed("weight_decay", "decay λ", "Decoupled: w ← w − ηλw", "its own")
        yield self._typed("penalties", "penalties", "Further ones: name=0.1", NONE)
        yield self._typed("clip", "clip", "The longest gradient that is let through", NONE)
        yield self._typed("validation_fraction", "watched", "The share kept aside to watch", "0")
        yield Chosen("output", "output", (AUTO, *sorted(activations)), self._network("output"), "The last activation")
        names = (ABSENT["initializer"], *sorted(initializers))
        yield Chosen("initializer", "weights", names, self._text("initializer"), "How the first weights are drawn")
        yield Chosen("scale", "scaled", scales, recipe.scale, "How numbers are scaled")
        yield Chosen("class_weight", "classes", (NONE, "balanced"), self._text("class_weight"), "How classes weigh")
        yield Chosen("missing", "missing", ("refuse", "impute", "drop"), recipe.missing, "What of missing values")
        yield Chosen("shuffle", "shuffle", (YES, NO), self._text("shuffle"), "A new order of the rows each epoch")
        yield Chosen("dtype", "precision", ("float32", "float64"), recipe.dtype)
        yield self._typed("data_seed", "data seed", "Of a toy set: other points", "0")

    def _typed(self, name: str, label: str, tip: str, hint: str = "") -> Typed:
        return Typed(name, label, self._text(name), tip, hint)

    def _network(self, name: str) -> str:
        asked = self.session.architecture
        return (getattr(asked, name) if isinstance(asked, Architecture) else None) or AUTO

    def _text(self, name: str) -> str:
        return text_of(name, getattr(self.session.recipe, name))

    def _numbers(self) -> list[str]:
        """The features that may span the picture."""
        names = self.session.problem.encoding.columns
        return [
            column.name for column in self.session.dataset.features if column.kind == "number" and column.name in names
        ]

    async def show(self) -> None:
        """Show what is set now."""
        toy = self.session.dataset.name in TOYS
        for field in self.query(Field):
            name = field.setting
            field.display = toy or name not in OF_TOYS
            if field.has_class("wrong"):
                continue
            if name == "data":
                field.show(self.session.dataset.name)
            elif name in NETWORK:
                field.show(self._network(name))
            elif name in ("across", "up") and isinstance(field, Chosen):
                field.offer((AUTO, *self._numbers()))
            elif name not in PICTURE:
                field.show(self._text(name))
        await self.query_one(Layers).show(self.session.problem.architecture.layers)


def text_of(name: str, value: Any) -> str:
    """A setting as it is shown."""
    if value is None:
        return ABSENT.get(name, "")
    if isinstance(value, bool):
        return YES if value else NO
    if name in PAIRS and isinstance(value, tuple):
        return ", ".join(f"{label}={weight:g}" for label, weight in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def settings_of(name: str, text: str) -> dict[str, Any]:
    """The setting that an entry means.

    Raises:
        NNPlayError: text where there should be a number.
    """
    if text in ("", ABSENT.get(name, "")):
        return {name: Recipe.model_fields[name].default if name not in ABSENT else None}
    if name in PAIRS and "=" in text:
        pairs = (part.rsplit("=", 1) for part in text.split(",") if "=" in part)
        return {name: {label.strip(): number_of(value) for label, value in pairs}}
    if name == "shuffle":
        return {name: text == YES}
    if name in TEXTS:
        return {name: text}
    return {name: number_of(text)}


def number_of(text: str) -> int | float:
    """The number that a text is.

    Raises:
        NNPlayError: none.
    """
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    raise NNPlayError(f"{text!r} is no number.")
