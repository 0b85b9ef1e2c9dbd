"""A component is one entry: added by its decorator alone, it is in training, commands, explanations, exports and pages.

Its only second line is in the tables of the oracle, which these tests extend for its time.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import math
import runpy
from pathlib import Path

import cases
import jax.numpy as jnp
import numpy as np
import oracle
import pytest
from textual.widgets import Collapsible, Select

import nnplay as nn
from nnplay.analysis.explain import explain
from nnplay.analysis.explain.formula_markup import Atom, parse_formula
from nnplay.analysis.explain.latex import formula as in_latex
from nnplay.analysis.explain.mathml import mathml
from nnplay.catalog import families
from nnplay.cli.app import run as command
from nnplay.cli.options import completer
from nnplay.export.export import NEEDS, SUFFIXES, TARGETS

ROOT = Path(__file__).parents[2]
NAMES = {
    "activations": ("entry_wave", "entry_learned", "entry_shares"),
    "losses": ("entry_quartic",),
    "optimizers": ("entry_sign",),
    "schedules": ("entry_decay",),
    "initializers": ("entry_spread",),
    "penalties": ("entry_smooth",),
    "metrics": ("entry_error",),
}
RECIPE = {
    "optimizer": "entry_sign(0.5)", "schedule": "entry_decay", "initializer": "entry_spread", "learning_rate": 0.01,
}  # fmt: skip
STRENGTH = 0.05


def half(z):
    """A helper function: it is inlined wherever the entry's source is translated."""
    return z / 2


def enter():
    """One component of each family, and of each kind of activation."""

    @nn.activation("entry_wave", formula="z·cos z / (1 + |z|/s) if z > −3 else 0", source="a test", kinks=(-3, 0))
    def wave(z, s=2.0):
        if z <= -3:
            return 0.0
        size = 1 + abs(z) / s
        return 2 * half(z) * math.cos(z) / size

    @wave.derivative
    def _(z, a, s):
        if z <= -3:
            return 0.0
        size = 1 + abs(z) / s
        side = 1.0 if z > 0 else -1.0
        return (math.cos(z) - z * math.sin(z) - a * side / s) / size

    @nn.activation("entry_learned", formula="tanh(κz)", source="a test", learned=("kappa",), range=(-1, 1))
    def learned(z, kappa=1.5):
        return math.tanh(kappa * z)

    @learned.derivative
    def _(z, a, kappa):
        return kappa * (1 - a * a)

    @learned.slope("kappa")
    def _(z, a, kappa):
        return z * (1 - a * a)

    @nn.activation("entry_shares", shape="row", formula="zᵢ² / (1 + Σⱼ zⱼ²)", source="a test", range=(0, 1))
    def shares(z, a):
        total = 1.0
        for i in range(len(z)):
            total += z[i] * z[i]
        for i in range(len(z)):
            a[i] = z[i] * z[i] / total

    @shares.derivative
    def _(z, a, delta, delta_z):
        total, mean = 1.0, 0.0
        for j in range(len(z)):
            total += z[j] * z[j]
            mean += delta[j] * a[j]
        for i in range(len(z)):
            delta_z[i] = 2 * z[i] * (delta[i] - mean) / total

    @nn.loss("entry_quartic", formula="(ŷ − y)⁴ / q", source="a test", scaled_targets=True)
    def quartic(y_hat, y, q=2.0):
        return (y_hat - y) ** 4 / q

    @quartic.derivative
    def _(y_hat, y, q):
        return 4 * (y_hat - y) ** 3 / q

    @nn.optimizer("entry_sign", formula="v ← βv + g;  w ← w − η·sgn(v)", source="a test", slots=("v",))
    def sign(w, g, v, eta, t, beta=0.9):
        v = beta * v + g
        return w - eta * (1.0 if v > 0 else (-1.0 if v < 0 else 0.0)), v

    @nn.schedule("entry_decay", formula="η / (1 + t/τ)", source="a test")
    def decay(t, T, learning_rate, tau=4.0):
        return learning_rate / (1 + t / tau)

    @nn.initializer("entry_spread", formula="U(−1, 1)/n_in", source="a test")
    def spread(n_in, n_out, rng):
        return rng.uniform(-1, 1, (n_in, n_out)) / n_in

    @nn.penalty("entry_smooth", formula="√(1 + w²) − 1", source="a test")
    def smooth(w):
        return math.sqrt(1 + w * w) - 1

    @smooth.derivative
    def _(w):
        return w / math.sqrt(1 + w * w)

    @nn.metric("entry_error", task="regression", higher=False, formula="mean |ŷ − y|³", source="a test")
    def error(truth, prediction):
        return float(np.mean(np.abs(truth - prediction) ** 3))


@pytest.fixture(autouse=True)
def entries():
    with cases.temporary_entries(*families.values()):
        enter()
        yield


@pytest.fixture
def oracle_lines(monkeypatch):
    """The line of each component in the oracle."""
    lines = {
        "ACTIVATIONS": {
            "entry_wave": lambda z, s: jnp.where(z > -3, z * jnp.cos(z) / (1 + jnp.abs(z) / s), 0.0),
            "entry_learned": lambda z, kappa: jnp.tanh(kappa * z),
            "entry_shares": lambda z: z**2 / (1 + (z**2).sum(axis=-1, keepdims=True)),
        },
        "LOSSES": {"entry_quartic": lambda p, y, q: (p - y) ** 4 / q},
        "PENALTIES": {"entry_smooth": lambda w: jnp.sqrt(1 + w**2) - 1},
    }
    for table, functions in lines.items():
        for name, function in functions.items():
            monkeypatch.setitem(getattr(oracle, table), name, function)


def network(output=None, loss=None):
    layers = [nn.Layer(4, "entry_wave(3)", norm="layer"), nn.Layer(3, "entry_learned"), nn.Layer(3, "entry_shares")]
    return nn.Architecture(layers, output=output, loss=loss)


@pytest.fixture
def run():
    """A regression with all of them at once."""
    settings = RECIPE | {"penalties": {"entry_smooth": STRENGTH}}
    return nn.train("diabetes", network(loss="entry_quartic"), epochs=4, dtype="float64", **settings)


def test_there_is_one_of_every_family():
    assert set(NAMES) == set(families)
    for family, names in NAMES.items():
        assert set(names) <= set(families[family])


@pytest.mark.slow
@pytest.mark.parametrize("form", cases.FORMS)
@pytest.mark.parametrize("activation", NAMES["activations"])
def test_both_engines_have_the_gradient_of_the_oracle(activation, form, oracle_lines):
    assert not cases.disagreements(cases.hidden_case(activation, form), entry_smooth=0.3)


@pytest.mark.slow
@pytest.mark.parametrize("output", ["identity", *NAMES["activations"]])
def test_both_engines_have_the_gradient_of_the_oracle_for_the_loss(output, oracle_lines):
    assert not cases.disagreements(cases.output_case(output, "entry_quartic", "plain"), entry_smooth=0.3)


def test_a_run_uses_all_of_them(run):
    assert run.check_gradients().passed
    rates = [0.01, *(0.01 / (1 + (epoch - 1 / 12) / 4) for epoch in range(1, 5))]  # of the last of 12 batches
    np.testing.assert_allclose(run.history["learning_rate"], rates, rtol=1e-6)
    y = nn.load("diabetes").targets[0].values
    assert run.metrics["test"]["entry_error"] > 0
    assert run.metrics["train"]["loss"] < np.mean((y - y.mean()) ** 4 / y.std() ** 4 / 2) * 1.5
    first = nn.train("diabetes", network(loss="entry_quartic"), epochs=0, dtype="float64", **RECIPE).parameters
    assert np.abs(first.W[0]).max() <= 1 / 10
    assert (run.parameters.b[1] != first.b[1]).all()
    assert (run.parameters.learned[1] != 1.5).all()


def test_a_saved_run_and_its_recipe_come_back(run, tmp_path):
    run.save(tmp_path / "m.nnplay")
    again = nn.load_run(tmp_path / "m.nnplay")
    assert again.recipe == run.recipe
    np.testing.assert_array_equal(again.predict(nn.load("diabetes")), run.predict(nn.load("diabetes")))


# ── commands ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def nnplay(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments):
        capsys.readouterr()
        code = command([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert code == 0, captured.err
        return captured.out

    return call


@pytest.mark.parametrize(("family", "name"), [(family, name) for family in NAMES for name in NAMES[family]])
def test_the_catalog_lists_and_shows_it(family, name, nnplay):
    entry = families[family][name]
    listed = json.loads(nnplay("catalog", family, "--json"))[family]
    assert [each["formula"] for each in listed if each["name"] == name] == [entry.formula]
    assert name in nnplay("catalog", family)
    shown = nnplay("catalog", name)
    assert entry.formula.split()[0] in shown
    assert "a test" in shown
    assert completer(sorted(families[family]))("entry_") == sorted(
        each for each in families[family] if each.startswith("entry_")
    )


def test_the_options_of_a_command_accept_them(nnplay, tmp_path):
    options = [f"--{name.replace('_', '-')}={value}" for name, value in RECIPE.items()]
    options += ["--activation=entry_wave(s=3),entry_shares", "--loss=entry_quartic", "--penalties=entry_smooth=0.05"]
    options += ["--hidden=4,3", "--epochs=2", "--json"]
    said = json.loads(nnplay("train", "diabetes", *options, "--save", tmp_path / "m.nnplay"))
    assert said["metrics"]["test"]["entry_error"] > 0
    assert "Entry error" in nnplay("show", tmp_path / "m.nnplay")
    assert json.loads(nnplay("train", "iris", "--output=entry_shares", "--epochs=1", "--json"))["metrics"]


def test_a_comparison_ranks_by_the_metric():
    comparison = nn.compare("diabetes", [(2,), (3,)], seeds=1, epochs=2, metric="entry_error")
    assert comparison.metric == "entry_error"
    scores = [standing.outcomes[0].metrics["test"]["entry_error"] for standing in comparison.standings]
    assert scores == sorted(scores)


# ── explanations, exports, interfaces, documentation ────────────────────────────────────────────────────────────


def test_an_explanation_writes_out_its_formulas(run):
    explanation = explain(run.model, run.recipe, dict.fromkeys(run.model.encoding.columns, 0.01), 150.0)
    text, page, latex = " ".join(explanation.text().split()), explanation.html(), explanation.latex()
    steps = [step for section in explanation.json()["sections"] for step in section["steps"]]
    for family in ("activations", "losses", "optimizers"):
        for name in NAMES[family]:
            formula = families[family][name].formula
            rules = [rule for step in steps for rule in step["rules"] if formula in rule]
            assert rules, name
            assert " ".join(rules[0].split()) in text
            assert mathml(rules[0]) in page
            assert in_latex(rules[0]) in latex
            assert not isinstance(parse_formula(formula), Atom)
    assert any("κ" in rule or "kappa" in rule for step in steps for rule in step["rules"])


LARGE = ("pytorch", "keras")  # libraries that take seconds to start


@pytest.mark.parametrize("to", [pytest.param(to, marks=pytest.mark.slow) if to in LARGE else to for to in TARGETS])
def test_an_export_for_every_library_predicts_the_same(to, run, tmp_path):
    if to in NEEDS and importlib.util.find_spec(NEEDS[to]) is None:
        pytest.skip(f"{NEEDS[to]} is not installed")
    result = run.export(tmp_path / f"net{SUFFIXES.get(to, '.py')}", to)
    assert result.agrees, str(result)


@pytest.mark.slow
def test_the_terminal_offers_it():
    from nnplay.playground.session import PlaygroundSession
    from nnplay.tui.app import PlaygroundApp
    from nnplay.tui.fields import ChoiceField

    async def look():
        app = PlaygroundApp(PlaygroundSession("circle", nn.Architecture.dense((4,)), nn.Recipe(epochs=1)), tour=False)
        async with app.run_test(size=(120, 40)) as pilot:
            app.query_one("#section-more", Collapsible).collapsed = False
            while not app.query("#field-output"):
                await pilot.pause(0.05)
            await pilot.pause(0.1)
            fields = {field.setting: field.query_one(Select) for field in app.query(ChoiceField)}
            for family in ("loss", "optimizer", "schedule", "initializer"):
                name = next(names[0] for key, names in NAMES.items() if key.startswith(family[:4]))
                fields[family].value = name  # raises where it is no option
            fields["output"].value = "entry_learned"

    asyncio.run(look())


def test_the_server_of_the_page_takes_it():
    from nnplay.web.engine.host import EngineHost

    host, recipe = EngineHost(), {"data": "moons", "samples": 40, "epochs": 2}
    for family, names in NAMES.items():
        for name in names:
            layer = {"width": 3, "activation": name} if family == "activations" else {"width": 3}
            settings = {family[:-1]: name} if family in ("optimizers", "schedules", "initializers") else {}
            architecture = {"layers": [layer]} | ({"loss": name} if family == "losses" else {})
            host.answer({"command": "configure", "configuration": {
                "recipe": recipe | settings, "architecture": architecture}})  # fmt: skip
            assert host.answer({"command": "step"})["epoch"] == 1
    host.close()


def test_the_page_of_the_catalogue_has_it():
    page = runpy.run_path(str(ROOT / "docs" / "make_catalogue.py"))["page"]()
    for family, names in NAMES.items():
        section = page.split(f"## {family.capitalize()}\n")[1].split("\n## ")[0]
        assert section.strip().startswith(f"{len(families[family])} entries")
        for name in names:
            assert f"| `{name}` | `{families[family][name].formula.replace('|', chr(92) + '|')}` |" in section
