"""How what is trained on a bench is paused and ended, even in the middle of a long epoch."""

from __future__ import annotations

from threading import Event

from nnplay.playground.shown import Shown

LONG = 0.4  # seconds after which an epoch is not waited for


class Ending(Shown):
    """A bench as it is paused and ended."""

    _by_batch: bool
    _ended: bool
    _stop: Event
    _coming: Event

    def pause(self) -> None:
        """Pause after this epoch, or after a batch of it where it is a long one."""
        if not self.player.pause(LONG):
            self.hurry()
            self.player.pause()

    def hurry(self) -> None:
        """Have the epoch that is being trained end at its next batch."""
        self._by_batch = True
        self.course.by_batch(True)

    def end(self) -> None:
        """Have whatever is being trained here end at its next batch, from any thread, without waiting for it."""
        self._ended = True
        for stop in (self._stop, self._coming):
            stop.set()

    def close(self) -> None:
        """End the training."""
        self.end()
        self.player.stop()
        self.player.wait()
