"""A visitor's run as bytes, from which it continues after a restart of the server, to the same bits."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from dataclasses import astuple
from threading import Event
from typing import Any

import numpy as np

from nnplay.errors import ModelFileError, NNPlayError
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.weight_edits import WeightEdit
from nnplay.training import checkpoints
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession
from nnplay.training.state_history import ForkSegment
from nnplay.utils import container
from nnplay.utils.json import json_safe
from nnplay.web.engine.configuration import parse_configuration, refuse_files
from nnplay.web.engine.host import EngineHost
from nnplay.web.engine.limits import MAX_EPOCHS, STATE_MEMORY

MAX_STATE = 8 << 20  # bytes of a compressed state in a message
MAX_UNPACKED = 256 << 20  # bytes of it
STATES_MEMORY = 1 << 20  # bytes of the states at earlier epochs that are saved
MAX_EDITS = 10_000  # weights that were set by hand
UNSAVED_REVISIONS = 1_000_000  # more than there can be after a run was saved
DAMAGED = "The saved run is damaged; start it again."


def save(host: EngineHost) -> dict[str, Any]:
    """The reply to `save`.

    Raises:
        NNPlayError: a run that is too large for a message.
    """
    content = zlib.compress(pack(host), 1)
    if len(content) > MAX_STATE:
        raise NNPlayError(
            f"This run takes {len(content) >> 20:,} MB, too much to be undone, or to be kept by the page."
        )
    return {"server": base64.b64encode(content).decode()}


def restore(host: EngineHost, state: Any) -> dict[str, Any]:
    """The reply to `restore`.

    Raises:
        NNPlayError: not a state of this engine.
    """
    text = state.get("server") if isinstance(state, Mapping) else None
    if not isinstance(text, str) or len(text) > 2 * MAX_STATE:
        raise NNPlayError("This run was saved by the engine in the page, which alone can continue it.")
    try:
        decoder = zlib.decompressobj()
        content = decoder.decompress(base64.b64decode(text, validate=True), MAX_UNPACKED)
    except (ValueError, zlib.error):
        raise NNPlayError(DAMAGED) from None
    unpack(host, content)
    return host.network()


def pack(host: EngineHost, *, playing: bool = False) -> bytes:
    """The configuration and the run of a host.

    Args:
        host: whose run it is.
        playing: whether it is to play on when somebody comes back, even if it is paused now.

    Raises:
        NNPlayError: there is no run.
    """
    session = host.current
    plays = session.playing
    session.player.pause()
    try:
        training, last = session.training_session, session.snapshot
        checkpoint = training.epoch_checkpoint() or b""
        edited = {edit.epoch for edit in session.edits}
        states, arrays = checkpoints.pack_states(training.state_history.thinned(STATES_MEMORY, edited))
        header = {
            "configuration": json_safe(host.configuration), "recipe": training.problem.recipe.to_json(),
            "epoch": last.epoch, "batches": last.batches, "viewed": session.past_epoch, "status": host.status(),
            "playing": playing or plays, "pace": host.pace, "revision": host.revision,
            "edits": [astuple(edit) for edit in session.edits], **states,
            "past": [
                {"recipe": segment.recipe.to_json(), "until": segment.until, "history": segment.history}
                for segment in training.past
            ],
        }  # fmt: skip
    finally:
        if plays:
            session.play()
    return container.pack(header, {"checkpoint": np.frombuffer(checkpoint, np.int8), **arrays})


def unpack(host: EngineHost, content: bytes) -> bool:
    """Let a host continue a run that `pack` saved, paused; whether it was playing.

    Raises:
        NNPlayError: bytes that are damaged, or data that are not here.
    """
    header, arrays = container.unpack_bytes(content, "the saved run")
    try:
        configuration, epoch, batches = dict(header["configuration"]), int(header["epoch"]), int(header["batches"])
        recipe, checkpoint = Recipe.from_json(header["recipe"]), arrays["checkpoint"].tobytes()
        edits = [
            WeightEdit(int(at), int(batch), int(layer), tuple(map(int, index)), float(value))
            for at, batch, layer, index, value in header["edits"]
        ]
        past = tuple(
            ForkSegment(Recipe.from_json(each["recipe"]), int(each["until"]), dict(each["history"]))
            for each in header["past"]
        )
        revision, pace = int(header.get("revision", 0)), header.get("pace")
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise ModelFileError(DAMAGED) from None
    if len(edits) > MAX_EDITS or (not checkpoint and epoch > MAX_EPOCHS):
        raise ModelFileError(DAMAGED)
    for each in (recipe, *(segment.recipe for segment in past)):
        refuse_files(each)
    parsed, stop = parse_configuration(configuration, host.tables, host.limits), Event()
    training = TrainingSession.start(
        parsed.dataset, parsed.architecture, recipe=recipe, every=1, stop=stop, checkpoint=checkpoint or None,
        past=past, memory=STATE_MEMORY,
    )  # fmt: skip
    host.check_problem(training.problem)
    if checkpoint:
        training.state_history.restore(*checkpoints.unpack_states(header, arrays, training.problem))
    player = host.make_player(training, playing=False, pace=None)
    while training.history.last is None or (not checkpoint and training.history.last.epoch < epoch and player.running):
        player.step()  # what has no checkpoint is trained again
    session = PlaygroundSession.from_session(
        training,
        player,
        stop=stop,
        check_problem=host.check_problem,
        player_class=host.make_player,
        memory=STATE_MEMORY,
    )
    _catch_up(session, epoch, min(batches, training.problem.steps_per_epoch), edits)
    if header.get("status") == "diverged":
        session.step()  # it diverges again
    host.continue_after(revision + UNSAVED_REVISIONS)
    session.architecture = parsed.architecture
    host.use(session, parsed, configuration)
    host.set_pace(pace)
    if isinstance(viewed := header.get("viewed"), int) and 0 <= viewed < session.snapshot.epoch:
        host.travel(viewed)
    return bool(header.get("playing"))


def _catch_up(session: PlaygroundSession, epoch: int, batches: int, edits: list[WeightEdit]) -> None:
    """Repeat what was done after the last whole epoch: steps of the optimizer, and weights that were set by hand."""
    session.edits = [edit for edit in edits if (edit.epoch, edit.batches) <= (epoch, 0)]
    later = [edit for edit in edits if edit.epoch == epoch and edit.batches]
    for batch in range(1, batches + 1):
        session.step_batch()
        for edit in later:
            if edit.batches == batch:
                session.edit_weight(edit.layer, edit.index, edit.value)
