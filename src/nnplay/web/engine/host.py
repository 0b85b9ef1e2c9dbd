"""An engine that answers the commands of docs/reference/protocol.md: it owns one network, plays it, and makes frames.

It is the counterpart of the page's own `engine/host.js`. It knows nothing of how messages travel.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from nnplay.data.description import DataDescription
from nnplay.engine.compiled import Engine
from nnplay.errors import NNPlayError
from nnplay.network.parameters import Parameters
from nnplay.playground.session import PlaygroundSession
from nnplay.runs.run import Run
from nnplay.runs.time_travel import CHANGEABLE, progress_at
from nnplay.training.problem import Problem
from nnplay.training.snapshot import Snapshot
from nnplay.utils.cache import LRUCache
from nnplay.utils.types import Array
from nnplay.web.engine import description, inspection
from nnplay.web.engine.configuration import Configuration, builtin_dataset, parse_configuration, parse_recipe
from nnplay.web.engine.formulas import FormulaNames
from nnplay.web.engine.frames import encode_frame
from nnplay.web.engine.limits import EVERYBODY, STATE_MEMORY, VisitorLimits, is_kept, problem_bytes
from nnplay.web.engine.planes import plane_inputs, point_inputs
from nnplay.web.engine.player import VisitorPlayer
from nnplay.web.engine.tables import Tables, accept_any, describe_columns

MAX_PLANES = 8  # planes whose inputs are kept
MAX_REST = 1000  # milliseconds
ROW_BYTES = 100  # of a row of the history, roughly
THREADS = 1  # for pictures; training has its own

Message = Mapping[str, Any]
Command = Callable[["EngineHost", Message], "dict[str, Any] | None"]


class EngineHost:
    """One network and what a visitor does with it. Its methods are called one at a time; `interrupt` from any thread.

    Args:
        tables: the visitor's tables.
        limits: what they may ask for.

    Attributes:
        session: the network and its run; None before the first configuration.
        listeners: called from any thread when there is something new to see.
        configuration: the last configuration, with the settings that were changed since.
        check_memory: raises NNPlayError if there is no room for so many bytes.
    """

    def __init__(self, tables: Tables | None = None, limits: VisitorLimits = EVERYBODY) -> None:
        self.tables, self.limits = tables or Tables(limits=limits), limits
        self.listeners: list[Callable[[], None]] = []
        self.session: PlaygroundSession | None = None
        self.configuration: dict[str, Any] = {}
        self.check_memory: Callable[[int], None] = accept_any
        self.pace: float | None = None
        self.lasting = False  # whether the run goes on without the visitor
        self._parsed: Configuration | None = None
        self._past: tuple[int, Parameters] | None = None
        self._engine: tuple[Problem, Engine] | None = None
        self._planes: LRUCache = LRUCache(MAX_PLANES)
        self._revisions = itertools.count(1)
        self._revision = 0
        self._lock = threading.Lock()
        self._closed = self._interrupted = False

    # ── messages ──

    def answer(self, message: Message) -> dict[str, Any]:
        """Carry out a command; the reply without the number of the command.

        Raises:
            NNPlayError: it cannot be carried out; everything is as it was.
        """
        command = message.get("command")
        carry_out = COMMANDS.get(command) if isinstance(command, str) else None
        if carry_out is None:
            raise NNPlayError(f"There is no command '{str(command)[:60]}'.")
        try:
            result = carry_out(self, message)
        except NNPlayError as error:
            raise NNPlayError(self.readable(str(error))) from None
        finally:
            self._play_on()
        return self.summary() if result is None else result

    def readable(self, text: str) -> str:
        """A message with the visitor's own names of formulas."""
        return self.formulas.as_given(text)

    @property
    def formulas(self) -> FormulaNames:
        """The names of the visitor's formulas."""
        return self._parsed.formulas if self._parsed else FormulaNames({})

    @property
    def current(self) -> PlaygroundSession:
        """The session.

        Raises:
            NNPlayError: there is none yet.
        """
        if self.session is None:
            raise NNPlayError("There is no network yet; configure one first.")
        return self.session

    @property
    def revision(self) -> int:
        """Grows with every change of what a frame shows."""
        return self._revision

    def continue_after(self, revision: int) -> None:
        """Count revisions from above this one, so that a page that has seen it takes what comes for newer."""
        with self._lock:
            self._revisions = itertools.count(max(revision, self._revision) + 1)

    def changed(self) -> None:
        """There is something new to see. Thread-safe."""
        with self._lock:
            self._revision = next(self._revisions)
        for listener in list(self.listeners):
            listener()

    # ── where the run is ──

    def status(self) -> str:
        """Whether the run is still training, or how it ended."""
        session = self.current
        training, last = session.training_session, session.snapshot
        if training.status in ("diverged", "interrupted") and not session.player.running:
            return "diverged" if training.status == "diverged" else "finished"
        if last.batches:
            return "training"
        recipe, rows = session.recipe, session.rows
        if recipe.patience is not None and rows:
            columns = rows.columns()
            losses = columns.get("validation_loss", columns["train_loss"])
            if last.epoch - columns["epoch"][losses.index(min(losses))] >= recipe.patience:
                return "stopped early"
        return "finished" if last.epoch >= recipe.epochs else "training"

    def summary(self) -> dict[str, Any]:
        """Where the run is."""
        session = self.session
        if session is None:
            return {"revision": self.revision}
        revision, last, status = self.revision, session.snapshot, self.status()
        message = session.training_session.message
        return {
            "revision": revision, "epoch": last.epoch, "batches": last.batches,
            "viewed": last.epoch if session.past_epoch is None else session.past_epoch,
            "playing": session.playing and status == "training", "status": status, "message": self.readable(message),
        }  # fmt: skip

    def network(self) -> dict[str, Any]:
        """Where the run is, and what does not change while it is trained."""
        parsed = self._parsed
        problem = self.current.problem
        assert parsed is not None
        described = description.describe_network(problem, parsed.all_columns, parsed.formulas)
        return self.summary() | described | ({} if is_kept(problem) else {"kept": False})

    # ── commands ──

    def configure(self, configuration: Any) -> dict[str, Any]:
        """Start with this configuration.

        Raises:
            NNPlayError: it cannot be used; everything is as it was.
        """
        parsed = parse_configuration(configuration, self.tables, self.limits)
        try:
            session = PlaygroundSession(
                parsed.dataset, parsed.architecture, parsed.recipe, pace=self.pace,
                check_problem=self.check_problem, player_class=self.make_player, memory=STATE_MEMORY,
            )  # fmt: skip
        except NNPlayError as error:
            raise NNPlayError(parsed.formulas.as_given(str(error))) from None
        self.use(session, parsed, dict(configuration))
        return self.network()

    def use(self, session: PlaygroundSession, parsed: Configuration, configuration: dict[str, Any]) -> None:
        """Show this session from now on, and end the one before."""
        before, self.session = self.session, session
        self._parsed, self.configuration, self._past = parsed, configuration, None
        if before is not None and before is not session:
            before.close()
        if self._closed:
            session.close()
        self.changed()

    def open_run(self, run: Run, configuration: dict[str, Any]) -> None:
        """Continue a finished run; its data are in the configuration.

        Raises:
            NNPlayError: its data have changed, or it cannot continue; everything is as it was.
        """
        parsed = parse_configuration(configuration, self.tables, self.limits)
        session = PlaygroundSession(
            parsed.dataset, parsed.architecture, parsed.recipe, pace=self.pace, check_problem=self.check_problem,
            player_class=self.make_player, memory=STATE_MEMORY,
        )  # fmt: skip
        try:
            session.restore(run.with_data(parsed.dataset), parsed.architecture)
        except NNPlayError:
            session.close()
            raise
        self.use(session, parsed, configuration)

    def make_player(self, snapshots: Iterable[Snapshot], *, playing: bool, pace: float | None) -> VisitorPlayer:
        """A player for a stream of this visitor's."""
        return VisitorPlayer(snapshots, self.changed, playing=playing, pace=pace)

    def check_problem(self, problem: Problem) -> None:
        """Refuse a network that is too large, or for which there is no room.

        Raises:
            NNPlayError: it is.
        """
        self.limits.check_problem(problem)
        self.check_memory(problem_bytes(problem))

    def change(self, settings: Any) -> dict[str, Any]:
        """Change settings: those that may change fork the run at the epoch in view, any other starts it again."""
        session, changes = self.current, _settings(settings)
        recipe = {**(self.configuration.get("recipe") or {}), **changes}
        if not session.snapshot.epoch or not set(changes) <= set(CHANGEABLE):
            return self.configure({**self.configuration, "recipe": recipe})
        parse_recipe({**recipe, "data": None, "features": None}, self.limits)
        self._fork(self._viewed, changes)
        self.configuration = {**self.configuration, "recipe": recipe}
        self.changed()
        return self.summary()

    @property
    def _viewed(self) -> int:
        session = self.current
        return session.snapshot.epoch if session.past_epoch is None else session.past_epoch

    def fork(self, epoch: Any, settings: Any) -> None:
        """Continue from an epoch with some settings changed; later epochs are discarded."""
        changes = _settings(settings)
        fixed = next((name for name in changes if name not in CHANGEABLE), None)
        if fixed is not None:
            raise NNPlayError(f"A fork keeps the data and the weights, so {fixed[:60]} cannot change: start a new run.")
        self._fork(self._viewed if epoch is None else self._epoch(epoch), changes)
        self.changed()

    def _fork(self, epoch: int, changes: dict[str, Any]) -> None:
        session, before = self.current, self.current.past_epoch
        if changes.get("epochs", session.recipe.epochs) <= epoch:
            changes = {**changes, "epochs": 2 * epoch or 1}
        recipe = session.recipe.replace(**changes)
        settings: Any = {name: getattr(recipe, name) for name in CHANGEABLE}
        session.past_epoch = epoch
        try:
            session.fork(**settings)  # all of them, since an earlier epoch may have had others
        except NNPlayError:
            session.past_epoch = before
            raise
        self._past = None

    def travel(self, epoch: Any) -> None:
        """Show an epoch; None is the newest."""
        session = self.current
        session.pause()
        if epoch is None or self._epoch(epoch) == session.snapshot.epoch:
            session.past_epoch, self._past = None, None
        else:
            self._past = epoch, self._parameters_at(epoch)
            session.past_epoch = epoch
        self.changed()

    def _epoch(self, epoch: Any) -> int:
        newest = self.current.snapshot.epoch
        if not isinstance(epoch, int) or isinstance(epoch, bool) or not 0 <= epoch <= newest:
            raise NNPlayError(f"This run has no epoch {str(epoch)[:40]}: choose one from 0 to {newest}.")
        return epoch

    def _parameters_at(self, epoch: int) -> Parameters:
        session = self.current
        if epoch in session.training_session.state_history.epochs:
            return session.training_session.state_history.parameters(epoch)
        return Parameters(session.problem.architecture, progress_at(session.run, epoch).state.theta)

    def edit(self, layer: Any, index: Any, value: Any) -> None:
        """Set a weight or a bias by hand."""
        session = self.current
        if session.past_epoch is not None:
            raise NNPlayError("Fork the run at this epoch first; then its weights can be changed.")
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < float("inf"):
            raise NNPlayError(f"A weight must be a finite number, not {str(value)[:40]}.")
        blocks, places = session.problem.start.layout.blocks, index if isinstance(index, list) else [index]
        numbers = all(isinstance(each, int) and not isinstance(each, bool) for each in (layer, *places))
        shape = (
            blocks[layer].arrays["W" if len(places) == 2 else "b"][1] if numbers and 0 <= layer < len(blocks) else ()
        )
        inside = len(shape) == len(places) and all(0 <= k < n for k, n in zip(places, shape, strict=True))
        if not inside:
            number = layer + 1 if isinstance(layer, int) else str(layer)[:20]
            raise NNPlayError(f"There is no weight [{', '.join(str(k)[:20] for k in places[:4])}] in layer {number}.")
        session.edit_weight(layer, tuple(places), value)
        self.changed()

    def set_pace(self, pace: Any) -> None:
        """Limit how many epochs a second it plays."""
        number = isinstance(pace, int | float) and not isinstance(pace, bool) and 0 < pace < float("inf")
        if pace is not None and not number:
            raise NNPlayError("The pace must be positive, or null for no limit.")
        self.pace = pace
        if self.session is not None:
            self.session.set_pace(pace)

    def rest(self, milliseconds: Any) -> None:
        """Train nothing for so long while playing, so that the page can be drawn."""
        number = isinstance(milliseconds, int | float) and not isinstance(milliseconds, bool)
        if not (number and 0 <= milliseconds <= MAX_REST):
            raise NNPlayError(f"It can rest for 0 to {MAX_REST} milliseconds.")
        if self.session is not None:
            self.session.player.rest(milliseconds / 1000)

    def rows(self) -> dict[str, Any]:
        """The data."""
        parsed, problem = self._parsed, self.current.problem
        assert parsed is not None
        return description.describe_rows(parsed.all_columns) | {
            "parts": description.describe_parts(problem, parsed.all_columns)
        }

    def preview(self, settings: Any) -> dict[str, Any]:
        """The data of a built-in set."""
        recipe = parse_recipe({"data": "spiral", **_settings(settings)}, self.limits)
        return description.describe_rows(builtin_dataset(recipe.replace(features=None)))

    def describe(self, table: Any, settings: Any) -> dict[str, Any]:
        """What settings make of the columns of a table, or of a built-in set."""
        values = _settings(settings)
        if table is not None:
            return self.tables.describe(str(table), parse_recipe({**values, "data": None}, self.limits))
        data = builtin_dataset(parse_recipe(values, self.limits))
        return describe_columns(DataDescription(data.name, data.n_rows, data.columns, data.notes, data, ""))

    # ── frames ──

    def frame(self, id: int, show: Any) -> bytes:
        """What the page shows now.

        Raises:
            NNPlayError: a request for something that is not there.
        """
        request = show if isinstance(show, Mapping) else {}
        summary, session, parsed = self.summary(), self.current, self._parsed
        assert parsed is not None
        problem, engine, theta = session.problem, self._frame_engine(session.problem), self._theta()
        arrays: dict[str, Array] = {}
        columns: list[str] = []
        if request.get("weights"):
            arrays["theta"] = theta
        if (start := request.get("history")) is not None:
            if not isinstance(start, int) or start < 0:
                raise NNPlayError("history must be the number of rows that the page has.")
            columns = list(session.rows[0])
            table = np.array(list(session.rows.columns(start).values()), dtype=np.float64)
            arrays["history"] = np.ascontiguousarray(table.T)
        if (plane := request.get("surface")) is not None:
            size, X = self._plane(plane)
            arrays["surface"] = engine.evaluate(theta, X)[0].reshape(size, size, -1)
        if (plane := request.get("neurons")) is not None:
            size, X = self._plane(plane)
            for layer, values in enumerate(engine.activations(theta, X)):
                arrays[f"neurons_{layer}"] = values.T.reshape(-1, size, size)
        if (point := request.get("point")) is not None:
            X = point_inputs(problem, parsed.all_columns, point)
            arrays["point_inputs"] = X[0]
            arrays |= {f"point_{layer}": values[0] for layer, values in enumerate(engine.activations(theta, X))}
        if request.get("predictions"):
            for name, (chosen, places) in description.part_rows(problem, parsed.all_columns).items():
                arrays[f"outputs_{name}"] = engine.evaluate(theta, problem.parts[name].X[chosen])[0]
                arrays[f"rows_{name}"] = places.astype(np.int32)
        loss = None
        if (of := request.get("gradient")) is not None:
            arrays["gradient"], loss = inspection.gradient(problem, theta, of)
        if request.get("activations"):
            layers = inspection.activations(problem, engine, theta)
            arrays |= {f"activations_{layer}": values for layer, values in enumerate(layers)}
        row = session.rows.of_epoch(summary["viewed"]) or session.rows[-1]
        header = {"id": id, **summary, "row": row, "columns": columns} | ({} if loss is None else {"loss": loss})
        return encode_frame(header, arrays)

    def _theta(self) -> Array:
        session = self.current
        if self._past is not None and session.past_epoch == self._past[0]:
            return self._past[1].theta
        parameters = session.snapshot.parameters
        assert parameters is not None
        return parameters.theta

    def _frame_engine(self, problem: Problem) -> Engine:
        if self._engine is None or self._engine[0].architecture is not problem.architecture:
            self._engine = problem, Engine(problem.architecture, problem.recipe.dtype, threads=THREADS)
        return self._engine[1]

    def _plane(self, plane: Any) -> tuple[int, Array]:
        parsed, problem = self._parsed, self.current.problem
        assert parsed is not None
        key = id(problem.encoding), repr(plane)
        inputs: tuple[int, Array] = self._planes.get(key, lambda: plane_inputs(problem, parsed.all_columns, plane))
        return inputs

    # ── life ──

    @property
    def bytes(self) -> int:
        """Bytes of everything that is here for this visitor alone, roughly."""
        session, taken = self.session, self.tables.bytes
        if session is not None:
            training = session.training_session
            taken += problem_bytes(session.problem) + training.state_history.bytes + ROW_BYTES * len(session.rows)
        return taken

    def interrupt(self) -> None:
        """End a long epoch after its next batch, so that the next command need not wait. Thread-safe."""
        if (session := self.session) is not None and not session.finished:
            self._interrupted = True
            session.interrupt_epoch()

    def _play_on(self) -> None:
        """Train whole epochs again after one was interrupted."""
        interrupted, self._interrupted = self._interrupted, False
        if interrupted and self.session is not None and self.session.playing:
            self.session.play()

    def close(self) -> None:
        """End the run, unless it is somebody else's."""
        self._closed = True
        if not self.lasting:
            self.tables.close()
            if self.session is not None:
                self.session.close()


def _settings(settings: Any) -> dict[str, Any]:
    if settings is not None and not isinstance(settings, Mapping):
        raise NNPlayError(f"Settings must be an object, not {str(settings)[:40]}.")
    return dict(settings or {})


def _play(host: EngineHost, _message: Message) -> None:
    if host.status() == "training":
        host.current.play()
    host.current.past_epoch = None
    host.changed()


def _pause(host: EngineHost, _message: Message) -> None:
    if host.session is not None:
        host.session.pause()
    host.changed()


def _step(host: EngineHost, _message: Message) -> None:
    _train(host, host.current.step)


def _step_batch(host: EngineHost, _message: Message) -> None:
    _train(host, host.current.step_batch)


def _train(host: EngineHost, step: Callable[[], None]) -> None:
    """Train a little, if the run has not ended, and pause."""
    host.current.pause()
    if host.status() == "training":
        step()
    host.current.past_epoch = None
    host.changed()


COMMANDS: dict[str, Command] = {
    "configure": lambda host, message: host.configure(message.get("configuration") or {}),
    "network": lambda host, message: host.network(),
    "play": _play,
    "pause": _pause,
    "step": _step,
    "stepBatch": _step_batch,
    "pace": lambda host, message: host.set_pace(message.get("epochsPerSecond")),
    "rest": lambda host, message: host.rest(message.get("milliseconds")),
    "reset": lambda host, message: host.configure(host.configuration),
    "change": lambda host, message: host.change(message.get("settings")),
    "edit": lambda host, message: host.edit(message.get("layer"), message.get("index"), message.get("value")),
    "travel": lambda host, message: host.travel(message.get("epoch")),
    "fork": lambda host, message: host.fork(message.get("epoch"), message.get("settings")),
    "rows": lambda host, message: host.rows(),
    "preview": lambda host, message: host.preview(message.get("recipe")),
    "describe": lambda host, message: host.describe(message.get("table"), message.get("recipe")),
}
