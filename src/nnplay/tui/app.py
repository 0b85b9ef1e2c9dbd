"""The terminal playground: one screen with the settings on the left and the plots on the right."""

from __future__ import annotations

import asyncio
import os
import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, ClassVar

from rich.segment import Segment
from textual import on, work
from textual.app import App, ComposeResult, SuspendNotSupported, SystemCommand
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.containers import Container, Horizontal
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Footer, Static

from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer
from nnplay.playground.challenges import Challenge
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.view_state import ViewState
from nnplay.training.recipe import Recipe
from nnplay.training.snapshot import Snapshot
from nnplay.tui import screens, terminal_image
from nnplay.tui.curves_view import CurvesView
from nnplay.tui.fields import SettingField
from nnplay.tui.guide_bar import GuideBar
from nnplay.tui.keys import bindings
from nnplay.tui.layers_editor import LayersEditor
from nnplay.tui.network_view import NetworkView
from nnplay.tui.plot_view import ColorMode, PlotView
from nnplay.tui.results_view import ResultsView
from nnplay.tui.settings_panel import AUTO, NETWORK_SETTINGS, PLOT_SETTINGS, SettingsPanel, parse_setting
from nnplay.tui.status_line import status_line
from nnplay.tui.surface_view import SurfaceView

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # escapes and bidirectional overrides


class ControlCharacterFilter(LineFilter):
    """Removes control characters from every line of the screen; they have no width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without control characters."""
        return [
            Segment(CONTROL.sub("", text), style) if control is None and CONTROL.search(text) else segment
            for segment in segments
            for text, style, control in [segment]
        ]


FRAME_SECONDS = 1 / 15  # minimum time between two frames
LARGE_PLOT = 1500  # characters
REWIND_STEPS = 20  # key presses from the end of a run to its start
VALUABLE_SECONDS = 20.0  # of training; a longer run is not discarded without a warning
CONTROL_CHARACTERS = ControlCharacterFilter()


class FrameRenderer:
    """Draws the plots of an app in a background thread, whenever something has changed.

    Args:
        app: whose plots.

    Attributes:
        drawn_state: what the newest frame was drawn from.
    """

    def __init__(self, app: PlaygroundApp) -> None:
        self._app = app
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="nnplay-draw")
        self.drawn_state: tuple[Any, ...] | None = None

    def visible_views(self) -> list[PlotView]:
        """The plots that are on the screen."""
        return [view for view in self._app.main_screen.query(PlotView) if view.display and view.content_size.area]

    def current_state(self, views: list[PlotView]) -> tuple[Any, ...]:
        """Everything that a frame depends on."""
        app = self._app
        session, screen = app.session, app.main_screen
        guide, surface = screen.query_one(GuideBar), screen.query_one(SurfaceView)
        return (
            session.snapshot, session.past_epoch, session.playing, session.finished, session.message, app.busy,
            len(session.saved_runs), app.color_mode, app.size, tuple((view.id, view.content_size) for view in views),
            surface.axes, surface.points, guide.step, guide.challenge,
        )  # fmt: skip

    async def draw_frame(self) -> None:
        """Draw a frame, if anything has changed since the last one."""
        app, views = self._app, self.visible_views()
        state, mode = self.current_state(views), app.color_mode
        if state == self.drawn_state:
            return
        view_state, places = app.session.view_state(), [(view, view.content_size, view.rich_style) for view in views]
        plots = await asyncio.get_running_loop().run_in_executor(
            self._pool, lambda: [view.draw_strips(view_state, mode, size, style) for view, size, style in places]
        )
        if not app.is_running:  # the user quit meanwhile
            return
        for view, strips in zip(views, plots, strict=True):
            view.set_strips(strips)
            if view.content_size.area > LARGE_PLOT:  # answer waiting keys before the next plot
                await asyncio.sleep(1 / 60)
        app.show_status(view_state)
        self.drawn_state = state

    def close(self) -> None:
        """Stop drawing."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class PlaygroundApp(App[None]):
    """The terminal playground.

    Args:
        session: what to start with; None is a toy dataset and two layers of four tanh neurons.
        tour: start with the tour.

    Attributes:
        session: is used in the thread of `pool` only, except for reading.
        pool: the thread in which the session works.
        busy: what the session is working on, if that takes long.
        renderer: draws the plots.
    """

    CSS_PATH = "app.tcss"
    TITLE = "nnplay"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    def __init__(self, session: PlaygroundSession | None = None, *, tour: bool = False) -> None:
        super().__init__()
        if session is None:
            network, recipe = Architecture.dense((4, 4), "tanh"), Recipe(epochs=1000, learning_rate=0.03)
            session = PlaygroundSession("circle", network, recipe)
        self.session = session
        self.pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="nnplay-session")
        self.renderer = FrameRenderer(self)
        self.busy = ""
        self._tour = tour
        self._show_warning = warnings.showwarning  # restored at the end
        self._supports_images = True  # until proven otherwise
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
                yield NetworkView("network")
                yield SurfaceView("surface")
                yield CurvesView("curves")
                yield CurvesView("score", score=True)
                yield ResultsView("results")
        yield GuideBar()
        yield Footer(compact=True, show_command_palette=False)

    async def on_mount(self) -> None:
        """Start drawing."""
        warnings.showwarning = self._on_warning
        self._main_loop = asyncio.get_running_loop()
        self.set_focus(None)
        await self.query_one(SettingsPanel).refresh_values()
        self._draw_frames()

    def on_ready(self) -> None:
        """Start the tour, if requested."""
        if self._tour:
            self.query_one(GuideBar).next_tour_step()

    def on_unmount(self) -> None:
        """Stop training and drawing."""
        warnings.showwarning = self._show_warning
        self.renderer.close()
        self.pool.submit(self.session.close)
        self.pool.shutdown()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Filters for every line on the screen."""
        return [*super().get_line_filters(), CONTROL_CHARACTERS]

    @work(group="frames")
    async def _draw_frames(self) -> None:
        loop = asyncio.get_running_loop()
        while self.is_running:
            start = loop.time()
            await self.renderer.draw_frame()
            await asyncio.sleep(max(FRAME_SECONDS - (loop.time() - start), 0.001))

    def show_status(self, view_state: ViewState) -> None:
        """Update the status line, the guide and the message."""
        session = self.session
        symbol = "…" if self.busy else "▶" if session.playing else "■" if session.finished else "⏸"
        line = status_line(view_state, symbol, self.size.width, self.busy)
        self.main_screen.query_one("#status", Static).update(line, layout=False)
        self.main_screen.query_one(GuideBar).refresh_text(session)
        if session.message:
            self.show_message(session.message)

    def show_message(self, message: str) -> None:
        """Show a message below the status line; "" removes it."""
        widget = self.main_screen.query_one("#message", Static)
        widget.update(message)
        widget.set_class(bool(message), "visible")

    def _on_warning(self, message: Warning | str, *_: Any, **__: Any) -> None:
        """Show a Python warning, from any thread."""
        self._main_loop.call_soon_threadsafe(lambda: self.notify(str(message), severity="warning", markup=False))

    def apply(
        self, action: Callable[[], Any], field: SettingField | LayersEditor | None = None, busy: str = ""
    ) -> None:
        """Change the session in its own thread; an error is shown at the field, if there is one."""
        self.show_message("")
        self._apply(action, field, busy)

    @work(group="session")
    async def _apply(self, action: Callable[[], Any], field: SettingField | LayersEditor | None, busy: str) -> None:
        self.busy = busy
        try:
            await asyncio.get_running_loop().run_in_executor(self.pool, action)
        except NNPlayError as error:
            (self.show_message if field is None else field.show_error)(str(error))
        else:
            if field is not None:
                field.show_error("")
        finally:
            self.busy = ""
        await self.main_screen.query_one(SettingsPanel).refresh_values()

    @on(SettingField.Changed)
    def _on_setting(self, event: SettingField.Changed) -> None:
        field, value, session = event.field, event.value, self.session
        name = field.setting
        if name in PLOT_SETTINGS:
            self._set_plot(name, value)
        elif name == "data":
            self.apply(lambda: session.use_data(value), field, "loading")
        elif name in NETWORK_SETTINGS:
            choice = None if value == AUTO else value
            self.apply(lambda: session.set_architecture(self._architecture(**{name: choice})), field, "building")
        else:
            self.apply(lambda: session.change(**parse_setting(name, value)), field, "preparing")

    def _set_plot(self, name: str, value: str) -> None:
        """Change the axes or the points of the surface."""
        surface, feature = self.query_one(SurfaceView), None if value == AUTO else value
        if name == "points":
            surface.points = value
        else:
            surface.axes = (feature, surface.axes[1]) if name == "x_axis" else (surface.axes[0], feature)

    @on(LayersEditor.Changed)
    def _on_layers(self, event: LayersEditor.Changed) -> None:
        self._set_layers(event.layers)

    def _set_layers(self, layers: tuple[Layer, ...] | None) -> None:
        if layers is not None:
            architecture, editor = self._architecture(layers=layers), self.query_one(LayersEditor)
            self.apply(lambda: self.session.set_architecture(architecture), editor, "building")

    def _architecture(self, **changes: Any) -> Architecture:
        return replace(self.session.requested_architecture(), **changes)

    @on(LayersEditor.DetailsRequested)
    def _on_layer_details(self, event: LayersEditor.DetailsRequested) -> None:
        self.action_layers(event.index)

    @on(NetworkView.NeuronClicked)
    def _on_neuron(self, event: NetworkView.NeuronClicked) -> None:
        self._open_card(lambda session: screens.InspectCard(session, event.layer, event.neuron))

    def action_play(self) -> None:
        """Train or pause."""
        if self.session.finished:
            self.show_message("Training has finished. Press r to restart, or increase the number of epochs.")
        else:
            self.apply(self.session.pause if self.session.playing else self.session.play)

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
        self.apply(lambda: self.session.go_to_epoch(min(max(target, 0), last)))

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
        """Save the current run for comparison."""
        self.apply(self.session.save_run)
        self.notify("Run saved for comparison. Change something and train again; m compares the runs.")

    def action_compare(self) -> None:
        """Compare the saved runs."""
        self._open_card(screens.CompareCard, self._on_card_result)

    def action_view(self) -> None:
        """Switch between the network and the results on a small screen."""
        self.screen.toggle_class("results")

    def action_leave_field(self) -> None:
        """Leave a field, or close the guide."""
        if self.focused is None:
            self.query_one(GuideBar).leave()
        self.set_focus(None)

    def action_open(self) -> None:
        """Open a file."""
        self._open_card(screens.OpenCard, self._on_card_result)

    def action_predict(self) -> None:
        """Predict from typed values."""
        self._open_card(screens.PredictCard)

    def action_inspect(self) -> None:
        """Inspect a neuron and a weight."""
        self._open_card(screens.InspectCard)

    def action_save(self) -> None:
        """Save or export to a file."""
        self._open_card(screens.SaveCard, self._on_saved)

    def _on_saved(self, path: str | None) -> None:
        if path is not None:
            self._saved_snapshot = self.session.snapshot

    def action_help(self) -> None:
        """List all keys."""
        self._open_card(screens.HelpCard)

    def action_tour(self) -> None:
        """Go to the next step of the tour."""
        self.query_one(GuideBar).next_tour_step()

    def action_challenges(self) -> None:
        """List the challenges."""
        self._open_card(screens.ChallengesCard, self._on_card_result)

    @work(exclusive=True, group="card")
    async def _open_card(
        self, make_card: Callable[[PlaygroundSession], screens.Card], on_result: Callable[[Any], None] | None = None
    ) -> None:
        """Open a card as soon as training is paused; it stays paused while the card is open."""
        await asyncio.get_running_loop().run_in_executor(self.pool, self.session.pause)
        self.push_screen(make_card(self.session), on_result)

    def _on_card_result(self, result: Any) -> None:
        if isinstance(result, Challenge):
            self.query_one(GuideBar).start_challenge(result)
        if result is not None:
            self.apply(lambda: None)

    def action_command(self) -> None:
        """Copy the command that reproduces this run."""
        self.copy_to_clipboard(self.session.command())
        self._open_card(lambda session: screens.CodeCard(session, "Command"))

    def action_python(self) -> None:
        """Copy the Python code that reproduces this run."""
        self.copy_to_clipboard(self.session.python())
        self._open_card(lambda session: screens.CodeCard(session, "Python code"))

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
