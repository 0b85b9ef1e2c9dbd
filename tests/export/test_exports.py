"""Exports: each is run by the library that it is for, and predicts what nnplay predicts."""

import csv
import importlib.util
import json
import math
import subprocess
import sys
import warnings

import numpy as np
import pytest

import nnplay as nn
from nnplay.catalog import activations
from nnplay.engine.elementwise import elementwise
from nnplay.engine.function_source import NotPortableError
from nnplay.errors import NNPlayError
from nnplay.export import dialects, onnx, symbolic
from nnplay.export.activations import activation_trees
from nnplay.export.export import NEEDS, SUFFIXES, TARGETS, export
from nnplay.utils.expressions.tree import name

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
    return folder / f"net{SUFFIXES.get(to, '.py')}"


def exported(run, folder, to):
    if to in NEEDS and importlib.util.find_spec(NEEDS[to]) is None:  # Keras alone cannot be imported without a backend
        pytest.skip(f"{NEEDS[to]} is not installed")
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


def towns(folder, n_targets=1, gaps=True):
    """Towns of many levels, some of them missing, and numbers or three classes to predict."""
    rng = np.random.default_rng(0)
    path, rows = folder / "towns.csv", []
    for k in range(400):
        town, a = rng.integers(0, 40), rng.normal()
        name = "" if gaps and k % 50 == 7 else f'O\'Town "{town}"'
        size = "LMS"[int((town + 10 * a) // 10 % 3)]
        rows.append((name, a, *((size,) if n_targets == 0 else (100 * town + a, a - town)[:n_targets])))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("town", "a", *("y", "z")[: max(n_targets, 1)]), *rows])
    return path, ["y", "z"][: max(n_targets, 1)]


@pytest.mark.parametrize("to", [t if t in QUICK else pytest.param(t, marks=pytest.mark.slow) for t in TARGETS])
@pytest.mark.parametrize(("n_targets", "gaps"), [(0, True), (1, False), (1, True), (2, True)])
def test_mean_targets_of_levels(to, n_targets, gaps, tmp_path):
    path, target = towns(tmp_path, n_targets, gaps)
    run = nn.train(path, (6,), target=target, epochs=5, dtype="float64")
    assert run.model.encoding.features[0].means is not None
    exported(run, tmp_path, to)
    run.save(tmp_path / "towns.nnplay")
    exported(nn.load_run(tmp_path / "towns.nnplay"), tmp_path, to)
    rows = [{"town": None, "a": 0.5}, {"town": "nowhere", "a": 0.5}, {"town": 'O\'Town "3"', "a": 0.5}]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = run.model.outputs(run.model.encode(rows))
        if to in ("numpy", "pytorch"):
            module = loaded(path_of(tmp_path, to))
            y_hat = np.asarray(module.network(module.encode(rows)))
        elif to == "onnx":
            import onnxruntime

            session = onnxruntime.InferenceSession(path_of(tmp_path, to).read_bytes())
            inputs = {"town": np.array([[row["town"] or ""] for row in rows], dtype=object), "a": np.full((3, 1), 0.5)}
            y_hat = session.run(["y_hat"], inputs)[0]
        else:
            return
    np.testing.assert_allclose(y_hat, expected, rtol=1e-9)


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


def in_numpy(trees, names, text="{}"):
    """The function that NumPy source of these trees computes."""
    lines, texts = dialects.NUMPY.statements(trees, {})
    body = "".join(f"    {line}\n" for line in [*lines, f"return {text.format(', '.join(texts))}"])
    scope = {"np": np, "math": math}
    exec("".join(dialects.NUMPY_HELPERS.values()) + f"def f({', '.join(names)}):\n{body}", scope)
    return scope["f"]


@pytest.mark.parametrize("inlined", [False, True])
@pytest.mark.parametrize("name", ELEMENTS)
def test_the_tree_of_every_activation_computes_what_its_entry_computes(name, inlined, monkeypatch):
    if inlined:
        monkeypatch.setattr(symbolic, "NATIVE_HELPERS", {})
    entry = activations[name]
    function = in_numpy(activation_trees(entry, entry.constants), ["z", *entry.learned])
    z = np.array([*np.linspace(-12, 12, 97), -1e4, 1e4, -50.0, 50.0, 0.0])
    learned = [entry.constants[key] for key in entry.learned]
    expected = elementwise(entry.function)(z, *entry.constants.values())
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        np.testing.assert_allclose(function(z, *learned), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("name", "n_z", "n_out"), [("softmax", 5, 5), ("softmax", 40, 40), ("maxout(3)", 6, 2)])
def test_the_trees_of_rows_compute_what_the_entry_computes(name, n_z, n_out):
    entry, constants = activations.resolve(name)
    trees = activation_trees(entry, constants, n_z, n_out)
    z, a = np.random.default_rng(0).normal(size=(7, n_z)), np.empty((7, n_out))
    for z_row, a_row in zip(z, a, strict=True):
        entry.function(z_row, a_row, *constants.values())
    function = in_numpy(trees, [f"z{k}" for k in range(n_z)], dialects.NUMPY.stack)
    np.testing.assert_allclose(function(*z.T), a, rtol=1e-12)


def piecewise(z, b=2.0):
    """Statements, early returns, chained comparisons and what a branch does not overflow."""
    if z != z:
        return z
    total, k = 0.0, 0
    for i in range(1, 4):
        if -1 < z < 1 and i > 1:
            total += z**i / i
            k = i
        else:
            total = total + helper(z, scale=i)
    if z > 100:
        return total % 7 + z // 30
    elif not (z > -100 or z < -1000):
        small, large = min(z, b, 0), max(0, b, -z)
        return small / large + math.exp(z) + k
    return math.pow(abs(z), 0.5) + math.log2(1 + z * z) + math.copysign(b, z) + total if z else math.pi


def helper(z, scale=1):
    """Called by the one above."""
    return scale * math.atan(z) + (z > 0.5) * 0.25


def test_a_function_is_run_on_symbols_statement_by_statement():
    tree = symbolic.run(piecewise, name("z"), 3.0)
    z = np.array([-2e3, -500, -99.0, -3, -1, -0.7, -0.2, 0, 0.3, 0.9, 1, 2.5, 80, 140, 3e3])
    with np.errstate(over="ignore"):
        np.testing.assert_allclose(in_numpy([tree], ["z"])(z), [piecewise(float(each), 3.0) for each in z], rtol=1e-12)


def countdown(z):
    while z > 1:
        z /= 2
    return z


def recursive(z):
    return recursive(z / 2) if z > 1 else z


def of_another_library(z):
    return np.exp(z)


@pytest.mark.parametrize("function", [countdown, recursive, of_another_library, lambda z: z, math.exp])
def test_a_function_that_is_not_arithmetic_is_not_portable(function):
    with pytest.raises(NotPortableError):
        symbolic.run(function, name("z"))


@pytest.mark.parametrize(
    ("text", "lines", "source"),
    [
        ("where(z > 0, z, exp(z) - 1)", [], "np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1)"),
        ("where(|z| > 1, 1/z, z)", ["term1 = np.abs(z) > 1"], "np.where(term1, 1 / np.where(term1, z, 2), z)"),
        ("where(z > 0, 1, 0)", [], "np.zeros_like(z) + np.where(z > 0, 1, 0)"),
        ("-(z + 1)**2/(2*z)*3", [], "-3 * ((z + 1) ** 2 / (2 * z))"),
        ("z - (1 - (z - 2))", [], "z - (1 - (z - 2))"),
        ("z*sqrt(4*b) + where(b > 0, z, sin(z))", [], "2 * z + z"),
    ],
)
def test_source_is_short_and_a_branch_is_finite_where_it_is_not_chosen(text, lines, source):
    entry = nn.formula(text.replace("z", "x"), name="export_text") and activations["export_text"]
    assert dialects.NUMPY.statements(activation_trees(entry, entry.constants), {}) == (lines, [source])


@pytest.mark.parametrize("to", QUICK)
def test_all_activations_at_once(to, tmp_path):
    layers = [nn.Layer(3, name) for name in ELEMENTS if name not in ("binary_step", "exponential")]
    run = nn.train("iris", nn.Architecture(layers), epochs=1, initializer="orthogonal")
    exported(run, tmp_path, to)


@pytest.fixture
def without_natives(monkeypatch):
    for dialect in (dialects.NUMPY, dialects.TORCH, dialects.KERAS):
        monkeypatch.setitem(dialect.__dict__, "natives", {})
    monkeypatch.setattr(onnx, "NATIVES", {})


@pytest.mark.parametrize("to", [t if t in QUICK else pytest.param(t, marks=pytest.mark.slow) for t in TARGETS])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("part", range(4))
def test_no_activation_needs_a_function_of_the_library(to, dtype, part, tmp_path, without_natives):
    layers = [nn.Layer(3, name, skip=True, norm="layer") for name in sorted(activations)[part::4]]
    architecture = nn.Architecture(layers, output="softmax", loss="cross_entropy")
    exported(nn.train("iris", architecture, epochs=0, dtype=dtype, seed=1), tmp_path, to)


@pytest.mark.slow
@pytest.mark.parametrize("to", ["pytorch", "keras"])
@pytest.mark.parametrize("part", range(4))
def test_all_activations_in_the_large_libraries(to, part, tmp_path):
    layers = [nn.Layer(3, name, skip=True) for name in ELEMENTS[part::4]]
    run = nn.train("iris", nn.Architecture(layers), epochs=0, initializer="orthogonal")
    exported(run, tmp_path, to)


@pytest.mark.parametrize("to", ["numpy", *(pytest.param(t, marks=pytest.mark.slow) for t in TARGETS if t != "numpy")])
def test_a_formula_goes_along_and_a_function_as_far_as_it_can(to, tmp_path):
    nn.formula("x*sigmoid(b*x) + (x if x > c else c)", name="export_demo", b=1.5, c=0.1, learned="b")
    run = nn.train("iris", nn.Architecture.dense((4,), "export_demo"), epochs=3)
    exported(run, tmp_path, to)

    nn.activation("export_function", formula="…", source="a test")(piecewise)
    nn.activation("export_row", formula="…", source="a test", shape="row")(share_of_row)
    nn.activation("export_loop", formula="…", source="a test")(countdown)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", nn.DerivativeWarning)
        run = nn.train("iris", nn.Architecture.dense((4, 3), ["export_function(1)", "export_row"]), epochs=3)
        exported(run, tmp_path, to)
        run = nn.train("iris", nn.Architecture.dense((4,), "export_loop"), epochs=3)
    if to in ("numpy", "json"):
        exported(run, tmp_path, to)
    else:
        with pytest.raises(NNPlayError, match="export to numpy"):
            export(run, path_of(tmp_path, to), to)


def share_of_row(z, a):
    total = 1e-3
    for i in range(len(z)):
        total += abs(z[i])
    for i in range(len(z)):
        a[i] = z[i] / total
        if a[i] < 0:
            a[i] *= 0.5


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
    run = nn.train("iris", nn.Architecture.dense((4,), "tanh"), epochs=20)
    monkeypatch.setitem(symbolic.MATH, "tanh", symbolic.MATH["sin"])
    found = export(run, tmp_path / "net.py", "numpy")
    assert found.difference > 0.01
    assert not found.agrees


def test_what_json_says_is_all_there_is(tmp_path):
    run = nn.train("iris", (3,), epochs=2)
    exported(run, tmp_path, "json")
    plain = json.loads(path_of(tmp_path, "json").read_text("utf-8"))
    assert {"architecture", "inputs", "outputs", "layers", "metrics", "recipe"} <= set(plain)
    np.testing.assert_array_equal(np.array(plain["layers"][0]["W"], np.float32), run.parameters.W[0])
