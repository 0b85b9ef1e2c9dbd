import json

import pytest
from hypothesis import given, strategies as st

from nnplay import Architecture, Layer, NNPlayError
from nnplay.catalog import activations, losses
from nnplay.network.architecture import check_pair

layers = st.builds(
    Layer,
    st.integers(1, 300),
    st.sampled_from(sorted(activations)),
    dropout=st.floats(0, 0.99),
    norm=st.sampled_from([None, "batch", "layer"]),
    skip=st.booleans(),
    initializer=st.sampled_from([None, "he", "orthogonal(2)"]),
)


@given(st.lists(layers, max_size=6))
def test_an_architecture_round_trips_through_json_and_hashes_alike(hidden):
    architecture = Architecture(hidden, output="softmax", loss="cross_entropy", inputs=3, outputs=2)
    again = Architecture.from_json(json.loads(json.dumps(architecture.to_json())))
    assert again == architecture
    assert hash(again) == hash(architecture)


def test_it_is_frozen():
    with pytest.raises(AttributeError):
        Architecture.dense((3,)).output = "tanh"
    with pytest.raises(AttributeError):
        Layer(3).width = 4


def test_dense_shares_everything_but_the_width():
    assert Architecture.dense((4, 2), "tanh", dropout=0.1).layers == (Layer(4, "tanh", 0.1), Layer(2, "tanh", 0.1))
    assert Architecture.dense(5).layers == (Layer(5),)
    assert Architecture.dense(()).layers == ()
    assert [x.activation for x in Architecture.dense((4, 2), ["relu", "tanh"]).layers] == ["relu", "tanh"]


def test_names_are_written_one_way():
    assert Layer(2, "swish").activation == "silu"
    assert Layer(2, "leaky_relu(0.2)") == Layer(2, "leaky_relu(alpha=0.2)")
    assert Layer(2, "leaky_relu(0.01)") == Layer(2, "leaky_relu")
    assert Architecture(output="logistic", loss="bce") == Architecture(output="sigmoid", loss="binary_cross_entropy")
    assert Layer(2, activations["tanh"]) == Layer(2, "tanh")


def test_it_prints_itself():
    architecture = Architecture([Layer(64, "relu", dropout=0.2), Layer(32, "tanh", norm="batch", skip=True)])
    assert str(architecture) == "data → 64 relu (dropout 0.2) → 32 tanh (batch norm, skip) → output"
    settled = architecture.resolve(inputs=4, outputs=3, output="softmax", loss="cross_entropy")
    assert str(settled).startswith("4 → 64 relu")
    assert str(settled).endswith("→ 3 softmax | cross_entropy")


@pytest.mark.parametrize("width", [0, -5, 1.5, "10", None, True, float("nan")])
def test_a_width_that_is_no_count_is_refused(width):
    with pytest.raises(NNPlayError, match="width"):
        Layer(width)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"activation": "relo"}, "did you mean 'relu'"),
        ({"activation": "relu(2)"}, "no constants"),
        ({"activation": 7}, "not the name"),
        ({"dropout": 1.0}, "Dropout"),
        ({"dropout": -0.1}, "Dropout"),
        ({"dropout": float("nan")}, "Dropout"),
        ({"norm": "group"}, "normalization"),
        ({"initializer": "hee"}, "initializer"),
        ({"activation": "maxout(0)"}, "pieces"),
    ],
)
def test_a_layer_that_does_not_fit_is_refused_in_one_sentence(arguments, words):
    with pytest.raises(NNPlayError, match=words.replace("(", r"\(")) as caught:
        Layer(3, **arguments)
    assert "\n" not in str(caught.value)


def test_an_unknown_key_is_refused():
    with pytest.raises(NNPlayError):
        Architecture.from_json({"layers": [{"width": 3, "colour": "red"}]})
    with pytest.raises(NNPlayError):
        Architecture.from_json({"layers": [3]})
    with pytest.raises(NNPlayError, match="list of layers"):
        Architecture("relu")
    with pytest.raises(NNPlayError, match="2 hidden layers but 3"):
        Architecture.dense((3, 3), ["relu"] * 3)


@pytest.mark.parametrize("loss", sorted(losses))
def test_every_canonical_output_is_legal(loss):
    check_pair(losses[loss].output, loss)


def test_an_output_outside_the_domain_of_the_loss_is_refused_with_one_that_fits():
    with pytest.raises(NNPlayError, match="choose the output 'softmax'"):
        Architecture(output="identity", loss="cross_entropy")
    with pytest.raises(NNPlayError, match="hidden layers"):
        Architecture(output="maxout")
