"""One visitor: a bench of his own, and all that he may do with it."""

import threading
import time
from collections.abc import Callable
from typing import Any

from nnplay.data import Dataset, load
from nnplay.data.readers.table import Table
from nnplay.errors import NNPlayError
from nnplay.network.parameters import layout
from nnplay.playground import feature_axes, point_editor
from nnplay.playground.session import PAUSE_TIMEOUT, PlaygroundSession
from nnplay.playground.view_state import SavedRun, ViewState, minimal_architecture
from nnplay.plots import palette
from nnplay.runs.run import Run
from nnplay.training.model import infer_output
from nnplay.training.problem import Problem
from nnplay.training.recipe import Recipe
from nnplay.web.aside import MOST_KEPT, Aside, Racing, networks
from nnplay.web.errand import Errand
from nnplay.web.own import Own, described, enough, found
from nnplay.web.settings import FIRST, MOST, Settings, is_own, onto
from nnplay.web.turns import InTurn
from nnplay.web.views import Plane, Views

COPIES = 10  # of θ that a training has: the optimizer's, the newest, the best, those that are worked with
ROW, CELL = 750, 10  # bytes of a row of the history, and of a number in that of a training that was forked, about
TRAIL = 8 << 20  # bytes that the states of one training may take
GONE = "This page has gone: open it again."
ROWS = ("data", "target", "missing", "samples", "noise", "data_seed")  # what decides which rows there are


class Visitor:
    """One visitor: what their page plays with, and all that they may do with it. Methods block, one at a time.

    Args:
        settings: to begin with.
        own: the tables that the visitor has brought, or finds here.
        session: one that is already running and outlives the visit; None is a new one.

    Attributes:
        paper: what the page is drawn on: light, dark or contrast.
        focus: layer and place of the neuron that is looked at, if any.
        opened: layer and place of the neuron whose numbers are read, if any.
        row: place of the row of the data that was chosen, if any.
        trouble: why the training could not begin with the settings that were asked for.
        lasting: whether the training outlives the visit.
        awaited: those settings, when they are about data that are not here yet.
        aside: the runs that were set aside.
        racing: the race that was begun last.
        errand: the long work that was begun last, apart from the session.
        afford: refuses what there is no room for, in bytes.
    """

    _began: float | None = None  # when the step that is under way began
    _rests = False  # whether a training waits for somebody who watches

    def __init__(self, settings: Settings, own: Own | None = None, session: PlaygroundSession | None = None) -> None:
        self.settings, self.paper = settings, "light"
        self.own, self.awaited = own or Own(), settings if is_own(settings.recipe.data) else None
        self.focus: tuple[int, int] | None = None
        self.opened: tuple[int, int] | None = None
        self.row: int | None = None
        self.trouble = ""
        self.aside: tuple[Aside, ...] = ()
        self.racing: Racing | None = None
        self.errand = Errand()
        self.afford: Callable[[int], None] = enough
        self._gone = False
        self._lock = threading.RLock()
        self._session = session
        self.lasting = session is not None
        self._views: Views | None = None
        self._whole: tuple[Any, Dataset] | None = None

    @property
    def session(self) -> PlaygroundSession:
        """The network and its training, made when it is asked for; with the first page's settings where these fail."""
        with self._lock:
            if self._session is None:
                try:
                    self._session = self._made(self.settings)
                    self.awaited = None
                except NNPlayError as error:
                    self.trouble, self.settings = str(error), FIRST
                    self._session = self._made(FIRST)
                try:
                    self._fits(self.settings)
                except NNPlayError as error:
                    self.trouble, self.settings = str(error), self.settings.replace(x=None, y=None, held=())
            return self._session

    def _fits(self, wanted: Settings) -> None:
        """Refuse a plane that these data do not have.

        Raises:
            NNPlayError: a feature or a value that is none of theirs.
        """
        problem = self.session.problem
        over = self.whole(problem)
        feature_axes.choose_axes(problem, over, wanted.x, wanted.y)
        feature_axes.check_fixed_values(problem, over, dict(wanted.held))

    def _made(self, settings: Settings) -> PlaygroundSession:
        if self._gone:
            raise NNPlayError(GONE)
        data = self._opened(settings.recipe)
        return PlaygroundSession(
            data, settings.architecture, settings.recipe, pace=settings.speed, resolve_data=self._opened,
            check_problem=self._checked, player_class=InTurn, memory=TRAIL,
        )  # fmt: skip

    def _checked(self, problem: Problem) -> None:
        """Refuse a training that is too large for a page, or for which there is no room.

        Raises:
            NNPlayError: there is none.
        """
        fits(problem.start.count, problem.rows)
        self.afford(size(problem))

    @property
    def bytes(self) -> int:
        """About what all that is here takes for this visitor alone."""
        session, taken = self._session, self.own.bytes
        if session is not None:
            past = session.training_session.past
            taken += size(session.problem) + session.training_session.state_history.bytes + ROW * len(session.rows)
            taken += CELL * sum(len(column) for segment in past for column in segment.history.values())
        return taken + sum(one.bytes for one in self.aside)

    def _opened(self, recipe: Recipe) -> Any:
        """The data of a recipe: a set that comes with nnplay, or one of the visitor's tables, but never a file."""
        return self.own.dataset(recipe) if is_own(recipe.data) else recipe.data

    @property
    def ready(self) -> bool:
        """Whether the bench was made."""
        return self._session is not None

    def state(self) -> tuple[Any, ...]:
        """What tells two pictures apart, cheaply."""
        session = self._session
        if session is None:
            return ()
        shown = self.settings.tests, self.settings.steps, self.plane, self.paper, self.focus, self.aside
        looked = self.opened, self.row
        now = session.snapshot, session.past_epoch, session.playing, session.finished, session.message
        return *now, id(session.problem), shown, looked

    @property
    def plane(self) -> Plane:
        """The features across and up, and where the others are held."""
        return self.settings.x, self.settings.y, self.settings.held

    def view_state(self) -> ViewState:
        """What is on the bench at this moment."""
        return self.session.view_state()

    def views(self, view_state: ViewState) -> Views:
        """The pictures of a problem; they are made anew for another one, or for other colours."""
        on = palette.PAPERS[self.paper]
        views = self._views
        if (
            views is None
            or views.problem is not view_state.problem
            or views.scene.palette is not on
            or views.plane != self.plane
        ):
            whole = self.whole(view_state.problem)
            try:
                views = Views(view_state.problem, whole, on, self.plane)
            except NNPlayError:  # at this moment they are those of other data
                views = Views(view_state.problem, whole, on)
            self._views = views
        return views

    def whole(self, problem: Problem) -> Dataset:
        """The data with all their columns, whichever of them the network takes; of a visitor's own those it takes."""
        recipe = problem.recipe
        if recipe.data == point_editor.FILE_NAME and recipe.data in self.own:
            return self.own.dataset(recipe.replace(features=None))
        if is_own(recipe.data) or recipe.target is not None:
            return problem.dataset
        wanted = recipe.data, *_of_toy(recipe).items()
        if self._whole is None or self._whole[0] != wanted:
            self._whole = wanted, load(str(recipe.data), **_of_toy(recipe))
        return self._whole[1]

    def change(self, wanted: Settings) -> None:
        """Take other settings: those of the training fork it on the way, others begin it anew.

        Raises:
            NNPlayError: settings that do not fit; nothing has changed then.
        """
        with self._lock:
            session, old = self.session, self.settings
            if wanted.recipe.features == ():
                raise NNPlayError("A network needs at least one input: leave one feature on.")
            changes = {name: value for name, value in wanted.recipe if value != getattr(old.recipe, name)}
            if changes and wanted.architecture != old.architecture:
                made = self._made(wanted)
                session.close()
                self._session = made
            elif changes:
                session.change(**changes)
            elif wanted.architecture != old.architecture:
                session.set_architecture(wanted.architecture)
            if wanted.speed != old.speed:
                self.session.set_pace(wanted.speed)
            if wanted.recipe == old.recipe and wanted.architecture == old.architecture:
                self._fits(wanted)
            if (
                wanted.recipe.epochs < self.session.recipe.epochs <= MOST["epochs"]
            ):  # a fork at the end has more of them
                wanted = wanted.replace(epochs=self.session.recipe.epochs)
            self.settings, self.focus = wanted, self.focus if wanted.architecture == old.architecture else None
            if any(name in ROWS for name in changes):
                self.row = None

    def begin(self, wanted: Settings) -> None:
        """Begin anew with these settings, whatever there was.

        Raises:
            NNPlayError: settings that do not fit; nothing has changed then.
        """
        with self._lock:
            made = self._made(wanted)
            if self._session is not None:
                self._session.close()
            self._session, self.settings, self.focus, self.awaited, self.row = made, wanted, None, None, None
            self._fits(wanted)

    def take(self, name: str) -> None:
        """Play with a table that is here: as a link asked for it, or with its last column for the target.

        Raises:
            NNPlayError: a table that no network can be made for; nothing has changed then.
        """
        with self._lock:
            awaited = self.awaited if self.awaited and self.awaited.recipe.data == name else None
            wanted = awaited or onto(self.settings, name, **self.own.beginning(name))
            made = self._made(wanted)
            self.session.close()
            self._session, self.settings, self.focus, self.awaited, self.row = made, wanted, None, None, None

    def draw(self, changed: Callable[[Dataset], Table]) -> None:
        """Take other points, as they were drawn, and begin anew with them; what was playing plays on.

        Raises:
            NNPlayError: data over which no points are drawn, or points that cannot be; nothing has changed then.
        """
        with self._lock:
            session = self.session
            data, playing = session.dataset, session.playing
            table = changed(self.whole(session.problem))
            before = self.own.tables.get(point_editor.FILE_NAME)
            self.own.add(point_editor.FILE_NAME, table)
            columns = {"target": data.target_names, "features": data.feature_names, "task": data.task}
            wanted = onto(self.settings, point_editor.FILE_NAME, **columns)
            wanted = wanted.replace(architecture=self.settings.architecture)
            try:
                made = self._made(wanted)
            except NNPlayError:
                if before is not None:
                    self.own.add(point_editor.FILE_NAME, before)
                raise
            session.close()
            self._session, self.settings, self.awaited, self.row = made, wanted, None, None
            if playing:
                made.play()

    def keep(self) -> None:
        """Set this run aside, to be compared with what comes.

        Raises:
            NNPlayError: too many are there.
        """
        with self._lock:
            if len(self.aside) >= MOST_KEPT:
                raise NNPlayError(f"{MOST_KEPT} runs are already saved; delete one of them first.")
            view_state, session = self.view_state(), self.session
            self.afford(session.training_session.state_history.bytes + 2 * view_state.parameters.theta.nbytes)
            kept = SavedRun(f"{view_state.problem.architecture}", session.run, session.requested_architecture())
            picture = self.views(view_state).picture(view_state, steps=self.settings.steps, focus=None)["surface"]
            table = self.own.tables.get(str(self.settings.recipe.data))
            self.aside = (*self.aside, Aside(kept, self.settings, picture, table))

    def drop(self, place: int) -> None:
        """Forget a run that was set aside."""
        with self._lock:
            self.aside = tuple(one for k, one in enumerate(self.aside) if k != place)

    def bring_back(self, place: int) -> None:
        """Go on with a run that was set aside.

        Raises:
            NNPlayError: there is none of that number.
        """
        with self._lock:
            if not 0 <= place < len(self.aside):
                raise NNPlayError(f"There is no saved run {place + 1}.")
            one = self.aside[place]
            self.session.restore(one.kept.run, one.kept.architecture)
            if one.table is not None:
                self.own.add(str(one.settings.recipe.data), one.table)
            self._taken(one.settings)

    def race(self, text: str, seeds: int, epochs: int, fair: str) -> None:
        """Begin a race of networks with the settings of the page; one that is under way is ended.

        Raises:
            NNPlayError: what is no network, or more than a page takes.
        """
        with self._lock:
            session = self.session
            nets = networks(text, session.requested_architecture())
            for net in nets:
                problem = session.problem
                whole = infer_output(net, session.dataset, problem.encoding.n_in, scale=problem.recipe.scale)[0]
                fits(layout(whole).size, problem.rows)
            if self.racing is not None:
                self.racing.cancel()
            recipe = self.settings.recipe.replace(epochs=epochs)
            self.racing = Racing(session.dataset, nets, recipe, seeds, fair)

    def send(self) -> Errand:
        """Begin an errand; one that is under way is ended."""
        self.errand.cancel()
        self.errand = Errand()
        return self.errand

    def columns(self) -> list[dict[str, Any]]:
        """What is in each column of the data, as `Own.columns` tells it."""
        data = self.settings.recipe.data
        if data is not None and is_own(data):
            return self.own.columns(data)
        whole = load(str(data))
        return [described(column) for column in (*whole.features, *whole.targets)]

    def play(self) -> None:
        """Train on, or pause."""
        with self._lock:
            session, epochs = self.session, self.session.recipe.epochs
            if session.playing:
                session.pause()
            elif session.snapshot.epoch >= epochs:
                raise NNPlayError(f"All {epochs:,} epochs are trained; reset, or set more epochs.")
            elif not session.finished:
                session.play()

    def step(self, *, batch: bool = False) -> None:
        """Train one epoch, or one batch of it, and pause."""
        with self._lock:
            session, self._began = self.session, time.monotonic()
            try:
                if batch:
                    session.step_batch()
                else:
                    session.step()
            finally:
                self._began = None

    def hurry(self, seconds: float = PAUSE_TIMEOUT) -> None:
        """Have a step that takes longer than so many seconds end at its next batch, for something else to be done."""
        began, session = self._began, self._session
        if began is not None and session is not None and time.monotonic() - began > seconds:
            session.interrupt_epoch()

    def reset(self) -> None:
        """Begin again with the same weights."""
        with self._lock:
            self.session.reset()

    def edit(self, layer: int, place: tuple[int, ...], value: float) -> None:
        """Set a weight or a bias by hand."""
        with self._lock:
            self.session.edit_weight(layer, place, value)

    def look(self, epoch: int) -> None:
        """Look at an epoch, the nearest whose state was kept."""
        with self._lock:
            self.session.go_to_epoch(epoch)

    def fork(self) -> None:
        """Go on from the epoch that is looked at."""
        with self._lock:
            self.session.fork()

    def open_run(self, run: Run) -> None:
        """Go on with a run that was trained elsewhere.

        Raises:
            NNPlayError: data that are not there, or more than a page takes; nothing has changed then.
        """
        with self._lock:
            recipe = run.recipe
            if recipe.data is not None and is_own(recipe.data):
                self.own.add(recipe.data, found(recipe.data))
            elif recipe.data is None:
                raise NNPlayError("This run does not record where its data came from, so it cannot be continued here.")
            whole = run.with_data(self._opened(recipe))
            wanted = Settings(recipe, minimal_architecture(whole.problem()))
            self.session.restore(whole, wanted.architecture)
            self._taken(wanted)

    def _taken(self, settings: Settings) -> None:
        """Show the settings of a run that has been put on the bench, at the speed that there is."""
        epochs = min(self.session.recipe.epochs, MOST["epochs"])
        self.settings, self.focus, self.row = settings.replace(epochs=epochs, speed=self.settings.speed), None, None

    def rest(self) -> None:
        """Do nothing while nobody watches; what was played goes on when somebody does again."""
        self._stop_the_rest()
        if not self.lasting:
            self.hurry(0)
            with self._lock:
                if self._session is not None and not self._gone:
                    self._rests = self._rests or self._session.playing
                    self._session.pause()

    def come(self) -> None:
        """Go on with what was played before nobody watched."""
        with self._lock:
            if self._rests and self._session is not None and not self._gone:
                self._session.play()
            self._rests = False

    def _stop_the_rest(self) -> None:
        """End what is done for the visitor besides his training."""
        if self.racing is not None:
            self.racing.cancel()
        self.send()  # nothing: what was under way ends, and is not told

    def close(self, *, whole: bool = False) -> None:
        """End what was begun here at once, and for good; a training from elsewhere goes on, unless `whole`."""
        self._stop_the_rest()
        if whole or not self.lasting:
            self._gone = True
            if self._session is not None:
                self._session.cancel()
            with self._lock:
                if self._session is not None:
                    self._session.close()


def fits(count: int, rows: int) -> None:
    """Refuse a network with so many numbers for so many rows, if a page does not take it.

    Raises:
        NNPlayError: it is too large.
    """
    if count > MOST["weights"]:
        raise NNPlayError(
            f"A page takes networks of at most {MOST['weights']:,} weights and biases, not {count:,}; use fewer "
            "neurons or layers."
        )
    if count * rows > MOST["products"]:
        raise NNPlayError(
            f"A network of {count:,} numbers for {rows:,} rows is too large for a page; use "
            "a smaller one, fewer rows, or `nnplay train`."
        )


def size(problem: Problem) -> int:
    """About how many bytes a training takes."""
    arrays = [array for part in problem.parts.values() for array in (part.X, part.Y, part.weight)]
    return COPIES * problem.start.theta.nbytes + 2 * sum(array.nbytes for array in arrays if array is not None)


def _of_toy(recipe: Recipe) -> dict[str, Any]:
    given = {"noise": recipe.noise, "samples": recipe.samples, "seed": recipe.data_seed}
    return {name: value for name, value in given.items() if value is not None}
