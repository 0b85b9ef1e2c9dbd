"""The cards that open over the screen: open a file, ask, look inside, save, help, the tour, challenges."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static

from nnplay.draw import palette
from nnplay.errors import NNPlayError
from nnplay.explain import explain
from nnplay.export.exporting import export
from nnplay.playground.asking import ask, example
from nnplay.playground.bench import Bench
from nnplay.playground.challenges import CHALLENGES, Challenge
from nnplay.terminal.blocks import HALF

BAR = 24  # characters of a probability


class Card(ModalScreen[Any]):
    """A card with a title; escape closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", "Close")]
    AUTO_FOCUS = "Input"
    title_text = ""
    wide = ""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.error = Label("", classes="error")

    def compose(self) -> ComposeResult:
        """The card."""
        with Vertical(classes=f"card {self.wide}"):
            yield Static(self.title_text, classes="title")
            yield from self.body()
            yield self.error

    def body(self) -> ComposeResult:
        """What is on it."""
        raise NotImplementedError

    def action_close(self) -> None:
        """Close the card."""
        self.dismiss(None)

    def attempt(self, what: Callable[[], Any]) -> bool:
        """Do something; an error stands on the card."""
        try:
            what()
        except NNPlayError as error:
            self.error.update(str(error))
            return False
        self.error.update("")
        return True


class Typing(Horizontal):
    """A name and a line to type into."""

    def __init__(self, name: str, label: str, value: str = "", hint: str = "") -> None:
        super().__init__(classes="line")
        self.called, self._label, self._value, self._hint = name, label, value, hint

    def compose(self) -> ComposeResult:
        """The line."""
        yield Label(self._label, classes="name")
        yield Input(self._value, placeholder=self._hint, compact=True, id=f"typed-{self.called}")


class Open(Card):
    """A file of the user's, its target and its features."""

    title_text = "Open a table"

    def body(self) -> ComposeResult:
        """Path, target, features."""
        data = self.bench.recipe.data or ""
        yield Typing("path", "file or set", data, "houses.csv, rows.parquet, iris …")
        yield Typing("target", "target", ", ".join(self.bench.recipe.target or ()), "the last column when empty")
        yield Typing(
            "features", "features", ", ".join(self.bench.recipe.features or ()), "all others when empty; x1^2 too"
        )
        names = ", ".join(column.name for column in self.bench.dataset.features[:12])
        yield Static(Text(f"Now: {names}", "dim"))
        with Horizontal(classes="buttons"):
            yield Button("Open", variant="primary", compact=True, id="open")
            yield Button("Cancel", compact=True, id="cancel")

    @on(Button.Pressed, "#open")
    @on(Input.Submitted)
    def _open(self) -> None:
        path, target, features = (
            self.query_one(f"#typed-{n}", Input).value.strip() for n in ("path", "target", "features")
        )
        settings: dict[str, Any] = {}
        if target:
            settings["target"] = tuple(part.strip() for part in target.split(","))
        if features:
            settings["features"] = tuple(part.strip() for part in features.split(","))
        if not path:
            self.error.update("Type the path of a file, or the name of a built-in set.")
        elif self.attempt(lambda: self.bench.use(path, **settings)):
            self.dismiss(True)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)


class Ask(Card):
    """Values for the columns; what the network answers, and the activations on the way."""

    title_text = "Ask the network"

    def body(self) -> ComposeResult:
        """A line for each column, and the answer."""
        row = example(self.bench.problem)
        with VerticalScroll():
            for k, (name, value) in enumerate(row.items()):
                text = f"{value:g}" if isinstance(value, float) else str(value)
                yield Typing(f"{k}", name[:21], text)
        yield Static(id="answer")

    def on_mount(self) -> None:
        """Answer for the row that is there."""
        self._answer()

    @on(Input.Changed)
    def _answer(self) -> None:
        names = self.bench.problem.encoding.columns
        row = {name: self.query_one(f"#typed-{k}", Input).value.strip() for k, name in enumerate(names)}

        def look() -> None:
            found = ask(self.bench.problem, self.bench.parameters, row)
            self.query_one("#answer", Static).update(_shown(found.prediction, found.shares, found.layers))

        self.attempt(look)


def _shown(prediction: Any, shares: Any, layers: Any) -> Text:
    shown = Text()
    shown.append("\nAnswer  ", "dim").append(
        f"{prediction:.6g}" if isinstance(prediction, float) else str(prediction), "bold"
    )
    for label, share in shares[:6]:
        shown.append(f"\n{label[:16]:<17}").append("█" * round(share * BAR), palette.POSITIVE).append(f" {share:.1%}")
    for l, a in enumerate(layers, start=1):
        shown.append(f"\nlayer {l:<3}", "dim")
        largest = max((abs(float(v)) for v in a), default=1.0) or 1.0
        for value in a[:36]:
            colour = palette.POSITIVE if value > 0 else palette.NEGATIVE
            strength = abs(float(value)) / largest
            shown.append(HALF if strength > 0.15 else "·", colour if strength > 0.5 else f"dim {colour}")
        shown.append(f"  {', '.join(f'{v:.3g}' for v in a[:4])}{' …' if len(a) > 4 else ''}", "dim")
    return shown


class Inside(Card):
    """One neuron: its numbers, its equation, and its gradient, for a row of the data."""

    title_text = "Inside a neuron"
    wide = "wide"

    def body(self) -> ComposeResult:
        """Which neuron and which row, and the whole pass with that neuron written out."""
        with Horizontal(id="which"):
            yield Typing("layer", "layer", "1")
            yield Typing("neuron", "neuron", "1")
            yield Typing("row", "row", "1")
        with VerticalScroll(can_focus=True, id="inside"):
            yield Static(id="pass")

    def on_mount(self) -> None:
        """Explain the first neuron."""
        self._explain()

    @on(Input.Changed)
    def _explain(self) -> None:
        typed = [self.query_one(f"#typed-{n}", Input).value.strip() for n in ("layer", "neuron", "row")]
        if not all(text.isdigit() and int(text) >= 1 for text in typed):
            self.error.update("Layer, neuron and row are whole numbers from 1 on.")
            return
        layer, neuron, place = map(int, typed)
        bench = self.bench
        problem = bench.problem

        def look() -> None:
            row, target = example(problem, place - 1), _target(bench, place - 1)
            found = explain(problem.model(bench.parameters), bench.recipe, [row], target, neuron=f"{layer}:{neuron}")
            self.query_one("#pass", Static).update(Text(found.text()))

        self.attempt(look)


def _target(bench: Bench, place: int) -> Any:
    """What should be said of a row of the data."""
    data = bench.dataset
    place = min(place, data.n_rows - 1)
    values = [column.values[place : place + 1].tolist()[0] for column in data.targets]
    return values[0] if len(values) == 1 else [values]


class Save(Card):
    """Where to write the run, or what it is exported to."""

    title_text = "Save or export"

    def body(self) -> ComposeResult:
        """The path, and what its ending means."""
        yield Typing("path", "file", f"{self.bench.dataset.name}.nnplay")
        said = ".nnplay the run   .py NumPy source   .onnx   .json   .png .svg .pdf a picture"
        yield Static(Text(said, "dim"))
        with Horizontal(classes="buttons"):
            yield Button("Save", variant="primary", compact=True, id="save")

    @on(Button.Pressed, "#save")
    @on(Input.Submitted)
    def _save(self) -> None:
        path = self.query_one(Input).value.strip()
        if not path:
            self.error.update("Type where to.")
        elif self.attempt(lambda: written(self.bench, path)):
            self.app.notify(f"Written: {path}")
            self.dismiss(True)


def written(bench: Bench, path: str) -> None:
    """Write the run as the ending says.

    Raises:
        NNPlayError: an ending that is none, or a file that cannot be written.
    """
    ending, run = Path(path).suffix.lower(), bench.run
    if ending == ".nnplay":
        run.save(path)
    elif ending in (".py", ".onnx", ".json"):
        export(run, path, {".py": "numpy"}.get(ending, ending[1:]))
    elif ending in (".png", ".svg", ".pdf"):
        from nnplay import draw

        draw.save(run.plot(), path)
    else:
        raise NNPlayError(f"{path!r} must end in .nnplay, .py, .onnx, .json, .png, .svg or .pdf.")


class Help(Card):
    """Every key."""

    title_text = "Keys"

    def body(self) -> ComposeResult:
        """The table of keys."""
        from textual.binding import Binding

        shown = Text()
        for binding in self.app.BINDINGS:
            if isinstance(binding, Binding):
                shown.append(f"{binding.key_display or binding.key:>8}  ", "bold").append(f"{binding.description}\n")
        shown.append("  ctrl+p  ", "bold").append("All commands, and the theme (light, dark)\n")
        shown.append(
            "\nFields take what is typed on Enter; escape leaves a field. A rate, optimizer, schedule, batch size or "
            "penalty that is changed on the way forks the training at the epoch that is shown.", "dim",
        )  # fmt: skip
        with VerticalScroll(can_focus=True):
            yield Static(shown)


STEPS = (
    "This is a network: inputs on the left, its answer on the right. A line is a weight: blue above zero, "
    "orange below, and the stronger the larger.",
    "The picture beside it shows what the network answers at every point. Untrained it is guessing. Press "
    "space, and watch it learn; press it again to pause.",
    "The curves are the loss: blue of the rows it learns from, orange of rows that were kept aside. When "
    "orange rises while blue falls, it learns by heart.",
    "[ and ] go back in time. Change the rate on the left there, and press space: another future begins. k "
    "keeps a training, so that both curves are shown.",
    "+ and - add and remove layers, w and W neurons. r begins again with the same first weights, n with "
    "others. o opens a table of your own.",
    "a asks the network, i opens a neuron with all its numbers, s saves. x has five challenges. ? lists every "
    "key. Have fun!",
)


class Tour(Card):
    """The tour of a minute."""

    title_text = "A tour of a minute"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.place = 0

    def body(self) -> ComposeResult:
        """One step, and the way on."""
        yield Static(STEPS[0], id="step")
        with Horizontal(classes="buttons"):
            yield Button("Next", variant="primary", compact=True, id="next")
            yield Button("Leave", compact=True, id="leave")

    @on(Button.Pressed, "#next")
    def _next(self) -> None:
        self.place += 1
        if self.place == len(STEPS):
            self.dismiss(True)
            return
        self.query_one("#step", Static).update(STEPS[self.place])
        if self.place == len(STEPS) - 1:
            self.query_one("#next", Button).label = "Done"

    @on(Button.Pressed, "#leave")
    def _leave(self) -> None:
        self.dismiss(None)


class Challenges(Card):
    """The challenges, and how far the network on the bench is."""

    title_text = "Challenges"

    def body(self) -> ComposeResult:
        """Each with its conditions and a button that begins it."""
        with VerticalScroll():
            for k, challenge in enumerate(CHALLENGES):
                yield Static(told(challenge, self.bench))
                yield Button("Begin", compact=True, id=f"begin-{k}")

    @on(Button.Pressed)
    def _begin(self, event: Button.Pressed) -> None:
        challenge = CHALLENGES[int((event.button.id or "begin-0").removeprefix("begin-"))]
        if self.attempt(lambda: challenge.begin(self.bench)):
            self.dismiss(challenge)


def told(challenge: Challenge, bench: Bench) -> Text:
    """A challenge, and which of its conditions hold."""
    done = challenge.done(bench)
    shown = Text.assemble(("✓ " if done else "○ ", "bold green" if done else "dim"), (challenge.name, "bold"), "\n  ")
    shown.append(challenge.says + "\n")
    for says, holds in challenge.state(bench):
        shown.append(f"  {'✓' if holds else '·'} {says}", "green" if holds else "dim")
    return shown.append(f"\n  Hint: {challenge.hint}", "dim italic")
