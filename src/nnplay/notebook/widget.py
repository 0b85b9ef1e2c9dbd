"""The live widget: a playground session in the kernel, drawn in the notebook's page."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Unpack

import anywidget
import numpy as np
import traitlets

from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.surface import SurfacePlot
from nnplay.plots.palette import DARK, LIGHT
from nnplay.runs.run import Run
from nnplay.training.player import Player
from nnplay.training.recipe import Recipe, RecipeFields, RecipeSettings
from nnplay.training.snapshot import Snapshot
from nnplay.utils.json import json_safe
from nnplay.utils.validation import check_type

HERE = Path(__file__).parent
FRAME_SECONDS = 1 / 15  # minimum time between two frames
WATCH_SECONDS = 5  # a training takes at the default pace
MAX_NEURONS = 12  # of a layer that are drawn
MAX_LAYERS = 8  # of a network that is drawn


class Live(anywidget.AnyWidget):
    """A training run in a notebook; see `nnplay.live`.

    Attributes:
        session: the network and its training run.
        plot_data: everything that the page needs once.
    """

    _esm = HERE / "live.js"
    _css = HERE / "live.css"
    plot_data = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        data: Any,
        architecture: Architecture | Sequence[int] | None,
        *,
        recipe: Recipe | None,
        x: str | None,
        y: str | None,
        playing: bool,
        pace: float | None,
        **settings: Unpack[RecipeSettings],
    ) -> None:
        recipe = Recipe() if recipe is None else check_type(recipe, Recipe, "recipe")
        recipe = recipe.replace(**settings)
        pace = max(recipe.epochs / WATCH_SECONDS, 1.0) if pace is None else pace or None
        self.session = PlaygroundSession(data, architecture, recipe, pace=pace)
        self._first_recipe = self.session.recipe
        self._plot = SurfacePlot(self.session.problem, x, y)
        self._lock, self._message, self._rows_sent, self._pace = threading.RLock(), "", 0, pace
        self._watched: Player | None = None
        super().__init__(plot_data=self._plot.metadata() | {"layers": self._layers()})
        self.on_msg(self._on_message)
        if playing:
            self.play()

    def _layers(self) -> list[dict[str, Any]] | None:
        """What the page draws of each layer: its width, how many of its neurons, and what stands under it."""
        problem, architecture = self.session.problem, self.session.problem.architecture
        widths = architecture.widths
        if len(widths) > MAX_LAYERS:
            return None
        words = ["inputs" if widths[0] > 1 else "input", *(layer.activation for layer in architecture.all_layers)]
        names = (list(problem.encoding.names), [str(label) for label in problem.dataset.classes])
        ends = {0: names[0], len(widths) - 1: names[1] if len(names[1]) == widths[-1] else []}
        return [
            {"width": width, "drawn": min(width, MAX_NEURONS), "text": text,
             "names": ends.get(k, [])[:MAX_NEURONS] if width <= MAX_NEURONS else []}
            for k, (width, text) in enumerate(zip(widths, words, strict=True))
        ]  # fmt: skip

    def _weights(self) -> list[list[list[float]]] | None:
        """The weights between the neurons that are drawn, each matrix divided by its largest size."""
        layers = self.plot_data["layers"]
        if layers is None:
            return None
        matrices = []
        for W, before, after in zip(self.session.parameters.W, layers, layers[1:], strict=False):
            pieces = np.nan_to_num(W.reshape(len(W), after["width"], -1))
            largest = np.abs(pieces).argmax(axis=2)[..., None]
            shares = np.take_along_axis(pieces, largest, axis=2)[..., 0] / (float(np.abs(pieces).max()) or 1.0)
            matrices.append(np.round(shares[: before["drawn"], : after["drawn"]].astype(float), 3).tolist())
        return matrices

    def _watch(self, player: Player) -> None:
        """Send a frame for each new snapshot, at a limited rate, until training ends."""
        last: Snapshot | None = None
        while player.running and player is self.session.player:
            if player.snapshot is not last:
                last = player.snapshot
                self._send_frame()
            time.sleep(FRAME_SECONDS)
        if player is self.session.player:
            self._send_frame()

    def _send_frame(self, *, all_rows: bool = False) -> None:
        """Send the new rows of the history, and the surface at the epoch in view."""
        with self._lock:
            session = self.session
            first = 0 if all_rows else min(self._rows_sent, len(session.rows))
            rows = [json_safe(row) for row in session.rows[first:]]
            self._rows_sent = first + len(rows)
            content = {
                "first": first, "rows": rows, "epoch": session.epoch, "playing": session.playing,
                "running": not session.finished, "message": self._message or session.message,
                "rate": session.recipe.learning_rate, "epochs": session.recipe.epochs, "pace": self._pace,
                "weights": self._weights(),
            }  # fmt: skip
            self.send(content, [self._plot.image(session.parameters)])

    def _on_message(self, _: Any, content: Any, __: Any) -> None:
        """Carry out a command of the page."""
        command = content if isinstance(content, dict) else {}
        self._message = ""
        try:
            match command.get("do"):
                case "ready" | "theme":
                    self._plot.palette = DARK if command.get("dark") is True else LIGHT
                    self._send_frame(all_rows=True)
                case "play":
                    self.play()
                case "pause":
                    self.pause()
                case "step":
                    self.step()
                case "reset":
                    self.reset()
                case "epoch":
                    self.go_to_epoch(int(command["epoch"]))
                case "pace":
                    self.set_pace(float(command["value"]) or None)
                case "rate":
                    self.change(learning_rate=float(command["value"]))
        except (NNPlayError, KeyError, TypeError, ValueError) as error:
            self._message = str(error) if isinstance(error, NNPlayError) else "This is not a number."
            self._send_frame()

    def play(self) -> None:
        """Train until paused."""
        self.session.play()
        if self._watched is not self.session.player:
            self._watched = self.session.player
            threading.Thread(target=self._watch, args=(self._watched,), daemon=True).start()
        self._send_frame()

    def pause(self) -> None:
        """Pause after the current epoch."""
        self.session.pause()
        self._send_frame()

    def step(self) -> None:
        """Train one epoch, and pause."""
        self.session.step()
        self._send_frame()

    def reset(self) -> None:
        """Return to the initial weights and settings, paused."""
        with self._lock:
            self.session.recipe, self._rows_sent = self._first_recipe, 0
            self.session.reset()
        self._send_frame(all_rows=True)

    def go_to_epoch(self, epoch: int) -> None:
        """Show the predictions at the nearest stored epoch."""
        self.session.go_to_epoch(epoch)
        self._send_frame()

    def set_pace(self, pace: float | None) -> None:
        """Limit training to this many epochs per second; None is unlimited."""
        self.session.set_pace(pace)
        self._pace = pace

    def change(self, **changes: Unpack[RecipeFields]) -> None:
        """Change settings, such as ``learning_rate=0.1``, and continue from the epoch in view.

        Raises:
            NNPlayError: an invalid setting.
        """
        with self._lock:
            playing = self.session.playing
            self.session.change(**changes)
            self._rows_sent = min(self._rows_sent, len(self.session.rows))
        if playing:
            self.play()
        self._send_frame()

    @property
    def run(self) -> Run:
        """The run so far."""
        return self.session.run

    def wait(self) -> Run:
        """Train to the end at full speed, and return the run."""
        self.session.set_pace(None)
        self.session.play()
        self.session.player.wait()
        return Run.from_session(self.session.training_session)

    def stop(self) -> None:
        """Stop training."""
        self.session.close()
