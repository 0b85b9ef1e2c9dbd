"""The command and the Python that do a training again."""

import shlex

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from typer.main import get_command

import nnplay as nn
from nnplay.catalog import activations, initializers, losses, optimizers, schedules
from nnplay.cli.app import build, run
from nnplay.cli.network_options import NetworkOptions, build_architecture
from nnplay.cli.options import build_group
from nnplay.cli.recipe_options import RecipeOptions, parse_settings
from nnplay.errors import NNPlayError
from nnplay.playground.session import PlaygroundSession
from nnplay.runs import reproduce

hidden = st.sampled_from(sorted(activations))
layer = st.builds(
    nn.Layer,
    width=st.integers(1, 300),
    activation=hidden | st.sampled_from(["leaky_relu(0.2)", "maxout(3)"]),
    dropout=st.sampled_from([0.0, 0.25]),
    norm=st.sampled_from([None, "batch", "layer"]),
    skip=st.booleans(),
    initializer=st.none() | st.sampled_from(sorted(initializers)),
)
alike = st.lists(st.integers(1, 99), max_size=4).flatmap(
    lambda widths: hidden.map(lambda name: tuple(nn.Layer(width, name) for width in widths))
)
text = st.text("abc d'\"=$x1", min_size=1, max_size=8).filter(lambda t: t.strip() == t)
recipe = st.fixed_dictionaries(
    {},
    optional={
        "target": st.lists(text, min_size=2, max_size=3, unique=True).map(tuple),
        "task": st.sampled_from(["classification", "regression"]),
        "epochs": st.integers(0, 10**9),
        "learning_rate": st.floats(1e-9, 1e3),
        "batch_size": st.none() | st.integers(1, 999),
        "optimizer": st.sampled_from([o for o in sorted(optimizers) if not optimizers[o].full_batch]),
        "schedule": st.sampled_from(sorted(schedules)),
        "l1": st.floats(0, 1),
        "clip": st.floats(0.1, 9),
        "patience": st.integers(1, 99),
        "class_weight": st.just("balanced") | st.just((("a", 2.0), ("b", 0.5))),
        "penalties": st.just((("l1", 0.25),)),
        "dtype": st.just("float64"),
        "shuffle": st.booleans(),
        "seed": st.integers(0, 2**62),
        "noise": st.floats(0, 1),
        "initializer": st.sampled_from(sorted(initializers)),
        "scale": st.sampled_from(["minmax", "none"]),
    },
)
layers_ = st.lists(layer, max_size=4).map(tuple) | alike
PROGRAM = get_command(build("train")).commands["train"]


def typed(command):
    """Architecture and recipe that the command line makes of a command."""
    words = shlex.split(command)
    assert words[:2] == ["nnplay", "train"]
    context = PROGRAM.make_context("train", words[2:])
    options = {name: value if value != () else None for name, value in context.params.items()}
    plain = parse_settings(build_group(RecipeOptions[str], options).typed()) | {"data": options["data"]}
    return build_architecture(build_group(NetworkOptions[str], options), None, (32, 16)), nn.Recipe(**plain)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(layers=layers_, plain=recipe, loss=st.none() | st.sampled_from(sorted(losses)))
def test_the_command_and_the_python_do_it_again(layers, plain, loss):
    architecture, wanted = nn.Architecture(layers, loss=loss), nn.Recipe(data="a b.csv", **plain)
    assert typed(reproduce.command(architecture, wanted)) == (architecture, wanted)
    trained = []

    class Stub:
        """nnplay, with a `train` that says what it was called with."""

        Architecture, Layer = nn.Architecture, nn.Layer
        train = staticmethod(lambda data, net, **given: trained.append((net, nn.Recipe(data=data, **given))))

    code = reproduce.python(architecture, wanted).removeprefix("import nnplay as nn\n")
    exec(code, {"nn": Stub})
    assert trained == [(architecture, wanted)]


def test_a_run_is_reproduced():
    run = nn.train("circle", nn.Architecture([nn.Layer(5, "tanh", dropout=0.1), nn.Layer(3)]), epochs=7, noise=0.2)
    architecture, wanted = typed(reproduce.command(run.architecture, run.recipe))
    again = nn.train(wanted.data, architecture, recipe=wanted)
    assert again.metrics == run.metrics


@pytest.mark.parametrize(("data", "named"), [("iris", True), ("xor", False)])
def test_the_plain_recipe_is_reproduced_where_another_is_the_default(data, named, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run_ = nn.train(data, (4,), recipe=nn.Recipe(epochs=3))
    command = reproduce.command(run_.architecture, run_.recipe)
    assert ("--optimizer momentum" in command) == named
    assert run([*shlex.split(command)[1:], "--quiet", "--no-store", "--save", "again.nnplay"]) == 0
    names = {}
    exec(reproduce.python(run_.architecture, run_.recipe), names)
    for again in (nn.load_run("again.nnplay"), names["run"]):
        assert again.recipe == run_.recipe
        np.testing.assert_array_equal(again.parameters.theta, run_.parameters.theta)


@pytest.mark.parametrize("words", ['""', '"64 relu tanh"', '"x relu"', '"4 dropout=2"', '"4 colour=red"', '"0 relu"'])
def test_a_layer_that_makes_no_sense(words):
    with pytest.raises(NNPlayError):
        typed(f"nnplay train iris --layer {words}")


def test_a_forked_training_is_done_again_line_by_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    session = PlaygroundSession("xor", nn.Architecture.dense((3,), "tanh"), nn.Recipe(epochs=12))
    for _ in range(5):
        session.step()
    session.change(learning_rate=0.1)
    for _ in range(3):
        session.step()
    session.change(class_weight={"blue": 2.0}, optimizer="adam")
    session.play()
    session.player.wait()
    lines = session.command().split(" &&\n")
    assert lines[1:] == [
        "nnplay fork fork-0.nnplay 5 --learning-rate 0.1 --save fork-1.nnplay",
        "nnplay fork fork-1.nnplay 8 --class-weight blue=2.0 --optimizer adam",
    ]
    for line in lines:
        assert run([*shlex.split(line)[1:], "--quiet", *(["--save", "end.nnplay"] if line is lines[-1] else [])]) == 0
    np.testing.assert_array_equal(nn.load_run("end.nnplay").parameters.theta, session.parameters.theta)
    names = {}
    exec(session.python(), names)
    np.testing.assert_array_equal(names["run"].parameters.theta, session.parameters.theta)
    session.close()
