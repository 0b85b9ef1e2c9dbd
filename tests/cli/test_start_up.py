"""Starting: help loads nothing that it does not need, and the engine says when it compiles, and only then."""

import os
import subprocess
import sys

import cases
import pytest
from cli_process import COMPILING

import nnplay as nn
from nnplay.catalog import activations, losses, optimizers, penalties
from nnplay.cli import choices
from nnplay.cli.app import COMMANDS
from nnplay.engine.compilation import listen_to_compilation
from nnplay.engine.compiled import cache, kernels
from nnplay.training.recipe import Recipe
from nnplay.training.settings import SETTINGS

HEAVY = (
    "pydantic",
    "numpy",
    "scipy",
    "numba",
    "llvmlite",
    "matplotlib",
    "sklearn",
    "duckdb",
    "textual",
    "starlette",
    "uvicorn",
    "sqlite3",
    "markdown_it",
)
LAZY = ("nnplay.catalog", "nnplay.data", "nnplay.runs.run", "nnplay.training.recipe")
ARGUMENTS = [
    ["--help"],
    *[[name, "--help"] for name in COMMANDS],
    ["runs", "list", "--help"],
    ["train", "--epoch", "3"],
]
HELP = f"""
import sys
from nnplay.cli.app import run
for arguments in {ARGUMENTS}:
    run(arguments)
print("loaded:", *[name for name in {HEAVY + LAZY} if name in sys.modules])
"""
NEEDS = {"formula": "…", "source": "a test"}


def test_help_and_usage_errors_load_nothing_heavy():
    ended = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=True)
    assert "Did you mean" in ended.stderr or "did you mean" in ended.stderr
    assert ended.stdout.splitlines()[-1].split() == ["loaded:"]


def test_what_the_help_shows_is_what_the_library_has():
    from nnplay.analysis.explain.render import FORMS
    from nnplay.catalog import families
    from nnplay.doctor import lr_finder
    from nnplay.engine.gradient_check import NUMBERS_PER_ARRAY
    from nnplay.export.export import TARGETS
    from nnplay.runs.evaluation import KINDS
    from nnplay.runs.time_travel import CHANGEABLE
    from nnplay.runs.views import VIEWS

    assert tuple(families) == choices.FAMILIES
    assert set(choices.FAMILY_OF.values()) <= set(families)
    assert choices.EVALUATION_PLOTS == KINDS
    assert tuple(FORMS.values()) == choices.DOCUMENT_FORMS
    assert tuple(TARGETS) == choices.EXPORT_TARGETS
    assert choices.FORK_SETTINGS == CHANGEABLE
    assert tuple(VIEWS) == choices.VIEWS
    assert choices.NUMBERS_PER_ARRAY == NUMBERS_PER_ARRAY
    rates = (lr_finder.LOWEST, lr_finder.HIGHEST, lr_finder.STEPS, lr_finder.SEEDS)
    assert rates == (choices.LOWEST_RATE, choices.HIGHEST_RATE, choices.RATE_STEPS, choices.RATE_SEEDS)
    assert tuple(SETTINGS) == tuple(Recipe.model_fields)


@pytest.fixture
def reports():
    """What the engine reports to have begun to compile."""
    begun = []
    with listen_to_compilation(lambda what, started: begun.append(what) if started else None):
        yield begun


def test_compiling_is_reported_and_loading_is_not(reports, tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    monkeypatch.setattr(kernels, "_loaded", {})
    kernels.activation_kernels(activations["softsign"], "float64")
    assert reports == ["softsign"]
    kernels._loaded.clear()
    kernels.activation_kernels(activations["softsign"], "float64")
    assert reports == ["softsign"]


def test_components_of_ones_own_compile_one_kernel_each(reports):
    network = nn.Architecture.dense((4,))
    settings = {"epochs": 1, "optimizer": "adam", "l2": 0.1}
    nn.train("diabetes", network, **settings)
    reports.clear()
    with cases.temporary_entries(losses, optimizers, penalties):

        @nn.loss("own_loss", **NEEDS)
        def own_loss(y_hat, y):
            return 1.5 * (y_hat - y) ** 2

        @own_loss.derivative
        def _(y_hat, y):
            return 3 * (y_hat - y)

        @nn.optimizer("own_optimizer", **NEEDS)
        def own_optimizer(theta, g, eta, t):
            return theta - 0.5 * eta * g

        @nn.penalty("own_penalty", **NEEDS)
        def own_penalty(w):
            return 0.5 * w * w

        @own_penalty.derivative
        def _(w):
            return w

        nn.train("diabetes", nn.Architecture.dense((4,), loss="own_loss"), **settings)
        nn.train("diabetes", network, **settings | {"optimizer": "own_optimizer"})
        nn.train("diabetes", network, **settings, penalties={"own_penalty": 0.1})
    assert set(reports) <= {"own_loss", "own_optimizer", "own_penalty"}


@pytest.mark.slow
def test_the_message_appears_on_the_first_start_only(tmp_path):
    def start():
        command = [sys.executable, "-m", "nnplay", "train", "iris", "--epochs", "2", "--no-store"]
        environment = {"NNPLAY_CACHE_DIR": str(tmp_path)}
        return subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | environment).stderr

    assert start().count(COMPILING) == 1
    assert COMPILING not in start()
