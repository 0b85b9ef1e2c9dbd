"""Categories that no training row has: every export predicts for them what `predict` does."""

import importlib.util
import random
import warnings

import numpy as np
import pytest

import nnplay as nn
from nnplay.export.export import NEEDS, export

COLUMNS = ("colour", "town", "size", "weight", "price")
ROWS = [
    {"colour": "violet", "town": "town 3", "size": "M", "weight": 3.0},
    {"colour": "red", "town": "Atlantis", "size": "M", "weight": 3.0},
    {"colour": "red", "town": "town 3", "size": "XXXL", "weight": 3.0},
    {"colour": "violet", "town": "Atlantis", "size": "XXXL", "weight": -2.0},
    {"colour": "", "town": "Atlantis", "size": "L", "weight": 5.0},
    {"colour": "violet", "town": "town 3", "size": "", "weight": 5.0},
]


@pytest.fixture(scope="module", params=["regression", "classification"])
def run(request, tmp_path_factory):
    """A few colours, some missing; more towns than have inputs of their own; ordered sizes."""
    draw = random.Random(0)
    lines = []
    for k in range(400):
        colour, town, size = draw.choice(["red", "green", "blue", ""]), draw.randrange(90), draw.randrange(3)
        weight = draw.uniform(0, 9)
        price = 3 * size + town / 30 + weight + (colour == "red")
        answer = f"{price:.3f}" if request.param == "regression" else ("dear" if price > 9 else "cheap")
        size_text = "" if k % 40 == 0 else "SML"[size]
        lines.append(f"{colour},town {town},{size_text},{weight:.2f},{answer}")
    path = tmp_path_factory.mktemp("goods") / f"{request.param}.csv"
    path.write_text(",".join(COLUMNS) + "\n" + "\n".join(lines) + "\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", nn.DataWarning)  # a town of the test rows alone
        return nn.train(
            path, (8,), target="price", columns={"size": "ordered=S<M<L"}, epochs=20, dtype="float64",
            optimizer="adam",
        )  # fmt: skip


@pytest.fixture
def expected(run):
    with pytest.warns(nn.DataWarning, match="that no training row has"):
        return run.predict(ROWS)


def check(answers, expected):
    answers = np.asarray(answers).reshape(-1)
    if expected.dtype.kind == "f":
        np.testing.assert_allclose(answers, expected, rtol=1e-6)
    else:
        assert answers.tolist() == expected.tolist()


@pytest.mark.parametrize("to", ["numpy", "pytorch"])
@pytest.mark.filterwarnings("ignore:row .* which no training row has")
def test_a_module(run, expected, to, tmp_path):
    if to in NEEDS:
        pytest.importorskip(NEEDS[to])
    path = tmp_path / "net.py"
    assert export(run, path, to).agrees
    spec = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", nn.DataWarning)
        X = run.model.encode(ROWS)
    np.testing.assert_allclose(module.encode(ROWS), X, rtol=1e-12)
    check(module.predict(ROWS), expected)


def test_onnx(run, expected, tmp_path):
    onnxruntime = pytest.importorskip("onnxruntime")
    path = tmp_path / "net.onnx"
    assert export(run, path, "onnx").agrees
    session = onnxruntime.InferenceSession(path.read_bytes())
    columns = {name: np.array([[row[name]] for row in ROWS]) for name in run.model.encoding.columns}
    columns = {name: cells.astype(object) if cells.dtype.kind == "U" else cells for name, cells in columns.items()}
    check(session.run(["prediction"], columns)[0], expected)


def test_unknown_categories_are_not_told_apart(run):
    """What an unknown category is called does not matter."""
    with pytest.warns(nn.DataWarning, match="that no training row has"):
        other = run.predict([row | {"town": "El Dorado"} if row["town"] == "Atlantis" else row for row in ROWS])
    with pytest.warns(nn.DataWarning, match="that no training row has"):
        assert other.tolist() == run.predict(ROWS).tolist()


def test_they_can_be_refused(run, tmp_path):
    again = nn.train(
        run.dataset, (4,), epochs=1, unknown="refuse", optimizer="adam", split="random", test_fraction=0.0
    )  # fmt: skip
    with pytest.raises(nn.DataError, match="'Atlantis', which no training row has"):
        again.predict(ROWS[1])
    export(again, tmp_path / "net.py", "numpy")
    spec = importlib.util.spec_from_file_location("exported", tmp_path / "net.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with pytest.raises(ValueError, match="'Atlantis', which no training row has"):
        module.predict([ROWS[1]])
