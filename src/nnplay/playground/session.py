"""The bench: one network and its training, to be played, stopped, changed, taken back and compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Event
from typing import Any

from nnplay.data import Dataset, ProgressCallback
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Array, Parameters
from nnplay.playground import weight_edits
from nnplay.playground.view_state import SavedRun, ViewState, asked
from nnplay.playground.weight_edits import Edit
from nnplay.runs import reproduce
from nnplay.runs.run import Run, load_run
from nnplay.runs.time_travel import CHANGEABLE, fork_session
from nnplay.training.loop import Snapshot
from nnplay.training.out_of_core import silent
from nnplay.training.player import Player
from nnplay.training.problem import Problem
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession
from nnplay.training.state_history import MEMORY
from nnplay.utils.cache import LRUCache
from nnplay.utils.validation import check_positive

DATA = ("data", "target", "features", "task", "missing", "sheet", "noise", "samples", "data_seed", "out_of_core")


def named(recipe: Recipe) -> Any:
    """The data that a recipe names."""
    return recipe.data


def any_size(problem: Problem) -> None:
    """Every problem may be trained."""


def _checked_pace(pace: float | None) -> float | None:
    return None if pace is None else check_positive(pace, "The pace in epochs a second")


LONG = 0.4  # seconds after which an epoch is not waited for


class PlaygroundSession:
    """One network and its training: every door that plays stands on it.

    Nothing is trained before `play` or `step`; a change that a training can take on the way forks it at the epoch that
    is shown, and any other begins anew with the same seed. An error leaves everything as it was.

    Args:
        data: as for `train`.
        architecture: what to build; None is what `train` takes.
        recipe: everything else.
        pace: at most so many epochs a second while it plays; None is as many as can be.
        opened: gives the data of another recipe; those that it names, unless told.
        on_progress: called while a file larger than memory is read.
        checked: refuses a problem that is too large, before it is put on the bench.
        played: what pulls the snapshots.
        memory: bytes that the states on the way may take.
    """

    def __init__(
        self,
        data: Any,
        architecture: Architecture | Sequence[int] | None = None,
        recipe: Recipe | None = None,
        *,
        pace: float | None = None,
        opened: Callable[[Recipe], Any] = named,
        on_progress: ProgressCallback = silent,
        checked: Callable[[Problem], None] = any_size,
        played: type[Player] = Player,
        memory: int = MEMORY,
    ) -> None:
        self._prepare(opened, on_progress, checked, played, memory, pace)
        self._set(data, architecture, recipe or Recipe())

    def _prepare(
        self, opened: Callable[[Recipe], Any], on_progress: ProgressCallback = silent, checked: Callable[[Problem], None] = any_size,
        played: type[Player] = Player, memory: int = MEMORY, pace: float | None = None,
    ) -> None:  # fmt: skip
        self._opened, self._on_progress, self._checked, self._played, self._memory = (
            opened,
            on_progress,
            checked,
            played,
            memory,
        )
        self._stop, self._coming, self._ended, self._by_batch = Event(), Event(), False, False
        self._pace = _checked_pace(pace)
        self._cache = LRUCache()
        self.kept: list[SavedRun] = []
        self.back: int | None = None
        self.edits: list[Edit] = []

    @classmethod
    def of(cls, session: TrainingSession, player: Player, opened: Callable[[Recipe], Any] = named) -> PlaygroundSession:
        """A bench for a training that is under way elsewhere, and whose first snapshot is there.

        Args:
            session: the training, with a snapshot for each epoch.
            player: what plays it.
            opened: as of a bench.
        """
        playground = cls.__new__(cls)
        playground._prepare(opened)
        playground.training_session, playground.player, playground._data = session, player, session.problem.dataset
        playground.architecture, playground.recipe = asked(session.problem), session.problem.recipe
        return playground

    def _set(self, data: Any, architecture: Architecture | Sequence[int] | None, recipe: Recipe) -> None:
        """Put another training on the bench, untrained and paused."""
        stop = Event()
        session = TrainingSession.start(
            data, architecture, recipe=recipe, every=1, on_progress=self._on_progress, cache=self._cache, stop=stop,
            memory=self._memory,
        )  # fmt: skip
        self._checked(session.problem)
        player = self._played(session, playing=False, pace=self._pace)
        player.step()  # the untrained network, so that there is always something to show
        if session.record.last is None:
            player.wait()
        self._data = session.problem.dataset if recipe.out_of_core is not True else data
        self.architecture, self.recipe = architecture, session.problem.recipe
        self._put(session, player, stop)
        self.edits = []

    def _put(self, training_session: TrainingSession, player: Player, stop: Event) -> None:
        """Play another course from now on; the old one is ended in the middle of its epoch."""
        before = getattr(self, "player", None)
        old, self._stop = self._stop, stop
        self.training_session, self.player, self.back = training_session, player, None
        if before is not None:
            before.stop()
            old.set()
            before.wait()
        if self._ended:
            self.end()

    def play(self) -> None:
        """Train on."""
        self._batches(False)
        self.player.play()

    def step(self) -> None:
        """Train one epoch, and pause."""
        self._batches(False)
        self.player.step()

    def step_batch(self) -> None:
        """Take one step of the optimizer, and pause."""
        self._batches(True)
        self.player.step()

    def _batches(self, wanted: bool) -> None:
        self.back = None
        if self._by_batch != wanted:
            self.player.pause()
            self._by_batch = wanted
        self.training_session.by_batch(wanted)

    def keep_pace(self, pace: float | None) -> None:
        """Train at most so many epochs a second.

        Raises:
            NNPlayError: a pace that is none.
        """
        self._pace = pace = _checked_pace(pace)
        self.player.keep_pace(pace)

    def reset(self) -> None:
        """Begin again: the same seed, so the same first weights, and the settings as they are now."""
        self._set(self._data, self.architecture, self.recipe)

    def change(self, **changes: Any) -> bool:
        """Take other settings of the recipe; True where the training goes on with them, False where it begins anew.

        One that is at its end gets as many epochs again, so that it can go on.

        Raises:
            NNPlayError: a setting that does not fit; nothing has changed then.
        """
        recipe = self.recipe.replace(**changes)
        if recipe == self.recipe:
            return True
        if self.epoch and not set(changes) - set(CHANGEABLE):
            more = {"epochs": 2 * self.epoch} if "epochs" not in changes and recipe.epochs <= self.epoch else {}
            self._fork(changes | more)
            return True
        data = self._opened(recipe) if set(changes) & set(DATA) else self._data
        if data is not self._data:
            self._cache = LRUCache()
        self._set(data, self.architecture, recipe)
        return False

    def fork(self) -> None:
        """Take the epoch that is looked at for the newest: training goes on from it, what came after is forgotten."""
        if self.back is not None:
            self._fork({})

    def _fork(self, changes: dict[str, Any]) -> None:
        playing, epoch = self.playing, self.epoch
        fork, player, stop = self._begun(self.run, epoch, changes)
        self._put(fork, player, stop)
        self.recipe = fork.problem.recipe
        self.edits = [edit for edit in self.edits if (edit.epoch, edit.batches) <= (epoch, 0)]
        if playing:
            self.play()

    def _begun(self, run: Run, epoch: int, changes: dict[str, Any]) -> tuple[TrainingSession, Player, Event]:
        """A fork whose first snapshot is there, what plays it, and what ends it."""
        stop = self._coming = Event()
        fork = fork_session(run, epoch, changes, every=1, stop=stop)
        self._checked(fork.problem)
        player = self._played(fork, playing=False, pace=self._pace)
        if fork.record.last is None:
            player.step()
        return fork, player, stop

    def build(self, architecture: Architecture) -> None:
        """Take another architecture, and begin anew.

        Raises:
            NNPlayError: one that does not fit; nothing has changed then.
        """
        self._set(self._data, architecture, self.recipe)

    def use(self, data: Any, **settings: Any) -> None:
        """Take other data, and begin anew with the same network; what belonged to the old data is forgotten.

        Raises:
            NNPlayError: data that cannot be read, or do not fit; nothing has changed then.
        """
        forgotten: dict[str, Any] = dict.fromkeys(DATA) | {"missing": "refuse"}
        recipe = self.recipe.replace(**(forgotten | settings))
        net = self.architecture
        if isinstance(net, Architecture):  # output and loss follow from the data
            net = Architecture(net.layers)
        before, self._cache = self._cache, LRUCache()
        try:
            self._set(data, net, recipe)
        except BaseException:
            self._cache = before
            raise

    def look(self, epoch: int) -> int:
        """Pause, and look at the nearest epoch whose state was kept; which one that is.

        Raises:
            NNPlayError: no state was kept.
        """
        kept = self.training_session.state_history.epochs
        if not kept:
            raise NNPlayError("No state was kept: train first.")
        self.player.pause()
        nearest = min(kept, key=lambda e: abs(e - epoch))
        self.back = None if nearest == self.snapshot.epoch and not self.snapshot.batches else nearest
        return nearest

    @property
    def run(self) -> Run:
        """The run so far."""
        playing = self.playing
        self.player.pause()
        run = Run.from_session(self.training_session)
        if playing:
            self.player.play()
        return replace(run, message=" ".join(filter(None, (run.message, weight_edits.told(self.edits)))))

    def edit(self, layer: int, place: tuple[int, ...], value: float) -> None:
        """Set one weight, at (from, to), or one bias, at (to,), of the newest epoch by hand: training goes on from it.

        Raises:
            NNPlayError: a place or value that cannot be; nothing has changed then.
        """
        playing = self.playing
        self.player.pause()
        self.back = None
        try:
            self.edits.append(weight_edits.edit(self.training_session, layer, place, value))
        finally:
            if playing:
                self.player.play()

    def keep(self, name: str = "") -> SavedRun:
        """Set this training aside, to be compared with what comes."""
        kept = SavedRun(name or f"{len(self.kept) + 1}: {self.problem.architecture}", self.run, self.wanted())
        self.kept.append(kept)
        return kept

    def take(self, run: Run, architecture: Architecture | None = None) -> None:
        """Put a run on the bench, with its data: it is shown as it ended, and may be trained on from there.

        Args:
            run: one that was kept, or a saved one with its data.
            architecture: the network as it was asked for.

        Raises:
            NNPlayError: a run without its data, or one that cannot be gone on with; nothing has changed then.
        """
        last = (run.history.get("epoch") or [0])[-1]
        more = {} if run.recipe.epochs > last else {"epochs": 2 * last or 1}
        fork, player, stop = self._begun(run, last, more)
        self._data, self._cache, self.edits = fork.problem.dataset, LRUCache(), []
        self.architecture, self.recipe = architecture or asked(fork.problem), fork.problem.recipe
        self._put(fork, player, stop)

    def open(self, path: str) -> None:
        """Put a saved run on the bench, with the data that its recipe names.

        Raises:
            NNPlayError: a file that is no run, or data that are no longer there; nothing has changed then.
        """
        self.take(load_run(path).with_data())

    def drop(self, place: int) -> None:
        """Forget a training that was set aside."""
        del self.kept[place]

    def pause(self) -> None:
        """Pause after this epoch, or after a batch of it where it is a long one."""
        if not self.player.pause(LONG):
            self.hurry()
            self.player.pause()

    def hurry(self) -> None:
        """Have the epoch that is being trained end at its next batch."""
        self._by_batch = True
        self.training_session.by_batch(True)

    def end(self) -> None:
        """Have whatever is being trained here end at its next batch, from any thread, without waiting for it."""
        self._ended = True
        for stop in (self._stop, self._coming):
            stop.set()

    def close(self) -> None:
        """End the training."""
        self.end()
        self.player.stop()
        self.player.wait()

    @property
    def problem(self) -> Problem:
        """The data and the network, made ready."""
        return self.training_session.problem

    @property
    def dataset(self) -> Dataset:
        """The data."""
        return self.training_session.problem.dataset

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        last = self.training_session.record.last
        assert last is not None
        return last

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The history so far, a row for each epoch."""
        return self.training_session.record.rows

    @property
    def epoch(self) -> int:
        """The epoch that is shown."""
        return self.snapshot.epoch if self.back is None else self.back

    @property
    def parameters(self) -> Parameters:
        """θ of the epoch that is shown."""
        parameters = self.snapshot.parameters
        assert parameters is not None
        return parameters if self.back is None else self.training_session.state_history.parameters(self.back)

    @property
    def playing(self) -> bool:
        """Whether it trains at this moment."""
        return self.player.playing and self.player.running

    @property
    def ended(self) -> bool:
        """Whether there is nothing left to train."""
        return not self.player.running

    @property
    def message(self) -> str:
        """What there is to say of a training that did not end well, or of weights that were set by hand."""
        return self.training_session.message or weight_edits.told(self.edits)

    def view_state(self) -> ViewState:
        """All that is shown now, taken at once."""
        training_session, back = self.training_session, self.back
        snapshot = training_session.record.last
        assert snapshot is not None
        assert snapshot.parameters is not None
        parameters, epoch = snapshot.parameters, snapshot.epoch
        if back is not None:
            try:
                parameters, epoch = training_session.state_history.parameters(back), back
            except NNPlayError:  # another training has begun at this moment
                back = None
        return ViewState(
            training_session.problem, parameters, snapshot, epoch, back, training_session.record.rows, tuple(self.kept)
        )

    def evaluated(self) -> tuple[str, Array, Array]:
        """The part of the data that is judged, its truth, and what the network that is shown predicts for it."""
        return self.view_state().evaluated()

    def command(self) -> str:
        """The `nnplay train` command that leads to what is shown."""
        return self._honest(reproduce.command(self.wanted(), self._shown(), self._past()))

    def python(self) -> str:
        """The Python that leads to what is shown."""
        return self._honest(reproduce.python(self.wanted(), self._shown(), self._past()))

    def _shown(self) -> Recipe:
        """The recipe up to the epoch that is shown, unless a schedule looks ahead to the last one."""
        forked = max((until for _, until in self._past()), default=0)
        if forked < self.epoch < self.recipe.epochs and self.recipe.schedule == "constant":
            return self.recipe.replace(epochs=self.epoch)
        return self.recipe

    def _honest(self, text: str) -> str:
        """With a line of comment for each weight that was set by hand, which no command does again."""
        return "\n".join([text, *(f"# by hand: {edit}" for edit in self.edits)])

    def _past(self) -> list[tuple[Recipe, int]]:
        """What was done before each fork of the training, and until when."""
        return [(segment.recipe, segment.until) for segment in self.training_session.past]

    def wanted(self) -> Architecture:
        """The architecture as it was asked for, without what follows from the data."""
        return self.architecture if isinstance(self.architecture, Architecture) else asked(self.problem)
