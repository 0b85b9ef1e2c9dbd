"""Where the constants of a component may be: at each end of its interval it works or is told, beyond it is refused."""

import math
import warnings

import pytest

import nnplay as nn
from nnplay.catalog import Activation, Initializer, Loss, Optimizer, Schedule, families
from nnplay.catalog.intervals import contains, format_interval, is_interval
from nnplay.errors import NNPlayWarning

ANY = "(-inf, inf)"
CONSTANTS = [
    (entry, name) for family in families.values() for entry in family.values() for name in entry.constants
]  # fmt: skip
EXTREMES = (-1e6, -1.0, -1e-6, 0.0, 1e-6, 0.5, 1.0, 2.0, 1e6)


def train(entry, spec):
    """Two epochs with this component, on data that suit it."""
    if isinstance(entry, Loss):
        data = "diabetes" if entry.output == "identity" else "iris" if entry.shape == "row" else "breast_cancer"
        return nn.train(data, nn.Architecture.dense((3,), loss=spec), epochs=2)
    if isinstance(entry, Activation):
        return nn.train("iris", nn.Architecture.dense((4,), activation=spec), epochs=2)
    option = {Optimizer: "optimizer", Schedule: "schedule", Initializer: "initializer"}[type(entry)]
    return nn.train("iris", (3,), epochs=40 if option == "schedule" else 2, **{option: spec})


def test_an_interval_holds_what_it_says():
    for text, inside, outside in (
        ("[0, 1)", (0, 0.5), (1, -0.1)), ("(0, inf)", (1e-300, 1e300), (0, -1, math.inf)),
        ("[1, inf)", (1, 1.5), (0.9,)), ("[0, 1]", (0, 1), (1.1,)), ("(-inf, inf)", (0, -1e300), (math.inf,)),
    ):  # fmt: skip
        assert is_interval(text)
        assert all(contains(text, value) for value in inside)
        assert not any(contains(text, value) for value in (*outside, math.nan))
    assert not any(map(is_interval, ("", "0, 1", "[0; 1]", "[a, b]", "[0, 1", None, 3)))
    assert format_interval("[0, inf)") == "[0, ∞)"


@pytest.mark.slow
@pytest.mark.parametrize(("entry", "name"), CONSTANTS, ids=[f"{entry.name}-{name}" for entry, name in CONSTANTS])
def test_a_constant_works_or_is_told_up_to_its_ends_and_is_refused_beyond(entry, name):
    interval = entry.limits.get(name, ANY)
    family = families[next(key for key, family in families.items() if entry in family.values())]
    assert contains(interval, entry.constants[name])
    for value in EXTREMES[: -1 if name == "pieces" else None]:  # a million pieces take half a minute
        spec = f"{entry.name}({name}={value!r})"
        if not contains(interval, value):
            with pytest.raises(nn.NNPlayError, match=r"must be in [\[(].*, not"):
                family.resolve(spec)
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NNPlayWarning)
            try:
                run = train(entry, spec)
            except nn.NNPlayError:
                continue
            assert run.status == "diverged" or math.isfinite(run.metrics["train"]["loss"])


def test_a_constant_is_given_once():
    with pytest.raises(nn.NNPlayError, match="sets beta1 twice"):
        families["optimizers"].resolve("adam(0.8, beta1=0.9)")


def test_limits_that_are_no_interval_or_miss_the_default_are_told():
    for limits in ({"b": "[0; 1]"}, {"b": "(1, 2)"}, {"c": "[0, 1]"}, {"b": 3}):
        with pytest.raises(nn.NNPlayError, match="limits= of 'leaning' needs an interval"):
            nn.activation("leaning", formula="bz", source="a test", limits=limits)(lambda z, b=0.5: b * z)


@pytest.mark.parametrize(("rate", "epoch"), [(-1.0, 1), (float("nan"), 1), (float("inf"), 1), ("x", 1), (None, 1)])
def test_a_schedule_without_a_rate_is_told_before_the_training(rate, epoch):
    entry = nn.schedule("odd", formula="?", source="a test")(lambda t, T, eta: rate)
    try:
        with pytest.raises(nn.NNPlayError, match="The schedule odd gives"):
            nn.train("iris", (2,), epochs=3, schedule="odd")
    finally:
        families["schedules"]._entries.pop(entry.name)


def test_a_schedule_that_breaks_on_the_way_keeps_the_weights():
    entry = nn.schedule("odd", formula="?", source="a test")(lambda t, T, eta: eta if t < 2 else -eta)
    try:
        with pytest.warns(nn.DivergenceWarning, match="gives a learning rate of -0.02 in epoch 3"):
            run = nn.train("iris", (2,), epochs=5, schedule="odd", optimizer="momentum")
        assert (run.status, run.history["epoch"][-1]) == ("diverged", 2)
    finally:
        families["schedules"]._entries.pop(entry.name)
