"""Many networks on many machines: the same trainings as `sweep.train_each`, on the workers of a Dask scheduler.

The data are sent to the workers once. A training whose worker dies is given to another one. Everything that is sent is
pickled, by Dask: use a cluster that you trust, as it trusts you.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from nnplay.data import Dataset
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.runs.run import Run, run_of_bytes
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession

K = TypeVar("K")
PATIENCE = 20  # seconds to wait for a scheduler, and for its first worker


def train_on(
    address: str, dataset: Dataset, tasks: Iterator[tuple[K, Architecture | Sequence[int] | None, Recipe]]
) -> Iterator[tuple[K, Run]]:
    """Train what an iterator gives on the cluster at this address (tcp://host:8786); yields (its key, the run).

    Raises:
        NNPlayError: no Dask here, nobody at the address, no workers, or a worker of another version.
    """
    try:
        import joblib
        from distributed import Client
    except ImportError:
        raise NNPlayError("A cluster needs Dask: pip install 'nnplay[cluster]'.") from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=True)
    except (OSError, ValueError, TypeError) as error:
        raise NNPlayError(
            f"There is no Dask scheduler at {address!r} ({str(error)[:80]}): see `dask scheduler`."
        ) from None
    with client:
        if not client.scheduler_info(n_workers=-1)["workers"]:
            try:
                client.wait_for_workers(1, timeout=PATIENCE)
            except TimeoutError:
                raise NNPlayError(
                    f"The scheduler at {address!r} has no workers: start some with `dask worker`."
                ) from None
        keys: dict[int, K] = {}

        def jobs() -> Iterator[Any]:
            for number, (key, architecture, recipe) in enumerate(tasks):
                keys[number] = key
                yield joblib.delayed(_train)(dataset, number, architecture, recipe)

        with joblib.parallel_config(backend="dask", scatter=[dataset]):
            cores = sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values())
            work = joblib.Parallel(n_jobs=cores, return_as="generator_unordered", batch_size=1, pre_dispatch="2*n_jobs")
            results = work(jobs())
            try:
                for number, content in results:
                    yield keys.pop(number), run_of_bytes(content, "what a worker sent")
            finally:
                results.close()


def _train(dataset: Dataset, number: int, architecture: Any, recipe: Recipe) -> tuple[int, bytes]:
    """On a worker: one training on one thread."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = TrainingSession.start(dataset, architecture, recipe=recipe, threads=1)
        for _ in session:
            pass
        return number, Run.from_session(session).to_bytes()
