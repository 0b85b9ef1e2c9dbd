"""A search under way: networks and recipes are proposed, tried on all cores, and the best one is judged once."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nnplay.data import ProgressCallback
from nnplay.errors import NNPlayError
from nnplay.experiments.parallel import shared_dataset
from nnplay.experiments.search.holdout import SOURCE, Rows
from nnplay.experiments.search.result import Best, Search
from nnplay.experiments.search.sampler import optuna
from nnplay.experiments.search.space import Space
from nnplay.experiments.search.trial import Crew, Outcome, attempt
from nnplay.experiments.search.trial_log import Logbook
from nnplay.experiments.search.trial_queue import AHEAD, Plan, Proposals, Task
from nnplay.runs.recorder import changed, checked
from nnplay.runs.run import Run
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession
from nnplay.utils.validation import check_int, check_positive, check_type

if TYPE_CHECKING:
    from nnplay.runs.store import Store


def search(
    data: Any,
    *,
    trials: int = 50,
    timeout: float | None = None,
    space: Mapping[str, Any] | None = None,
    metric: str | None = None,
    prune: bool = True,
    seed: int | None = None,
    workers: int | None = None,
    store: Store | None = None,
    recipe: Recipe | None = None,
    told: ProgressCallback | None = None,
    **settings: Any,
) -> Search:
    """Search architectures and settings, and judge the best one on rows that no trial has seen.

    The same call gives the same trials on one core or many, and after an interruption.

    Args:
        data: as for `train`; it is loaded once.
        trials: how many configurations are tried.
        timeout: seconds after which no more are.
        space: name → list of choices, (low, high) or (low, high, "log"), in place of what is searched by default.
        metric: of the validation rows, by which trials are compared; accuracy or R² unless said.
        prune: give up trials whose validation loss is hopeless.
        seed: decides the rows, the first weights and what is tried; None takes the recipe's.
        workers: how many trials at once, at most 8; None is one for each core.
        store: where to keep every trial, so that the search can be resumed; None keeps nothing.
        recipe: the settings to start from; where they are not the default ones they are not searched.
        told: called after each trial with a sentence and the part of the trials that is done.
        **settings: settings that are not searched: of the recipe, or of the network (`space.NETWORK`, `architecture`).

    Returns:
        What was found; after Ctrl-C what was found until then.

    Raises:
        NNPlayError: when something does not fit, in one sentence; when Optuna is not installed.

    >>> found = search("iris", trials=3, epochs=20)
    >>> len(found.trials), sorted(found.run.metrics)
    (3, ['test', 'train'])
    """
    under_way = Searching(
        data, trials=trials, timeout=timeout, space=space, metric=metric, prune=prune, seed=seed, workers=workers,
        store=store, recipe=recipe, **settings,
    )  # fmt: skip
    try:
        for _ in under_way:
            if told is not None:
                told(f"{under_way.done} of {under_way.total} trials", under_way.done / under_way.total)
    except KeyboardInterrupt:
        if under_way.leader is None:
            raise
        under_way.interrupted()
    return under_way.result()


class Searching:
    """A search under way: iterate over its trials as they end, then ask for the result. What every door uses.

    Arguments are those of `search`. Trials see neither the test rows nor anything that was learned from them.
    """

    def __init__(
        self,
        data: Any,
        *,
        trials: int = 50,
        timeout: float | None = None,
        space: Mapping[str, Any] | None = None,
        metric: str | None = None,
        prune: bool = True,
        seed: int | None = None,
        workers: int | None = None,
        store: Store | None = None,
        recipe: Recipe | None = None,
        **settings: Any,
    ) -> None:
        optuna()
        recipe = Recipe() if recipe is None else check_type(recipe, Recipe, "recipe")
        recipe = recipe if seed is None else recipe.replace(seed=seed)
        recipe = recipe.replace(**{name: settings.pop(name) for name in SOURCE if name in settings})
        known = {name: value for name, value in settings.items() if name in Recipe.model_fields}
        rows = Rows(shared_dataset(data, [recipe]), recipe.replace(**known))
        made = Space.of(space, settings, recipe.replace(**rows.origin), rows.training)
        proposals = Proposals(made, rows, check_int(trials, "The number of trials"), metric, prune=prune)
        self._settle(proposals, timeout, workers)
        self._log = Logbook(checked(store), self._spec())
        rows.probe(self._proposals.extremes())

    def _settle(self, proposals: Proposals, timeout: float | None, workers: int | None) -> None:
        timeout = None if timeout is None else check_positive(timeout, "The timeout in seconds")
        self._proposals, self.timeout = proposals, timeout
        self.workers = check_int(os.cpu_count() or 1 if workers is None else workers, "The number of workers")
        self.status = "finished"

    @property
    def total(self) -> int:
        """How many trials there will be."""
        return self._proposals.total

    @property
    def done(self) -> int:
        """How many have ended."""
        return len(self._proposals.outcomes)

    @property
    def metric(self) -> str:
        """What is compared."""
        return self._proposals.metric

    @property
    def sweep(self) -> str:
        """The id of the search in the store, or ""."""
        return self._log.sweep

    @property
    def trouble(self) -> str:
        """Why the store keeps nothing more, or ""."""
        return self._log.trouble

    @property
    def leader(self) -> dict[str, Any] | None:
        """The best trial so far, None while none has finished."""
        number = self._proposals.leader
        return None if number is None else self._proposals.row(number)

    def interrupted(self) -> None:
        """Say that the user stopped the search: the result is what was found so far."""
        self.status = "interrupted"

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Each trial as it ends, a dict as in `Search.trials`."""
        trials, began = self._proposals, time.monotonic()
        crew = Crew(self._attempt, min(self.workers, AHEAD, self.total))
        try:
            self._log.begin()
            for plan in trials.plans:
                if plan.number not in trials.outcomes:
                    crew.give(trials.task(plan))
            while self.done < self.total:
                while trials.ready:
                    plan = trials.ask()
                    known = self._log.add(plan.number, self._entry(plan))
                    if known is None:
                        crew.give(trials.task(plan))
                    else:
                        trials.outcomes[plan.number] = known
                        yield trials.row(plan.number)
                if self.done == self.total:
                    break
                left = None if self.timeout is None else began + self.timeout - time.monotonic()
                found = None if left is not None and left <= 0 else crew.take(left)
                if found is None:
                    self.status = "timeout"
                    break
                number, outcome = found
                if outcome is not None:
                    self._log.keep(number, outcome)
                    trials.outcomes[number] = outcome
                    yield trials.row(number)
        finally:
            crew.close()
            self._log.leave()

    def _attempt(self, task: Task, stop: threading.Event) -> tuple[int, Outcome | None]:
        outcome = attempt(task.problem, task.rivals, stop)
        if outcome is not None and outcome.state != "diverged" and not math.isfinite(self._proposals.value(outcome)):
            message = f"The {self.metric} of the validation rows is not a number."
            outcome = replace(outcome, state="diverged", message=message)
        return task.number, outcome

    # ── the end ─────────────────────────────────────────────────────────────────────────────────────────────────

    def best(self) -> Best:
        """The best configuration so far.

        Raises:
            NNPlayError: when no trial has finished.
        """
        trials, number = self._proposals, self._proposals.leader
        if number is None and self.done:
            raise NNPlayError(f"All {self.done} trials diverged: search smaller learning rates, or set clip.")
        if number is None:
            raise NNPlayError("No trial has finished in time: allow more time, or fewer epochs.")
        plan, outcome = trials.plans[number], trials.outcomes[number]
        epochs = outcome.epoch if plan.recipe.patience else plan.recipe.epochs
        recipe = plan.recipe.replace(validation_fraction=None, patience=None, epochs=epochs)
        return Best(number + 1, trials.value(outcome), plan.settings, plan.architecture, recipe)

    def result(self) -> Search:
        """Train the best configuration on training and validation rows, and judge it on the test rows.

        With patience it is trained for as many epochs as its trial was best after. Ctrl-C ends the training early.

        Raises:
            NNPlayError: when no trial has finished.
        """
        trials, best = self._proposals, self.best()
        session = TrainingSession.start(trials.rows.dataset, best.architecture, recipe=best.recipe)
        recorder = self._log.final(best.number, session)
        try:
            for _ in session if recorder is None else recorder.follow(session):
                pass
        except KeyboardInterrupt:
            session.interrupted()
            self.interrupted()
        run, numbers = Run.from_session(session), sorted(trials.outcomes)
        if recorder is not None:
            recorder.finish(run)
        try:
            shares = trials.importance()
        except KeyboardInterrupt:
            shares = {}
        return Search(
            best, run, [trials.row(n) for n in numbers], shares, trials.metric, trials.higher,
            [trials.plans[n].asked for n in numbers], self.status, self.sweep, "" if recorder is None else recorder.id,
        )  # fmt: skip

    # ── with a store ────────────────────────────────────────────────────────────────────────────────────────────

    def _entry(self, plan: Plan) -> dict[str, Any]:
        data = self._proposals.rows.dataset
        return {
            "name": data.name, "fingerprint": data.fingerprint, "architecture": plan.architecture.to_json(),
            "recipe": plan.recipe.to_json(), "epochs": plan.recipe.epochs,
        }  # fmt: skip

    def _spec(self) -> dict[str, Any]:
        """All that is needed to go on with the search."""
        trials = self._proposals
        return {
            "space": trials.space.to_json(), "recipe": trials.space.recipe.to_json(), "trials": trials.total,
            "timeout": self.timeout, "metric": trials.metric, "prune": trials.prune,
            "fingerprint": trials.rows.dataset.fingerprint, "optuna": optuna().__version__,
        }  # fmt: skip

    @classmethod
    def resume(cls, store: Store, sweep: str, data: Any = None, *, workers: int | None = None) -> Searching:
        """A search of a store, to go on with: it ends with the result that it would have had undisturbed.

        Args:
            store: the store.
            sweep: its id, or the beginning of it.
            data: needed where the store cannot know where they are.
            workers: as of `search`.

        Raises:
            NNPlayError: when the data are missing or have changed, or the sweep is no search.
        """
        kept = store.sweep(sweep)
        spec: Any = kept.spec
        if kept.kind != "search":
            raise NNPlayError(f"{kept.id} is no search, but a sweep of the kind {kept.kind!r}.")
        recipe = Recipe.from_json(spec["recipe"])
        if data is None and recipe.data is None:
            raise NNPlayError("The store does not know where these data came from: give them, as they were.")
        rows = Rows(shared_dataset(recipe.data if data is None else data, [recipe]), recipe)
        if rows.dataset.fingerprint != spec["fingerprint"]:
            raise changed(rows.dataset.name)
        space = Space.from_json(spec["space"], recipe)
        trials = Proposals(space, rows, spec["trials"], spec["metric"], prune=spec["prune"])
        found = cls.__new__(cls)
        found._settle(trials, spec["timeout"], workers)
        found._log = Logbook(store, spec, kept.id)
        return found
