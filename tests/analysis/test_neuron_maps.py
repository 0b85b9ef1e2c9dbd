"""What neurons see is what the engines compute there."""

import numpy as np
import pytest

import nnplay as nn
from nnplay.analysis.neuron_maps import most_varied
from nnplay.engine.reference import forward
from nnplay.runs import views


@pytest.fixture(scope="module")
def iris():
    return nn.train("iris", nn.Architecture.dense((6, 5), "tanh", norm="batch", skip=True), epochs=10)


def test_every_map_is_the_activation_there(iris):
    result = views.neurons(iris, x="petal length (cm)", y="sepal width (cm)", side=7)
    data = {c.name: c.values for c in iris.dataset.features}
    for row, column in ((0, 0), (3, 5), (6, 6)):
        point = {name: float(np.median(values)) for name, values in data.items()}
        point |= {"petal length (cm)": result.x[column], "sepal width (cm)": result.y[row]}
        X = iris.model.encoding.transform_rows(point)
        for maps, step in zip(result.layers, forward(iris.parameters, X), strict=True):
            np.testing.assert_allclose(maps[:, row, column], step.a[0], rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(result.layers[-1][:, row, column], iris.probabilities(point)[0], atol=1e-5)
    assert set(result.held) == {"sepal length (cm)", "petal width (cm)"}
    assert result.outputs == ("setosa", "versicolor", "virginica")
    assert [w.shape for w in result.weights] == [(2, 6), (6, 5), (5, 3)]
    np.testing.assert_array_equal(result.weights[0], iris.parameters.W[0][[2, 1]])
    assert len(result.points) == 150


def test_it_takes_features_that_matter_and_maxout_and_several_targets(tmp_path):
    rng = np.random.default_rng(0)
    rows = ["noise,flat,a,b,y,z"]
    for n, a, b in rng.normal(size=(80, 3)):
        rows.append(f"{n},1.5,{a},{b},{3 * a + b},{a - 2 * b}")
    (tmp_path / "d.csv").write_text("\n".join(rows))
    settings = {"target": ["y", "z"], "epochs": 60, "optimizer": "momentum"}
    with pytest.warns(nn.DataWarning, match="constant"):
        run = nn.train(str(tmp_path / "d.csv"), nn.Architecture.dense((4,), "maxout(3)"), **settings)
    result = views.neurons(run)
    assert result.names == ("a", "b")
    assert result.weights[0].shape == (2, 4)
    assert result.outputs == ("y", "z")
    result.plot()


def test_a_derived_feature_follows_its_column():
    run = nn.train("circle", (3,), features=["x1^2", "x2^2"], epochs=3)
    result = views.neurons(run, side=5)
    assert result.names == ("x1", "x2")
    point = {"x1": result.x[4], "x2": result.y[1]}
    np.testing.assert_allclose(result.layers[-1][0, 1, 4], run.probabilities(point)[0, 1], atol=1e-5)


def test_the_most_varied_neurons():
    maps = np.zeros((5, 2, 2))
    maps[3] = [[0, 9], [0, 0]]
    maps[1] = [[0, 1], [0, 0]]
    assert most_varied(maps, 2) == [1, 3]
    assert most_varied(maps, 9) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"x": "../etc"}, "two numeric features of sepal length"),
        ({"x": "<img onerror>\n\x1b[31m"}, "two numeric features"),
        ({"x": "petal width (cm)", "y": "petal width (cm)"}, "two numeric features"),
        ({"side": 1}, "from 2 to 400"),
        ({"side": 10**9}, "from 2 to 400"),
    ],
)
def test_invalid_options_raise_one_sentence(iris, options, message):
    with pytest.raises(nn.NNPlayError, match=message) as error:
        views.neurons(iris, **options)
    assert "\n" not in str(error.value)


def test_one_feature_is_too_few():
    run = nn.train({"x": np.arange(9.0), "y": np.arange(9.0)}, (2,), epochs=1)
    with pytest.raises(nn.NNPlayError, match="two numeric features of x"):
        views.neurons(run)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"layer": 4}, "from 1 to 3"), ({"layer": 0}, "from 1"), ({"neuron": 1}, "its layer"),
     ({"layer": 1, "neuron": 7}, "from 1 to 6"), ({"layer": True}, "no layer"), ({"most": 0}, "at least 1")],
)  # fmt: skip
def test_neurons_that_are_not_there(iris, options, message):
    with pytest.raises(nn.NNPlayError, match=message):
        views.neurons(iris, side=3).plot(**options)
