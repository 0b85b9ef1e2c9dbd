"""Train many networks in parallel, one on each core."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar

from nnplay.data import Dataset
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.runs.run import Run
from nnplay.training.out_of_core import out_of_core
from nnplay.training.problem import as_dataset, data_changed, data_source
from nnplay.training.recipe import DATA_SETTINGS, Recipe
from nnplay.training.session import TrainingSession
from nnplay.utils.cache import LRUCache
from nnplay.utils.validation import check_int

Configuration = tuple[Architecture | Sequence[int] | None, Recipe]
K = TypeVar("K")


def train_many(
    data: Any, configurations: Iterable[Configuration], *, workers: int | None = None, every: int | None = None
) -> Iterator[tuple[int, Run]]:
    """Train each (architecture, recipe) on the same data; yields (index in the list, run) as the runs finish.

    The engine releases Python's global interpreter lock, so that threads are enough and nothing is copied between
    processes. Each network is trained on one thread, and gives the same numbers as `train`. Closing the iterator, or
    Ctrl-C, stops all runs within a tenth of a second.

    Args:
        data: as for `train`; loaded once.
        configurations: pairs of an architecture (or widths) and a recipe.
        workers: how many networks to train at once; None is one for each core.
        every: epochs between two rows of the histories; by default as for `train`.

    Raises:
        NNPlayError: a configuration that is not valid. Runs that finished before it have been yielded.

    >>> import nnplay as nn
    >>> pairs = [((4,), nn.Recipe(epochs=5, seed=seed)) for seed in range(3)]
    >>> sorted(index for index, run in nn.train_many("iris", pairs))
    [0, 1, 2]
    """
    pairs = _check_configurations(configurations)
    if not pairs:
        return
    tasks = ((index, *pair) for index, pair in enumerate(pairs))
    dataset = shared_dataset(data, [recipe for _, recipe in pairs])
    yield from train_each(dataset, tasks, workers=worker_count(workers, len(pairs)), every=every)


def worker_count(workers: int | None, tasks: int) -> int:
    """How many workers to start: `workers`, or one for each core, but no more than there are tasks.

    Raises:
        NNPlayError: `workers` is not a positive whole number.
    """
    return min(os.cpu_count() or 1 if workers is None else check_int(workers, "The number of workers"), tasks)


def _check_configurations(value: Any) -> list[Configuration]:
    pairs = list(value) if isinstance(value, Iterable) and not isinstance(value, str | bytes) else [value]
    for pair in pairs:
        if not isinstance(pair, tuple | list) or len(pair) != 2 or not isinstance(pair[1], Recipe):
            raise NNPlayError(
                f"A configuration must be a network and a Recipe, such as ((8,), Recipe(epochs=50)), not "
                f"{str(pair)[:80]}."
            )
    return pairs


def shared_dataset(data: Any, recipes: Sequence[Recipe]) -> Dataset:
    """The dataset in memory, which many networks share.

    Raises:
        NNPlayError: a file that would be read in batches, or recipes that read the data in different ways.
    """
    for name in DATA_SETTINGS:
        values = list(dict.fromkeys(getattr(recipe, name) for recipe in recipes))
        if len(values) > 1:
            raise NNPlayError(
                f"Networks are compared on the same data, but {name} is {values[0]!r} in one recipe and {values[1]!r} "
                "in another: pass one value, and compare the others in a second call."
            )
    if any(out_of_core(data, recipe) for recipe in recipes):
        raise NNPlayError(
            "This file is too large to train many networks at once, because they share the data in memory: pass "
            "out_of_core=False if it fits into memory, or train one network at a time."
        )
    return as_dataset(data, recipes[0])


def reload_dataset(data: Any, recipe: Recipe, fingerprint: str) -> Dataset:
    """The dataset of a stored comparison or search, with the same rows as before.

    Args:
        data: the data; None loads them from where the recipe says.
        recipe: the recipe.
        fingerprint: the fingerprint of the data when they were stored.

    Raises:
        NNPlayError: the recipe does not say where the data are, or they have changed.
    """
    dataset = shared_dataset(data_source(data, recipe), [recipe])
    if dataset.fingerprint != fingerprint:
        raise data_changed(dataset.name)
    return dataset


def train_each(
    dataset: Dataset,
    tasks: Iterator[tuple[K, Architecture | Sequence[int] | None, Recipe]],
    *,
    workers: int | None = None,
    every: int | None = None,
    stop: threading.Event | None = None,
) -> Iterator[tuple[K, Run]]:
    """Train each task as soon as a thread is free for it; yields (key of the task, run).

    When `stop` is set, the runs in progress are dropped and the iterator ends.
    """
    stop, cache = stop or threading.Event(), LRUCache()

    def start(architecture: Architecture | Sequence[int] | None, recipe: Recipe) -> TrainingSession:
        return TrainingSession.start(
            dataset, architecture, recipe=recipe, every=every, stop=stop, cache=cache, threads=1, memory=0
        )

    starts = ((key, partial(start, architecture, recipe)) for key, architecture, recipe in tasks)
    return run_each(starts, workers=workers, stop=stop)


def run_each(
    tasks: Iterator[tuple[K, Callable[[], TrainingSession]]],
    *,
    workers: int | None = None,
    stop: threading.Event | None = None,
) -> Iterator[tuple[K, Run]]:
    """Start and follow each session as soon as a thread is free for it; yields (key of the task, run).

    When `stop` is set, the runs in progress are dropped and the iterator ends; pass it to the sessions as well.
    """
    stop, lock = stop or threading.Event(), threading.Lock()
    results: SimpleQueue[tuple[K, Run] | BaseException | None] = SimpleQueue()

    def work() -> None:
        try:
            while not stop.is_set():
                with lock:
                    task = next(tasks, None)
                if task is None:
                    break
                key, start = task
                session = start()
                for _ in session.by_block():
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
            result = results.get()
            if result is None:
                count -= 1
            elif isinstance(result, BaseException):
                raise result
            else:
                yield result
    finally:
        if count:  # the caller left early, or a run failed
            stop.set()
        for thread in threads:
            thread.join()
