"""`nnplay.compare`: train every candidate with every seed on all cores, with or without a store."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from nnplay.catalog.metrics import comparison_metric
from nnplay.data import Dataset
from nnplay.errors import NNPlayError
from nnplay.experiments.compare.candidates import (
    Networks,
    Recipes,
    SweepSettings,
    check_seeds,
    combinations,
    name_candidates,
)  # fmt: skip
from nnplay.experiments.compare.equal_budget import check_budget, equalize
from nnplay.experiments.compare.result import Candidate, Comparison, SeedResult, rank_candidates
from nnplay.experiments.parallel import reload_dataset, shared_dataset, train_each, worker_count
from nnplay.network.architecture import Architecture
from nnplay.runs.recorder import check_store, run_result
from nnplay.runs.run import Run
from nnplay.training.defaults import default_hidden, default_settings
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession
from nnplay.training.setup import make_problem
from nnplay.utils.cache import LRUCache
from nnplay.utils.text import plural
from nnplay.utils.versions import versions

if TYPE_CHECKING:
    from nnplay.runs.store import RunResult, Store, StoredRun
    from nnplay.runs.store.records import NewRun

POLL_INTERVAL = 0.3  # seconds between two looks at the progress of other processes
WRITE_INTERVAL = 0.5  # seconds between two writes to the store
MAX_CLAIM = 64  # trials
ENDED = ("finished", "stopped early", "diverged")
TrainingTask = tuple[Any, Architecture | None, Recipe]


def compare(
    data: Any,
    architectures: Networks | None = None,
    recipes: Recipes | None = None,
    *,
    seeds: int | Sequence[int] = 5,
    at: str | None = None,
    metric: str | None = None,
    store: Store | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    **settings: Unpack[SweepSettings],
) -> Comparison:
    """Train every architecture with every recipe and seed, rank them, and test whether the differences are significant.

    Args:
        data: as for `train`.
        architectures: one or several architectures or lists of widths.
        recipes: one or several recipes, or dicts of settings.
        seeds: how many seeds, or which; each has its own split, which is the same for every candidate.
        at: "equal-parameters", "equal-flops" or "equal-seconds" to give all candidates the same budget; by default each
            is trained for its number of epochs.
        metric: the metric to compare; by default the accuracy or R² of the test split.
        store: a store that records every run, so that the comparison can be resumed; None records nothing.
        workers: how many networks to train at once; None is one for each core.
        cluster: the address of a Dask scheduler, such as tcp://host:8786, to train on its workers.
        **settings: settings for every recipe; a list of values tries each of them.

    Raises:
        NNPlayError: an argument that is not valid, or that does not suit the data.

    >>> import nnplay as nn
    >>> comparison = nn.compare("iris", [(2,), (8, 8)], seeds=3, epochs=20, learning_rate=[0.01, 0.1])
    >>> len(comparison.standings), comparison.metric
    (4, 'accuracy')
    """
    run = ComparisonRun(
        data, architectures, recipes, seeds=seeds, at=at, metric=metric, store=store, workers=workers, cluster=cluster,
        **settings,
    )  # fmt: skip
    for _ in run:
        pass
    return run.result()


class ComparisonRun:
    """A comparison in progress: iterate over its results as they come, then call `result`.

    Its arguments are those of `compare`.

    Attributes:
        candidates: what is compared.
        seeds: the seeds of each candidate.
        total: how many runs there will be.
        outcomes: the results of each candidate so far.
        sweep: the id of the comparison in the store, or "".
    """

    def __init__(
        self,
        data: Any,
        architectures: Networks | None = None,
        recipes: Recipes | None = None,
        *,
        seeds: int | Sequence[int] = 5,
        at: str | None = None,
        metric: str | None = None,
        store: Store | None = None,
        workers: int | None = None,
        cluster: str | None = None,
        **settings: Unpack[SweepSettings],
    ) -> None:
        self.at, self.seeds = check_budget(at), check_seeds(seeds)
        plain = combinations(architectures, recipes, settings)
        self.dataset: Dataset = shared_dataset(data, [recipe for _, recipe in plain])

        def complete(settings: Mapping[str, Any], network: Architecture | None) -> dict[str, Any]:
            return default_settings(data, self.dataset.n_rows, settings, network) | dict(settings)

        pairs = combinations(architectures, recipes, settings, complete)
        comparison_metric(metric, self.dataset.task)
        cache = LRUCache()
        first = [
            (network or Architecture.dense(default_hidden(data)), recipe.replace(seed=self.seeds[0]))
            for network, recipe in pairs
        ]
        self._prepare(equalize(self.dataset, first, self.at, cache), cache)
        self.metric, self.store, self.sweep = metric, check_store(store), ""
        self._set_workers(workers, cluster)

    def _prepare(self, pairs: Sequence[tuple[Architecture | None, Recipe]], cache: LRUCache) -> None:
        """Make the candidates, and check that their test splits are the same."""
        problems = [make_problem(self.dataset, network, recipe, {}, cache=cache) for network, recipe in pairs]
        self.configurations = [
            (problem.architecture if network is None else network, problem.recipe)
            for (network, _), problem in zip(pairs, problems, strict=True)
        ]
        names = name_candidates(self.configurations)
        self.candidates = [
            Candidate(name, settings, problem.architecture, problem.recipe, problem.training_rows)
            for (name, settings), problem in zip(names, problems, strict=True)
        ]
        if len({recipe.test_fraction for _, recipe in self.configurations}) > 1:
            raise NNPlayError("All candidates need the same test rows: pass one test_fraction.")
        parts = problems[0].parts
        self.test_rows = len(parts["test"].X) if "test" in parts else 0
        self.outcomes: list[list[SeedResult]] = [[] for _ in self.candidates]

    def _set_workers(self, workers: int | None, cluster: str | None) -> None:
        self.workers, self.cluster = worker_count(workers, self.total), cluster
        self._stop = threading.Event()

    @property
    def total(self) -> int:
        """How many runs there will be."""
        return len(self.candidates) * len(self.seeds)

    @property
    def done(self) -> int:
        """How many runs have ended."""
        return sum(map(len, self.outcomes))

    def cancel(self) -> None:
        """Stop training on this machine: the iteration ends, and `result` has the results so far."""
        self._stop.set()

    def warm_up(self) -> None:
        """Load the engine, and compile it if necessary, by training for one epoch."""
        if self.cluster is None:
            network, recipe = self.configurations[0]
            for _ in TrainingSession.start(self.dataset, network, recipe=recipe.replace(epochs=1), threads=1):
                pass

    def __iter__(self) -> Iterator[tuple[Candidate, SeedResult]]:
        """Train what is left, and yield each result as it comes; all candidates with one seed before the next seed."""
        for index, outcome in self._train_with_store() if self.store is not None else self._train():
            self.outcomes[index].append(outcome)
            yield self.candidates[index], outcome

    def result(self) -> Comparison:
        """The results so far.

        Raises:
            NNPlayError: no run has ended yet.
        """
        if not self.done:
            raise NNPlayError("There is nothing to compare yet: no run has ended.")
        return rank_candidates(
            self.candidates, self.outcomes, name=self.dataset.name, task=self.dataset.task, metric=self.metric,
            seeds=self.seeds, at="" if self.at == "epochs" else self.at, test_rows=self.test_rows, sweep=self.sweep,
        )  # fmt: skip

    def stored_result(self) -> Comparison:
        """The results that the store has so far, without training."""
        for index, outcome in self._read_store(set()):
            self.outcomes[index].append(outcome)
        return self.result()

    def _task(self, place: int) -> tuple[int, Architecture, Recipe]:
        """The index of the candidate, the architecture and the recipe of a run; candidates change faster than seeds."""
        seed, candidate = divmod(place, len(self.candidates))
        network, recipe = self.configurations[candidate]
        return candidate, network, recipe.replace(seed=self.seeds[seed])

    def _train(self) -> Iterator[tuple[int, SeedResult]]:
        tasks: Iterator[TrainingTask] = ((place, *self._task(place)[1:]) for place in range(self.total))
        for place, run in self._train_each(tasks):
            yield self._task(place)[0], _seed_result(run)

    def _train_each(self, tasks: Iterator[TrainingTask]) -> Iterator[tuple[Any, Run]]:
        """Train on the cores of this machine, or on a cluster."""
        if self.cluster is None:
            return train_each(self.dataset, tasks, workers=self.workers, stop=self._stop)
        from nnplay.experiments.dask import train_on

        return train_on(self.cluster, self.dataset, tasks)

    # ── with a store ────────────────────────────────────────────────────────────────────────────────────────────

    def _add_to_store(self, store: Store) -> None:
        """Add the comparison to the store, with all of its runs waiting."""
        trials: list[NewRun] = []
        for place in range(self.total):
            _, network, recipe = self._task(place)
            trials.append(
                {
                    "name": self.dataset.name, "fingerprint": self.dataset.fingerprint, "versions": versions(),
                    "architecture": network.to_json(), "recipe": recipe.to_json(), "epochs": recipe.epochs,
                }
            )  # fmt: skip
        spec = {
            "at": self.at, "metric": self.metric, "seeds": list(self.seeds), "fingerprint": self.dataset.fingerprint,
            "candidates": [
                {"architecture": network.to_json(), "recipe": recipe.to_json()}
                for network, recipe in self.configurations
            ],
        }  # fmt: skip
        self.sweep = store.new_sweep("compare", spec, trials)

    @classmethod
    def resume(
        cls, store: Store, sweep: str, data: Any = None, *, workers: int | None = None, cluster: str | None = None
    ) -> ComparisonRun:
        """Continue a comparison of a store.

        Args:
            store: the store.
            sweep: the id of the comparison, or its first letters.
            data: the data, if the store does not know where they came from.
            workers: as for `compare`.
            cluster: as for `compare`.

        Raises:
            NNPlayError: the data are missing or have changed, or runs are damaged.
        """
        stored = store.sweep(sweep)
        if damaged := stored.counts.get("damaged"):
            runs = plural(damaged, "run")
            raise NNPlayError(f"The comparison {stored.id} has {runs} damaged in the store: start it again.")
        spec = stored.spec
        pairs = [(Architecture.from_json(c["architecture"]), Recipe.from_json(c["recipe"])) for c in spec["candidates"]]
        run = cls.__new__(cls)
        run.dataset = reload_dataset(data, pairs[0][1], spec["fingerprint"])
        run.at, run.seeds, run.metric = spec["at"], tuple(spec["seeds"]), spec["metric"]
        run._prepare(pairs, LRUCache())
        run.store, run.sweep = store, stored.id
        run._set_workers(workers, cluster)
        return run

    def _train_with_store(self) -> Iterator[tuple[int, SeedResult]]:
        """Train the waiting runs of the store, and read the results of other processes, until every run has ended."""
        assert self.store is not None
        store = self.store
        if not self.sweep:
            self._add_to_store(store)
        known: set[str] = set()  # ids of the runs that have been yielded
        claimed: set[str] = set()
        claims = _ClaimSize(self.workers)
        while True:
            yield from self._read_store(known)
            results: list[RunResult] = []
            written = time.monotonic()
            try:
                for stored, run in self._train_each(self._claim_tasks(store, claims, claimed)):
                    claims.update(run)
                    results.append(run_result(stored.id, run))
                    if time.monotonic() - written > WRITE_INTERVAL:
                        store.finish_many(results)
                        results, written = [], time.monotonic()
                    known.add(stored.id)
                    yield self._task(stored.place or 0)[0], _seed_result(run, stored.id)
            finally:
                store.finish_many(results)
                running = store.find(sweep=self.sweep, states=["running"])
                store.release([run.id for run in running if run.id in claimed])
            unfinished = store.find(sweep=self.sweep, states=["waiting", "running", "lost"], limit=1)
            yield from self._read_store(known)  # after that question: what another process finishes now is not missed
            if self._stop.is_set() or not unfinished:
                return
            time.sleep(POLL_INTERVAL)

    def _claim_tasks(self, store: Store, claims: _ClaimSize, claimed: set[str]) -> Iterator[TrainingTask]:
        """Runs of the store, claimed a few at a time."""
        trials: list[StoredRun]
        while trials := store.claim(self.sweep, claims.count):
            claimed.update(trial.id for trial in trials)
            for trial in trials:
                yield trial, *self._task(trial.place or 0)[1:]

    def _read_store(self, known: set[str]) -> Iterator[tuple[int, SeedResult]]:
        """The results in the store whose ids are not known yet."""
        assert self.store is not None
        for run in self.store.find(sweep=self.sweep, states=ENDED, sort="place", descending=False):
            if run.id not in known:
                known.add(run.id)
                history = self.store.history(run.id)
                candidate, _, recipe = self._task(run.place or 0)
                outcome = SeedResult(recipe.seed, run.metrics, history, run.epoch, run.seconds, run.state, run.id)
                yield candidate, outcome


class _ClaimSize:
    """How many runs to claim at a time: about as many as are trained between two writes to the store."""

    def __init__(self, workers: int) -> None:
        self.workers, self.count = workers, workers

    def update(self, run: Run) -> None:
        """Adjust the count to the time that a run took."""
        seconds = max((run.history.get("seconds") or [0.0])[-1], 1e-4)
        self.count = max(self.workers, min(MAX_CLAIM, int(WRITE_INTERVAL / seconds * self.workers)))


def _seed_result(run: Run, id: str = "") -> SeedResult:
    seconds = (run.history.get("seconds") or [0.0])[-1]
    return SeedResult(run.recipe.seed, run.metrics, run.history, run.epoch, seconds, run.status, id)
