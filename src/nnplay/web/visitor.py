"""One visitor: a bench of his own, and all that he may do with it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from nnplay.data import Dataset, load
from nnplay.data.readers.table import Table
from nnplay.errors import NNPlayError
from nnplay.network.parameters import layout
from nnplay.playground import point_editor
from nnplay.playground.session import LONG
from nnplay.playground.view_state import SavedRun, asked
from nnplay.runs.run import Run
from nnplay.training.model import infer_output
from nnplay.web.aside import MOST_KEPT, Aside, Racing, networks
from nnplay.web.errand import Errand
from nnplay.web.own import described, found
from nnplay.web.settings import MOST, Settings, is_own, onto
from nnplay.web.stand import Stand, fits

ROWS = ("data", "target", "missing", "samples", "noise", "data_seed")  # what decides which rows there are


class Visitor(Stand):
    """What a page plays with: see Stand; its methods block, and one of them runs at a time."""

    _began: float | None = None  # when the step that is under way began
    _rests = False  # whether a training waits for somebody who watches

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
                session.build(wanted.architecture)
            if wanted.speed != old.speed:
                self.session.keep_pace(wanted.speed)
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
            before = self.own.tables.get(point_editor.NAME)
            self.own.add(point_editor.NAME, table)
            columns = {"target": data.target_names, "features": data.feature_names, "task": data.task}
            wanted = onto(self.settings, point_editor.NAME, **columns).replace(architecture=self.settings.architecture)
            try:
                made = self._made(wanted)
            except NNPlayError:
                if before is not None:
                    self.own.add(point_editor.NAME, before)
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
                raise NNPlayError(f"{MOST_KEPT} runs are kept already: forget one of them first.")
            view_state, session = self.view_state(), self.session
            self.afford(session.training_session.state_history.bytes + 2 * view_state.parameters.theta.nbytes)
            kept = SavedRun(f"{view_state.problem.architecture}", session.run, session.wanted())
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
                raise NNPlayError(f"There is no run {place + 1} that was kept: choose one that is there.")
            one = self.aside[place]
            self.session.take(one.kept.run, one.kept.architecture)
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
            nets = networks(text, session.wanted())
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
                raise NNPlayError(f"All {epochs:,} epochs are trained: begin again, or write more into the address.")
            elif not session.ended:
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

    def hurry(self, seconds: float = LONG) -> None:
        """Have a step that takes longer than so many seconds end at its next batch, for something else to be done."""
        began, session = self._began, self._session
        if began is not None and session is not None and time.monotonic() - began > seconds:
            session.hurry()

    def reset(self) -> None:
        """Begin again with the same weights."""
        with self._lock:
            self.session.reset()

    def edit(self, layer: int, place: tuple[int, ...], value: float) -> None:
        """Set a weight or a bias by hand."""
        with self._lock:
            self.session.edit(layer, place, value)

    def look(self, epoch: int) -> None:
        """Look at an epoch, the nearest whose state was kept."""
        with self._lock:
            self.session.look(epoch)

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
                raise NNPlayError("This run does not know where its data came from: save it with data from a file.")
            whole = run.with_data(self._opened(recipe))
            wanted = Settings(recipe, asked(whole.problem()))
            self.session.take(whole, wanted.architecture)
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
                self._session.end()
            with self._lock:
                if self._session is not None:
                    self._session.close()
