"""The playground: one screen with the setup on the left and what is seen of the training on the right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult, SuspendNotSupported, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.screen import Screen
from textual.widgets import Footer, Static

from nnplay.network.architecture import Architecture
from nnplay.playground.challenges import Challenge
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.view_state import asked
from nnplay.training.recipe import Recipe
from nnplay.tui import fields, layers, screens, sixel
from nnplay.tui.guide import Guide
from nnplay.tui.keys import bindings
from nnplay.tui.plot_views import Curves, Diagram
from nnplay.tui.results_view import Outcome
from nnplay.tui.settings_panel import AUTO, NETWORK, PICTURE, Setup, settings_of
from nnplay.tui.stage import Stage
from nnplay.tui.surface_view import Surface

BACK = 20  # parts of a training that [ and ] go through
PRECIOUS = 20.0  # seconds of training that are not thrown away without a word


class Playground(Stage):
    """The terminal playground.

    Args:
        bench: what to begin with; None is a toy, and 4 and 4 neurons of tanh.
        tour: begin with the tour.
    """

    CSS_PATH = "app.tcss"
    TITLE = "nnplay"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    def __init__(self, session: PlaygroundSession | None = None, *, tour: bool = False) -> None:
        toy = ("circle", Architecture.dense((4, 4), "tanh"), Recipe(epochs=1000, learning_rate=0.03))
        super().__init__(session or PlaygroundSession(*toy))
        self._tour = tour
        self._pictures = True  # whether the terminal shows pictures, as far as is known
        self._saved: Any = None  # the snapshot that was saved last, or may be thrown away

    def compose(self) -> ComposeResult:
        """The screen."""
        yield Static(id="status")
        yield Static(id="told", markup=False)
        with Horizontal(id="body"):
            yield Setup(self.session)
            with Container(id="views"):
                yield Diagram("diagram")
                yield Surface("surface")
                yield Curves("curves")
                yield Curves("score", score=True)
                yield Outcome("outcome")
        yield Guide()
        yield Footer(compact=True, show_command_palette=False)

    def on_ready(self) -> None:
        """Begin with the tour, if it is the first time."""
        if self._tour:
            self.query_one(Guide).tour()

    @on(fields.Changed)
    def _set(self, event: fields.Changed) -> None:
        """Take an entry of the setup."""
        field, value, session = event.field, event.value, self.session
        name = field.setting
        if name in PICTURE:
            self._picture(name, value)
        elif name == "data":
            self.do(lambda: session.use(value), field, "reading")
        elif name in NETWORK:
            self.do(lambda: session.build(self._asked(**{name: None if value == AUTO else value})), field, "building")
        else:
            self.do(lambda: session.change(**settings_of(name, value)), field, "preparing")

    def _picture(self, name: str, value: str) -> None:
        """Show other features, or other rows, on the surface."""
        surface, feature = self.query_one(Surface), None if value == AUTO else value
        if name == "points":
            surface.points = value
        else:
            surface.axes = (feature, surface.axes[1]) if name == "across" else (surface.axes[0], feature)

    @on(layers.Layers.Changed)
    def _build(self, event: layers.Layers.Changed) -> None:
        """Take other layers."""
        self._rebuild(event.layers)

    def _rebuild(self, stack: tuple[Any, ...] | None) -> None:
        if stack is not None:
            made, editor = self._asked(layers=stack), self.query_one(layers.Layers)
            self.do(lambda: self.session.build(made), editor, "building")

    def _asked(self, **changes: Any) -> Architecture:
        now = self.session.architecture
        return replace(now if isinstance(now, Architecture) else asked(self.session.problem), **changes)

    @on(layers.Layers.Opened)
    def _open_layer(self, event: layers.Layers.Opened) -> None:
        """Show all that a layer has."""
        self.action_layers(event.place)

    @on(Diagram.Chosen)
    def _open_neuron(self, event: Diagram.Chosen) -> None:
        """Show the neuron that was clicked."""
        self._card(lambda session: screens.Inside(session, event.layer, event.neuron))

    def action_play(self) -> None:
        """Train, or pause."""
        if self.session.ended:
            self.tell("The training is at its end: r begins again, or give more epochs.")
        else:
            self.do(self.session.pause if self.session.playing else self.session.play)

    def action_step(self) -> None:
        """Train one epoch."""
        self.do(self.session.step)

    def action_batch(self) -> None:
        """Take one step of the optimizer."""
        self.do(self.session.step_batch)

    def action_reset(self) -> None:
        """Begin again with the same weights."""
        self.do(self.session.reset, busy="building")

    def action_seed(self) -> None:
        """Draw other weights, and another split."""
        self.do(lambda: self.session.change(seed=self.session.recipe.seed + 1), busy="building")

    def action_look(self, way: int) -> None:
        """Look back, or forth, by a twentieth of the training."""
        last = self.session.snapshot.epoch
        wanted = self.session.epoch + way * max(1, last // BACK)
        self.do(lambda: self.session.look(min(max(wanted, 0), last)))

    def action_layer(self, way: int) -> None:
        """Add or remove the last layer."""
        editor = self.query_one(layers.Layers)
        (editor.add if way > 0 else editor.drop)()

    def action_widen(self, way: int) -> None:
        """One neuron more, or fewer, in the last layer."""
        self.query_one(layers.Layers).widen(way)

    def action_layers(self, place: int = 0) -> None:
        """All that the layers have."""
        if self.session.problem.architecture.layers:
            self.push_screen(screens.LayerCard(self.session, place), self._rebuild)
        else:
            self.tell("There is no hidden layer: + adds one.")

    def action_keep(self) -> None:
        """Set this training aside, to be compared with the next."""
        self.do(self.session.keep)
        self.notify("Kept: change something and train again; both curves are shown. m compares.")

    def action_kept(self) -> None:
        """Compare what was kept."""
        self._card(screens.Compare, self._changed)

    def action_view(self) -> None:
        """On a small screen: the network, or how good it is."""
        self.screen.toggle_class("outcome")

    def action_leave_field(self) -> None:
        """Leave a field, so that letters are keys again; or the guide."""
        if self.focused is None:
            self.query_one(Guide).leave()
        self.set_focus(None)

    def action_open(self) -> None:
        """Open a file, choose columns."""
        self._card(screens.Open, self._changed)

    def action_ask(self) -> None:
        """Ask the network."""
        self._card(screens.Ask)

    def action_inspect(self) -> None:
        """Look inside a neuron."""
        self._card(screens.Inside)

    def action_save(self) -> None:
        """Save, export, draw."""
        self._card(screens.Save, self._was_saved)

    def _was_saved(self, path: str | None) -> None:
        if path is not None:
            self._saved = self.session.snapshot

    def action_help(self) -> None:
        """All keys."""
        self._card(screens.Help)

    def action_tour(self) -> None:
        """The tour of a minute: its next step."""
        self.query_one(Guide).tour()

    def action_challenges(self) -> None:
        """The challenges."""
        self._card(screens.Challenges, self._changed)

    @work(exclusive=True, group="card")
    async def _card(
        self, card: Callable[[PlaygroundSession], screens.Card], then: Callable[[Any], None] | None = None
    ) -> None:
        """Open a card as soon as the training has paused, which it does while a card is read."""
        await asyncio.get_running_loop().run_in_executor(self.pool, self.session.pause)
        self.push_screen(card(self.session), then)

    def _changed(self, result: Any) -> None:
        """Show what a card has changed."""
        if isinstance(result, Challenge):
            self.query_one(Guide).pose(result)
        if result is not None:
            self.do(lambda: None)

    def action_command(self) -> None:
        """Copy the command that does this again."""
        self.copy_to_clipboard(self.session.command())
        self._card(lambda session: screens.Again(session, "The command"))

    def action_python(self) -> None:
        """Copy the Python that does this again."""
        self.copy_to_clipboard(self.session.python())
        self._card(lambda session: screens.Again(session, "The Python"))

    @work(exclusive=True, group="picture")
    async def action_picture(self) -> None:
        """Show the surface as a picture, in place of the screen, until Enter."""
        names, self.busy = self.query_one(Surface).names, "drawing"
        try:
            png = await asyncio.get_running_loop().run_in_executor(self.pool, sixel.drawn, self.session, names)
        finally:
            self.busy = ""
        if self._pictures:
            try:
                with self.suspend():
                    self._pictures = sixel.show(png)
            except SuspendNotSupported:
                self._pictures = False
        if not self._pictures:
            self.tell(sixel.NONE)

    async def action_leave(self) -> None:
        """Leave; a long training is not thrown away without a word."""
        snapshot = self.session.snapshot
        if snapshot.seconds > PRECIOUS and snapshot is not self._saved:
            self._saved = snapshot
            self.do(self.session.pause)
            self.tell("This training is not saved: s saves it, q again leaves without.")
        else:
            await self.action_quit()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The commands of the palette: every key has one."""
        yield from super().get_system_commands(screen)
        for binding in self.BINDINGS:
            if isinstance(binding, Binding) and binding.action not in ("leave", "help"):
                run = self._runner(binding.action)
                yield SystemCommand(binding.tooltip, f"Key {binding.key_display or binding.key}", run)

    def _runner(self, action: str) -> Callable[[], Any]:
        async def run() -> None:
            await self.run_action(action)

        return run
