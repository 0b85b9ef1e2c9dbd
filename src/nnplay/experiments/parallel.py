"""Many networks at once, on all cores: one network a core, and the runs as they finish."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from queue import SimpleQueue
from typing import Any, TypeVar

from nnplay.data import Dataset
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.runs.run import Run
from nnplay.training.out_of_core import out_of_core
from nnplay.training.problem import as_dataset
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession
from nnplay.utils.cache import LRUCache
from nnplay.utils.validation import check_int

Configuration = tuple[Architecture | Sequence[int] | None, Recipe]
K = TypeVar("K")


def train_many(
    data: Any, configurations: Iterable[Configuration], *, workers: int | None = None, every: int | None = None
) -> Iterator[tuple[int, Run]]:
    """Train each (architecture, recipe) on the same data; yields (its place in the list, the run) as they finish.

    The engine works without Python's interpreter lock, so threads are enough: nothing is copied between processes.
    Each network is trained by one thread, BLAS included, and its numbers are those that `train` gives it alone.
    Closing the iterator, or Ctrl-C, ends the trainings under way within a tenth of a second.

    Args:
        data: as for `train`; it is loaded once.
        configurations: pairs of an architecture (or widths) and a recipe.
        workers: how many at once; None is one for each core.
        every: epochs between two rows of the histories; None decides as `train` does.

    Raises:
        NNPlayError: when a configuration does not fit; the runs that finished before it have been given.

    >>> pairs = [((4,), Recipe(epochs=5, seed=s)) for s in range(3)]
    >>> sorted(place for place, run in train_many("iris", pairs))
    [0, 1, 2]
    """
    pairs = _pairs(configurations)
    if not pairs:
        return
    tasks = ((place, *pair) for place, pair in enumerate(pairs))
    dataset = shared_dataset(data, [recipe for _, recipe in pairs])
    yield from train_each(dataset, tasks, workers=crew_of(workers, len(pairs)), every=every)


def crew_of(workers: int | None, tasks: int) -> int:
    """How many train at once: as many as are asked for, or one for each core, but no more than there are tasks.

    Raises:
        NNPlayError: no whole number of workers.
    """
    return min(os.cpu_count() or 1 if workers is None else check_int(workers, "The number of workers"), tasks)


def _pairs(given: Any) -> list[Configuration]:
    """Configurations as they should be, a network and a recipe each."""
    listed = list(given) if isinstance(given, Iterable) and not isinstance(given, str | bytes) else [given]
    for pair in listed:
        if not isinstance(pair, tuple | list) or len(pair) != 2 or not isinstance(pair[1], Recipe):
            raise NNPlayError(
                f"A configuration is a network and a Recipe, such as ((8,), Recipe(epochs=50)), not {str(pair)[:80]}."
            )
    return listed


def shared_dataset(data: Any, recipes: Sequence[Recipe]) -> Dataset:
    """The data that many networks share, in memory.

    Raises:
        NNPlayError: a file that would be read in batches.
    """
    if any(out_of_core(data, recipe) for recipe in recipes):
        raise NNPlayError(
            "Many networks share their data in memory, so this file would be too large: pass out_of_core=False if it "
            "fits, or train them one after another."
        )
    return as_dataset(data, recipes[0])


def train_each(
    dataset: Dataset,
    tasks: Iterator[tuple[K, Architecture | Sequence[int] | None, Recipe]],
    *,
    workers: int | None = None,
    every: int | None = None,
    stop: threading.Event | None = None,
) -> Iterator[tuple[K, Run]]:
    """Train what an iterator gives, each task taken when a thread is free for it; yields (its key, the run).

    When `stop` is set, what is being trained is left, and nothing more comes.
    """
    stop, taking, cache = stop or threading.Event(), threading.Lock(), LRUCache()
    results: SimpleQueue[tuple[K, Run] | BaseException | None] = SimpleQueue()

    def work() -> None:
        try:
            while not stop.is_set():
                with taking:
                    task = next(tasks, None)
                if task is None:
                    break
                key, architecture, recipe = task
                session = TrainingSession.start(
                    dataset, architecture, recipe=recipe, every=every, stop=stop, cache=cache, threads=1, memory=0
                )
                for _ in session:
                    pass
                if not stop.is_set():
                    results.put((key, Run.from_session(session)))
        except BaseException as error:
            results.put(error)
        finally:
            results.put(None)

    count = workers or os.cpu_count() or 1
    threads = [threading.Thread(target=work, name=f"nnplay-{k}", daemon=True) for k in range(count)]
    for thread in threads:
        thread.start()
    try:
        while count:
            found = results.get()
            if found is None:
                count -= 1
            elif isinstance(found, BaseException):
                raise found
            else:
                yield found
    finally:
        stop.set()
        for thread in threads:
            thread.join()
