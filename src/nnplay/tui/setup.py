"""The left side: data, network and training as they are set."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from nnplay.architecture import Architecture
from nnplay.catalog import losses, optimizers, schedules
from nnplay.data import builtin_names
from nnplay.errors import NNPlayError
from nnplay.playground.bench import Bench
from nnplay.tui.fields import Chosen, Field, Typed
from nnplay.tui.layers import Layers

AUTO = "by the data"
FULL = "full"
TOYS = ("circle", "xor", "gauss", "spiral", "plane", "multi-gauss")


class Setup(VerticalScroll):
    """Every setting, with what is wrong with it next to it."""

    can_focus = False

    def __init__(self, bench: Bench) -> None:
        super().__init__(id="setup")
        self.bench = bench

    def compose(self) -> ComposeResult:
        """Data, network, training."""
        bench, recipe = self.bench, self.bench.recipe
        yield Static("Data", classes="title first")
        yield Chosen("data", "data", sorted(builtin_names()), bench.dataset.name, "o opens a file, and chooses columns")
        yield Typed("noise", "noise", _text(recipe.noise), "Of a toy set, from 0 to 1")
        yield Typed("test_fraction", "kept aside", _text(recipe.test_fraction), "The share of the rows that is judged")
        yield Chosen("scale", "scaled", ("standard", "minmax", "none"), recipe.scale)
        yield Static("Network", classes="title")
        yield Layers(bench.problem.architecture.layers)
        yield Chosen("loss", "loss", (AUTO, *sorted(losses)), self._loss(), "What is made small")
        yield Static("Training", classes="title")
        yield Typed("learning_rate", "rate η", _text(recipe.learning_rate), "May be changed while it trains")
        yield Chosen("optimizer", "optimizer", sorted(optimizers), recipe.optimizer)
        yield Chosen("schedule", "schedule", sorted(schedules), recipe.schedule)
        yield Typed("batch_size", "batch", _text(recipe.batch_size, FULL), "Rows in a step, or full")
        yield Typed("epochs", "epochs", _text(recipe.epochs))
        yield Typed("l1", "L1", _text(recipe.l1), "The price of Σ|W|")
        yield Typed("l2", "L2", _text(recipe.l2), "The price of ‖W‖²/2")
        yield Typed("clip", "clip", _text(recipe.clip), "The longest gradient; empty for no limit")
        yield Typed("patience", "patience", _text(recipe.patience), "Epochs without improvement; empty to go on")
        yield Typed("seed", "seed", _text(recipe.seed), "n takes the next one")

    def _loss(self) -> str:
        asked = self.bench.architecture
        return (asked.loss if isinstance(asked, Architecture) else None) or AUTO

    async def show(self) -> None:
        """Show what is set now."""
        recipe = self.bench.recipe
        for field in self.query(Field):
            if field.has_class("wrong"):
                continue
            if field.setting == "data":
                field.show(self.bench.dataset.name)
            elif field.setting == "loss":
                field.show(self._loss())
            else:
                field.show(_text(getattr(recipe, field.setting), FULL if field.setting == "batch_size" else ""))
        await self.query_one(Layers).show(self.bench.problem.architecture.layers)


def _text(value: Any, none: str = "") -> str:
    return none if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def settings_of(name: str, text: str) -> dict[str, Any]:
    """The setting that an entry means.

    Raises:
        NNPlayError: text where there should be a number.
    """
    if name in ("optimizer", "schedule", "scale"):
        return {name: text}
    if text in ("", FULL):
        return {name: None}
    for kind in (int, float):
        try:
            return {name: kind(text)}
        except ValueError:
            continue
    raise NNPlayError(f"{text!r} is no number.")
