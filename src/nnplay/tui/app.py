"""The playground: one screen with the setup on the left and what is seen of the training on the right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.screen import Screen
from textual.widgets import Footer, Static

from nnplay.architecture import Architecture
from nnplay.errors import NNPlayError
from nnplay.playground.bench import Bench
from nnplay.playground.challenges import Challenge
from nnplay.recipe import Recipe
from nnplay.tui import fields, layers
from nnplay.tui.cards import Ask, Card, Challenges, Help, Inside, Open, Save, Tour
from nnplay.tui.setup import Setup, settings_of
from nnplay.tui.status import status
from nnplay.tui.views import Curves, Diagram, Outcome, Surface, View

FRAME = 1 / 12  # seconds between two pictures
BACK = 20  # parts of a training that [ and ] go through


class Playground(App[None]):
    """The terminal playground.

    Args:
        data: what to begin with.
        architecture: the network to begin with; None is 4 and 4 neurons of tanh.
        recipe: the settings to begin with.
    """

    CSS_PATH = "app.tcss"
    TITLE = "nnplay"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "play", "Play/pause"),
        Binding("full_stop", "step", "Epoch", key_display="."),
        Binding("comma", "batch", "Batch", key_display=","),
        Binding("r", "reset", "Reset"),
        Binding("left_square_bracket", "look(-1)", "Back", key_display="["),
        Binding("right_square_bracket", "look(1)", "Forth", key_display="]", show=False),
        Binding("plus", "layer(1)", "Add a layer", key_display="+", show=False),
        Binding("minus", "layer(-1)", "Remove a layer", key_display="-", show=False),
        Binding("w", "widen(1)", "A neuron more", show=False),
        Binding("W", "widen(-1)", "A neuron fewer", show=False),
        Binding("n", "seed", "New seed", show=False),
        Binding("k", "keep", "Keep"),
        Binding("v", "view", "View", show=False),
        Binding("o", "open", "Open"),
        Binding("a", "ask", "Ask"),
        Binding("i", "inspect", "Inside"),
        Binding("s", "save", "Save"),
        Binding("c", "command", "Command"),
        Binding("y", "python", "Copy the Python", show=False),
        Binding("t", "tour", "Tour", show=False),
        Binding("x", "challenges", "Challenges", show=False),
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("escape", "leave_field", "Leave the field", show=False),
        Binding("q", "quit", "Quit"),
    ]

    def __init__(
        self, data: Any = "circle", architecture: Architecture | None = None, recipe: Recipe | None = None
    ) -> None:
        super().__init__()
        net = architecture or Architecture.dense((4, 4), activation="tanh")
        self.bench = Bench(data, net, recipe or Recipe(epochs=1000, learning_rate=0.03))
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="nnplay-bench")
        self._drawn: Any = None
        self.busy = ""

    def compose(self) -> ComposeResult:
        """The screen."""
        yield Static(id="status")
        yield Static(id="told")
        with Horizontal(id="body"):
            yield Setup(self.bench)
            with Container(id="views"):
                yield Diagram(self.bench, "diagram")
                yield Surface(self.bench, "surface")
                yield Curves(self.bench, "curves")
                yield Curves(self.bench, "score", "accuracy")
                yield Outcome(self.bench, "outcome")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Begin to draw."""
        self.set_interval(FRAME, self.tick)
        self.set_focus(None)
        self.call_after_refresh(self.redraw)

    def on_unmount(self) -> None:
        """End the training."""
        self._pool.submit(self.bench.close)
        self._pool.shutdown()

    def tick(self) -> None:
        """Draw when there is something new."""
        bench = self.bench
        seen = (bench.snapshot, bench.back, bench.playing, bench.ended, bench.message, self.busy, len(bench.kept))
        if seen != self._drawn:
            self._drawn = seen
            self.redraw()

    def redraw(self) -> None:
        """Draw everything that is shown."""
        self.query_one("#status", Static).update(status(self.bench, self.busy))
        if self.bench.message:
            self.tell(self.bench.message)
        score = self.query_one("#score", Curves)
        score.column = "accuracy" if self.bench.dataset.task == "classification" else "r2"
        score.border_title = "Accuracy" if score.column == "accuracy" else "R²"
        self.query_one("#curves", Curves).border_title = f"Loss: {self.bench.problem.architecture.loss}"
        for view in self.query(View):
            if view.display:
                view.redraw()

    def tell(self, sentence: str) -> None:
        """Say something above the screen, or nothing any more."""
        told = self.query_one("#told", Static)
        told.update(sentence)
        told.set_class(bool(sentence), "shown")

    def do(self, what: Callable[[], Any], field: Any = None, busy: str = "") -> None:
        """Do something to the bench in its own thread, and show what it led to; an error stands next to its field."""
        self.run_worker(self._done(what, field, busy))

    async def _done(self, what: Callable[[], Any], field: Any, busy: str) -> None:
        self.busy = busy
        try:
            await asyncio.get_running_loop().run_in_executor(self._pool, what)
        except NNPlayError as error:
            (field.complain if field is not None else self.tell)(str(error))
        else:
            if field is not None:
                field.complain("")
            self.tell("")
        finally:
            self.busy = ""
        await self.query_one(Setup).show()
        self._drawn = None
        self.tick()

    @on(fields.Changed)
    def _set(self, event: fields.Changed) -> None:
        """Take an entry of the setup."""
        field, value, bench = event.field, event.value, self.bench
        name = field.setting
        if name == "data":
            self.do(lambda: bench.use(value), field, "reading")
        elif name == "loss":
            loss = None if value == "by the data" else value
            self.do(lambda: bench.build(replace(self._asked(), loss=loss)), field, "building")
        else:
            self.do(lambda: bench.change(**settings_of(name, value)), field, "preparing")

    @on(layers.Layers.Changed)
    def _build(self, event: layers.Layers.Changed) -> None:
        """Take other layers."""
        asked, editor = self._asked(), self.query_one(layers.Layers)
        self.do(lambda: self.bench.build(replace(asked, layers=event.layers)), editor, "building")

    def _asked(self) -> Architecture:
        asked = self.bench.architecture
        return asked if isinstance(asked, Architecture) else Architecture(self.bench.problem.architecture.layers)

    def action_play(self) -> None:
        """Train, or pause."""
        if self.bench.ended:
            self.tell("The training is at its end: r begins again, or give more epochs.")
        else:
            self.do(self.bench.pause if self.bench.playing else self.bench.play)

    def action_step(self) -> None:
        """Train one epoch."""
        self.do(self.bench.step)

    def action_batch(self) -> None:
        """Take one step of the optimizer."""
        self.do(self.bench.step_batch)

    def action_reset(self) -> None:
        """Begin again with the same weights."""
        self.do(self.bench.reset, busy="building")

    def action_seed(self) -> None:
        """Draw other weights, and another split."""
        self.do(lambda: self.bench.change(seed=self.bench.recipe.seed + 1), busy="building")

    def action_look(self, way: int) -> None:
        """Look back, or forth, by a twentieth of the training."""
        last = self.bench.snapshot.epoch
        wanted = self.bench.epoch + way * max(1, last // BACK)
        self.do(lambda: self.bench.look(min(max(wanted, 0), last)))

    def action_layer(self, way: int) -> None:
        """Add or remove the last layer."""
        editor = self.query_one(layers.Layers)
        (editor.add if way > 0 else editor.drop)()

    def action_widen(self, way: int) -> None:
        """One neuron more, or fewer, in the last layer."""
        self.query_one(layers.Layers).widen(way)

    def action_keep(self) -> None:
        """Set this training aside, to be compared with the next."""
        self.do(self.bench.keep)
        self.notify("Kept: change something and train again; both curves are shown.")

    def action_view(self) -> None:
        """On a small screen: the network, or how good it is."""
        self.screen.toggle_class("outcome")
        self.call_after_refresh(self.redraw)

    def action_leave_field(self) -> None:
        """Leave a field, so that letters are keys again."""
        self.set_focus(None)

    def action_open(self) -> None:
        """Open a file, or choose columns."""
        self.push_screen(Open(self.bench), self._changed)

    def action_ask(self) -> None:
        """Ask the network."""
        self._card(Ask)

    def action_inspect(self) -> None:
        """Look inside a neuron."""
        self._card(Inside)

    def action_save(self) -> None:
        """Save, export, draw."""
        self._card(Save)

    def action_help(self) -> None:
        """All keys."""
        self._card(Help)

    def action_tour(self) -> None:
        """The tour of a minute."""
        self._card(Tour)

    def action_challenges(self) -> None:
        """The challenges."""
        self.push_screen(Challenges(self.bench), self._changed)

    def _card(self, card: type[Card]) -> None:
        """Open a card; the training pauses while it is read."""
        self.bench.pause()
        self.push_screen(card(self.bench))

    def _changed(self, result: Any) -> None:
        """Show what a card has changed."""
        if result is not None:
            self.do(lambda: None)
        if isinstance(result, Challenge):
            self.notify(f"{result.says} {result.hint}", title=result.name, timeout=12)

    def action_command(self) -> None:
        """Copy the command that does this again."""
        self.copy_to_clipboard(self.bench.command())
        self.notify(self.bench.command(), title="Copied")

    def action_python(self) -> None:
        """Copy the Python that does this again."""
        self.copy_to_clipboard(self.bench.python())
        self.notify(self.bench.python(), title="Copied")

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The commands of the palette: every key has one."""
        yield from super().get_system_commands(screen)
        for binding in self.BINDINGS:
            if isinstance(binding, Binding) and binding.action not in ("quit", "help"):
                run = self._runner(binding.action)
                yield SystemCommand(binding.description, f"Key {binding.key_display or binding.key}", run)

    def _runner(self, action: str) -> Callable[[], Any]:
        async def run() -> None:
            await self.run_action(action)

        return run
