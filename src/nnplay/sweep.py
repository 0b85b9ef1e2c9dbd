"""Many networks at once, on all cores: one network a core, and the runs as they finish."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import Any

from nnplay.architecture import Architecture
from nnplay.errors import NNPlayError
from nnplay.large import out_of_core
from nnplay.problem import Shelf
from nnplay.recipe import Recipe
from nnplay.runs import Run
from nnplay.session import Session, as_dataset

Configuration = tuple[Architecture | Sequence[int] | None, Recipe]


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
    pairs = list(configurations)
    if any(out_of_core(data, recipe) for _, recipe in pairs):
        raise NNPlayError(
            "Many networks share their data in memory, so this file would be too large: pass out_of_core=False if it "
            "fits, or train them one after another."
        )
    dataset = as_dataset(data, pairs[0][1]) if pairs else None
    stop, shelf = threading.Event(), Shelf()
    count = min(workers or os.cpu_count() or 1, max(len(pairs), 1))

    def one(architecture: Architecture | Sequence[int] | None, recipe: Recipe) -> Run | None:
        if stop.is_set():
            return None
        session = Session(dataset, architecture, recipe=recipe, every=every, stop=stop, shelf=shelf, threads=1)
        for _ in session:
            pass
        return None if stop.is_set() else session.run()

    pool = ThreadPoolExecutor(count, thread_name_prefix="nnplay")
    try:
        places: dict[Future[Run | None], int] = {pool.submit(one, *pair): k for k, pair in enumerate(pairs)}
        for future in as_completed(places):
            run = future.result()
            if run is not None:
                yield places[future], run
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)
