import pytest
from hypothesis import given, settings, strategies as st

from nnplay.catalog import activations, initializers, optimizers, schedules
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer
from nnplay.training.recipe import Recipe
from nnplay.web.link import page_of, query
from nnplay.web.settings import FEATURES, FIRST, MOST, Settings, known

numbers = st.floats(1e-6, 100, allow_nan=False)
layers = st.builds(
    Layer,
    st.integers(1, MOST["neurons"]),
    st.sampled_from([name for name, entry in activations.items() if entry.shape != "row"]),
    dropout=st.sampled_from([0.0, 0.25, 0.5]),
    norm=st.sampled_from([None, "batch", "layer"]),
    skip=st.booleans(),
    initializer=st.sampled_from([None, *initializers]),
)
recipes = st.fixed_dictionaries(
    {
        "data": st.sampled_from(known()),
        "features": st.lists(st.sampled_from(FEATURES), min_size=1, unique=True).map(tuple),
        "noise": st.sampled_from([0.0, 0.1, 0.5]),
        "samples": st.integers(10, MOST["samples"]),
        "data_seed": st.integers(0, 2**53 - 1),
        "seed": st.integers(0, 2**53 - 1),
        "test_fraction": st.sampled_from([0.0, 0.2, 0.9]),
        "batch_size": st.none() | st.integers(1, 500),
        "learning_rate": numbers,
        "optimizer": st.sampled_from([name for name, entry in optimizers.items() if not entry.full_batch]),
        "schedule": st.sampled_from(list(schedules)),
        "l1": st.sampled_from([0.0, 0.003]),
        "l2": numbers,
        "penalties": st.sampled_from([None, (("l1", 0.5),)]),
        "clip": st.none() | numbers,
        "patience": st.none() | st.integers(1, 50),
        "epochs": st.integers(0, MOST["epochs"]),
        "dtype": st.sampled_from(["float32", "float64"]),
        "scale": st.sampled_from(["standard", "minmax", "none"]),
        "shuffle": st.booleans(),
    }
)


@settings(max_examples=150, deadline=None)
@given(
    recipes,
    st.lists(layers, max_size=4),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, 60.0, 5.0, 0.5, 12345.6]),
)
def test_a_page_comes_back_from_its_address(recipe, net, tests, steps, speed):
    page = Settings(Recipe(**recipe), Architecture(tuple(net)), tests, steps, speed=speed)
    assert page_of(query(page)) == (page, [])


def test_the_first_page_needs_no_words_and_output_and_loss_are_told():
    assert query(FIRST) == ""
    page = FIRST.replace(architecture=Architecture((), output="tanh", loss="mse"))
    assert query(page) == "net=0&output=tanh&loss=mse"
    assert page_of(query(page)) == (page, [])


def test_what_is_of_the_page_alone_is_left_out():
    assert page_of("lang=de&token=abc&data=xor") == (FIRST.replace(data="xor"), [])


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("data=/etc/passwd", "no dataset '/etc/passwd'"),
        ("data=xor&learning_rate=fast", "learning_rate must be a number"),
        ("data=xor&learning_rte=1", "did you mean 'learning_rate'"),
        ("data=xor&net=8;x", "Write a layer as 8:tanh"),
        ("data=xor&net=8:tanh:width=3", "Write a layer as"),
        ("data=xor&net=501", "at most 500 neurons in a layer"),
        ("data=xor&samples=100000000", "samples must be less than"),
        ("data=xor&samples=5001", "at most 5,000 samples"),
        ("data=xor&seed=9007199254740992", "a seed must be below"),
        ("data=xor&net=" + ";".join(["2"] * 31), "at most 30 layers"),
        ("data=xor&l1=" + "[" * 100_000, "is too long"),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_is_taken(asked, told):
    page, troubles = page_of(asked)
    assert [told in sentence for sentence in troubles] == [True]
    assert page == (FIRST if asked.startswith("data=/") else FIRST.replace(data="xor"))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | st.lists(st.tuples(st.sampled_from([*Recipe.model_fields, "net", "loss", "output"]),
       st.text(max_size=12))).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)))  # fmt: skip
def test_any_address_opens_a_page(asked):
    page, troubles = page_of(asked)
    assert isinstance(page, Settings)
    assert all(isinstance(sentence, str) for sentence in troubles)


def test_more_than_a_page_takes_is_refused():
    with pytest.raises(NNPlayError, match="at most 100,000 epochs"):
        FIRST.replace(epochs=100_001)
