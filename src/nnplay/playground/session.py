"""The playground session: one network that is trained, paused, changed, rewound and compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Event
from typing import Any, Unpack, cast

import numpy as np

from nnplay.data import Dataset, ProgressCallback
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Parameters
from nnplay.playground import weight_edits
from nnplay.playground.view_state import SavedRun, ViewState, minimal_architecture
from nnplay.playground.weight_edits import WeightEdit
from nnplay.runs import reproduce
from nnplay.runs.run import Run, load_run
from nnplay.runs.time_travel import CHANGEABLE, ForkSettings, fork_session
from nnplay.training.defaults import PLAIN_HIDDEN
from nnplay.training.history import HistoryRows
from nnplay.training.out_of_core import no_progress
from nnplay.training.player import Player
from nnplay.training.problem import Problem
from nnplay.training.recipe import DATA_SETTINGS, Recipe, RecipeFields, RecipeSettings
from nnplay.training.session import TrainingSession
from nnplay.training.snapshot import Snapshot
from nnplay.training.state_history import DEFAULT_MEMORY
from nnplay.utils.cache import LRUCache
from nnplay.utils.validation import check_positive

PAUSE_TIMEOUT = 0.4  # seconds to wait for the end of an epoch before pausing within it


def data_of(recipe: Recipe) -> Any:
    """The set or file that a recipe names."""
    return recipe.data


def accept_any(problem: Problem) -> None:
    """Accept problems of any size."""


class PlaygroundSession:
    """One network and its training run: the model behind every interactive interface.

    Nothing is trained before `play` or `step`. Settings that may change during training fork the run at the current
    epoch; any other change restarts training with the same seed. An error leaves everything unchanged.

    Args:
        data: as for `train`.
        architecture: as for `train`; by default two hidden layers of 32 and 16 neurons, small enough to look at.
        recipe: all other settings; by default the plain ones, which do not depend on the data.
        pace: maximum epochs per second while playing; None is unlimited.
        resolve_data: returns the data for a recipe; by default the set or file that it names.
        on_progress: called while a file larger than memory is read.
        check_problem: raises NNPlayError for a problem that is too large, before it replaces the current one.
        player_class: plays the snapshots.
        memory: maximum bytes for the states of past epochs.

    Attributes:
        architecture: the network as requested.
        recipe: all other settings.
        saved_runs: runs saved for comparison.
        past_epoch: the epoch in view if it is not the newest, else None.
        edits: weights set by hand.
    """

    def __init__(
        self,
        data: Any,
        architecture: Architecture | Sequence[int] | None = None,
        recipe: Recipe | None = None,
        *,
        pace: float | None = None,
        resolve_data: Callable[[Recipe], Any] = data_of,
        on_progress: ProgressCallback = no_progress,
        check_problem: Callable[[Problem], None] = accept_any,
        player_class: Callable[..., Player] = Player,
        memory: int = DEFAULT_MEMORY,
    ) -> None:
        self._configure(resolve_data, on_progress, check_problem, player_class, memory, pace)
        self._restart(data, PLAIN_HIDDEN if architecture is None else architecture, recipe or Recipe())

    def _configure(
        self,
        resolve_data: Callable[[Recipe], Any] = data_of,
        on_progress: ProgressCallback = no_progress,
        check_problem: Callable[[Problem], None] = accept_any,
        player_class: Callable[..., Player] = Player,
        memory: int = DEFAULT_MEMORY,
        pace: float | None = None,
    ) -> None:
        self._resolve_data, self._on_progress, self._check_problem = resolve_data, on_progress, check_problem
        self._player_class, self._memory, self._pace = player_class, memory, _check_pace(pace)
        self._stop, self._next_stop, self._cancelled, self._by_batch = Event(), Event(), False, False
        self._cache = LRUCache()
        self.saved_runs: list[SavedRun] = []
        self.past_epoch: int | None = None
        self.edits: list[WeightEdit] = []

    @classmethod
    def from_session(
        cls,
        training_session: TrainingSession,
        player: Player,
        *,
        stop: Event | None = None,
        check_problem: Callable[[Problem], None] = accept_any,
        player_class: Callable[..., Player] = Player,
        memory: int = DEFAULT_MEMORY,
    ) -> PlaygroundSession:
        """Wrap a training session that is already running.

        Args:
            training_session: has a snapshot for each epoch, at least one already.
            player: plays it.
            stop: the event that ends it.
            check_problem: as for the class.
            player_class: plays what comes after it.
            memory: as for the class.
        """
        session = cls.__new__(cls)
        session._configure(check_problem=check_problem, player_class=player_class, memory=memory)
        session._stop = stop or session._stop
        problem = training_session.problem
        session.training_session, session.player, session._data = training_session, player, problem.dataset
        session.architecture, session.recipe = minimal_architecture(problem), problem.recipe
        return session

    def _restart(self, data: Any, architecture: Architecture | Sequence[int] | None, recipe: Recipe) -> None:
        """Replace the current run by another one, untrained and paused."""
        stop = Event()
        session = TrainingSession.start(
            data, architecture, recipe=recipe, every=1, on_progress=self._on_progress, cache=self._cache, stop=stop,
            memory=self._memory,
        )  # fmt: skip
        self._check_problem(session.problem)
        player = self._player_class(session, playing=False, pace=self._pace)
        player.step()  # the untrained network, so that there is always something to show
        if session.history.last is None:
            player.wait()
        self._data = session.problem.dataset if recipe.out_of_core is not True else data
        self.architecture, self.recipe = architecture, session.problem.recipe
        self._replace(session, player, stop)
        self.edits = []

    def _replace(self, training_session: TrainingSession, player: Player, stop: Event) -> None:
        """Switch to another training session; the old one stops at its next batch."""
        old_player = getattr(self, "player", None)
        old_stop, self._stop = self._stop, stop
        self.training_session, self.player, self.past_epoch = training_session, player, None
        if old_player is not None:
            old_player.stop()
            old_stop.set()
            old_player.wait()
        if self._cancelled:
            self.cancel()

    def play(self) -> None:
        """Train until paused."""
        self._set_by_batch(False)
        self.training_session.step_by_block(self._pace is None)
        self.player.play()

    def step(self) -> None:
        """Train one epoch, and pause."""
        self._set_by_batch(False)
        self.training_session.step_by_block(False)
        self.player.step()

    def step_batch(self) -> None:
        """Take one optimizer step, and pause."""
        self._set_by_batch(True)
        self.player.step()

    def _set_by_batch(self, by_batch: bool) -> None:
        self.past_epoch = None
        if self._by_batch != by_batch:
            self.player.pause()
            self._by_batch = by_batch
        self.training_session.step_by_batch(by_batch)

    def set_pace(self, pace: float | None) -> None:
        """Limit training to this many epochs per second; None is unlimited.

        Raises:
            NNPlayError: a pace that is not positive.
        """
        self._pace = pace = _check_pace(pace)
        self.training_session.step_by_block(pace is None)
        self.player.set_pace(pace)

    def reset(self) -> None:
        """Restart with the same initial weights and the current settings."""
        self._restart(self._data, self.architecture, self.recipe)

    def change(self, **changes: Unpack[RecipeFields]) -> bool:
        """Change settings of the recipe; True if training continues with them, False if it restarts.

        A finished run gets as many epochs again, so that it can continue.

        Raises:
            NNPlayError: an invalid setting; nothing has changed then.
        """
        recipe = self.recipe.replace(**changes)
        if recipe == self.recipe:
            return True
        if self.epoch and not set(changes) - set(CHANGEABLE):
            settings = cast(ForkSettings, changes)
            if "epochs" not in changes and recipe.epochs <= self.epoch:
                settings["epochs"] = 2 * self.epoch
            self._fork(settings)
            return True
        data = self._resolve_data(recipe) if set(changes) & set(DATA_SETTINGS) else self._data
        if data is not self._data:
            self._cache = LRUCache()
        self._restart(data, self.architecture, recipe)
        return False

    def fork(self, **changes: Unpack[ForkSettings]) -> None:
        """Continue training from the epoch in view with some settings changed; later epochs are discarded."""
        if self.past_epoch is not None or changes:
            self._fork(changes)

    def _fork(self, changes: ForkSettings) -> None:
        playing, epoch = self.playing, self.epoch
        fork, player, stop = self._start_fork(self.run, epoch, changes)
        self._replace(fork, player, stop)
        self.recipe = fork.problem.recipe
        self.edits = [edit for edit in self.edits if (edit.epoch, edit.batches) <= (epoch, 0)]
        if playing:
            self.play()

    def _start_fork(self, run: Run, epoch: int, changes: ForkSettings) -> tuple[TrainingSession, Player, Event]:
        """A fork with its first snapshot, its player, and the event that stops it."""
        stop = self._next_stop = Event()
        fork = fork_session(run, epoch, changes, every=1, stop=stop)
        self._check_problem(fork.problem)
        player = self._player_class(fork, playing=False, pace=self._pace)
        if fork.history.last is None:
            player.step()
        return fork, player, stop

    def set_architecture(self, architecture: Architecture) -> None:
        """Change the network, and restart.

        Raises:
            NNPlayError: an architecture that does not fit the data; nothing has changed then.
        """
        self._restart(self._data, architecture, self.recipe)

    def use_data(self, data: Any, **settings: Unpack[RecipeSettings]) -> None:
        """Change the data, and restart with the same hidden layers; settings of the old data are reset.

        Raises:
            NNPlayError: data that cannot be read or used; nothing has changed then.
        """
        defaults = {name: Recipe.model_fields[name].default for name in DATA_SETTINGS}
        recipe = self.recipe.replace(**(defaults | dict(settings)))
        architecture = self.architecture
        if isinstance(architecture, Architecture):  # output and loss are inferred from the new data
            architecture = Architecture(architecture.layers)
        old_cache, self._cache = self._cache, LRUCache()
        try:
            self._restart(data, architecture, recipe)
        except BaseException:
            self._cache = old_cache
            raise

    def go_to_epoch(self, epoch: int) -> int:
        """Pause, and view the nearest epoch whose state is stored, or the newest one; returns that epoch.

        Raises:
            NNPlayError: no state is stored.
        """
        if not self.training_session.state_history.epochs:
            raise NNPlayError("There is no epoch to go back to yet. Train first.")
        self.player.pause()
        epochs = {*self.training_session.state_history.epochs}
        newest = None if self.snapshot.batches else self.snapshot.epoch  # None within an epoch
        nearest = min(sorted(epochs if newest is None else epochs | {newest}), key=lambda e: abs(e - epoch))
        self.past_epoch = None if nearest == newest else nearest
        return nearest

    def go_to_newest(self) -> int:
        """Pause, and view the newest weights, also those within an epoch; returns their epoch."""
        self.player.pause()
        self.past_epoch = None
        return self.epoch

    def step_in_time(self, direction: int) -> int:
        """Pause, and view the next stored epoch before (-1) or after (1) the one in view; returns that epoch.

        After the last stored epoch come the newest weights.

        Raises:
            NNPlayError: no state is stored.
        """
        self.player.pause()
        epochs, now = self.training_session.state_history.epochs, self.epoch
        within_epoch = self.past_epoch is None and self.snapshot.batches > 0
        if direction > 0:
            later = [epoch for epoch in epochs if epoch > now]
            return self.go_to_epoch(later[0]) if later else self.go_to_newest()
        earlier = [epoch for epoch in epochs if epoch < now or (within_epoch and epoch == now)]
        return self.go_to_epoch(earlier[-1] if earlier else now)

    def discards_epochs(self, **changes: Unpack[RecipeFields]) -> bool:
        """Whether a change would fork the run before its end, which discards the epochs after the fork.

        Raises:
            NNPlayError: an invalid setting.
        """
        forks = self.epoch > 0 and not set(changes) - set(CHANGEABLE)
        return self.past_epoch is not None and forks and self.recipe.replace(**changes) != self.recipe

    @property
    def is_saved(self) -> bool:
        """Whether one of the saved runs has the newest weights."""
        newest = self.snapshot.parameters
        return newest is not None and any(
            np.array_equal(saved.run.parameters.theta, newest.theta) for saved in self.saved_runs
        )

    @property
    def run(self) -> Run:
        """The run so far."""
        playing = self.playing
        self.player.pause()
        run = Run.from_session(self.training_session)
        if playing:
            self.player.play()
        messages = run.message, weight_edits.describe_edits(self.edits)
        return replace(run, message=" ".join(filter(None, messages)))

    def edit_weight(self, layer: int, index: tuple[int, ...], value: float) -> None:
        """Set one weight, at (from, to), or one bias, at (to,), of the newest epoch; training continues from it.

        Raises:
            NNPlayError: an invalid index or value; nothing has changed then.
        """
        playing = self.playing
        self.player.pause()
        self.past_epoch = None
        try:
            self.edits.append(weight_edits.edit_weight(self.training_session, layer, index, value))
        finally:
            if playing:
                self.player.play()

    def save_run(self, name: str = "") -> SavedRun:
        """Save the current run for comparison with later ones."""
        default_name = f"{len(self.saved_runs) + 1}: {self.problem.architecture}"
        saved = SavedRun(name or default_name, self.run, self.requested_architecture())
        self.saved_runs.append(saved)
        return saved

    def restore(self, run: Run, architecture: Architecture | None = None) -> None:
        """Continue from the end of another run, with its data.

        Args:
            run: a saved run, or a loaded one with its data.
            architecture: the network as requested.

        Raises:
            NNPlayError: a run without its data, or one that cannot continue; nothing has changed then.
        """
        last = (run.history.get("epoch") or [0])[-1]
        changes: ForkSettings = {} if run.recipe.epochs > last else {"epochs": 2 * last or 1}
        fork, player, stop = self._start_fork(run, last, changes)
        self._data, self._cache, self.edits = fork.problem.dataset, LRUCache(), []
        self.architecture, self.recipe = architecture or minimal_architecture(fork.problem), fork.problem.recipe
        self._replace(fork, player, stop)

    def open_run(self, path: str) -> None:
        """Continue a run from a file, with the data that its recipe names.

        Raises:
            NNPlayError: a file that is not a run, or missing data; nothing has changed then.
        """
        self.restore(load_run(path).with_data())

    def delete_run(self, index: int) -> None:
        """Delete a saved run."""
        del self.saved_runs[index]

    def pause(self) -> None:
        """Pause after the current epoch, or within it if it takes too long."""
        if not self.player.pause(PAUSE_TIMEOUT):
            self.interrupt_epoch()
            self.player.pause()

    def interrupt_epoch(self) -> None:
        """Stop the current epoch after its next batch."""
        self._by_batch = True
        self.training_session.step_by_batch(True)

    def cancel(self) -> None:
        """Stop training after the next batch, without waiting for it. Thread-safe."""
        self._cancelled = True
        for stop in (self._stop, self._next_stop):
            stop.set()

    def close(self) -> None:
        """Stop training, and wait for it to stop."""
        self.cancel()
        self.player.stop()
        self.player.wait()

    @property
    def problem(self) -> Problem:
        """The prepared data and network."""
        return self.training_session.problem

    @property
    def dataset(self) -> Dataset:
        """The data."""
        return self.training_session.problem.dataset

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        last = self.training_session.history.last
        assert last is not None
        return last

    @property
    def rows(self) -> HistoryRows:
        """The history so far, one row per epoch."""
        return self.training_session.history.rows

    @property
    def epoch(self) -> int:
        """The epoch in view."""
        return self.snapshot.epoch if self.past_epoch is None else self.past_epoch

    @property
    def parameters(self) -> Parameters:
        """θ of the epoch in view."""
        if self.past_epoch is not None:
            return self.training_session.state_history.parameters(self.past_epoch)
        parameters = self.snapshot.parameters
        assert parameters is not None
        return parameters

    @property
    def playing(self) -> bool:
        """Whether it is training now."""
        return self.player.playing and self.player.running

    @property
    def finished(self) -> bool:
        """Whether training has ended."""
        return not self.player.running

    @property
    def message(self) -> str:
        """Why training ended badly, or which weights were set by hand; "" otherwise."""
        return self.training_session.message or weight_edits.describe_edits(self.edits)

    def view_state(self) -> ViewState:
        """A consistent copy of the current state."""
        training_session, past_epoch = self.training_session, self.past_epoch
        history = training_session.history
        snapshot = history.last
        assert snapshot is not None
        assert snapshot.parameters is not None
        parameters, epoch = snapshot.parameters, snapshot.epoch
        if past_epoch is not None:
            try:
                parameters, epoch = training_session.state_history.parameters(past_epoch), past_epoch
            except NNPlayError:  # another thread has just restarted training
                past_epoch = None
        problem, saved_runs = training_session.problem, tuple(self.saved_runs)
        return ViewState(problem, parameters, snapshot, epoch, past_epoch, history.rows, saved_runs)

    def command(self) -> str:
        """The `nnplay train` command that reproduces the current state."""
        return self._with_edits(reproduce.command(self.requested_architecture(), self._recipe_in_view(), self._past()))

    def python(self) -> str:
        """The Python code that reproduces the current state."""
        return self._with_edits(reproduce.python(self.requested_architecture(), self._recipe_in_view(), self._past()))

    def _recipe_in_view(self) -> Recipe:
        """The recipe shortened to the epoch in view, unless its schedule depends on the number of epochs."""
        forked = max((until for _, until in self._past()), default=0)
        if forked < self.epoch < self.recipe.epochs and self.recipe.schedule == "constant":
            return self.recipe.replace(epochs=self.epoch)
        return self.recipe

    def _with_edits(self, text: str) -> str:
        """Add a comment for each weight set by hand, which code cannot reproduce."""
        return "\n".join([text, *(f"# by hand: {edit}" for edit in self.edits)])

    def _past(self) -> list[tuple[Recipe, int]]:
        """The recipe of each earlier segment of the run, and the epoch at which it was forked."""
        return [(segment.recipe, segment.until) for segment in self.training_session.past]

    def requested_architecture(self) -> Architecture:
        """The architecture as requested, without what is inferred from the data."""
        return self.architecture if isinstance(self.architecture, Architecture) else minimal_architecture(self.problem)


def _check_pace(pace: float | None) -> float | None:
    return None if pace is None else check_positive(pace, "The pace in epochs per second")
