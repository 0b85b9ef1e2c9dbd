"""The terminal playground: one screen with the settings on the left and the plots on the right."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, ClassVar

from textual import on, work
from textual.app import App, ComposeResult, SuspendNotSupported, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.events import Event, Key, MouseDown
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Button, Input, OptionList, Select, Static
from textual.widgets.collapsible import CollapsibleTitle

from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer
from nnplay.playground.challenges import Challenge
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.view_state import ViewState
from nnplay.training.recipe import Recipe
from nnplay.training.snapshot import Snapshot
from nnplay.tui import pace, preferences, screens, terminal_image
from nnplay.tui.control_characters import ControlCharacterFilter
from nnplay.tui.curves_view import CurvesView
from nnplay.tui.fields import SettingField
from nnplay.tui.frame_renderer import FrameRenderer
from nnplay.tui.guide_bar import GuideBar
from nnplay.tui.idle_garbage_collection import IdleGarbageCollection
from nnplay.tui.key_bar import KeyBar, KeyContext
from nnplay.tui.keys import bindings
from nnplay.tui.layers_editor import LayersEditor
from nnplay.tui.network_view import NetworkView
from nnplay.tui.plot_view import ColorMode, PlotView
from nnplay.tui.results_view import ResultsView
from nnplay.tui.settings_panel import AUTO, NETWORK_SETTINGS, PLOT_SETTINGS, SettingsPanel, parse_setting
from nnplay.tui.status_line import status_line
from nnplay.tui.surface_view import SurfaceView

FRAME_SECONDS = 1 / 10  # minimum time between two frames
SWITCH_SECONDS = 0.0005  # after which the interpreter lets another thread run, so that keys do not wait for training
REWIND_STEPS = 20  # key presses from the end of a run to its start
VALUABLE_SECONDS = 20.0  # of training; a longer run is not discarded without a warning
REST_SECONDS = 0.1  # that training and its plots rest after a key, which is answered meanwhile
ANSWER_SECONDS = 0.002  # until it is shown that an action is in progress
NOTE_SECONDS = 8.0  # how long a message that is no error stays


class PlaygroundApp(App[None]):
    """The terminal playground.

    Args:
        session: what to start with; None is a toy dataset and two layers of four tanh neurons.
        tour: start with the tour.

    Attributes:
        session: is used in the thread of `pool` only, except for reading.
        pool: the thread in which the session works.
        busy: what the session is working on, if that takes long.
        pace: seconds for a whole run; None is full speed.
        renderer: draws the plots.
        garbage: collects garbage between keys.
    """

    CSS_PATH = "app.tcss"
    TITLE = "nnplay"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (80, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (36, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    def __init__(self, session: PlaygroundSession | None = None, *, tour: bool = False) -> None:
        super().__init__()
        if session is None:
            network, recipe = Architecture.dense((4, 4), "tanh"), Recipe(epochs=1000, learning_rate=0.03)
            session = PlaygroundSession("circle", network, recipe)
        self.session = session
        self.pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="nnplay-session")
        self.renderer = FrameRenderer()
        self.garbage = IdleGarbageCollection()
        self._control_characters = ControlCharacterFilter()
        self.busy = ""
        self.pace: pace.SecondsPerRun = pace.DEFAULT_PACE
        self._wake = asyncio.Event()  # draw at once
        self._tour = tour
        self._show_warning = warnings.showwarning  # restored at the end
        self._switch_interval = sys.getswitchinterval()  # as well
        self._supports_images = True  # until proven otherwise
        self._message = ""
        self._saved_snapshot: Snapshot | None = None  # the newest snapshot that is saved or may be discarded

    @property
    def main_screen(self) -> Screen[Any]:
        """The screen below all cards."""
        return self.screen_stack[0]

    @property
    def color_mode(self) -> ColorMode:
        """The colors of the theme; none with NO_COLOR."""
        return ColorMode(self.current_theme.dark, not os.environ.get("NO_COLOR"))

    def compose(self) -> ComposeResult:
        """The screen."""
        yield Static(id="status")
        yield Static(id="message", markup=False)
        with Horizontal(id="body"):
            yield SettingsPanel(self.session)
            with Container(id="views"):
                yield NetworkView("network", "5")
                yield SurfaceView("surface", "6")
                yield CurvesView("curves", "7")
                yield CurvesView("score", "8", score=True)
                yield ResultsView("results", "9")
        yield GuideBar()
        yield KeyBar()

    async def on_mount(self) -> None:
        """Start drawing."""
        warnings.showwarning = self._on_warning
        self._main_loop = asyncio.get_running_loop()
        sys.setswitchinterval(SWITCH_SECONDS)
        if (theme := preferences.saved_theme()) in self.available_themes:
            self.theme = theme
        self.watch(self, "theme", preferences.save_theme, init=False)
        self.watch(self.main_screen, "focused", self.show_keys, init=False)
        self.set_focus(None)
        await self.query_one(SettingsPanel).refresh_values()
        self._draw_frames()

    def on_ready(self) -> None:
        """Start the tour, if requested."""
        self.garbage.start()
        self.set_interval(IdleGarbageCollection.SECONDS, self.garbage.collect)
        if self._tour:
            self.query_one(GuideBar).next_tour_step()

    def on_unmount(self) -> None:
        """Stop training and drawing."""
        warnings.showwarning = self._show_warning
        sys.setswitchinterval(self._switch_interval)
        self.garbage.stop()
        self.renderer.close()
        self.pool.submit(self.session.close)
        self.pool.shutdown()

    async def on_event(self, event: Event) -> None:
        """Answer a key before training goes on."""
        if isinstance(event, Key | MouseDown):
            self.garbage.busy()
            self.session.player.rest(REST_SECONDS)
            self.renderer.rest(REST_SECONDS)
        await super().on_event(event)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Filters for every line on the screen."""
        return [*super().get_line_filters(), self._control_characters]

    @work(group="frames")
    async def _draw_frames(self) -> None:
        loop = asyncio.get_running_loop()
        while self.is_running:
            start = loop.time()
            if len(self.screen_stack) == 1:  # else a card hides the plots
                await self._draw_frame()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), max(FRAME_SECONDS - (loop.time() - start), 0.001))
            self._wake.clear()

    async def _draw_frame(self) -> None:
        """Draw what has changed."""
        views = self.visible_views()
        state, mode = self.frame_state(views), self.color_mode
        if state != self.renderer.drawn_state:
            view_state, playing = self.session.view_state(), self.session.playing
            self.show_status(view_state)
            await self.renderer.draw(views, state, view_state, mode, playing=playing)

    def visible_views(self) -> list[PlotView]:
        """The plots that are on the screen."""
        return [view for view in self.main_screen.query(PlotView) if view.display and view.content_size.area]

    def frame_state(self, views: Sequence[PlotView]) -> tuple[object, ...]:
        """Everything that a frame with these plots depends on."""
        session, screen = self.session, self.main_screen
        guide, surface = screen.query_one(GuideBar), screen.query_one(SurfaceView)
        return (
            session.snapshot, session.past_epoch, session.playing, session.finished, session.message, self.busy,
            len(session.saved_runs), self.color_mode, self.size, tuple((view.id, view.content_size) for view in views),
            surface.axes, surface.points, guide.step, guide.challenge,
        )  # fmt: skip

    def show_status(self, view_state: ViewState) -> None:
        """Update the status line, the guide, the keys and the message."""
        session = self.session
        symbol = "…" if self.busy else "▶" if session.playing else "■" if session.finished else "‖"
        rate = "" if session.finished else pace.rate_text(self.pace, session.recipe.epochs)
        line = status_line(view_state, symbol, self.size.width, self.busy, rate)
        self.main_screen.query_one("#status", Static).update(line, layout=False)
        self.main_screen.query_one(GuideBar).refresh_text(session)
        self.show_keys()
        if session.message:
            self.show_message(session.message)

    def show_keys(self) -> None:
        """Show the keys that do something now."""
        session, focused = self.session, self.main_screen.focused
        kinds = {Input: "field", Select: "list", OptionList: "open list", Button: "button", CollapsibleTitle: "button"}
        focus = next((name for kind, name in kinds.items() if isinstance(focused, kind)), "")
        enlarged = next((view.key for view in self.main_screen.query(PlotView) if view.has_class("enlarged")), "")
        context = KeyContext(
            focus, session.playing, session.snapshot.epoch, session.past_epoch is not None, session.finished, enlarged,
            len(session.saved_runs),
        )  # fmt: skip
        self.main_screen.query_one(KeyBar).show_context(context)

    def show_message(self, message: str, *, note: bool = False) -> None:
        """Show a message below the status line, a note for some seconds only; "" removes it."""
        if message == self._message:  # a new text means a new layout of the screen
            return
        widget = self.main_screen.query_one("#message", Static)
        widget.update(message)
        widget.set_class(bool(message), "visible")
        widget.set_class(note, "note")
        self._message = message
        if note:
            self.set_timer(NOTE_SECONDS, lambda: self.show_message("") if self._message == message else None)

    def _on_warning(self, message: Warning | str, *_: Any, **__: Any) -> None:
        """Show a Python warning, from any thread."""
        self._main_loop.call_soon_threadsafe(lambda: self.show_message(str(message)))

    def apply(
        self,
        action: Callable[[], Any],
        field: SettingField | LayersEditor | None = None,
        busy: str = "",
        *,
        leave: bool = False,
    ) -> None:
        """Change the session in its own thread; a string that the action returns is shown.

        Args:
            action: what to do.
            field: where an error is shown; below the status line by default.
            busy: what it is called while it is in progress.
            leave: leave the field if there was no error.
        """
        self.show_message("")
        self._apply(action, field, busy, leave)

    @work(group="session")
    async def _apply(
        self, action: Callable[[], Any], field: SettingField | LayersEditor | None, busy: str, leave: bool
    ) -> None:
        self.busy = busy
        future = asyncio.get_running_loop().run_in_executor(self.pool, action)
        try:
            await asyncio.wait({future}, timeout=ANSWER_SECONDS)
            self.show_status(self.session.view_state())  # at once, that it has begun
            result = await future
        except NNPlayError as error:
            (self.show_message if field is None else field.show_error)(str(error))
        else:
            if field is not None:
                field.show_error("")
            if leave:
                self.main_screen.set_focus(None)
            if isinstance(result, str):
                self.show_message(result, note=True)
        finally:
            self.busy = ""
        if self.is_running:  # else the user has quit meanwhile
            await self.main_screen.query_one(SettingsPanel).refresh_values()
            self._wake.set()

    @on(SettingField.Changed)
    def _on_setting(self, event: SettingField.Changed) -> None:
        field, value, session = event.field, event.value, self.session
        name = field.setting
        if name in PLOT_SETTINGS:
            self._set_plot(name, value)
        elif name == "data":
            self.apply(lambda: session.use_data(value), field, "loading", leave=event.done)
        elif name in NETWORK_SETTINGS:
            choice = None if value == AUTO else value
            self.apply(
                lambda: session.set_architecture(self._architecture(**{name: choice})), field, "building",
                leave=event.done,
            )  # fmt: skip
        else:
            self.apply(
                lambda: self._change(parse_setting(name, value)), field, "preparing", leave=event.done
            )  # fmt: skip

    def _change(self, changes: dict[str, Any]) -> str | None:
        """Change settings; a run that a fork would cut off is saved. Returns what to say."""
        session = self.session
        epoch, last = session.epoch, session.snapshot.epoch
        saved = session.save_run() if session.discards_epochs(**changes) else None
        try:
            session.change(**changes)
        except NNPlayError:
            if saved is not None:
                session.saved_runs.remove(saved)
            raise
        self._set_session_pace()
        if saved is None:
            return None
        name = f"run {len(session.saved_runs)}"
        return f"Forked at epoch {epoch:,}. The run until epoch {last:,} is kept as {name}: m compares and restores it."

    def _set_plot(self, name: str, value: str) -> None:
        """Change the axes or the points of the surface."""
        surface, feature = self.query_one(SurfaceView), None if value == AUTO else value
        if name == "points":
            surface.points = value
        else:
            surface.axes = (feature, surface.axes[1]) if name == "x_axis" else (surface.axes[0], feature)

    @on(LayersEditor.Changed)
    def _on_layers(self, event: LayersEditor.Changed) -> None:
        if event.layers == self.query_one(LayersEditor).hidden_layers:
            self.main_screen.set_focus(None)
        else:
            self._set_layers(event.layers, leave=event.done)

    def _set_layers(self, layers: tuple[Layer, ...] | None, *, leave: bool = False) -> None:
        if layers is not None:
            architecture, editor = self._architecture(layers=layers), self.query_one(LayersEditor)
            self.apply(lambda: self.session.set_architecture(architecture), editor, "building", leave=leave)

    def _architecture(self, **changes: Any) -> Architecture:
        return replace(self.session.requested_architecture(), **changes)

    @on(LayersEditor.DetailsRequested)
    def _on_layer_details(self, event: LayersEditor.DetailsRequested) -> None:
        self.action_layers(event.index)

    @on(NetworkView.NeuronClicked)
    def _on_neuron(self, event: NetworkView.NeuronClicked) -> None:
        self._open_card(screens.InspectCard(self.session, event.layer, event.neuron))

    @on(CurvesView.EpochClicked)
    def _on_epoch(self, event: CurvesView.EpochClicked) -> None:
        epoch = min(event.epoch, self.session.snapshot.epoch)
        self.apply(lambda: self.session.go_to_epoch(epoch))

    def action_play(self) -> None:
        """Train or pause."""
        if self.session.finished:
            self.show_message("Training has finished. Press r to restart, or increase the number of epochs.")
        else:
            self.apply(self.session.pause if self.session.playing else self._play)

    def _play(self) -> None:
        self._set_session_pace()
        self.session.play()
        self.session.player.rest(0)  # begin at once

    def _set_session_pace(self) -> None:
        self.session.set_pace(pace.epochs_per_second(self.pace, self.session.recipe.epochs))

    def action_pace(self, direction: int) -> None:
        """Train faster or slower."""
        self.pace = pace.changed(self.pace, direction)

        def change_pace() -> str:
            self._set_session_pace()
            return pace.description(self.pace, self.session.recipe.epochs)

        self.apply(change_pace)

    def action_step(self) -> None:
        """Train one epoch."""
        self.apply(self.session.step)

    def action_batch(self) -> None:
        """Take one optimizer step."""
        self.apply(self.session.step_batch)

    def action_reset(self) -> None:
        """Restart with the same initial weights."""
        self.apply(self.session.reset, busy="building")

    def action_seed(self) -> None:
        """Restart with the next seed."""
        self.apply(lambda: self.session.change(seed=self.session.recipe.seed + 1), busy="building")

    def action_rewind(self, direction: int) -> None:
        """Go back or forward by a twentieth of the run."""
        last = self.session.snapshot.epoch
        target = self.session.epoch + direction * max(1, last // REWIND_STEPS)
        self.apply(lambda: self.session.go_to_newest() if target >= last else self.session.go_to_epoch(max(target, 0)))

    def action_travel(self, direction: int) -> None:
        """Go back or forward to the next epoch whose state is stored."""
        self.apply(lambda: self.session.step_in_time(direction))

    def action_go_to(self, newest: int) -> None:
        """Go to the untrained network (0) or to the newest weights (1)."""
        self.apply(self.session.go_to_newest if newest else lambda: self.session.go_to_epoch(0))

    async def action_section(self, name: str) -> None:
        """Open or close a section of the settings."""
        self.main_screen.remove_class("without-settings")
        opened = await self.query_one(SettingsPanel).open_section(name)
        self.main_screen.set_class(opened, "with-settings")

    def action_settings(self) -> None:
        """Hide or show the settings; on a tiny screen they take the place of the plots."""
        self.main_screen.toggle_class("with-settings" if self.main_screen.has_class("-tiny") else "without-settings")

    def action_zoom(self, name: str) -> None:
        """Enlarge a plot, or show all of them again."""
        views = self.query_one("#views")
        for view in self.query(PlotView):
            view.set_class(view.id == name and not view.has_class("enlarged"), "enlarged")
        views.set_class(bool(views.query(".enlarged")), "one")
        self.main_screen.remove_class("with-settings")
        self._wake.set()

    def action_layer(self, direction: int) -> None:
        """Add or remove the last layer."""
        editor = self.query_one(LayersEditor)
        (editor.add_layer if direction > 0 else editor.remove_layer)()

    def action_widen(self, by: int) -> None:
        """Add neurons to the last layer, or remove them."""
        self.query_one(LayersEditor).widen(by)

    def action_layers(self, index: int = 0) -> None:
        """Open all settings of the layers."""
        if self.session.problem.architecture.layers:
            self.push_screen(screens.LayerCard(self.session, index), self._set_layers)
        else:
            self.show_message("There is no hidden layer. Press + to add one.")

    def action_save_run(self) -> None:
        """Keep the current run for comparison."""

        def save_run() -> str:
            self.session.save_run()
            count = len(self.session.saved_runs)
            return f"Kept as run {count}. Change something and train again; m compares the runs."

        self.apply(save_run)

    def action_compare(self) -> None:
        """Compare the kept runs."""
        self._open_card(screens.CompareCard(self.session), self._on_card_result)

    def action_view(self) -> None:
        """Switch between the network and the results on a small screen."""
        self.screen.toggle_class("results")

    def action_leave_field(self) -> None:
        """Leave a field, else show all plots again, else close the guide."""
        if self.focused is None and not self.main_screen.has_class("with-settings"):
            enlarged = self.query(".enlarged")
            if enlarged:
                self.action_zoom(enlarged.first().id or "")
            else:
                self.query_one(GuideBar).leave()
        self.main_screen.remove_class("with-settings")
        self.set_focus(None)

    def action_open(self) -> None:
        """Open a file."""
        self._open_card(screens.OpenCard(self.session), self._on_card_result)

    def action_predict(self) -> None:
        """Predict from typed values."""
        self._open_card(screens.PredictCard(self.session))

    def action_inspect(self) -> None:
        """Inspect a neuron and a weight."""
        self._open_card(screens.InspectCard(self.session))

    def action_save(self) -> None:
        """Save or export to a file."""
        self._open_card(screens.SaveCard(self.session), self._on_saved)

    def _on_saved(self, path: str | None) -> None:
        if path is not None:
            self._saved_snapshot = self.session.snapshot

    def action_help(self) -> None:
        """List all keys."""
        self._open_card(screens.HelpCard(self.session))

    def action_tour(self) -> None:
        """Go to the next step of the tour."""
        self.query_one(GuideBar).next_tour_step()

    def action_challenges(self) -> None:
        """List the challenges."""
        self._open_card(screens.ChallengesCard(self.session), self._on_card_result)

    def _open_card(self, card: screens.Card, on_result: Callable[[Any], None] | None = None) -> None:
        """Open a card; training goes on behind it."""
        self.query_one(GuideBar).note_card(card.name or "")
        self.push_screen(card, on_result)

    def _on_card_result(self, result: Any) -> None:
        if isinstance(result, Challenge):
            self.query_one(GuideBar).start_challenge(result)
        if result is not None:
            self.apply(lambda: result if isinstance(result, str) else None)

    def action_command(self) -> None:
        """Copy the command that reproduces this run."""
        self.copy_to_clipboard(self.session.command())
        self._open_card(screens.CodeCard(self.session, "Command"))

    def action_python(self) -> None:
        """Copy the Python code that reproduces this run."""
        self.copy_to_clipboard(self.session.python())
        self._open_card(screens.CodeCard(self.session, "Python code"))

    @work(exclusive=True, group="image")
    async def action_image(self) -> None:
        """Show the predictions as an image instead of the screen, until Enter."""
        if not terminal_image.is_installed():
            self.show_message(terminal_image.NOT_INSTALLED)
            return
        names, self.busy = self.query_one(SurfaceView).names, "drawing"
        try:
            png = await asyncio.get_running_loop().run_in_executor(
                self.pool, terminal_image.surface_png, self.session, names
            )
        finally:
            self.busy = ""
        if self._supports_images:
            try:
                with self.suspend():
                    self._supports_images = terminal_image.display_image(png)
            except SuspendNotSupported:
                self._supports_images = False
        if not self._supports_images:
            self.show_message(terminal_image.NOT_SUPPORTED)

    async def action_leave(self) -> None:
        """Quit; a long run is not discarded without a warning."""
        snapshot = self.session.snapshot
        if snapshot.seconds > VALUABLE_SECONDS and snapshot is not self._saved_snapshot:
            self._saved_snapshot = snapshot
            self.apply(self.session.pause)
            self.show_message("This run is not saved. Press s to save it, or q again to quit without saving.")
        else:
            await self.action_quit()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The commands of the palette, one for each key."""
        yield from super().get_system_commands(screen)
        for binding in self.BINDINGS:
            if isinstance(binding, Binding) and binding.action not in ("leave", "help"):
                run = self._action_runner(binding.action)
                yield SystemCommand(binding.tooltip, f"Key {binding.key_display or binding.key}", run)

    def _action_runner(self, action: str) -> Callable[[], Any]:
        async def run() -> None:
            await self.run_action(action)

        return run
