"""What a visitor stands before: the bench, what is set, and the newest picture of it, ready to be sent."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from nnplay.data import Dataset, load
from nnplay.errors import NNPlayError
from nnplay.playground import feature_axes, point_editor
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.view_state import ViewState
from nnplay.plots import palette
from nnplay.training.problem import Problem
from nnplay.training.recipe import Recipe
from nnplay.web.aside import Aside, Racing
from nnplay.web.errand import Errand
from nnplay.web.own import Own, enough
from nnplay.web.settings import FIRST, MOST, Settings, is_own
from nnplay.web.turns import InTurn
from nnplay.web.views import Plane, Views

COPIES = 10  # of θ that a training has: the optimizer's, the newest, the best, those that are worked with
ROW, CELL = 750, 10  # bytes of a row of the history, and of a number in that of a training that was forked, about
TRAIL = 8 << 20  # bytes that the states of one training may take
GONE = "This page has gone: open it again."


class Stand:
    """What a page plays with, as it is.

    Args:
        settings: to begin with.
        own: the tables that the visitor has brought, or finds here.
        bench: one that is under way already and outlives the visit; None is a new one.

    Attributes:
        settings: as they are now.
        paper: what the page is drawn on: light, dark or contrast.
        focus: layer and place of the neuron that is looked at, if any.
        opened: layer and place of the neuron whose numbers are read, if any.
        row: place of the row of the data that was chosen, if any.
        trouble: why the training could not begin with the settings that were asked for.
        lasting: whether the training outlives the visit.
        awaited: those settings, when they are about data that are not here yet.
        aside: the runs that were set aside.
        racing: the race that was begun last.
        errand: the long work that was begun last, apart from the bench.
        afford: refuses what there is no room for, in bytes.
    """

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
        feature_axes.shown(problem, over, wanted.x, wanted.y)
        feature_axes.held(problem, over, dict(wanted.held))

    def _made(self, settings: Settings) -> PlaygroundSession:
        if self._gone:
            raise NNPlayError(GONE)
        data = self._opened(settings.recipe)
        return PlaygroundSession(
            data, settings.architecture, settings.recipe, pace=settings.speed, opened=self._opened,
            checked=self._checked, played=InTurn, memory=TRAIL,
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
        return (
            session.snapshot,
            session.back,
            session.playing,
            session.ended,
            session.message,
            id(session.problem),
            shown,
            looked,
        )

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
            or views.scene.on is not on
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
        if recipe.data == point_editor.NAME and recipe.data in self.own:
            return self.own.dataset(recipe.replace(features=None))
        if is_own(recipe.data) or recipe.target is not None:
            return problem.dataset
        wanted = recipe.data, *_of_toy(recipe).items()
        if self._whole is None or self._whole[0] != wanted:
            self._whole = wanted, load(str(recipe.data), **_of_toy(recipe))
        return self._whole[1]


def fits(count: int, rows: int) -> None:
    """Refuse a network with so many numbers for so many rows, if a page does not take it.

    Raises:
        NNPlayError: it is too large.
    """
    if count > MOST["weights"]:
        raise NNPlayError(
            f"A page takes networks of at most {MOST['weights']:,} weights and biases, not {count:,}: ask for fewer "
            "neurons or layers."
        )
    if count * rows > MOST["products"]:
        raise NNPlayError(
            f"A network of {count:,} numbers for {rows:,} rows is more than a page can look at again and again: take "
            "a smaller one, bring fewer rows, or train with `nnplay train`."
        )


def size(problem: Problem) -> int:
    """About how many bytes a training takes."""
    arrays = [array for part in problem.parts.values() for array in (part.X, part.Y, part.weight)]
    return COPIES * problem.start.theta.nbytes + 2 * sum(array.nbytes for array in arrays if array is not None)


def _of_toy(recipe: Recipe) -> dict[str, Any]:
    given = {"noise": recipe.noise, "samples": recipe.samples, "seed": recipe.data_seed}
    return {name: value for name, value in given.items() if value is not None}
