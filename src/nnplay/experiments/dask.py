"""Train many networks on a Dask cluster, with the same results as `parallel.train_each`.

The data are sent to each worker once, but Dask drops copies later. If a worker dies, its runs go to another one; if
the data died with it, they are sent again. Dask pickles everything that it sends, so use only clusters that you trust.
"""

import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from itertools import chain
from typing import Any, TypeAlias, TypeVar

from nnplay.data import Dataset
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.runs.run import Run, run_from_bytes
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession

K = TypeVar("K")
Task: TypeAlias = tuple[K, Architecture | Sequence[int] | None, Recipe]
MAX_LOSSES = 5  # of workers with data, one after another without a result between them
TIMEOUT = 20  # seconds to wait for a scheduler, and for its first worker


def train_on(address: str, dataset: Dataset, tasks: Iterator[Task[K]]) -> Iterator[tuple[K, Run]]:
    """Train each task on the cluster at this address (tcp://host:8786); yields (key of the task, run).

    Raises:
        NNPlayError: Dask is not installed, there is no scheduler at the address, it has no workers, or it is lost.
    """
    try:
        import joblib  # noqa: F401
        from distributed import Client, KilledWorker
    except ImportError:
        raise NNPlayError("Training on a cluster needs Dask: pip install 'nnplay[cluster]'.") from None
    try:
        client = Client(address, timeout=TIMEOUT, set_as_default=True)
    except (OSError, ValueError, TypeError) as error:
        raise NNPlayError(
            f"There is no Dask scheduler at {address!r} ({str(error)[:80]}): start one with `dask scheduler`."
        ) from None
    with client:
        if not client.scheduler_info(n_workers=-1)["workers"]:
            try:
                client.wait_for_workers(1, timeout=TIMEOUT)
            except TimeoutError:
                raise NNPlayError(
                    f"The scheduler at {address!r} has no workers: start some with `dask worker`."
                ) from None
        waiting: dict[int, Task[K]] = {}  # sent to the cluster, without a result
        numbered = enumerate(tasks)
        losses = 0  # since the last result
        while True:
            try:
                for number, content in _results(client, dataset, chain([*waiting.items()], numbered), waiting):
                    losses = 0
                    yield waiting.pop(number)[0], run_from_bytes(content, "the result of a worker")
                return
            except CancelledError:  # a worker took the only copy of the data with it, or the scheduler is gone
                losses += 1
                if losses > MAX_LOSSES or client.status != "running":
                    raise NNPlayError(
                        f"The scheduler at {address!r} or its workers were lost: start them again; a comparison in a "
                        "store goes on with `nnplay runs resume`."
                    ) from None
            except KilledWorker:
                raise NNPlayError(
                    "Several workers died while they trained the same network: give them more memory, or use a smaller "
                    "network."
                ) from None


def _results(
    client: Any, dataset: Dataset, tasks: Iterator[tuple[int, Task[K]]], waiting: dict[int, Task[K]]
) -> Iterator[tuple[int, bytes]]:
    """Train each task; yields its number and the run, in any order. A task is in `waiting` from when it is sent."""
    import joblib

    def jobs() -> Iterator[Any]:
        for number, task in tasks:
            waiting[number] = task
            # In a tuple, since Joblib would put a large object on one worker alone, and it would be lost with it.
            yield joblib.delayed(_train)(dataset, number, task[1:])

    with joblib.parallel_config(backend="dask", scatter=[dataset]):
        cores = sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values())
        work = joblib.Parallel(n_jobs=cores, return_as="generator_unordered", batch_size=1, pre_dispatch="2*n_jobs")
        results = work(jobs())
        try:
            yield from results
        finally:
            results.close()


def _train(dataset: Dataset, number: int, network: tuple[Any, Recipe]) -> tuple[int, bytes]:
    """Train one network, an architecture and its recipe, on one thread of a worker."""
    architecture, recipe = network
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = TrainingSession.start(dataset, architecture, recipe=recipe, threads=1)
        for _ in session.by_block():
            pass
        return number, Run.from_session(session).to_bytes()
