"""What watching costs: the time of training with a snapshot after every epoch, beside that with one at the end.

    python benchmarks/watching.py                  the workloads (workloads.py), and the table of speed.md
    python benchmarks/watching.py --only spiral    some of them, nothing is written

A snapshot has the loss and the metrics of all training rows. "stream" is `nn.training`; "session" is what `nn.train`
and the command line do, which keep the history, the best weights and the states for time travel of every epoch. JAX
(if it is installed) evaluates the loss and the metric after every epoch, too, in the same compiled call. All take
turns, A B C A B C …, and the medians of the repeats are compared. Leave the machine alone meanwhile.

`--arrays` measures instead what `nn.train` does besides training, from arrays of the MNIST size to a `Run`: wall time,
and the processor time of this process without the training, half of which is what two idle cores take at best.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from peers import Jax
from report import machine, table, write
from workloads import WORKLOADS, Workload

import nnplay as nn

TARGETS = {"scores": 10.0, "spiral": 1.25, "digits": 1.25, "mnist": 1.25, "wide": 1.25}  # of the unwatched time
JAX_TARGETS = {"scores": 3.0, "spiral": 3.0, "digits": 2.0, "mnist": 1.0}  # how much faster than JAX, both watched
ARRAYS_TARGET = 0.3  # seconds
ARRAYS_STEPS = ("dataset", "split and scaling", "first evaluation", "scores and baseline", "sum", "processor time")
SECONDS, MIN_EPOCHS = 0.25, 2


class Watched:
    """A workload, trained through the public interface in three ways; each returns the seconds of so many epochs."""

    def __init__(self, workload: Workload) -> None:
        X, y = workload.data
        task = "regression" if workload.loss == "mse" else "classification"
        self.data = nn.Dataset.from_arrays(X, y.ravel() if task == "regression" else y.ravel().astype(int), task=task)
        layers = [nn.Layer(width, workload.activation) for width in workload.hidden]
        self.architecture = nn.Architecture(tuple(layers), output=workload.output, loss=workload.loss)
        self.settings: dict[str, Any] = {
            "batch_size": workload.batch, "optimizer": workload.optimizer, "scale": "none", "test_fraction": 0.0,
            "learning_rate": workload.learning_rate,
        }  # fmt: skip

    def unwatched(self, epochs: int, threads: int | None = None) -> float:
        """Without a snapshot before the end. Its own evaluation of the last epoch is a part of it."""
        return self._session(epochs, epochs, threads)

    def stream(self, epochs: int) -> float:
        """With a snapshot after every epoch."""
        return self._timed(nn.training(self.data, self.architecture, epochs=epochs, **self.settings))

    def session(self, epochs: int, threads: int | None = None) -> float:
        """With a snapshot after every epoch, and what a run records of it."""
        return self._session(epochs, 1, threads)

    def _session(self, epochs: int, every: int, threads: int | None) -> float:
        session = nn.TrainingSession.start(
            self.data, self.architecture, epochs=epochs, every=every, threads=threads, **self.settings
        )
        return self._timed(session.by_block())

    @staticmethod
    def _timed(snapshots: Any) -> float:
        """The seconds of all snapshots after the first, before which everything is compiled."""
        next(snapshots)
        started = time.perf_counter()
        for _ in snapshots:
            pass
        return time.perf_counter() - started


def measure(workload: Workload, repeats: int) -> list[str]:
    """A row of the table: microseconds of an unwatched epoch, the ratios of the others, the targets."""
    watched = Watched(workload)
    ways: list[Callable[[int], float]] = [watched.unwatched, watched.stream, watched.session]
    epochs = MIN_EPOCHS
    for way in ways:
        way(epochs)  # whatever is compiled or loaded at first use
    while (spent := watched.unwatched(epochs)) < SECONDS:
        epochs = math.ceil(epochs * min(1.1 * SECONDS / spent, 50))
    jax = None if Jax.missing() else Jax(workload)
    jax_epochs = max(MIN_EPOCHS, epochs // 8)  # since it may take many times longer
    times, jax_times = [], []
    for _ in range(repeats):
        times.append([way(epochs) for way in ways])
        if jax:
            jax_times.append(jax.watched(jax_epochs) / jax_epochs * epochs)
    alone, stream, session = (statistics.median(each) for each in zip(*times, strict=True))
    target, jax_target = TARGETS[workload.name], JAX_TARGETS.get(workload.name)
    faster = statistics.median(jax_times) / session if jax else math.nan
    reached = max(stream, session) <= target * alone and not (jax_target and faster < jax_target)
    return [
        workload.name, f"{alone / epochs * 1e6:,.3g}", f"{stream / alone:.2f}", f"{session / alone:.2f}",
        f"≤ {target:g}", f"{faster:.2g}" if jax else "–", f"≥ {jax_target:g}" if jax_target else "–",
        "yes" if reached else "no",
    ]  # fmt: skip


def besides_training(repeats: int) -> list[str]:
    """Seconds of `nn.train` from arrays of 60,000 × 784 to a `Run`, without those of the training itself."""
    X, y = WORKLOADS["mnist"].data
    steps: dict[str, list[float]] = {name: [] for name in ARRAYS_STEPS}
    for _ in range(repeats + 1):
        clocks = [time.perf_counter()]
        cpu = time.process_time()
        data = nn.Dataset.from_arrays(X, y)
        clocks.append(time.perf_counter())
        session = nn.TrainingSession.start(data, (8,), epochs=1, batch_size=1000)
        clocks.append(time.perf_counter())
        before = time.process_time()
        for _ in session.by_block():
            pass
        trained = time.process_time() - before
        clocks.append(time.perf_counter())
        run = nn.Run.from_session(session)
        clocks.append(time.perf_counter())
        spent = np.diff(clocks)
        spent[2] -= run.history["seconds"][-1]
        for name, seconds in zip(ARRAYS_STEPS, (*spent, sum(spent), time.process_time() - cpu - trained), strict=True):
            steps[name].append(seconds)
    medians = {name: statistics.median(values[1:]) for name, values in steps.items()}
    met = "yes" if medians["sum"] <= ARRAYS_TARGET else "no"
    return [*(f"{value:.3f}" for value in medians.values()), f"≤ {ARRAYS_TARGET}", met]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="names of workloads, with commas between")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--arrays", action="store_true", help="what nn.train does besides training")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")  # three pixels of the digits are always white
    np.seterr(all="ignore")
    if asked.arrays:
        shown = table([*ARRAYS_STEPS, "target", "met"], [besides_training(asked.repeats)])
        shown += f"\n\n{machine(('nnplay', 'numpy', 'numba'))}"
        print(shown)
        write("arrays", shown)
        return
    names = asked.only.split(",") if asked.only else list(TARGETS)
    rows = [measure(WORKLOADS[name], asked.repeats) for name in names]
    head = [
        "watched / unwatched", "µs an epoch, unwatched", "stream", "session", "target", "JAX / session, both watched",
        "target", "met",
    ]  # fmt: skip
    shown = f"{table(head, rows)}\n\n{machine(('nnplay', 'numpy', 'numba', 'jax'))}"
    print(shown)
    if not asked.only:
        write("watching", shown)


if __name__ == "__main__":
    main()
