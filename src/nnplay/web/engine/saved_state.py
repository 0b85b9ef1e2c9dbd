"""A visitor's run as bytes, from which it continues after a restart of the server, to the same bits."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from threading import Event
from typing import Any

import numpy as np

from nnplay.errors import ModelFileError, NNPlayError
from nnplay.playground.session import PlaygroundSession
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession
from nnplay.training.state_history import ForkSegment
from nnplay.utils import container
from nnplay.utils.json import json_safe
from nnplay.web.engine.configuration import parse_configuration
from nnplay.web.engine.host import EngineHost
from nnplay.web.engine.limits import STATE_MEMORY

MAX_TEXT = 64 << 20  # characters of a state in a message
UNSAVED_REVISIONS = 1_000_000  # more than there can be after a run was saved
DAMAGED = "The saved run is damaged; start it again."


def save(host: EngineHost) -> dict[str, Any]:
    """The reply to `save`."""
    return {"server": base64.b64encode(pack(host)).decode()}


def restore(host: EngineHost, state: Any) -> dict[str, Any]:
    """The reply to `restore`.

    Raises:
        NNPlayError: not a state of this engine.
    """
    text = state.get("server") if isinstance(state, Mapping) else None
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise NNPlayError("This run was saved by the engine in the page, which alone can continue it.")
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise NNPlayError(DAMAGED) from None
    unpack(host, content)
    return host.network()


def pack(host: EngineHost) -> bytes:
    """The configuration and the run of a host.

    Raises:
        NNPlayError: there is no run.
    """
    session = host.current
    playing = session.playing
    session.player.pause()
    try:
        training = session.training_session
        checkpoint = training.checkpoint() or b""
        header = {
            "configuration": json_safe(host.configuration), "recipe": training.problem.recipe.to_json(),
            "epoch": session.snapshot.epoch, "pace": host.pace, "revision": host.revision,
            "past": [
                {"recipe": segment.recipe.to_json(), "until": segment.until, "history": segment.history}
                for segment in training.past
            ],
        }  # fmt: skip
    finally:
        if playing:
            session.play()
    return container.pack(header, {"checkpoint": np.frombuffer(checkpoint, np.int8)})


def unpack(host: EngineHost, content: bytes) -> None:
    """Let a host continue a run that `pack` saved.

    Raises:
        NNPlayError: bytes that are damaged, or data that are not here.
    """
    header, arrays = container.unpack_bytes(content, "the saved run")
    try:
        configuration, epoch = dict(header["configuration"]), int(header["epoch"])
        recipe, checkpoint = Recipe.from_json(header["recipe"]), arrays["checkpoint"].tobytes()
        past = tuple(
            ForkSegment(Recipe.from_json(each["recipe"]), int(each["until"]), dict(each["history"]))
            for each in header["past"]
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ModelFileError(DAMAGED) from None
    parsed, stop = parse_configuration(configuration, host.tables, host.limits), Event()
    training = TrainingSession.start(
        parsed.dataset, parsed.architecture, recipe=recipe, every=1, stop=stop, checkpoint=checkpoint or None,
        past=past, memory=STATE_MEMORY,
    )  # fmt: skip
    host.check_problem(training.problem)
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
    host.continue_after(int(header.get("revision", 0)) + UNSAVED_REVISIONS)
    session.architecture = parsed.architecture
    host.use(session, parsed, configuration)
    host.set_pace(header.get("pace"))
