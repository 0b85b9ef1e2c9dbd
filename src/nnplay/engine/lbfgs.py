"""L-BFGS: SciPy's, turned from a function with a callback into a stream that can be paused and closed."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class _ClosedError(Exception):
    """Raised inside SciPy when nobody reads the stream any more."""


def iterations(objective: Callable[[Array], tuple[float, Array]], start: Array, most: int) -> Iterator[Array]:
    """The parameters after each iteration of scipy.optimize.minimize(method="L-BFGS-B"), at most `most` of them.

    SciPy runs in a thread that works only while the reader waits for the next iteration, so the stream is as
    deterministic as a call would be.

    Args:
        objective: the value and gradient at a point (n,).
        start: where to start (n,); it is copied.
        most: the largest number of iterations.
    """
    from scipy.optimize import minimize

    asked: queue.Queue[bool] = queue.Queue()
    answers: queue.Queue[Any] = queue.Queue()

    def each(point: Array) -> None:
        answers.put(point.copy())
        if not asked.get():
            raise _ClosedError

    def work() -> None:
        try:
            if asked.get():
                options = {"maxiter": most, "maxfun": 20 * most + 20, "ftol": 0.0, "gtol": 1e-10}
                minimize(objective, start.copy(), jac=True, method="L-BFGS-B", callback=each, options=options)
            answers.put(None)
        except _ClosedError:
            pass
        except BaseException as error:
            answers.put(error)

    if most < 1:
        return
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        while True:
            asked.put(True)
            answer = answers.get()
            if answer is None:
                return
            if isinstance(answer, BaseException):
                raise answer
            yield answer
    finally:
        asked.put(False)
        thread.join()
