"""The widget: a bench in the kernel, and a picture of it in the page of the notebook."""

from __future__ import annotations

import math
import threading
import time
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from nnplay.errors import NNPlayError
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.surface import Scene
from nnplay.runs.run import Run
from nnplay.training.player import Player
from nnplay.training.recipe import Recipe
from nnplay.training.setup import recipe_of

HERE = Path(__file__).parent
FRAME = 1 / 15  # seconds between two pictures


class Live(anywidget.AnyWidget):
    """A training in a notebook: see `nnplay.live`.

    Attributes:
        bench: the network and its training.
    """

    _esm = HERE / "live.js"
    _css = HERE / "live.css"
    scene = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        data: Any,
        architecture: Any,
        *,
        recipe: Recipe | None,
        x: str | None,
        y: str | None,
        playing: bool,
        pace: float | None,
        **settings: Any,
    ) -> None:
        self.session = PlaygroundSession(data, architecture, recipe_of(recipe, settings), pace=pace)
        self._first = self.session.recipe
        self._scene = Scene(self.session.problem, x, y)
        self._lock, self._message, self._sent, self._pace = threading.RLock(), "", 0, pace
        self._watched: Player | None = None
        super().__init__(scene=self._scene.described())
        self.on_msg(self._answer)
        if playing:
            self.play()

    def _watch(self, player: Player) -> None:
        """Send a picture whenever there is a new snapshot, at most so many a second, until the training ends."""
        seen: Any = None
        while player.running and player is self.session.player:
            if player.snapshot is not seen:
                seen = player.snapshot
                self._show()
            time.sleep(FRAME)
        if player is self.session.player:
            self._show()

    def _show(self, *, everything: bool = False) -> None:
        """Send what is new: the rows of the history, and the surface, of the last epoch or the one looked at."""
        with self._lock:
            session = self.session
            first = 0 if everything else min(self._sent, len(session.rows))
            new = [{name: _plain(value) for name, value in row.items()} for row in session.rows[first:]]
            self._sent = first + len(new)
            content = {
                "first": first, "rows": new, "epoch": session.epoch, "playing": session.playing,
                "running": not session.ended, "message": self._message or session.message,
                "rate": session.recipe.learning_rate, "epochs": session.recipe.epochs, "pace": self._pace,
            }  # fmt: skip
            self.send(content, [self._scene.image(session.parameters)])

    def _answer(self, _: Any, content: Any, __: Any) -> None:
        """Do what a button of the page asks for."""
        asked = content if isinstance(content, dict) else {}
        self._message = ""
        try:
            match asked.get("do"):
                case "hello":
                    self._show(everything=True)
                case "play":
                    self.play()
                case "pause":
                    self.pause()
                case "step":
                    self.step()
                case "reset":
                    self.reset()
                case "at":
                    self.show(int(asked["epoch"]))
                case "pace":
                    self.keep_pace(float(asked["value"]) or None)
                case "rate":
                    self.change(learning_rate=float(asked["value"]))
        except (NNPlayError, KeyError, TypeError, ValueError) as error:
            self._message = str(error) if isinstance(error, NNPlayError) else "That is no number."
            self._show()

    def play(self) -> None:
        """Train on."""
        self.session.play()
        if self._watched is not self.session.player:
            self._watched = self.session.player
            threading.Thread(target=self._watch, args=(self._watched,), daemon=True).start()
        self._show()

    def pause(self) -> None:
        """Pause after this epoch."""
        self.session.pause()
        self._show()

    def step(self) -> None:
        """Train one epoch, and pause."""
        self.session.step()
        self._show()

    def reset(self) -> None:
        """Begin again with the same weights and settings as at first, paused."""
        with self._lock:
            self.session.recipe, self._sent = self._first, 0
            self.session.reset()
        self._show(everything=True)

    def show(self, epoch: int) -> None:
        """Show what the network predicted after the nearest epoch whose state was kept."""
        self.session.look(epoch)
        self._show()

    def keep_pace(self, pace: float | None) -> None:
        """Train at most so many epochs a second; None is as fast as can be."""
        self.session.keep_pace(pace)
        self._pace = pace

    def change(self, **changes: Any) -> None:
        """Go on from the epoch that is shown with some settings changed, such as ``learning_rate=0.1``.

        Raises:
            NNPlayError: a setting that cannot change on the way, or a training that is at its end.
        """
        with self._lock:
            playing = self.session.playing
            self.session.change(**changes)
            self._sent = min(self._sent, len(self.session.rows))
        if playing:
            self.play()
        self._show()

    @property
    def run(self) -> Run:
        """The run so far."""
        return self.session.run

    def wait(self) -> Run:
        """Train to the end, and return the run."""
        self.session.play()
        self.session.player.wait()
        return Run.from_session(self.session.training_session)

    def stop(self) -> None:
        """End the training."""
        self.session.close()


def _plain(value: Any) -> Any:
    """A number as JSON can hold it."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
