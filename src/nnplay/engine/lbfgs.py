"""SciPy's L-BFGS, as a function and as a generator that can be paused and closed."""

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from nnplay.utils.types import Array

Objective = Callable[[Array], tuple[float, Array]]


@dataclass(frozen=True)
class Minimum:
    """The result of a minimization: the last point (n,), its value, and why it ended."""

    point: Array
    value: float
    iterations: int
    converged: bool
    message: str


def minimize(
    objective: Objective,
    start: Array,
    *,
    max_iterations: int,
    max_evaluations: int,
    gradient_tolerance: float,
    on_iteration: Callable[[Array, float], None],
) -> Minimum:
    """Minimize until the gradient is small enough or the value hardly falls any more (SciPy's default limit).

    Args:
        objective: returns the value and the gradient at a point (n,).
        start: the first point (n,).
        max_iterations: maximum number of iterations.
        max_evaluations: maximum number of evaluations of the objective.
        gradient_tolerance: stop when no element of the gradient is larger.
        on_iteration: called with the point and its value after each iteration.
    """
    from scipy.optimize import minimize as scipy_minimize

    from nnplay.engine.compiled.thread_team import one_blas_thread

    options = {"maxiter": max_iterations, "maxfun": max_evaluations, "gtol": gradient_tolerance}

    def callback(intermediate_result: Any) -> None:  # SciPy passes its result object only under this name
        on_iteration(intermediate_result.x, float(intermediate_result.fun))

    with one_blas_thread():  # the result must not depend on the number of threads
        result = scipy_minimize(objective, start, jac=True, method="L-BFGS-B", callback=callback, options=options)
    count = min(int(result.nit), max_iterations)
    return Minimum(result.x, float(result.fun), count, result.status == 0, str(result.message).strip())


class _ClosedError(Exception):
    """Raised inside SciPy to stop it."""


def iterates(
    objective: Objective, start: Array, max_iterations: int, stop: threading.Event | None = None
) -> Iterator[Array]:
    """Yield the point after each iteration of scipy.optimize.minimize(method="L-BFGS-B").

    SciPy runs in a thread that works only while the caller waits for the next point, so the result is as deterministic
    as that of a function call.

    Args:
        objective: returns the value and the gradient at a point (n,).
        start: the first point (n,); it is copied.
        max_iterations: maximum number of iterations.
        stop: an event that ends the iteration before the next evaluation of the objective.
    """
    from scipy.optimize import minimize as scipy_minimize

    from nnplay.engine.compiled.thread_team import one_blas_thread

    closed = threading.Event()
    requests: queue.Queue[bool] = queue.Queue()  # True for the next point, False to stop
    results: queue.Queue[Array | BaseException | None] = queue.Queue()  # None at the end

    def evaluate(point: Array) -> tuple[float, Array]:
        if closed.is_set() or (stop is not None and stop.is_set()):
            raise _ClosedError
        return objective(point)

    def callback(point: Array) -> None:
        results.put(point.copy())
        if not requests.get():
            raise _ClosedError

    def run_scipy() -> None:
        try:
            if requests.get():
                options = {"maxiter": max_iterations, "maxfun": 20 * max_iterations + 20, "ftol": 0.0, "gtol": 1e-10}
                scipy_minimize(evaluate, start.copy(), jac=True, method="L-BFGS-B", callback=callback, options=options)
            results.put(None)
        except _ClosedError:
            results.put(None)
        except BaseException as error:
            results.put(error)

    if max_iterations < 1:
        return
    thread = threading.Thread(target=run_scipy, daemon=True)
    thread.start()
    try:
        while True:
            with one_blas_thread():  # the result must not depend on the number of threads
                requests.put(True)
                result = results.get()
            if result is None:
                return
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        closed.set()
        requests.put(False)
        thread.join()
