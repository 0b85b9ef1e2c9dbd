"""The settings panel on the left: data, network, training and plot."""

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Collapsible

from nnplay.catalog import activations, initializers, losses, optimizers, schedules
from nnplay.data import builtin_names
from nnplay.data.toy_sets import TOYS
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.playground.feature_axes import numeric_features
from nnplay.playground.session import PlaygroundSession
from nnplay.training.recipe import PAIR_SETTINGS, Recipe
from nnplay.tui.fields import ChoiceField, SettingField, TextField
from nnplay.tui.layers_editor import LayersEditor
from nnplay.tui.surface_view import POINTS

AUTO, FULL, NONE, DEFAULT = "auto", "full", "none", "default"
YES, NO = "yes", "no"
NONE_TEXT = {"batch_size": FULL, "initializer": AUTO, "class_weight": NONE}  # how None is written
TEXT_SETTINGS = ("optimizer", "schedule", "scale", "initializer", "class_weight", "missing", "dtype")
TOY_SETTINGS = ("noise", "samples", "data_seed")
NETWORK_SETTINGS = ("loss", "output")
SHORT_LABELS = {"schedule": "Schedule", "validation_fraction": "Validation", "class_weight": "Class weights"}
SUMMARY = 18  # characters
ROOMY = 36  # rows from which several sections may be open
PLOT_SETTINGS = ("x_axis", "y_axis", "points")


class SettingsSection(Collapsible):
    """A part of the settings with the key that opens and closes it; closed, it says what is set.

    Args:
        key: the key.
        name: its name.
        id: its id.
        collapsed: whether it is closed at first.
    """

    def __init__(self, key: str, name: str, id: str, *, collapsed: bool = False) -> None:
        self.heading, self.summary = f"{key} {name}", ""
        super().__init__(title=self.heading, collapsed=collapsed, id=f"section-{id}", classes="section")

    @on(Collapsible.Toggled)
    def _on_toggled(self) -> None:
        self.show_summary(self.summary)

    def show_summary(self, summary: str) -> None:
        """What the title says while the section is closed."""
        self.summary = summary
        title = f"{self.heading}  {summary}" if self.collapsed and summary else self.heading
        if title != self.title:
            self.title = title

    def focus_first(self) -> None:
        """Go to the first field."""
        fields = [widget for widget in self.query("Input, Select") if widget.focusable]
        if fields:
            self.scroll_visible(animate=False, top=True)
            fields[0].focus(scroll_visible=False)


class SettingsPanel(VerticalScroll):
    """Every setting, with its error next to it."""

    can_focus = False

    def __init__(self, session: PlaygroundSession) -> None:
        super().__init__(id="settings")
        self.session = session

    def compose(self) -> ComposeResult:
        """Data, layers, training, display, and the settings that are rarely changed."""
        axes = (AUTO, *self._axis_names())
        with SettingsSection("1", "Data", "data"):
            yield self._choice("data", sorted(builtin_names()), self.session.dataset.name)
            yield self._input("noise", "0")
            yield self._input("samples", "500")
            yield self._input("test_fraction")
        with SettingsSection("2", "Layers", "layers"):
            yield LayersEditor(self.session.problem.architecture.layers)
            yield ChoiceField("loss", "Loss", (AUTO, *sorted(losses)), self._network("loss"), "The loss function.")
        with SettingsSection("3", "Training", "training"):
            yield self._input("learning_rate")
            yield self._choice("optimizer", sorted(optimizers))
            yield self._choice("schedule", sorted(schedules))
            yield self._input("batch_size")
            yield self._input("epochs")
            yield self._input("l1")
            yield self._input("l2")
            yield self._input("patience", NONE)
            yield self._input("seed")
        with SettingsSection("4", "Display", "display", collapsed=True):
            yield ChoiceField("x_axis", "X axis", axes, AUTO, "The feature on the x axis.")
            yield ChoiceField("y_axis", "Y axis", axes, AUTO, "The feature on the y axis.")
            yield ChoiceField("points", "Points", POINTS, POINTS[0], "Training rows are filled, test rows hollow.")
        with SettingsSection("0", "More", "more", collapsed=True):
            yield Vertical(id="further")

    async def open_section(self, name: str) -> bool:
        """Open a section and go to its first field; where there is little room, close the others.

        If a field of it has the focus already, close it instead. Returns whether it is open now.
        """
        section = self.query_one(f"#section-{name}", SettingsSection)
        if not section.collapsed and section.has_focus_within:
            section.collapsed = True
            self.screen.set_focus(None)
            return False
        if self.app.size.height < ROOMY:
            for other in self.query(SettingsSection):
                other.collapsed = other is not section
        section.collapsed = False
        if name == "more":
            await self._on_more()
        self.call_after_refresh(section.focus_first)
        return True

    @on(Collapsible.Expanded, "#section-more")
    async def _on_more(self) -> None:
        """Create the rarely used fields when they are first needed, so that the screen appears sooner."""
        further = self.query_one("#further", Vertical)
        if not further.children:
            await further.mount_all(self._further_fields())
            await self.refresh_values()

    def _further_fields(self) -> Iterator[SettingField]:
        yield self._input("momentum", DEFAULT)
        yield self._input("weight_decay", DEFAULT)
        yield self._input("penalties", NONE)
        yield self._input("clip", NONE)
        yield self._input("validation_fraction", "0")
        outputs = (AUTO, *sorted(activations))
        yield ChoiceField("output", "Output", outputs, self._network("output"), "The activation of the output layer.")
        yield self._choice("initializer", (AUTO, *sorted(initializers)))
        yield self._choice("scale", get_args(Recipe.model_fields["scale"].annotation))
        yield self._choice("class_weight", (NONE, "balanced"))
        yield self._choice("missing", get_args(Recipe.model_fields["missing"].annotation))
        yield self._choice("shuffle", (YES, NO))
        yield self._choice("dtype", get_args(Recipe.model_fields["dtype"].annotation))
        yield self._input("data_seed", "0")

    def _input(self, name: str, placeholder: str = "") -> TextField:
        info = Recipe.model_fields[name]
        return TextField(name, _label(name), self._text(name), info.description or "", placeholder)

    def _choice(self, name: str, options: Sequence[str], value: str | None = None) -> ChoiceField:
        info = Recipe.model_fields[name]
        value = self._text(name) if value is None else value
        return ChoiceField(name, _label(name), options, value, info.description or "")

    def _network(self, name: str) -> str:
        requested = self.session.architecture
        return (getattr(requested, name) if isinstance(requested, Architecture) else None) or AUTO

    def _text(self, name: str) -> str:
        return format_setting(name, getattr(self.session.recipe, name))

    def _axis_names(self) -> list[str]:
        """The features that can be on an axis."""
        used = self.session.problem.encoding.columns
        return [name for name in numeric_features(self.session.dataset) if name in used]

    async def refresh_values(self) -> None:
        """Show the current settings."""
        is_toy = self.session.dataset.name in TOYS
        for field in self.query(SettingField):
            name = field.setting
            field.display = is_toy or name not in TOY_SETTINGS
            if field.has_class("wrong"):
                continue
            if name == "data":
                field.set_value(self.session.dataset.name)
            elif name in NETWORK_SETTINGS:
                field.set_value(self._network(name))
            elif name in ("x_axis", "y_axis") and isinstance(field, ChoiceField):
                field.set_options((AUTO, *self._axis_names()))
            elif name not in PLOT_SETTINGS:
                field.set_value(self._text(name))
        await self.query_one(LayersEditor).set_layers(self.session.problem.architecture.layers)
        for section in self.query(SettingsSection):
            section.show_summary(self._summary(section.id or ""))

    def _summary(self, section: str) -> str:
        """What is set in a section, in a few words."""
        recipe, layers = self.session.recipe, self.session.problem.architecture.layers
        if section == "section-data":
            return self.session.dataset.name[:SUMMARY]
        if section == "section-layers":
            return ", ".join(str(layer.width) for layer in layers)[:SUMMARY] or NONE
        if section == "section-training":
            return f"{recipe.learning_rate:g} {recipe.optimizer}"[:SUMMARY]
        return ""


def _label(name: str) -> str:
    """The name of a setting in the panel."""
    return SHORT_LABELS.get(name) or Recipe.model_fields[name].title or name


def format_setting(name: str, value: Any) -> str:
    """A setting as text."""
    if value is None:
        return NONE_TEXT.get(name, "")
    if isinstance(value, bool):
        return YES if value else NO
    if name in PAIR_SETTINGS and isinstance(value, tuple):
        return ", ".join(f"{label}={weight:g}" for label, weight in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def parse_setting(name: str, text: str) -> dict[str, Any]:
    """The setting that a text describes, as {name: value}.

    Raises:
        NNPlayError: text instead of a number.
    """
    if text in ("", NONE_TEXT.get(name, "")):
        return {name: None if name in NONE_TEXT else Recipe.model_fields[name].default}
    if name in PAIR_SETTINGS and "=" in text:
        pairs = (part.rsplit("=", 1) for part in text.split(",") if "=" in part)
        return {name: {label.strip(): parse_number(value) for label, value in pairs}}
    if name == "shuffle":
        return {name: text == YES}
    if name in TEXT_SETTINGS:
        return {name: text}
    return {name: parse_number(text)}


def parse_number(text: str) -> int | float:
    """An integer if possible, else a float.

    Raises:
        NNPlayError: not a number.
    """
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    raise NNPlayError(f"{text!r} is not a number.")
