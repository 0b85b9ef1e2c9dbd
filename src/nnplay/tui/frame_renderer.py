"""Drawing the plots: in a background thread, within a budget of bytes and time."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from nnplay.playground.view_state import ViewState
from nnplay.tui.plot_view import ColorMode, PlotView
from nnplay.tui.surface_view import SurfaceView

T = TypeVar("T")

BYTES_PER_SECOND = 300_000  # of drawings, at most
REMOTE_BYTES_PER_SECOND = 55_000  # the same over SSH; with the lines around the plots that stays below 100 kB/s
SHARES = {"surface": 0.5, "network": 0.15, "curves": 0.15, "score": 0.1, "results": 0.1}  # of the bytes
DRAWING_SHARE = 0.12  # of the time, at most, that a plot is drawn while training
PATIENCE = 0.5  # seconds that a plot waits at most for its share while nothing trains


class FrameRenderer:
    """Draws plots in a background thread.

    While the network trains, each plot has a share of the bytes per second and of the time, so that neither a slow
    connection nor the keys have to wait.

    Attributes:
        drawn_state: what the newest complete frame was drawn from.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="nnplay-draw")
        remote = any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY"))
        self._rate = REMOTE_BYTES_PER_SECOND if remote else BYTES_PER_SECOND
        self._drawn: dict[str | None, tuple[object, tuple[int, int]]] = {}  # by plot: from what, and how large
        self._ready: dict[str | None, float] = {}  # by plot, when it may be drawn again
        self._rest_until = 0.0
        self.drawn_state: object = None

    def rest(self, seconds: float) -> None:
        """Draw no plot for so long while the network trains."""
        self._rest_until = time.perf_counter() + seconds

    async def draw(
        self, views: Sequence[PlotView], state: object, view_state: ViewState, mode: ColorMode, *, playing: bool
    ) -> None:
        """Draw the plots that have changed since they were drawn, as far as it is their turn.

        Args:
            views: the plots on the screen.
            state: everything that the frame depends on.
            view_state: the session.
            mode: the colors.
            playing: whether the network trains.
        """
        total = sum(SHARES[view.id or ""] for view in views)
        for view in views:
            size = (view.content_size.width, view.content_size.height)
            now, patience = time.perf_counter(), 0.0 if playing else PATIENCE
            drawn_from = self._drawn.get(view.id)
            resized = drawn_from is None or drawn_from[1] != size
            ready = max(self._ready.get(view.id, 0.0), self._rest_until if playing else 0.0)
            waits = ready - now > patience and not resized
            if drawn_from == (state, size) or waits:
                continue
            if isinstance(view, SurfaceView):
                view.training = playing
            draw = partial(view.draw_changes, view_state, mode, size, view.rich_style)
            drawing, seconds = await asyncio.get_running_loop().run_in_executor(self._pool, _timed, draw)
            if not view.app.is_running:  # the user quit meanwhile
                return
            view.show_drawing(drawing)
            self._drawn[view.id] = (state, size)
            share = self._rate * SHARES[view.id or ""] / total
            self._ready[view.id] = now + max(drawing.cost / share, seconds / DRAWING_SHARE)
            await asyncio.sleep(0)  # answer waiting keys before the next plot
        if all(self._drawn.get(view.id) == (state, view.content_size) for view in views):
            self.drawn_state = state

    def close(self) -> None:
        """Stop drawing."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _timed(action: Callable[[], T]) -> tuple[T, float]:
    """What an action returns, and the processor time that it took in this thread."""
    start = time.thread_time()
    return action(), time.thread_time() - start
