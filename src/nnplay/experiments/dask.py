"""Train many networks on a Dask cluster, with the same results as `parallel.train_each`.

The data are sent to each worker once. If a worker dies, its runs go to another one. Dask pickles everything that it
sends, so use only clusters that you trust.
"""

import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from typing import Any, TypeVar

from nnplay.data import Dataset
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.runs.run import Run, run_from_bytes
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession

K = TypeVar("K")
TIMEOUT = 20  # seconds to wait for a scheduler, and for its first worker


def train_on(
    address: str, dataset: Dataset, tasks: Iterator[tuple[K, Architecture | Sequence[int] | None, Recipe]]
) -> Iterator[tuple[K, Run]]:
    """Train each task on the cluster at this address (tcp://host:8786); yields (key of the task, run).

    Raises:
        NNPlayError: Dask is not installed, there is no scheduler at the address, it has no workers, or it is lost.
    """
    try:
        import joblib
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
        keys: dict[int, K] = {}

        def jobs() -> Iterator[Any]:
            for number, (key, architecture, recipe) in enumerate(tasks):
                keys[number] = key
                # In a tuple, since Joblib would put a large object on one worker alone, and it would be lost with it.
                yield joblib.delayed(_train)(dataset, number, (architecture, recipe))

        with joblib.parallel_config(backend="dask", scatter=[dataset]):
            cores = sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values())
            work = joblib.Parallel(n_jobs=cores, return_as="generator_unordered", batch_size=1, pre_dispatch="2*n_jobs")
            results = work(jobs())
            try:
                for number, content in results:
                    yield keys.pop(number), run_from_bytes(content, "the result of a worker")
            except CancelledError:
                raise NNPlayError(
                    f"The scheduler at {address!r} was lost, or workers with results: start them again; a "
                    "comparison in a store goes on with `nnplay runs resume`."
                ) from None
            except KilledWorker:
                raise NNPlayError(
                    "Several workers died while they trained the same network: give them more memory, or use a smaller "
                    "network."
                ) from None
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
