"""L-BFGS: SciPy's, as a call, and as a stream that can be paused and closed."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


Objective = Callable[[Array], tuple[float, Array]]


@dataclass(frozen=True)
class Minimum:
    """Where a minimisation ended: the point (n,), the value there, and how it went."""

    point: Array
    value: float
    iterations: int
    converged: bool
    message: str


def minimize(
    objective: Objective,
    start: Array,
    *,
    iterations: int,
    evaluations: int,
    slope: float,
    told: Callable[[Array, float], None],
) -> Minimum:
    """Minimise until no slope is steeper than `slope` or the value hardly falls (SciPy's own limit).

    Args:
        objective: the value and gradient at a point (n,).
        start: where to start (n,).
        iterations: the largest number of iterations, and
        evaluations: of values of the objective.
        slope: the steepest slope at a minimum.
        told: called with the point and its value after each iteration.
    """
    from scipy.optimize import minimize as scipy_minimize

    from nnplay.engine.compiled.thread_team import one_blas_thread

    options = {"maxiter": iterations, "maxfun": evaluations, "gtol": slope}

    def each(intermediate_result: Any) -> None:
        told(intermediate_result.x, float(intermediate_result.fun))

    with one_blas_thread():  # so that the numbers do not depend on how many there are
        found = scipy_minimize(objective, start, jac=True, method="L-BFGS-B", callback=each, options=options)
    done = min(int(found.nit), iterations)
    return Minimum(found.x, float(found.fun), done, found.status == 0, str(found.message).strip())


class _ClosedError(Exception):
    """Raised inside SciPy when nobody reads the stream any more."""


def iterations(objective: Objective, start: Array, most: int) -> Iterator[Array]:
    """The parameters after each iteration of scipy.optimize.minimize(method="L-BFGS-B"), at most `most` of them.

    SciPy runs in a thread that works only while the reader waits for the next iteration, so the stream is as
    deterministic as a call would be.

    Args:
        objective: the value and gradient at a point (n,).
        start: where to start (n,); it is copied.
        most: the largest number of iterations.
    """
    from scipy.optimize import minimize as scipy_minimize

    from nnplay.engine.compiled.thread_team import one_blas_thread

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
                scipy_minimize(objective, start.copy(), jac=True, method="L-BFGS-B", callback=each, options=options)
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
            with one_blas_thread():  # so that the numbers do not depend on how many there are
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
