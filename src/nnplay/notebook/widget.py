"""The widget: a training that plays in a thread, and a picture of it in the page of the notebook."""

from __future__ import annotations

import math
import threading
import time
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from nnplay.course import Course
from nnplay.errors import NNPlayError
from nnplay.notebook.scene import Scene
from nnplay.parameters import Parameters
from nnplay.runs import Run
from nnplay.session import Session
from nnplay.streams import Player
from nnplay.travel import Fork

HERE = Path(__file__).parent
FRAME = 1 / 15  # seconds between two pictures


class Live(anywidget.AnyWidget):
    """A training in a notebook: see `nnplay.live`.

    Attributes:
        run: the run so far; a training that plays goes on afterwards.
        epoch: the last epoch that was trained.
    """

    _esm = HERE / "live.js"
    _css = HERE / "live.css"
    scene = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        data: Any,
        architecture: Any,
        *,
        recipe: Any,
        x: str | None,
        y: str | None,
        playing: bool,
        pace: float | None,
        **settings: Any,
    ) -> None:
        self._start, self._pace = (data, architecture, recipe, settings), pace
        self._lock, self._message, self._sent = threading.RLock(), "", 0
        self._back: int | None = None  # the epoch that is looked at, None the last one
        self._course: Session | Fork = self._untrained()
        self._scene = Scene(self._course.problem, x, y)
        super().__init__(scene=self._scene.described())
        self.on_msg(self._answer)
        self._begin(playing)

    def _untrained(self) -> Session:
        data, architecture, recipe, settings = self._start
        return Session(data, architecture, recipe=recipe, every=1, **settings)

    def _begin(self, playing: bool) -> None:
        """Play the course from here, and show it."""
        self._player = Player(self._course, playing=playing, pace=self._pace)
        threading.Thread(target=self._watch, args=(self._player, self._course), daemon=True).start()
        if not playing and self._course.record.last is None:
            self._player.step()

    def _watch(self, player: Player, course: Course) -> None:
        """Send a picture whenever there is a new snapshot, at most so many a second, until the training ends."""
        seen: Any = None
        while player.running:
            if player.snapshot is not seen and player is self._player:
                seen = player.snapshot
                self._show()
            time.sleep(FRAME)
        if player is self._player:
            self._message = self._message or course.message
            self._show()

    def _show(self, *, everything: bool = False) -> None:
        """Send what is new: the rows of the history, and the surface, of the last epoch or the one looked at."""
        with self._lock:
            rows, last = self._course.record.rows, self._course.record.last
            if last is None or last.parameters is None:
                return
            first = 0 if everything else min(self._sent, len(rows))
            new = [{name: _plain(value) for name, value in row.items()} for row in rows[first:]]
            self._sent = first + len(new)
            back = self._back
            shown = last.parameters if back is None else self._course.trail.parameters(back)
            recipe, player = self._course.problem.recipe, self._player
            content = {
                "first": first, "rows": new, "epoch": last.epoch if back is None else back, "playing": player.playing,
                "running": player.running, "message": self._message, "rate": recipe.learning_rate,
                "epochs": recipe.epochs, "pace": self._pace,
            }  # fmt: skip
            self.send(content, [self._scene.image(shown)])

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
        self._back = None
        self._player.play()
        self._show()

    def pause(self) -> None:
        """Pause after this epoch."""
        self._player.pause()
        self._show()

    def step(self) -> None:
        """Train one epoch, and pause."""
        self._back = None
        self._player.step()
        self._show()

    def keep_pace(self, pace: float | None) -> None:
        """Train at most so many epochs a second; None is as fast as can be."""
        if pace is not None and not 0 < pace < math.inf:
            raise NNPlayError(f"The pace is a number of epochs a second, not {pace!r}.")
        self._pace = pace
        self._player.keep_pace(pace)

    def stop(self) -> None:
        """End the training."""
        self._player.stop()
        self._player.wait()

    def reset(self) -> None:
        """Begin again with the same weights, paused."""
        self.stop()
        with self._lock:
            self._course, self._sent, self._back = self._untrained(), 0, None
            self._begin(playing=False)
        self._show(everything=True)

    def show(self, epoch: int) -> None:
        """Show what the network predicted after the nearest epoch whose state was kept."""
        kept = self._course.trail.epochs
        if not kept:
            raise NNPlayError("No state was kept: train first.")
        self._player.pause()
        self._back = min(kept, key=lambda e: abs(e - epoch))
        self._show()

    def change(self, **changes: Any) -> None:
        """Go on from the epoch that is shown with some settings changed, such as ``learning_rate=0.1``.

        Raises:
            NNPlayError: a setting that cannot change on the way, or a training that is at its end.
        """
        playing = self._player.playing
        run = self.run
        fork = Fork(run, self.epoch if self._back is None else self._back, changes, every=1)
        self.stop()
        with self._lock:
            self._course, self._back = fork, None
            self._sent = min(self._sent, len(fork.record.rows))
            self._begin(playing)
        self._show()

    @property
    def epoch(self) -> int:
        """The last epoch that was trained."""
        last = self._course.record.last
        return -1 if last is None else last.epoch

    @property
    def parameters(self) -> Parameters | None:
        """θ of the last epoch that was trained."""
        last = self._course.record.last
        return None if last is None else last.parameters

    @property
    def run(self) -> Run:
        """The run so far."""
        playing = self._player.playing and self._player.running
        self._player.pause()
        run = self._course.run()
        if playing:
            self._player.play()
        return run

    def wait(self) -> Run:
        """Train to the end, and return the run."""
        self._player.play()
        self._player.wait()
        return self._course.run()


def _plain(value: Any) -> Any:
    """A number as JSON can hold it."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
