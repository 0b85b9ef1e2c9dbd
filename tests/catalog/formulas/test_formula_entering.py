"""Formulas as components: by name in both engines, in models and pickles, between processes, and refused where not."""

import functools
import json
import os
import pickle
import subprocess
import sys
import threading
import warnings

import numpy as np
import pytest
from retyped import ACTIVATIONS, LOSSES

import nnplay as nn
from nnplay.catalog import activations, losses
from nnplay.catalog.formulas import UserFormulas, formula_of
from nnplay.engine import reference
from nnplay.engine.compiled import Engine
from nnplay.network.parameters import Parameters, layout
from nnplay.utils import container

pytestmark = pytest.mark.slow


def gradients(architecture, theta, X, Y):
    """Loss and gradient by both engines."""
    own = Engine(architecture, "float64", rows=len(X)).gradient(theta, X, Y)
    p = Parameters(architecture, theta)
    passes = reference.forward(p, X, training=True)
    return own, (reference.loss(p, passes, Y), reference.gradient(p, passes, Y)[: layout(architecture).trained])


def network(activation="tanh", loss="mse", output="identity"):
    architecture = nn.Architecture([nn.Layer(4, activation)], output=output, loss=loss, inputs=3, outputs=2)
    rng = np.random.default_rng(3)
    theta = rng.normal(0, 0.6, layout(architecture).size)
    return architecture, theta, rng.normal(0, 1, (6, 3)), rng.uniform(0.1, 0.9, (6, 2))


ENGINE = ["relu", "tanh", "gelu", "squareplus", "hard_sigmoid", "selu", "softsign"]


@pytest.mark.parametrize("name", ENGINE)
def test_training_with_a_formula_is_training_with_the_catalogues_own_in_both_engines(name):
    constants = dict(activations[name].constants)
    nn.formula(ACTIVATIONS[name], name="mine", **constants)
    _, theta, X, Y = network(name)
    for ours, theirs in zip(
        gradients(network("mine")[0], theta, X, Y), gradients(network(name)[0], theta, X, Y), strict=True
    ):
        assert ours[0] == pytest.approx(theirs[0], rel=1e-12)
        np.testing.assert_allclose(ours[1], theirs[1], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ["mse", "huber", "log_cosh", "poisson", "binary_cross_entropy"])
def test_a_loss_is_the_catalogues_own_in_both_engines(name):
    nn.formula(LOSSES[name], name="mine", constants=dict(losses[name].constants))
    output = {"poisson": "softplus", "binary_cross_entropy": "sigmoid"}.get(name, "identity")
    _, theta, X, Y = network(loss=name, output=output)
    for ours, theirs in zip(
        gradients(network(loss="mine", output=output)[0], theta, X, Y),
        gradients(network(loss=name, output=output)[0], theta, X, Y), strict=True,
    ):  # fmt: skip
        assert ours[0] == pytest.approx(theirs[0], rel=1e-9)
        np.testing.assert_allclose(ours[1], theirs[1], rtol=1e-7, atol=1e-10)


def test_a_whole_training_equals_that_with_the_catalogues_own():
    nn.formula("max(0, x)", name="my_relu")
    nn.formula("(y - y_hat)**2", name="my_mse")
    runs = [
        nn.train("diabetes", nn.Architecture.dense((8,), a, loss=l), epochs=5, seed=1, dtype="float64")
        for a, l in (("relu", "mse"), ("my_relu", "my_mse"))
    ]
    np.testing.assert_allclose(runs[0].parameters.theta, runs[1].parameters.theta, rtol=1e-9)
    assert runs[0].metrics["test"]["r2"] == pytest.approx(runs[1].metrics["test"]["r2"])


def test_constants_are_set_in_the_name_and_learned_ones_are_trained():
    nn.formula("where(x > 0, x, slope*x)", name="bent", slope=0.25, learned="slope", initializer="he_uniform")
    recipe = {"epochs": 5, "seed": 0, "dtype": "float64"}
    own, theirs = (nn.train("iris", nn.Architecture.dense((4,), a), **recipe) for a in ("bent(0.1)", "prelu(0.1)"))
    np.testing.assert_allclose(own.parameters.theta, theirs.parameters.theta, rtol=1e-9)
    assert own.parameters.learned[0] is not None
    with pytest.raises(nn.NNPlayError, match=r"has the constants slope=0\.25"):
        nn.Architecture.dense((4,), "bent(knee=2)")


def test_no_warning_and_a_certificate():
    nn.formula("x*sigmoid(b*x)", name="swishy", b=1.5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = nn.train("iris", nn.Architecture.dense((4,), "swishy"), epochs=3)
    assert run.check_gradients().passed
    assert activations["swishy"].range == (-np.inf, np.inf)
    assert activations["swishy"].derivative_formula


def test_a_formula_with_logarithms_trains_where_outputs_round_to_0_and_1():
    nn.formula("-y*log(p) - (1-y)*log(1-p)", name="my_bce")
    run = nn.train("xor", nn.Architecture.dense((8,), "tanh", loss="my_bce"), epochs=200, learning_rate=1.0)
    assert run.architecture.output == "sigmoid"
    assert run.status == "finished"
    assert np.isfinite(run.history["train_loss"]).all()


@pytest.mark.parametrize("name", ["relu", "swish", "tanh"])
def test_the_catalogues_own_names_are_refused(name):
    with pytest.raises(nn.NNPlayError, match="is the name of a built-in activation"):
        nn.formula("x", name=name)
    assert formula_of(activations[name]) is None


@pytest.mark.parametrize(
    "name", ["../x", "a b", "", "<img src=x onerror=alert(1)>", "x\ny", "\x1b[31m", "é", "1a", "a" * 65, 3, "a(1)"]
)
def test_bad_names_are_refused(name):
    with pytest.raises(nn.NNPlayError) as caught:
        nn.formula("x*x", name=name)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(("text", "settings", "said"), [
    ("x*b", {"c": 1}, "no constant 'c'"), ("x*b", {"b": float("nan")}, "finite number"), ("x*b", {"b": "2"},
    "finite number"),
    ("x*b", {"b": True}, "finite number"), ("x*b", {"b": 1e31}, "finite number"), ("x*b", {"learned": "c"},
    "no constant 'c'"),
    ("b*(y - ŷ)^2", {"learned": "b"}, "Only the constants of an activation"), ("x", {"x": 2}, "no constant 'x'"),
])  # fmt: skip
def test_bad_constants_are_refused(text, settings, said):
    with pytest.raises(nn.NNPlayError, match=said):
        nn.formula(text, **settings)


def test_a_formula_is_registered_again_as_when_a_notebook_cell_runs_again():
    nn.formula("x*x", name="mine")
    nn.formula("x*x*x", name="mine")
    assert activations["mine"](2.0) == 8


# ── in files ────────────────────────────────────────────────────────────────────────────────────────────────────


def register_both():
    nn.formula("x*sigmoid(β*x)", name="swishy", β=1.5)
    nn.formula("(y - ŷ)^2", name="squares")


@functools.cache
def trained():
    register_both()
    return nn.train("diabetes", nn.Architecture.dense((4,), "swishy(2)", loss="squares"), epochs=3)


@pytest.fixture
def model(tmp_path):
    run = trained()
    register_both()
    path = tmp_path / "m.nnplay"
    run.save(path)
    return path, run


def test_a_model_brings_its_formulas_to_a_fresh_process_without_sympy(model, tmp_path):
    path, run = model
    rows = [[0.01] * 10, [0.05] * 10]
    program = (
        "import sys, nnplay as nn\n"
        "sys.modules['sympy'] = None\n"
        f"run = nn.load_run({str(path)!r})\n"
        f"print(run.predict({rows}).tolist(), run.architecture)\n"
        "from nnplay.catalog import activations, losses\n"
        "print(activations['swishy'].derivative_formula, '|', losses['squares'].formula)\n"
        "run.save('again.nnplay')\n"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    first, second = said.stdout.splitlines()
    assert first == f"{run.predict(rows).tolist()} {run.architecture}"
    assert second == f"{activations['swishy'].derivative_formula} | (y - ŷ)^2"
    assert (tmp_path / "again.nnplay").read_bytes() == path.read_bytes()


def test_another_formula_of_that_name_is_one_sentence_that_says_what_to_do(model):
    path, _ = model
    nn.load_run(path)  # the same formula is no trouble
    for other in (
        lambda: nn.formula("x*tanh(b*x)", name="swishy"),
        lambda: nn.formula("x*sigmoid(beta*x)", name="swishy"),
        by_decorator,
    ):
        other()
        with pytest.raises(nn.ModelFileError, match=r"defines 'swishy'.*rename yours") as caught:
            nn.load_run(path)
        assert "\n" not in str(caught.value)


def by_decorator():
    @nn.activation("swishy", formula="?", source="a test")
    def swishy(z):
        return z


def test_the_same_formula_written_otherwise_is_the_same(model):
    nn.formula("x * sigmoid( beta*x )", name="swishy", beta=1.5)
    assert nn.load_run(model[0]).architecture == model[1].architecture


EVIL = [
    {"formula": "__import__('os').system('touch /tmp/nnplay-evil')"}, {"formula": "x\x1b[31m"}, {"formula": 3},
    {"constants": [1]},
    {"constants": {"beta": "x"}}, {"constants": {"beta": 1e99}}, {"constants": {"other": 1}}, {"name": "../../x"},
    {"name": "relu"},
    {"name": ["swishy"]}, {"learned": "beta"}, {"learned": [3]}, {"kind": "loss"}, {"initializer": "nope"},
    {"formula": "9**9**9**9*x"},
    {"formula": "(" * 10**5},
]  # fmt: skip


@pytest.mark.parametrize("changes", EVIL, ids=str)
def test_a_tampered_file_is_refused_in_one_sentence(model, tmp_path, changes):
    header, arrays = container.unpack(model[0])
    header["architecture"]["formulas"][0] |= changes
    for name in ("format", "arrays"):
        header.pop(name)
    evil = tmp_path / "evil.nnplay"
    evil.write_bytes(container.pack(header, arrays))
    with pytest.raises(nn.ModelFileError) as caught:
        nn.load_run(evil)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("formulas", [3, "x", {"a": 1}, [3], [None], [[]], [{}] * 2000])
def test_a_list_of_formulas_that_is_none(model, tmp_path, formulas):
    header, arrays = container.unpack(model[0])
    header["architecture"]["formulas"] = formulas
    for name in ("format", "arrays"):
        header.pop(name)
    evil = tmp_path / "evil.nnplay"
    evil.write_bytes(container.pack(header, arrays))
    with pytest.raises(nn.ModelFileError):
        nn.load_run(evil)


def test_a_derivative_that_lies_is_not_shown_and_never_used(model, tmp_path):
    header, arrays = container.unpack(model[0])
    header["architecture"]["formulas"][0]["derivative"] = "0 \x1b[31m"
    for name in ("format", "arrays"):
        header.pop(name)
    evil = tmp_path / "evil.nnplay"
    evil.write_bytes(container.pack(header, arrays))
    del activations._entries["swishy"]
    run = nn.load_run(evil)
    assert "\x1b" not in activations["swishy"].derivative_formula
    assert run.check_gradients(nn.load("diabetes")).passed


def test_json_and_pickles_bring_them_too(model):
    architecture = model[1].architecture
    plain, pickled = json.dumps(architecture.to_json()), pickle.dumps(architecture)
    for back in (lambda: nn.Architecture.from_json(json.loads(plain)), lambda: pickle.loads(pickled)):
        del activations._entries["swishy"], losses._entries["squares"]
        assert back() == architecture
        assert activations["swishy"](1.0) == pytest.approx(1 / (1 + np.exp(-1.5)))
    assert "formulas" not in nn.Architecture.dense((4,), "relu").to_json()


def test_many_networks_at_once():
    nn.formula("x*sigmoid(b*x)", name="swishy")
    pairs = [(nn.Architecture.dense((4,), "swishy"), nn.Recipe(epochs=2, seed=s)) for s in range(3)]
    assert len(list(nn.train_many("iris", pairs))) == 3


# ── saved formulas ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_formulas_are_saved_and_removed(tmp_path):
    saved = UserFormulas(tmp_path / "deep" / "formulas.json")
    assert saved.entries() == []
    saved.add(nn.formula("x*sigmoid(b*x)", b=1.5), "swishy")
    saved.add(nn.formula("(y - ŷ)^2"), "squares")
    saved.add(nn.formula("x*sigmoid(b*x)", b=2), "swishy")
    assert [each["name"] for each in saved.entries()] == ["squares", "swishy"]
    del activations._entries["swishy"], losses._entries["squares"]
    assert UserFormulas(saved.path).register_all() == []
    assert activations["swishy"].constants == {"b": 2.0}
    assert losses["squares"].scaled_targets
    saved.remove("swishy")
    with pytest.raises(nn.NNPlayError, match="saved formulas are squares"):
        saved.remove("swishy")
    with pytest.raises(nn.NNPlayError, match="built-in"):
        saved.add(nn.formula("x"), "relu")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"null",
        b'{"formulas": 3}',
        b'{"format": 2, "formulas": []}',
        b"[" * 10**5,
        b"x" * (2 << 20),
    ],
)
def test_a_damaged_file_is_one_sentence(tmp_path, content):
    path = tmp_path / "formulas.json"
    path.write_bytes(content)
    for use in (UserFormulas(path).entries, UserFormulas(path).register_all, lambda: UserFormulas(path).remove("x")):
        with pytest.raises(nn.NNPlayError, match=r"formulas\.json"):
            use()
    assert path.read_bytes() == content


@pytest.mark.parametrize("entry", [{}, {"name": "relu", "kind": "activation", "formula": "x", "constants": {},
"learned": []},
                                   {"name": "e", "kind": "activation", "formula": "import os", "constants": {},
                                   "learned": []}])  # fmt: skip
def test_one_bad_entry_leaves_the_others(tmp_path, entry):
    good = {"name": "fine", "kind": "activation", "formula": "x*x", "constants": {}, "learned": []}
    path = tmp_path / "formulas.json"
    path.write_text(json.dumps({"format": 1, "formulas": [entry, good]}))
    (said,) = UserFormulas(path).register_all()
    assert "skipped" in said
    assert "fine" in activations


def test_writers_in_threads_and_processes_lose_nothing(tmp_path):
    path = tmp_path / "formulas.json"
    program = (
        "import sys, nnplay as nn\nfrom nnplay.catalog.formulas import UserFormulas\n"
        f"for k in range(5): UserFormulas({str(path)!r}).add(nn.formula('x*k'), sys.argv[1] + str(k))\n"
    )
    processes = [subprocess.Popen([sys.executable, "-c", program, letter]) for letter in "ab"]
    threads = [
        threading.Thread(target=lambda k=k: UserFormulas(path).add(nn.formula("x*k"), f"c{k}")) for k in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.wait(60) for process in processes] == [0, 0]
    assert {each["name"] for each in UserFormulas(path).entries()} == {
        f"{letter}{k}" for letter in "abc" for k in range(5)
    }


@pytest.mark.parametrize("folder", ["a file", "a folder without permission"])
def test_a_folder_that_cannot_be_written(tmp_path, folder):
    if folder == "a file":
        (tmp_path / "folder").write_text("")
    else:
        (tmp_path / "folder").mkdir(mode=0o500)
        if os.access(tmp_path / "folder", os.W_OK):  # root may write everywhere, but not in /proc
            (tmp_path / "folder").rmdir()
            (tmp_path / "folder").symlink_to("/proc/self")
    with pytest.raises(nn.NNPlayError, match="could not be written"):
        UserFormulas(tmp_path / "folder" / "formulas.json").add(nn.formula("x*x"), "mine")


def test_a_folder_in_place_of_the_file(tmp_path):
    (tmp_path / "formulas.json").mkdir()
    with pytest.raises(nn.NNPlayError, match=r"formulas\.json"):
        UserFormulas(tmp_path / "formulas.json").register_all()
