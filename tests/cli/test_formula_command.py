"""`nnplay formula`: what it shows, what it remembers for later commands, and mistakes in one sentence."""

import json
import sys

import pytest

from nnplay.catalog import activations, losses
from nnplay.catalog.formulas import registration


@pytest.fixture(autouse=True)
def own_book(tmp_path, monkeypatch):
    """A book of its own, and a catalogue that forgets as a new process would."""
    monkeypatch.setenv("NNPLAY_STORE", str(tmp_path / "data" / "runs.sqlite"))
    yield tmp_path / "data" / "formulas.json"
    forget_in_this_process()


def forget_in_this_process():
    for registry in (activations, losses):
        for name in [n for n, e in registry.items() if e in registration.registered]:
            del registry._entries[name]
    registration.registered.clear()


def test_it_shows_derivative_curves_and_warnings(nnplay):
    said = nnplay("formula", "x*sigmoid(b*x)", "--set", "b=1.5")
    assert said.code == 0
    assert "sigmoid(b*x)*(b*x*(1 - sigmoid(b*x)) + 1)" in said.out
    assert "b = 1.5" in said.out
    assert "a′" in said.out
    assert "⣀" in said.out or "⡀" in said.out
    assert "nbounded" in said.out
    assert said.err == ""


def test_a_loss(nnplay):
    said = nnplay("formula", "--y", "0.5", "--", "-y·ln(ŷ)-(1-y)·ln(1-ŷ)")
    assert said.code == 0
    assert "ŷ, for y = 0.5" in said.out
    assert "0 < ŷ < 1" in said.out


def test_json_is_one_object(nnplay):
    found = json.loads(nnplay("formula", "max(0, x)", "--json").out)
    assert found["derivative"] == "where(x > 0, 1, 0)"
    assert {each["kind"] for each in found["warnings"]} == {"flat", "kink", "unbounded"}
    assert found["range"] == [0.0, None]


def test_a_later_command_takes_it_by_name(nnplay, tmp_path, own_book):
    assert nnplay("formula", "x*sigmoid(b*x)", "--name", "swishy", "--set", "b=1.5").code == 0
    assert own_book.is_file()
    forget_in_this_process()
    said = nnplay(
        "train",
        "iris",
        "--activation",
        "swishy(b=2)",
        "--hidden",
        "4",
        "--epochs",
        "2",
        "--save",
        tmp_path / "m.nnplay",
        "--quiet",
    )
    assert said.code == 0, said.err
    assert "your own formula" in nnplay("catalog", "activations").out
    assert "swishy" in nnplay("formula", "--list").out
    assert [e["name"] for e in json.loads(nnplay("formula", "--list", "--json").out)["formulas"]] == ["swishy"]
    assert nnplay("formula", "--forget", "swishy").code == 0
    forget_in_this_process()
    assert "There is no activation 'swishy'" in nnplay("train", "iris", "--activation", "swishy").error_line()
    assert nnplay("show", tmp_path / "m.nnplay").code == 0  # it carries its own
    assert nnplay("check", tmp_path / "m.nnplay", "iris").code == 0


def test_another_formula_of_that_name_is_told(nnplay, tmp_path):
    nnplay("formula", "x*sigmoid(x)", "--name", "mine")
    assert (
        nnplay(
            "train",
            "iris",
            "--activation",
            "mine",
            "--hidden",
            "4",
            "--epochs",
            "1",
            "--save",
            tmp_path / "m.nnplay",
            "--quiet",
        ).code
        == 0
    )
    nnplay("formula", "x*tanh(x)", "--name", "mine")
    assert "nnplay formula --forget mine" in nnplay("show", tmp_path / "m.nnplay").error_line()


def test_a_loss_of_ones_own_and_a_learned_constant(nnplay):
    assert nnplay("formula", "abs(y - y_hat)^1.5", "--name", "between").code == 0
    assert nnplay("formula", "where(x>0, x, s*x)", "--set", "s=0.2", "--learn", "s", "--name", "bent").code == 0
    forget_in_this_process()
    said = nnplay(
        "train", "diabetes", "--loss", "between", "--activation", "bent", "--hidden", "4", "--epochs", "2", "--json"
    )
    assert json.loads(said.out)["architecture"]["loss"] == "between"
    assert activations["bent"].learned == ("s",)


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_a_picture(nnplay, tmp_path, ending):
    path = tmp_path / f"f.{ending}"
    assert nnplay("formula", "1/x", "--plot", path).code == 0
    assert path.read_bytes()[:4] in (b"\x89PNG", b"<?xm", b"%PDF")


@pytest.mark.parametrize(("arguments", "said"), [
    ((), "--list, or --forget NAME"),
    (("x", "--list"), "--list, or --forget NAME"),
    (("--list", "--name", "a"), "go with a formula"),
    (("2x",), "a product is written 2*x"),
    (("foo(x)",), "Unknown function 'foo'"),
    (("x", "--name", "relu"), "'relu'"),
    (("x", "--name", "../a"), "cannot name a component"),
    (("x*b", "--set", "b"), "as in b=1.5"),
    (("x*b", "--set", "b=nan"), "finite number"),
    (("x*b", "--set", "c=1"), "no constant 'c'"),
    (("x", "--plot", "x.txt"), ".svg"),
    (("x", "--plot", "/nowhere/x.png"), "does not exist"),
    (("x", "--reach", "0"), "--reach"),
    (("x", "--reach", "nan"), "--reach"),
    (("x", "--y", "nan"), "--y"),
    (("x", "--initializer", "zeros"), "goes with --name"),
    (("x*x", "--name", "a", "--initializer", "nope"), "There is no initializer 'nope'"),
    (("--forget", "nobody"), "no saved formula"),
    (("x\x1b[31m",), "Cannot read"),
    (("__import__('os').system('x')",), "Cannot read"),
])  # fmt: skip
def test_mistakes(nnplay, arguments, said, own_book):
    assert said in nnplay("formula", *arguments).error_line()
    assert not own_book.exists() or "nope" not in own_book.read_text()


def test_a_damaged_book_ends_no_other_command(nnplay, own_book):
    own_book.parent.mkdir(parents=True)
    own_book.write_text("{")
    said = nnplay("catalog", "relu")
    assert said.code == 0
    assert "Warning: " in said.err
    assert "is damaged" in said.err
    assert "is damaged" in nnplay("formula", "--list").err


def test_without_sympy_the_derivative_is_shown_as_the_rules_give_it(nnplay, monkeypatch):
    monkeypatch.setitem(sys.modules, "sympy", None)
    said = nnplay("formula", "x/(1 + abs(x))")
    assert said.code == 0
    assert "(1 - x/(1 + abs(x))*sign(x))/(1 + abs(x))" in said.out
    assert "pip install 'nnplay[formula]'" in said.err
    assert said.err.count("\n") == 1
