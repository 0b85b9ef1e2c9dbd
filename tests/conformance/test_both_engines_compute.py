"""The same recipe gives the same numbers in Python, on a server, and in the page: over the whole catalogue."""

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from catalogue_cases import cases
from engines import in_node, in_python, on_server

from nnplay.errors import NNPlayWarning
from nnplay.web.engine.frames import decode_frame
from nnplay.web.engine.host import EngineHost

CASES = dict(cases())
FEW = (
    "data spiral",
    "activation gelu",
    "loss huber on plane",
    "optimizer adam",
    "schedule cosine",
    "batch normalization",
)
SHOW = {"weights": True, "history": 0}
ROUNDING = 1e-5  # relative to the largest number of an array; here it is 1e-6, with another processor more
AMPLIFIED = 1e-3  # where a division by small numbers, or eᶻ of large ones, makes more of it
UNSTEADY = ("exponential", "mape", "batch normalization")


def dialogue(configuration: dict[str, Any]) -> list[dict[str, Any]]:
    """Train it to its end, and look."""
    return [
        {"command": "configure", "configuration": configuration}, {"command": "play"}, {"command": "wait"},
        {"command": "frame", "show": SHOW},
    ]  # fmt: skip


def numbers(frame: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    """The columns of the history, and θ."""
    columns = frame["header"]["columns"]
    table = np.array(frame["arrays"]["history"]).reshape(-1, len(columns))
    history = {name: table[:, k] for k, name in enumerate(columns) if name != "seconds"}
    return history, np.array(frame["arrays"]["theta"], np.float32)


def differences(a: tuple[dict[str, Any], Any], b: tuple[dict[str, Any], Any]) -> float:
    """The largest difference between two runs, relative to the largest number of each array."""
    assert a[0].keys() == b[0].keys()
    pairs = [(np.asarray(a[0][name], float), np.asarray(b[0][name], float)) for name in a[0]]
    pairs.append((a[1].astype(float), b[1].astype(float)))
    worst = 0.0
    for left, right in pairs:
        assert left.shape == right.shape
        assert (np.isfinite(left) == np.isfinite(right)).all()
        finite = np.isfinite(left)
        scale = max(np.abs(left[finite]).max(initial=0.0), 1e-3)
        worst = max(worst, float(np.abs(left[finite] - right[finite]).max(initial=0.0) / scale))
    return worst


def check_page(title: str, answers: list[Any], python: tuple[dict[str, Any], Any]) -> None:
    """The engine of the page gives Python's numbers, but for rounding."""
    assert "arrays" in answers[-1], f"{title}: {answers}"
    limit = AMPLIFIED if any(word in title for word in UNSTEADY) else ROUNDING
    assert differences(numbers(answers[-1]), python) <= limit, title


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NNPlayWarning)
        yield


def test_a_few_cases_on_both_engines():
    answers = in_node([dialogue(CASES[title]) for title in FEW])
    for title, page in zip(FEW, answers, strict=True):
        python = in_python(CASES[title])
        check_page(title, page, python)
        host = EngineHost()
        host.answer({"command": "configure", "configuration": CASES[title]})
        for _ in range(CASES[title]["recipe"]["epochs"]):
            host.answer({"command": "step"})
        header, arrays = decode_frame(host.frame(1, SHOW))
        frame = {"header": header, "arrays": {name: array.ravel() for name, array in arrays.items()}}
        assert differences(numbers(frame), python) == 0, title
        host.close()


@pytest.mark.slow
def test_the_engine_of_the_page_over_the_whole_catalogue():
    answers = in_node([dialogue(configuration) for configuration in CASES.values()])
    for (title, configuration), each in zip(CASES.items(), answers, strict=True):
        check_page(title, each, in_python(configuration))


@pytest.mark.slow
def test_the_server_over_the_whole_catalogue(server):
    from web_server import Page

    with Page(server.port) as page:
        for title, configuration in CASES.items():
            frame = on_server(page, dialogue(configuration))[-1]
            assert "arrays" in frame, f"{title}: {frame}"
            assert differences(numbers(frame), in_python(configuration)) == 0, title
