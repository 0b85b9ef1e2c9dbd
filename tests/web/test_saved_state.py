"""Saved runs of visitors whose parts do not fit together, with a valid checksum: one sentence."""

import base64
import zlib

import numpy as np
import pytest

from nnplay.errors import NNPlayError
from nnplay.utils import container
from nnplay.web.engine.host import EngineHost
from nnplay.web.engine.saved_state import pack, restore, unpack


@pytest.fixture
def host():
    made = EngineHost()
    yield made
    made.close()


@pytest.fixture
def saved(host):
    """The header and the arrays of a saved run."""
    host.configure({"recipe": {"data": "xor", "samples": 20, "epochs": 50}, "architecture": {"layers": [{"width": 2}]}})
    host.answer({"command": "step"})
    header, arrays = container.unpack_bytes(pack(host), "it")
    return {name: value for name, value in header.items() if name not in ("format", "arrays")}, arrays


def changed_checkpoint(arrays, **changes):
    header, parts = container.unpack_bytes(arrays["checkpoint"].tobytes(), "it")
    header = {name: value for name, value in header.items() if name not in ("format", "arrays")} | changes
    return {**arrays, "checkpoint": np.frombuffer(container.pack(header, parts), np.int8)}


@pytest.mark.parametrize(
    "change",
    [
        {"epoch": float("inf")},
        {"revision": "x"},
        {"revision": float("inf")},
        {"edits": [[0, 0, 0, [0], 1.0]] * 20_000},
        {"states": [[float("inf"), 0, 0, "sgd", 0.0, []]]},
        {"states": [[1, 1, 5, "sgd", 0.0, []]]},
        {"states": [[1, 5, 1, "nothing", 0.0, []]]},
        {"states": None},
    ],
)
def test_a_header_that_does_not_fit_is_one_sentence(host, saved, change):
    header, arrays = saved
    with pytest.raises(NNPlayError, match=r"damaged|not consistent"):
        unpack(host, container.pack({**header, **change}, arrays))


def test_a_run_without_a_checkpoint_is_not_trained_again_for_ever(host, saved):
    header, arrays = saved
    header = {**header, "epoch": 10**9, "recipe": {**header["recipe"], "epochs": 10**12}}
    with pytest.raises(NNPlayError, match="damaged"):
        unpack(host, container.pack(header, {**arrays, "checkpoint": np.zeros(0, np.int8)}))


@pytest.mark.parametrize("setting", ["test_data", "validation_data"])
def test_a_recipe_names_no_file_of_the_server(host, saved, setting):
    header, arrays = saved
    with pytest.raises(NNPlayError, match=f"The page has no {setting}"):
        unpack(host, container.pack({**header, "recipe": {**header["recipe"], setting: "/etc/passwd"}}, arrays))


def test_a_checkpoint_has_whole_epochs_and_steps_in_order(host, saved):
    header, arrays = saved
    rows = container.unpack_bytes(arrays["checkpoint"].tobytes(), "it")[0]["rows"]
    for changes in ({"rows": [*rows[:-1], {**rows[-1], "epoch": 1.5}]}, {"first_step": 10**6}):
        with pytest.raises(NNPlayError, match="not consistent"):
            unpack(host, container.pack(header, changed_checkpoint(arrays, **changes)))
    unpack(
        host, container.pack(header, changed_checkpoint(arrays, rows=[{**r, "epoch": float(r["epoch"])} for r in rows]))
    )
    assert host.summary()["epoch"] == 1


@pytest.mark.parametrize("text", ["é", "abc", "", base64.b64encode(zlib.compress(b"x")).decode()])
def test_other_texts_are_one_sentence(host, text):
    with pytest.raises(NNPlayError):
        restore(host, {"server": text})
