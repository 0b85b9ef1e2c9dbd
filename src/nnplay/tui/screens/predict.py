"""Predict from typed values, and show the activations of every layer."""

from typing import Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from nnplay.playground.predict_row import RowPrediction, input_values, predict_row
from nnplay.playground.session import PlaygroundSession
from nnplay.plots.palette import DARK, LIGHT, Palette
from nnplay.tui.screens.card import Card, TextRow

MAX_CLASSES = 6
MAX_NEURONS, MAX_NUMBERS = 36, 4  # of a layer: as symbols, as numbers
BAR_WIDTH = 24
REFRESH_SECONDS = 0.5


class PredictCard(Card):
    """Values for the columns, the prediction, and the activations."""

    heading = "Predict"
    topic = "predict"
    keys = "tab: next column   esc: close"

    def __init__(self, session: PlaygroundSession) -> None:
        super().__init__(session)
        self._epoch = session.epoch  # whose weights are shown

    def compose_body(self) -> ComposeResult:
        """A line for each column, and the prediction."""
        with VerticalScroll():
            for k, (name, value) in enumerate(input_values(self.session.problem).items()):
                yield TextRow(f"{k}", name[:21], f"{value:g}" if isinstance(value, float) else str(value))
        yield Static(id="prediction")

    def on_mount(self) -> None:
        """Predict the first row of the data, and again while training goes on."""
        self._predict()
        self.set_interval(REFRESH_SECONDS, self._predict_again)

    def _predict_again(self) -> None:
        """Predict with the newest weights."""
        if self.session.epoch != self._epoch:
            self._predict()

    @on(Input.Changed)
    def _predict(self) -> None:
        problem, parameters, self._epoch = self.session.problem, self.session.parameters, self.session.epoch
        self.query_one("#heading", Static).update(f"Predict after epoch {self._epoch:,}")
        texts = [text_row.text for text_row in self.query(TextRow)]
        row: dict[str, Any] = dict(zip(problem.encoding.columns, texts, strict=True))
        self.run_in_background(lambda: predict_row(problem, parameters, row), self._show)

    def _show(self, result: RowPrediction) -> None:
        palette = DARK if self.app.current_theme.dark else LIGHT
        self.query_one("#prediction", Static).update(describe(result, palette))


def describe(result: RowPrediction, palette: Palette) -> Text:
    """The prediction, the probabilities, and a line for each layer."""
    value = result.prediction
    text = Text.assemble(
        ("\nPrediction  ", "dim"), (f"{value:.6g}" if isinstance(value, float) else str(value), "bold")
    )
    for label, probability in result.probabilities[:MAX_CLASSES]:
        text.append(f"\n{label[:16]:<17}").append("█" * round(probability * BAR_WIDTH), palette.accent)
        text.append(f" {probability:.1%}")
    for l, a in enumerate(result.activations, start=1):
        text.append(f"\nlayer {l:<3}", "dim")
        largest = max((abs(float(activation)) for activation in a), default=1.0) or 1.0
        for activation in a[:MAX_NEURONS]:
            color = palette.diverging[-2] if activation > 0 else palette.diverging[1]
            strength = abs(float(activation)) / largest
            text.append("■" if strength > 0.15 else "·", color if strength > 0.5 else f"dim {color}")
        numbers = ", ".join(f"{activation:.3g}" for activation in a[:MAX_NUMBERS])
        text.append(f"  {numbers}{' …' if len(a) > MAX_NUMBERS else ''}", "dim")
    return text
