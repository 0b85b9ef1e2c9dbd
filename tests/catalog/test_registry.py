"""The registry: names, aliases, constants in a name, and answers to what it does not know."""

from __future__ import annotations

import inspect

import pytest
from hypothesis import given, strategies as st

from nnplay.catalog import (
    activation,
    activations,
    families,
    initializers,
    losses,
    metrics,
    optimizer,
    optimizers,
    penalties,
    schedules,
)
from nnplay.catalog.registry import Registry, format_number, keyword_defaults, pluralize
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Layer
from nnplay.training.recipe import Recipe

ENTRIES = [(family, name) for family, registry in families.items() for name in registry]


# ── what every entry says of itself ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("family", "name"), ENTRIES, ids=["-".join(pair) for pair in ENTRIES])
def test_every_entry_has_a_name_a_formula_and_a_source_and_reads_its_constants_from_its_function(family, name):
    entry = families[family][name]
    assert entry.name == name == name.lower()
    assert entry.formula.strip() == entry.formula != ""
    assert len(entry.source) >= 5
    assert callable(entry.function)
    assert entry.constants == keyword_defaults(entry.function)
    assert name in repr(entry)
    assert families[family].canonical(name) == name


@pytest.mark.parametrize(("family", "name"), ENTRIES, ids=["-".join(pair) for pair in ENTRIES])
def test_every_alias_leads_to_its_entry_and_hides_no_other(family, name):
    registry = families[family]
    for alias in registry[name].aliases:
        assert registry[alias] is registry[name]
        assert alias in registry
        assert alias not in set(registry)
        assert registry.canonical(alias) == name


def test_no_two_entries_share_an_alias():
    for registry in families.values():
        aliases = [alias for entry in registry.values() for alias in entry.aliases]
        assert len(aliases) == len(set(aliases))


@pytest.mark.parametrize("family", ["activations", "losses"])
def test_derivatives_take_what_the_families_promise(family):
    for entry in families[family].values():
        count = len(entry.constants)
        given_ = {"activations": {"element": 2, "row": 4}, "losses": {"element": 2, "row": 3}}[family][entry.shape]
        assert len(inspect.signature(entry.derivative_function).parameters) == given_ + count, entry.name
        if getattr(entry, "joint_gradient", None) is not None:
            assert len(inspect.signature(entry.joint_value).parameters) == 3 + count, entry.name
            extra = 1 if entry.shape == "row" else 0
            assert len(inspect.signature(entry.joint_gradient).parameters) == 3 + extra + count, entry.name


def test_every_loss_names_an_output_that_exists_and_fits_it():
    for entry in losses.values():
        output = activations[entry.output]
        assert entry.domain[0] <= output.range[0]
        assert output.range[1] <= entry.domain[1]


def test_every_learned_constant_has_a_slope():
    for entry in activations.values():
        assert set(entry.slopes) == set(entry.learned) <= set(entry.constants)


def test_optimizers_take_w_g_their_slots_eta_t_and_constants():
    for entry in optimizers.values():
        names = list(inspect.signature(entry.function).parameters)
        assert names == ["w", "g", *entry.slots, "eta", "t", *entry.constants], entry.name


@pytest.mark.parametrize(
    ("registry", "names"),
    [
        (
            activations,
            "identity binary_step sigmoid tanh smht softsign relu gelu softplus elu selu leaky_relu prelu repsu silu "
            "elish gaussian sinusoid softmax maxout mish arctan bent_identity sinc hard_sigmoid hard_tanh relu6 celu "
            "squareplus exponential",
        ),
        (
            losses,
            "mse mae huber log_cosh msle mape poisson quantile binary_cross_entropy cross_entropy kl focal hinge "
            "squared_hinge categorical_hinge cosine",
        ),
        (optimizers, "sgd momentum nesterov adagrad rmsprop adadelta adam amsgrad adamw nadam lion lbfgs"),
        (schedules, "constant step exponential inverse_scaling cosine one_cycle warm_up reduce_on_plateau"),
        (initializers, "zeros uniform normal xavier glorot he lecun orthogonal"),
        (penalties, "l1 l2 weight_decay"),
        (metrics, "accuracy precision recall f1 mse rmse mae r2"),
    ],
    ids=["activations", "losses", "optimizers", "schedules", "initializers", "penalties", "metrics"],
)
def test_everything_of_the_design_is_there(registry, names):
    for name in names.split():
        assert name in registry


# ── unknown names ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("registry", "wrong", "right"),
    [
        (activations, "rleu", "relu"),
        (activations, "leakyrleu", "leaky_relu"),
        (activations, "softmx", "softmax"),
        (losses, "crosentropy", "cross_entropy"),
        (optimizers, "addam", "adam"),
        (schedules, "cosin", "cosine"),
        (initializers, "xaver", "xavier"),
        (metrics, "acuracy", "accuracy"),
        (penalties, "l3", "l1"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(registry, wrong, right):
    with pytest.raises(NNPlayError) as caught:
        registry[wrong]
    text = str(caught.value)
    assert f"did you mean {right!r}" in text or (right == "l1" and "did you mean 'l2'" in text)
    assert f"nnplay catalog {pluralize(registry.family)}" in text
    assert "\n" not in text


def test_a_name_near_to_nothing_is_sent_to_the_list():
    with pytest.raises(NNPlayError, match="There is no activation 'qqqqqqqq'; `nnplay catalog activations` lists"):
        activations["qqqqqqqq"]


def test_a_registry_is_a_mapping():
    assert len(activations) == len(list(activations))
    assert dict(activations)["relu"] is activations["relu"]
    assert "relu" in activations
    assert "no such" not in activations
    assert activations.get("relu") is activations["relu"]
    assert families["penalties"] is penalties


# ── constants ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("spec", "constants", "canonical"),
    [
        ("leaky_relu", {"alpha": 0.01}, "leaky_relu"),
        ("leaky_relu()", {"alpha": 0.01}, "leaky_relu"),
        ("leaky_relu(0.2)", {"alpha": 0.2}, "leaky_relu(alpha=0.2)"),
        (" leaky_relu ( alpha = 2e-1 ) ", {"alpha": 0.2}, "leaky_relu(alpha=0.2)"),
        ("leaky_relu(0.01)", {"alpha": 0.01}, "leaky_relu"),
        ("leaky_relu(-1)", {"alpha": -1.0}, "leaky_relu(alpha=-1)"),
        ("smht(2, delta=3)", {"alpha": 2, "beta": 1, "gamma": 1, "delta": 3}, "smht(alpha=2, delta=3)"),
        ("smht(delta=3, alpha=2)", {"alpha": 2, "beta": 1, "gamma": 1, "delta": 3}, "smht(alpha=2, delta=3)"),
        ("swish", {}, "silu"),
        ("maxout(4)", {"pieces": 4}, "maxout(pieces=4)"),
    ],
)
def test_constants_are_read_from_the_name_and_written_in_the_shortest_form(spec, constants, canonical):
    entry, read = activations.resolve(spec)
    assert read == constants
    assert activations.canonical(spec) == canonical
    assert activations.canonical(canonical) == canonical
    assert entry.constants == keyword_defaults(entry.function)


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("relu(1)", "no constants"),
        ("leaky_relu(1, 2)", "alpha=0.01"),
        ("leaky_relu(beta=1)", "alpha=0.01"),
        ("leaky_relu(abc)", "finite number"),
        ("leaky_relu(inf)", "finite number"),
        ("leaky_relu(nan)", "finite number"),
        ("leaky_relu(alpha=)", "finite number"),
        ("leaky_relu(0.1", "not the name"),
        ("leaky relu", "not the name"),
        ("", "not the name"),
        ("relu;import os", "not the name"),
        ("x" * 300, "not the name"),
        (7, "not the name"),
        (None, "not the name"),
        (["relu"], "not the name"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(spec, says):
    with pytest.raises(NNPlayError, match=says) as caught:
        activations.resolve(spec)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 250


@given(st.floats(-1e12, 1e12))
def test_a_constant_goes_through_the_canonical_form_unchanged(value):
    canonical = activations.canonical(f"leaky_relu({value!r})")
    assert activations.resolve(canonical)[1] == {"alpha": value}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_written_so_that_it_reads_back_the_same(value):
    assert float(format_number(value)) == value


@given(st.text(max_size=40))
def test_no_text_makes_the_registry_raise_anything_but_its_own_error(text):
    try:
        entry, constants = activations.resolve(text)
    except NNPlayError as error:
        sentence = str(error)
    else:
        assert set(constants) == set(activations[entry.name].constants)
        sentence = activations.canonical(text)
    assert "\n" not in sentence


# ── entering ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_user_enters_an_activation_and_it_is_found(clean):
    before = activations.version

    @activation("mine", formula="z", source="a test", aliases=("my_own",))
    def mine(z, gain=2.0):
        return gain * z

    assert activations["my_own"] is mine
    assert mine(3.0) == 6.0
    assert activations.canonical("my_own(3)") == "mine(gain=3)"
    assert activations.version > before


def test_an_entry_goes_before_an_alias_of_the_same_name(clean):
    swish = activation("swish", formula="z", source="a test")(lambda z: z)
    activation("thief", formula="z", source="a test", aliases=("relu",))(lambda z: z)
    assert activations["swish"] is swish
    assert activations.canonical("swish") == "swish"
    assert activations["relu"].name == "relu"


def test_a_second_entry_of_a_name_replaces_the_first(clean):
    for factor in (1, 2):
        activation("mine", formula="z", source="a test")(lambda z, f=factor: f * z)
    assert activations["mine"](10, activations["mine"].constants["f"]) == 20


@pytest.mark.parametrize("name", ["", "two words", "1st", "ünï", "a" * 65, "a(b)", None, 3, "../etc"])
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(NNPlayError, match="cannot name a component"):
        activation(name, formula="z", source="a test")(lambda z: z)
    with pytest.raises(NNPlayError, match="cannot name a component"):
        optimizer("fine", formula="z", source="a test", aliases=(name,))(lambda w, g, eta, t: w)
    assert "fine" not in optimizers


def test_an_entry_needs_a_function():
    with pytest.raises(NNPlayError, match="needs a function"):
        activation("mine", formula="z", source="a test")(3.0)
    assert "mine" not in activations


def test_a_family_has_a_plural():
    assert [pluralize(f) for f in ("loss", "penalty", "activation")] == ["losses", "penalties", "activations"]
    assert all(isinstance(registry, Registry) for registry in families.values())


def test_names_as_other_libraries_spell_them():
    for family, spelled, name in [
        ("activations", "LeakyReLU(0.2)", "leaky_relu(alpha=0.2)"), ("activations", "hard-sigmoid", "hard_sigmoid"),
        ("optimizers", "Adam", "adam"), ("optimizers", "RMSprop", "rmsprop"),
        ("losses", "CrossEntropy", "cross_entropy"),
    ]:  # fmt: skip
        assert families[family].canonical(spelled) == families[family].canonical(name)
        assert families[family].canonical(spelled).split("(")[0] == name.split("(")[0]
    assert Recipe(optimizer="Adam").optimizer == "adam"
    assert Layer(4, "ReLU").activation == "relu"
    for registry in families.values():  # no two components differ only in this
        spelled = [name.replace("_", "") for name in registry]
        assert len(set(spelled)) == len(spelled)
