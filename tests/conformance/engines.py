"""The three engines: nnplay in Python, a server over its WebSocket, and the engine of the page in Node."""

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
from node_suites import node

import nnplay as nn
from nnplay.network.architecture import Architecture
from nnplay.training.recipe import Recipe

HERE = Path(__file__).parent
SECONDS = 120
POSITION = ("epoch", "batches", "viewed", "playing", "status", "message")

Dialogue = list[dict[str, Any]]


def in_node(dialogues: list[Dialogue]) -> list[list[Any]]:
    """What the engine of the page answers."""
    done = subprocess.run(
        [node(), str(HERE / "engine_in_node.mjs")], input=json.dumps(dialogues), capture_output=True, text=True,
        timeout=SECONDS * 5,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not done.stderr, done.stderr
    answers: list[list[Any]] = json.loads(done.stdout)
    return answers


def on_server(page: Any, dialogue: Dialogue) -> list[Any]:
    """What a server answers."""
    answers: list[Any] = []
    saved = None
    for message in dialogue:
        if message["command"] == "save":
            saved = page.call("save")["result"]
            answers.append({"result": {}})
        elif message["command"] == "restore":
            answers.append(page.call("restore", state=saved))
        elif message["command"] == "wait":
            deadline = time.monotonic() + SECONDS
            while (reply := page.call("network"))["result"]["playing"]:
                assert time.monotonic() < deadline
                time.sleep(0.01)
            answers.append({"result": {key: reply["result"][key] for key in POSITION}})
        elif message["command"] == "frame":
            reply = page.call(**message)
            answers.append(reply if isinstance(reply, dict) else as_json(*reply))
        else:
            answers.append(page.call(**message))
    return answers


def as_json(header: dict[str, Any], arrays: dict[str, Any]) -> dict[str, Any]:
    """A frame as JSON values."""
    return {"header": header, "arrays": {name: array.ravel().tolist() for name, array in arrays.items()}}


def in_python(configuration: dict[str, Any]) -> tuple[dict[str, list[float]], Any]:
    """History and θ of a configuration of a built-in set, trained by nnplay itself."""
    recipe = Recipe(**configuration["recipe"])
    layers = tuple(nn.Layer(**layer) for layer in configuration["architecture"]["layers"])
    architecture = Architecture(
        layers, configuration["architecture"].get("output"), configuration["architecture"].get("loss")
    )
    snapshot, rows = None, []
    for snapshot in nn.training(recipe.data, architecture, recipe=recipe, keep_parameters=True):
        row = {f"{part}_{key}": value for part, each in snapshot.metrics.items() for key, value in each.items()}
        rows.append({"epoch": snapshot.epoch, **row, "learning_rate": snapshot.learning_rate})
    assert snapshot is not None
    assert snapshot.parameters is not None
    return {name: [row[name] for row in rows] for name in rows[0]}, np.asarray(snapshot.parameters.theta)
