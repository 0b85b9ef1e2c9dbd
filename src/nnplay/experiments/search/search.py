"""`nnplay.search`: propose configurations, try them on all cores, and evaluate the best one once on the test split."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Unpack

from nnplay.data import ProgressCallback
from nnplay.errors import NNPlayError
from nnplay.experiments.parallel import reload_dataset, shared_dataset
from nnplay.experiments.search.holdout import Holdout
from nnplay.experiments.search.result import BestConfiguration, SearchResult
from nnplay.experiments.search.sampler import load_optuna
from nnplay.experiments.search.space import Choices, Range, SearchSettings, Space
from nnplay.experiments.search.trial import TrialResult, TrialWorkers, run_trial
from nnplay.experiments.search.trial_log import TrialLog
from nnplay.experiments.search.trial_queue import LOOKAHEAD, Proposal, TrialQueue, TrialTask
from nnplay.runs.recorder import check_store
from nnplay.runs.run import Run
from nnplay.training.defaults import default_settings
from nnplay.training.recipe import DATA_SETTINGS, Recipe
from nnplay.training.session import TrainingSession
from nnplay.utils.text import plural
from nnplay.utils.validation import check_int, check_positive, check_type
from nnplay.utils.versions import versions

if TYPE_CHECKING:
    from nnplay.runs.store import Store
    from nnplay.runs.store.records import NewRun


def search(
    data: Any,
    *,
    trials: int = 50,
    timeout: float | None = None,
    space: Mapping[str, Range | Choices] | None = None,
    metric: str | None = None,
    prune: bool = True,
    workers: int | None = None,
    store: Store | None = None,
    recipe: Recipe | None = None,
    on_progress: ProgressCallback | None = None,
    **settings: Unpack[SearchSettings],
) -> SearchResult:
    """Search architectures and settings, and evaluate the best one on a test split that no trial has seen.

    The same call gives the same trials on one core or many, and after an interruption.

    Args:
        data: as for `train`; loaded once.
        trials: how many configurations to try.
        timeout: seconds after which the search stops.
        space: name → list of choices, (low, high) or (low, high, "log"), in place of the default search space.
        metric: the metric of the validation split by which trials are compared; by default accuracy or R².
        prune: stop unpromising trials early.
        workers: how many trials to train at once, at most 8; None is one for each core.
        store: a store that records every trial, so that the search can be resumed; None records nothing.
        recipe: the settings to start from; those that differ from their defaults are not searched. None is the default
            recipe for the data, all of whose settings may be searched.
        on_progress: called after each trial with a text and the fraction of the trials that are done.
        **settings: settings that are not searched, of the recipe or of the network. `seed` decides the splits, the
            first weights and the sampler.

    Returns:
        The result; after Ctrl-C the result so far.

    Raises:
        NNPlayError: an argument that is not valid or does not suit the data, or Optuna is not installed.

    >>> import nnplay as nn
    >>> result = nn.search("iris", trials=3, epochs=20)
    >>> len(result.trials), sorted(result.run.metrics)
    (3, ['test', 'train'])
    """
    search_run = SearchRun(
        data, trials=trials, timeout=timeout, space=space, metric=metric, prune=prune, workers=workers, store=store,
        recipe=recipe, **settings,
    )  # fmt: skip
    try:
        for _ in search_run:
            if on_progress is not None:
                done, total = search_run.done, search_run.total
                on_progress(f"{done} of {total} trials", done / total)
    except KeyboardInterrupt:
        if search_run.leader is None:
            raise
        search_run.mark_interrupted()
    return search_run.result()


class SearchRun:
    """A search in progress: iterate over its trials as they end, then call `result`.

    Its arguments are those of `search`. Trials see neither the test rows nor anything learned from them.

    >>> import nnplay as nn
    >>> search = nn.SearchRun("iris", trials=3, epochs=20)
    >>> for trial in search:
    ...     pass
    >>> search.done, search.total, search.result().status
    (3, 3, 'finished')
    """

    def __init__(
        self,
        data: Any,
        *,
        trials: int = 50,
        timeout: float | None = None,
        space: Mapping[str, Range | Choices] | None = None,
        metric: str | None = None,
        prune: bool = True,
        workers: int | None = None,
        store: Store | None = None,
        recipe: Recipe | None = None,
        **settings: Unpack[SearchSettings],
    ) -> None:
        load_optuna()
        use_defaults = recipe is None
        recipe = Recipe() if recipe is None else check_type(recipe, Recipe, "recipe")
        fixed: dict[str, Any] = dict(settings)
        if (seed := fixed.pop("seed", None)) is not None:
            recipe = recipe.replace(seed=seed)
        source: dict[str, Any] = {name: fixed.pop(name) for name in DATA_SETTINGS if name in fixed}
        recipe = recipe.replace(**source)
        recipe_settings: dict[str, Any] = {name: value for name, value in fixed.items() if name in Recipe.model_fields}
        dataset = shared_dataset(data, [recipe])
        holdout = Holdout(dataset, recipe.replace(**recipe_settings))
        defaults = default_settings(data, dataset.n_rows, recipe_settings) if use_defaults else {}
        defaults.pop("validation_fraction", None)  # a search has its own validation rows
        if "decay" in fixed:  # the user's own penalty
            defaults.pop("l2", None)
        recipe = recipe.replace(**holdout.origin)
        search_space = Space.create(space, fixed, recipe, holdout.training, defaults)
        total = check_int(trials, "The number of trials")
        self._prepare(TrialQueue(search_space, holdout, total, metric, prune=prune), timeout, workers)
        self._log = TrialLog(check_store(store), self._spec())
        holdout.check(self._queue.extremes())

    def _prepare(self, queue: TrialQueue, timeout: float | None, workers: int | None) -> None:
        self._queue = queue
        self.timeout = None if timeout is None else check_positive(timeout, "The timeout in seconds")
        self.workers = check_int(os.cpu_count() or 1 if workers is None else workers, "The number of workers")
        self.status = "finished"

    @property
    def total(self) -> int:
        """How many trials there will be."""
        return self._queue.total

    @property
    def done(self) -> int:
        """How many trials have ended."""
        return len(self._queue.outcomes)

    @property
    def metric(self) -> str:
        """The metric by which trials are compared."""
        return self._queue.metric

    @property
    def sweep(self) -> str:
        """The id of the search in the store, or ""."""
        return self._log.sweep

    @property
    def trouble(self) -> str:
        """The error message of a store that failed, or ""."""
        return self._log.trouble

    @property
    def leader(self) -> dict[str, Any] | None:
        """The best trial so far; None if none has finished."""
        number = self._queue.leader
        return None if number is None else self._queue.row(number)

    def mark_interrupted(self) -> None:
        """Record that the user stopped the search; its result is that of the trials so far."""
        self.status = "interrupted"

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Each trial as it ends, a dict as in `SearchResult.trials`."""
        queue, started = self._queue, time.monotonic()
        workers = TrialWorkers(self._run_trial, min(self.workers, LOOKAHEAD, self.total))
        try:
            self._log.claim_unfinished()
            for proposal in queue.proposals:
                if proposal.number not in queue.outcomes:
                    workers.submit(queue.task(proposal))
            while self.done < self.total:
                while queue.ready:
                    proposal = queue.propose()
                    stored = self._log.add(proposal.number, self._log_entry(proposal))
                    if stored is None:
                        workers.submit(queue.task(proposal))
                    else:
                        queue.outcomes[proposal.number] = stored
                        yield queue.row(proposal.number)
                if self.done == self.total:
                    break
                left = None if self.timeout is None else started + self.timeout - time.monotonic()
                result = None if left is not None and left <= 0 else workers.next_result(left)
                if result is None:
                    self.status = "timeout"
                    break
                number, outcome = result
                if outcome is not None:
                    self._log.finish(number, outcome)
                    queue.outcomes[number] = outcome
                    yield queue.row(number)
        finally:
            workers.close()
            self._log.release()

    def _run_trial(self, task: TrialTask, stop: threading.Event) -> tuple[int, TrialResult | None]:
        outcome = run_trial(task.problem, task.rivals, stop)
        if outcome is not None and outcome.state != "diverged" and not math.isfinite(self._queue.value(outcome)):
            message = f"The {self.metric} of the validation split is not a number."
            outcome = replace(outcome, state="diverged", message=message)
        return task.number, outcome

    # ── the result ──────────────────────────────────────────────────────────────────────────────────────────────

    def best(self) -> BestConfiguration:
        """The best configuration so far.

        Raises:
            NNPlayError: no trial has finished.
        """
        queue, number = self._queue, self._queue.leader
        if number is None and self.done:
            trials = "The only trial" if self.done == 1 else f"All {plural(self.done, 'trial')}"
            raise NNPlayError(f"{trials} diverged: search smaller learning rates, or set clip.")
        if number is None:
            raise NNPlayError("No trial has finished in time: allow more time, or fewer epochs.")
        proposal, outcome = queue.proposals[number], queue.outcomes[number]
        recipe = proposal.recipe.replace(validation_fraction=None, patience=None)
        if proposal.recipe.patience and outcome.epoch < recipe.epochs:
            length = None if recipe.schedule == "constant" else recipe.schedule_epochs or recipe.epochs
            recipe = recipe.replace(epochs=outcome.epoch, schedule_epochs=length)
        return BestConfiguration(number + 1, queue.value(outcome), proposal.settings, proposal.architecture, recipe)

    def result(self) -> SearchResult:
        """Train the best configuration on the training and validation rows, and evaluate it on the test split.

        With early stopping it is trained for the number of epochs after which its trial was best, with the learning
        rates that its trial had in them: the schedule keeps its length. Ctrl-C ends this run early.

        Raises:
            NNPlayError: no trial has finished.
        """
        queue, best = self._queue, self.best()
        session = TrainingSession.start(queue.holdout.dataset, best.architecture, recipe=best.recipe)
        recorder = self._log.final_recorder(best.number, session)
        snapshots = session.by_block()
        try:
            for _ in snapshots if recorder is None else recorder.follow(snapshots):
                pass
        except KeyboardInterrupt:
            session.mark_interrupted()
            self.mark_interrupted()
        run, numbers = Run.from_session(session), sorted(queue.outcomes)
        if recorder is not None:
            recorder.finish(run)
        try:
            importance = queue.importance()
        except KeyboardInterrupt:
            importance = {}
        return SearchResult(
            best, run, [queue.row(n) for n in numbers], importance, queue.metric, queue.higher,
            [queue.proposals[n].sample for n in numbers], self.status, self.sweep,
            "" if recorder is None else recorder.id,
        )  # fmt: skip

    # ── with a store ────────────────────────────────────────────────────────────────────────────────────────────

    def _log_entry(self, proposal: Proposal) -> NewRun:
        data = self._queue.holdout.dataset
        return {
            "name": data.name, "fingerprint": data.fingerprint, "architecture": proposal.architecture.to_json(),
            "recipe": proposal.recipe.to_json(), "epochs": proposal.recipe.epochs, "versions": versions(),
        }  # fmt: skip

    def _spec(self) -> dict[str, Any]:
        """The specification of the search, from which it can be resumed."""
        queue = self._queue
        return {
            "space": queue.space.to_json(), "recipe": queue.space.recipe.to_json(), "trials": queue.total,
            "timeout": self.timeout, "metric": queue.metric, "prune": queue.prune,
            "fingerprint": queue.holdout.dataset.fingerprint, "optuna": load_optuna().__version__,
        }  # fmt: skip

    @classmethod
    def resume(cls, store: Store, sweep: str, data: Any = None, *, workers: int | None = None) -> SearchRun:
        """Continue a search of a store. It ends with the same result as an uninterrupted search.

        Args:
            store: the store.
            sweep: the id of the search, or its first letters.
            data: the data, if the store does not know where they came from.
            workers: as for `search`.

        Raises:
            NNPlayError: the data are missing or have changed, or the sweep is not a search.
        """
        stored = store.sweep(sweep)
        spec = stored.spec
        if stored.kind != "search":
            raise NNPlayError(f"{stored.id} is not a search: its kind is {stored.kind!r}.")
        recipe = Recipe.from_json(spec["recipe"])
        holdout = Holdout(reload_dataset(data, recipe, spec["fingerprint"]), recipe)
        space = Space.from_json(spec["space"], recipe)
        queue = TrialQueue(space, holdout, spec["trials"], spec["metric"], prune=spec["prune"])
        search_run = cls.__new__(cls)
        search_run._prepare(queue, spec["timeout"], workers)
        search_run._log = TrialLog(store, spec, stored.id)
        return search_run
