import numpy as np
import pytest

import nnplay as nn
from nnplay.analysis.neuron_maps import activations
from nnplay.data import load
from nnplay.engine.compiled import Engine
from nnplay.network.parameters import initialize
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.surface import SurfacePlot
from nnplay.playground.thumbnails import Thumbnails

NETS = [
    (),
    (nn.Layer(5, "tanh"), nn.Layer(5, "relu", norm="batch", skip=True), nn.Layer(3, "maxout(2)", dropout=0.2)),
    (nn.Layer(7, "softmax", norm="layer"), nn.Layer(2, "prelu", skip=True)),
]


@pytest.mark.parametrize("layers", NETS)
@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-12), ("float32", 1e-5)])
def test_the_engine_gives_every_layer_as_the_reference_does(layers, dtype, tolerance):
    architecture = nn.Architecture(layers).resolve(inputs=3, outputs=2, output="softmax", loss="cross_entropy")
    start = initialize(architecture, seed=3, dtype=dtype)
    X = np.random.default_rng(0).normal(size=(1000, 3)).astype(dtype)
    found = Engine(architecture, dtype, chunk=300).activations(start.theta, X)
    for got, wanted in zip(found, activations(start, X), strict=True):
        np.testing.assert_allclose(got, wanted, rtol=0, atol=tolerance)


def test_the_pictures_are_the_activations_on_a_scale_of_their_own():
    session = PlaygroundSession(
        "xor", nn.Architecture.dense((3,), "tanh"), nn.Recipe(features=("x1", "x1*x2"), samples=50)
    )
    scene = SurfacePlot(session.problem, size=(30, 30), full_data=load("xor", samples=50))
    maps = Thumbnails(scene, 30)
    seen = maps.neurons(session.parameters)
    assert seen.shape == (4, 30, 30)
    a = activations(session.parameters, maps.X)[0]
    expected = np.rint(128 + 127 * a / np.abs(a).max(axis=0)).T.reshape(3, 30, 30)
    assert np.abs(seen[:3] - expected).max() <= 1
    assert np.array_equal(maps.neuron(session.parameters, 0, 2)[0], seen[2])
    sigmoid = activations(session.parameters, maps.X)[1].T.reshape(30, 30)
    away = sigmoid - 0.5
    assert np.abs(seen[3] - np.rint(128 + 127 * away / np.abs(away).max())).max() <= 1
    session.close()


def test_an_input_that_is_not_there_yet_has_a_picture():
    session = PlaygroundSession("circle", [2], nn.Recipe(features=("x1",), samples=50))
    maps = Thumbnails(SurfacePlot(session.problem, full_data=load("circle", samples=50)), 21)
    picture = maps.expression("x2^2")
    assert (picture == picture[:, :1]).all()
    assert picture.argmin(axis=0).tolist() == [int(np.abs(maps.plot.mesh((21, 21))[::21, 1]).argmin())] * 21
    assert picture.max() == 255
    assert len(maps.inputs()) == 1
    session.close()
