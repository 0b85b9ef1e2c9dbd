"""Exports: each is run by the library that it is for, and predicts what nnplay predicts."""

import csv
import importlib.util
import json
import subprocess
import sys
import warnings

import numpy as np
import pytest

import nnplay as nn
from nnplay.catalog import activations
from nnplay.catalog.formulas.codegen import function_of
from nnplay.errors import NNPlayError
from nnplay.export.activations import FORMULAS, tree_of
from nnplay.export.export import ENDINGS, TARGETS, export

QUICK = ("numpy", "onnx", "json")
PAYLOADS = [
    "a'; import os; os.system('touch /tmp/nnplay_pwned') #",
    'b"""\nraise SystemExit(3)\n"""',
    "c\\",
    "d\u202e{x}",
    "../e",
]
ELEMENTS = [name for name, entry in sorted(activations.items()) if entry.shape == "element"]


@pytest.fixture(autouse=True)
def catalogue():
    """What a test enters into the catalogue is gone after it."""
    kept = dict(activations._entries)
    yield
    activations._entries = kept
    activations.version += 1


def path_of(folder, to):
    return folder / f"net{ENDINGS.get(to, '.py')}"


def exported(run, folder, to):
    if to in ("pytorch", "keras"):
        pytest.importorskip("torch" if to == "pytorch" else "keras")
    found = export(run, path_of(folder, to), to)
    assert found.difference is not None, found.why_not
    assert found.agrees, str(found)
    assert found.rows > 0
    return found


@pytest.fixture(scope="module")
def houses(tmp_path_factory):
    """A regression with numbers, texts, yes and no, missing cells and a formula."""
    path = tmp_path_factory.mktemp("houses") / "houses.csv"
    rows = [
        (100 * r + 3 * a, "" if (r, a) == (3, 20) else r, "" if a == 27 else c, "yes" if a > 50 else "no", a)
        for r in range(1, 6) for a in range(20, 100, 7) for c in ("Bonn", "Köln", 'O\'Hara "x"')
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("price", "rooms", "city", "new", "area"), *rows])
    features = ["rooms", "city", "new", "rooms*log(area)", "sin(area)+tan(area)/exp(rooms/9)-abs(-area)^0.5"]
    settings = {"target": "price", "features": features, "missing": "impute", "epochs": 8}
    return path, settings


def everything():
    kinds = [("gelu", "batch", True), ("prelu", "layer", True), ("maxout(3)", None, False), ("repsu", "batch", False)]
    layers = [nn.Layer(6, name, norm=norm, skip=skip, dropout=0.1) for name, norm, skip in kinds]
    return nn.Architecture(layers)


@pytest.mark.parametrize("to", [t if t in QUICK else pytest.param(t, marks=pytest.mark.slow) for t in TARGETS])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_kind_of_layer(to, dtype, tmp_path):
    run = nn.train("iris", everything(), epochs=5, dtype=dtype)
    exported(run, tmp_path, to)


@pytest.mark.parametrize("to", [t if t in QUICK else pytest.param(t, marks=pytest.mark.slow) for t in TARGETS])
def test_columns_of_every_kind(to, houses, tmp_path):
    run = nn.train(houses[0], (6,), **houses[1])
    exported(run, tmp_path, to)
    run.save(tmp_path / "houses.nnplay")
    exported(nn.load_run(tmp_path / "houses.nnplay"), tmp_path, to)


def forms():
    X = np.random.default_rng(0).normal(size=(40, 3))
    yes = (X[:, 0] > 0).astype(int)
    yield "two classes of text", X, np.where(yes, "yes", "no"), "classification", {}
    yield "two classes, hinge", X, yes, "classification", {"loss": "hinge"}
    yield "three classes of numbers", X, yes + (X[:, 1] > 0), "classification", {}
    yield "labels", X, (X[:, :2] > 0).astype(int), "classification", {}
    yield "numbers", X, X[:, 0] * 1000 + 5, "regression", {}
    yield "two numbers", X, X[:, :2] @ [[10, 0], [3, 200]], "regression", {}
    yield "true and false", X, yes.astype(bool), "classification", {}


@pytest.mark.parametrize("to", QUICK)
@pytest.mark.parametrize("case", list(forms()), ids=lambda case: case[0])
def test_every_form_of_target(case, to, tmp_path):
    _, X, y, task, options = case
    run = nn.train(nn.Dataset.from_arrays(X, y, task=task), nn.Architecture.dense((3,), **options), epochs=5)
    exported(run, tmp_path, to)
    expected = run.predict(X)
    if to == "numpy":
        answers = loaded(path_of(tmp_path, to)).predict(X.tolist())
    elif to == "onnx":
        import onnxruntime

        session = onnxruntime.InferenceSession(path_of(tmp_path, to).read_bytes())
        answers = session.run(["prediction"], {name: X[:, [k]] for k, name in enumerate(run.model.encoding.columns)})[0]
        answers = answers[:, 0] if expected.ndim == 1 and answers.ndim == 2 else answers
    else:
        return
    if task == "regression":
        np.testing.assert_allclose(answers, expected, rtol=1e-4, atol=1e-4)
    else:
        assert np.asarray(answers).tolist() == expected.tolist()


def loaded(path):
    spec = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ELEMENTS)
def test_every_activation_of_the_catalogue_has_its_formula(name):
    entry = activations[name]
    tree = tree_of(entry, dict(entry.constants))
    assert tree is not None, f"write {name!r} as a formula in export/activations.py"
    function = function_of(tree, ["z"], {c: entry.constants[c] for c in entry.learned})
    for z in [*np.linspace(-12, 12, 97), -1e4, 1e4, -50.0, 50.0]:
        assert function(float(z)) == pytest.approx(entry.function(float(z)), rel=1e-9, abs=1e-12)


def test_no_formula_is_left_over():
    assert set(FORMULAS) == set(ELEMENTS) - {n for n in ELEMENTS if activations[n].source == "your own formula"} - {
        n for n in ELEMENTS if n not in FORMULAS
    }


@pytest.mark.parametrize("to", QUICK)
def test_all_activations_at_once(to, tmp_path):
    layers = [nn.Layer(3, name) for name in ELEMENTS if name not in ("binary_step", "exponential")]
    run = nn.train("iris", nn.Architecture(layers), epochs=1, initializer="orthogonal")
    exported(run, tmp_path, to)


@pytest.mark.slow
@pytest.mark.parametrize("to", ["pytorch", "keras"])
@pytest.mark.parametrize("part", range(4))
def test_all_activations_in_the_large_libraries(to, part, tmp_path):
    layers = [nn.Layer(3, name, skip=True) for name in ELEMENTS[part::4]]
    run = nn.train("iris", nn.Architecture(layers), epochs=0, initializer="orthogonal")
    exported(run, tmp_path, to)


@pytest.mark.parametrize("to", [t if t in QUICK else pytest.param(t, marks=pytest.mark.slow) for t in TARGETS])
def test_a_formula_goes_along_and_a_function_as_far_as_it_can(to, tmp_path):
    nn.formula("x*sigmoid(b*x) + (x if x > c else c)", name="export_demo", b=1.5, c=0.1, learned="b")
    run = nn.train("iris", nn.Architecture.dense((4,), "export_demo"), epochs=3)
    exported(run, tmp_path, to)

    @nn.activation("export_function", formula="z²/9", source="a test")
    def square(z, c=9.0):
        return z * z / c

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", nn.DerivativeWarning)
        run = nn.train("iris", nn.Architecture.dense((4,), "export_function(4)"), epochs=3)
    if to == "numpy":
        exported(run, tmp_path, to)
    elif to != "json":
        with pytest.raises(NNPlayError, match="export to numpy"):
            export(run, path_of(tmp_path, to), to)


@pytest.mark.parametrize("to", [t if t in QUICK else pytest.param(t, marks=pytest.mark.slow) for t in TARGETS])
def test_hostile_names_are_literals(to, tmp_path):
    path = tmp_path / "data.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*PAYLOADS[:2], "number", PAYLOADS[4]])
        for k in range(30):
            writer.writerow([PAYLOADS[k % 5], PAYLOADS[(k + 1) % 5] + "!", k, PAYLOADS[k % 3]])
    run = nn.train(path, (3,), target=PAYLOADS[4], epochs=2)
    object.__setattr__(run, "facts", run.facts | {"name": PAYLOADS[1]})
    found = exported(run, tmp_path, to)
    if found.files[0].suffix == ".py":
        compile(found.files[0].read_text("utf-8"), "exported", "exec")


def test_the_source_predicts_a_file_by_itself(houses, tmp_path):
    run = nn.train(houses[0], (6,), **houses[1])
    exported(run, tmp_path, "numpy")
    ended = subprocess.run(
        [sys.executable, "-I", path_of(tmp_path, "numpy"), houses[0]], capture_output=True, text=True, check=True,
        encoding="utf-8",
    )  # fmt: skip
    np.testing.assert_allclose([float(line) for line in ended.stdout.split()], run.predict(houses[0]), rtol=1e-4)


def test_many_weights_stand_beside_the_source(tmp_path):
    run = nn.train("digits", (64,), epochs=1)
    found = exported(run, tmp_path, "numpy")
    assert [path.suffix for path in found.files] == [".py", ".npz"]


def test_a_library_that_is_missing_is_said(tmp_path, monkeypatch):
    from nnplay.export import export as exporting

    run = nn.train("iris", (3,), epochs=1)
    monkeypatch.setitem(exporting.NEEDS, "pytorch", "a_library_that_is_missing")
    found = export(run, tmp_path / "net.py", "pytorch")
    assert (found.difference, found.agrees) == (None, False)
    assert "pip install a_library_that_is_missing" in str(found)


@pytest.mark.parametrize(
    ("path", "to", "told"),
    [
        ("net.py", "tensorflow", "choose one of numpy, pytorch"),
        ("net.txt", "numpy", r"must end in \.py"),
        ("net.py", "onnx", r"must end in \.onnx"),
        ("nowhere/net.py", "numpy", "folder"),
    ],
)
def test_what_does_not_go_is_one_sentence(path, to, told, tmp_path):
    run = nn.train("iris", (3,), epochs=1)
    with pytest.raises(NNPlayError, match=told):
        export(run, tmp_path / path, to)
    assert list(tmp_path.iterdir()) == []


def test_a_difference_is_found(tmp_path, monkeypatch):
    from nnplay.export import dialects

    run = nn.train("iris", nn.Architecture.dense((4,), "tanh"), epochs=20)
    monkeypatch.setitem(FORMULAS, "tanh", "sin(z)")
    found = export(run, tmp_path / "net.py", "numpy")
    assert found.difference > 0.01
    assert not found.agrees
    assert dialects.NUMPY.prefix == "np."


def test_what_json_says_is_all_there_is(tmp_path):
    run = nn.train("iris", (3,), epochs=2)
    exported(run, tmp_path, "json")
    plain = json.loads(path_of(tmp_path, "json").read_text("utf-8"))
    assert {"architecture", "inputs", "outputs", "layers", "metrics", "recipe"} <= set(plain)
    np.testing.assert_array_equal(np.array(plain["layers"][0]["W"], np.float32), run.parameters.W[0])
