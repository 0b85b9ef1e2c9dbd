"""A comparison under way: every candidate with every seed, on all cores, kept in a store if one is given."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from nnplay.catalog.metrics import deciding
from nnplay.data import Dataset
from nnplay.errors import NNPlayError
from nnplay.experiments.compare.candidates import combinations, distinct, distinguish
from nnplay.experiments.compare.claims import FLUSH, Pace
from nnplay.experiments.compare.equal_budget import equalise, way
from nnplay.experiments.compare.result import Candidate, Comparison, Outcome, judge
from nnplay.experiments.parallel import crew_of, shared_dataset, train_each
from nnplay.network.architecture import Architecture
from nnplay.runs.recorder import changed, checked, result_of
from nnplay.runs.run import Run
from nnplay.training.problem import as_dataset
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession
from nnplay.training.setup import DEFAULT_HIDDEN, make_problem
from nnplay.utils.cache import LRUCache
from nnplay.utils.versions import versions

if TYPE_CHECKING:
    from nnplay.runs.store import Result, Store

POLL = 0.3  # seconds between two looks at what other processes do
Task = tuple[Any, Architecture | None, Recipe]


def compare(
    data: Any,
    architectures: Any = None,
    recipes: Any = None,
    *,
    seeds: int | Sequence[int] = 5,
    at: str | None = None,
    metric: str | None = None,
    store: Store | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    **settings: Any,
) -> Comparison:
    """Train every architecture with every recipe and seed; say which is best, and whether that could be chance.

    Args:
        data: as for `train`.
        architectures: one or several architectures or lists of widths.
        recipes: one or several recipes, or dicts of settings.
        seeds: how many, or which; each has a split of its own, the same for every candidate.
        at: "equal-parameters", "equal-flops" or "equal-seconds" for a fair race; None trains the epochs that are asked.
        metric: what decides; accuracy or R² of the test rows unless said.
        store: where to keep every run, so that the comparison can be resumed; None keeps nothing.
        workers: how many trainings at once; None is one for each core.
        cluster: the address of a Dask scheduler, such as tcp://host:8786, whose workers train instead.
        **settings: settings of every recipe; one that is given as a list takes each of its values.

    Raises:
        NNPlayError: when something does not fit, in one sentence.

    >>> found = compare("iris", [(2,), (8, 8)], seeds=3, epochs=20, learning_rate=[0.01, 0.1])
    >>> len(found.standings), found.metric
    (4, 'accuracy')
    """
    race = Race(
        data, architectures, recipes, seeds=seeds, at=at, metric=metric, store=store, workers=workers, cluster=cluster,
        **settings,
    )  # fmt: skip
    for _ in race:
        pass
    return race.result()


class Race:
    """A comparison under way: iterate over its outcomes, then ask for the result. What every door uses.

    Attributes:
        candidates: what is compared, in the order in which it was given.
        seeds: the seeds of each.
        total: how many trainings these are.
        outcomes: of each candidate, those that are there.
        sweep: its id in the store, or "".
    """

    def __init__(
        self,
        data: Any,
        architectures: Any = None,
        recipes: Any = None,
        *,
        seeds: int | Sequence[int] = 5,
        at: str | None = None,
        metric: str | None = None,
        store: Store | None = None,
        workers: int | None = None,
        cluster: str | None = None,
        **settings: Any,
    ) -> None:
        pairs = combinations(architectures, recipes, settings)
        self.at, self.seeds = way(at), distinct(seeds)
        self.dataset: Dataset = shared_dataset(data, [recipe for _, recipe in pairs])
        deciding(metric, self.dataset.task)
        cache = LRUCache()
        first = [(net or Architecture.dense(DEFAULT_HIDDEN), plan.replace(seed=self.seeds[0])) for net, plan in pairs]
        self._settle(equalise(self.dataset, first, self.at, cache), cache)
        self.metric, self.workers, self.cluster, self.store, self.sweep = metric, workers, cluster, checked(store), ""
        self._crew()
        self._stop = threading.Event()

    def _settle(self, pairs: Sequence[tuple[Any, Recipe]], cache: LRUCache) -> None:
        """Make the candidates of what is to be trained."""
        problems = [make_problem(self.dataset, net, recipe, {}, cache=cache) for net, recipe in pairs]
        self.plans = [(net, problem.recipe) for (net, _), problem in zip(pairs, problems, strict=True)]
        told = distinguish(self.plans)
        self.candidates = [
            Candidate(name, settings, problem.architecture, recipe)
            for (name, settings), problem, (_, recipe) in zip(told, problems, self.plans, strict=True)
        ]
        if len({recipe.test_fraction for _, recipe in self.plans}) > 1:
            raise NNPlayError("Candidates are compared on the same test rows: give one test_fraction.")
        parts = problems[0].parts
        self.rows = (problems[0].training_rows, len(parts["test"].X) if "test" in parts else 0)
        self.outcomes: list[list[Outcome]] = [[] for _ in self.candidates]

    @property
    def total(self) -> int:
        """How many trainings there are."""
        return len(self.candidates) * len(self.seeds)

    @property
    def done(self) -> int:
        """How many have ended."""
        return sum(map(len, self.outcomes))

    def cancel(self) -> None:
        """Leave what is being trained on this machine: the iteration ends, and `result` has what came until then."""
        self._stop.set()

    def warm_up(self) -> None:
        """Load the engine, and compile it if that has not been done on this machine: an epoch that nobody sees."""
        if self.cluster is None:
            net, recipe = self.plans[0]
            for _ in TrainingSession.start(self.dataset, net, recipe=recipe.replace(epochs=1), threads=1):
                pass

    def __iter__(self) -> Iterator[tuple[Candidate, Outcome]]:
        """Train what is still to be trained; each outcome as it comes, those of all candidates with a seed together."""
        for place, outcome in self._stored() if self.store is not None else self._trained():
            self.outcomes[place].append(outcome)
            yield self.candidates[place], outcome

    def result(self) -> Comparison:
        """What has been found so far.

        Raises:
            NNPlayError: when nothing has been trained yet.
        """
        if not self.done:
            raise NNPlayError("Nothing has been trained yet, so there is nothing to compare.")
        return judge(
            self.candidates, self.outcomes, name=self.dataset.name, task=self.dataset.task, metric=self.metric,
            seeds=self.seeds, at="" if self.at == "epochs" else self.at, rows=self.rows, sweep=self.sweep,
        )  # fmt: skip

    def kept_result(self) -> Comparison:
        """What the store has so far, without any training."""
        for place, outcome in self._found(set()):
            self.outcomes[place].append(outcome)
        return self.result()

    def _of(self, place: int) -> tuple[int, Architecture | None, Recipe]:
        """The candidate, architecture and recipe of a training: candidates first, then seeds."""
        seed, candidate = divmod(place, len(self.candidates))
        net, recipe = self.plans[candidate]
        return candidate, net, recipe.replace(seed=self.seeds[seed])

    def _trained(self) -> Iterator[tuple[int, Outcome]]:
        tasks: Iterator[Task] = ((place, *self._of(place)[1:]) for place in range(self.total))
        for place, run in self._each(tasks):
            yield self._of(place)[0], _outcome(run)

    def _each(self, tasks: Iterator[Task]) -> Iterator[tuple[Any, Run]]:
        """Train them, on this machine's cores or on a cluster."""
        if self.cluster is None:
            return train_each(self.dataset, tasks, workers=self._crew(), stop=self._stop)
        from nnplay.experiments.dask import train_on

        return train_on(self.cluster, self.dataset, tasks)

    def _crew(self) -> int:
        return crew_of(self.workers, self.total)

    # ── with a store ────────────────────────────────────────────────────────────────────────────────────────────

    def _enter(self) -> None:
        """Write the whole sweep into the store, all trials waiting."""
        assert self.store is not None
        facts = {"name": self.dataset.name, "fingerprint": self.dataset.fingerprint, "versions": versions()}
        trials = []
        for place in range(self.total):
            _, net, recipe = self._of(place)
            trials.append(
                facts
                | {"architecture": net.to_json() if net else {}, "recipe": recipe.to_json(), "epochs": recipe.epochs}
            )
        spec = {
            "at": self.at, "metric": self.metric, "seeds": list(self.seeds), "fingerprint": self.dataset.fingerprint,
            "candidates": [{"architecture": net.to_json(), "recipe": recipe.to_json()} for net, recipe in self.plans],
        }  # fmt: skip
        self.sweep = self.store.new_sweep("compare", spec, trials)

    @classmethod
    def resume(
        cls, store: Store, sweep: str, data: Any = None, *, workers: int | None = None, cluster: str | None = None
    ) -> Race:
        """The comparison of a store, to go on with; `data` are needed where the store cannot know where they are.

        Raises:
            NNPlayError: when the data are not there any more, or are others than they were.
        """
        kept = store.sweep(sweep)
        if lost := kept.counts.get("damaged"):
            raise NNPlayError(f"{lost} runs of the comparison {kept.id} are damaged in the store: begin it anew.")
        spec: Any = kept.spec
        race = cls.__new__(cls)
        plans = [(Architecture.from_json(c["architecture"]), Recipe.from_json(c["recipe"])) for c in spec["candidates"]]
        race.dataset = reload(data, plans[0][1], spec["fingerprint"])
        race.at, race.seeds, race.metric = spec["at"], tuple(spec["seeds"]), spec["metric"]
        race._settle(plans, LRUCache())
        race.workers, race.cluster, race.store, race.sweep = workers, cluster, store, kept.id
        race._stop = threading.Event()
        race._crew()
        return race

    def _stored(self) -> Iterator[tuple[int, Outcome]]:
        """Train what waits in the store, and take over what is there, until nothing waits and nobody works on it."""
        assert self.store is not None
        store = self.store
        if not self.sweep:
            self._enter()
        seen: set[str] = set()
        pace = Pace(self._crew())
        while True:
            yield from self._found(seen)
            results: list[Result] = []
            written = time.monotonic()
            try:
                for entry, run in self._each(self._claims(pace)):
                    pace.done(run)
                    results.append(result_of(entry.id, run))
                    if time.monotonic() - written > FLUSH:
                        store.finish_many(results)
                        results, written = [], time.monotonic()
                    seen.add(entry.id)
                    yield self._of(entry.place or 0)[0], _outcome(run, entry.id)
            finally:
                store.finish_many(results)
                store.release([e.id for e in store.find(sweep=self.sweep, states=["running"]) if pace.mine(e)])
            yield from self._found(seen)
            if self._stop.is_set() or not store.find(sweep=self.sweep, states=["waiting", "running", "lost"], limit=1):
                return
            time.sleep(POLL)

    def _claims(self, pace: Pace) -> Iterator[Task]:
        """Trials of the store, claimed a few at a time."""
        assert self.store is not None
        while entries := self.store.claim(self.sweep, pace.count):
            pace.claimed(entries)
            for entry in entries:
                yield entry, *self._of(entry.place or 0)[1:]

    def _found(self, seen: set[str]) -> Iterator[tuple[int, Outcome]]:
        """What the store has that has not been seen yet."""
        assert self.store is not None
        ended = ["finished", "stopped early", "diverged"]
        for entry in self.store.find(sweep=self.sweep, states=ended, sort="place", descending=False):
            if entry.id not in seen:
                seen.add(entry.id)
                history = self.store.history(entry.id)
                seed = self.seeds[(entry.place or 0) // len(self.candidates)]
                outcome = Outcome(seed, entry.metrics, history, entry.epoch, entry.seconds, entry.state, entry.id)
                yield self._of(entry.place or 0)[0], outcome


def _outcome(run: Run, id: str = "") -> Outcome:
    seconds = (run.history.get("seconds") or [0.0])[-1]
    return Outcome(run.recipe.seed, run.metrics, run.history, run.epoch, seconds, run.status, id)


def reload(data: Any, recipe: Recipe, fingerprint: str) -> Dataset:
    """The data of a stored run, the very rows it had.

    Raises:
        NNPlayError: when nothing says where they are, or they have changed.
    """
    if data is None and recipe.data is None:
        raise NNPlayError("The store does not know where these data came from: give them, as they were.")
    dataset = as_dataset(recipe.data if data is None else data, recipe)
    if dataset.fingerprint != fingerprint:
        raise changed(dataset.name)
    return dataset
