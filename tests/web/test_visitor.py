import numpy as np
import pytest

import nnplay as nn
from nnplay.errors import NNPlayError
from nnplay.plots.palette import LIGHT
from nnplay.web.frames import unpack
from nnplay.web.link import page_of
from nnplay.web.page.network import switched
from nnplay.web.settings import FEATURES, FIRST
from nnplay.web.visitor import Visitor
from nnplay.web.wire import Wire


@pytest.fixture
def visitor():
    made = Visitor(FIRST.replace(samples=103, batch_size=10, epochs=30))
    yield made
    made.close()


def shown(visitor, wire=None):
    return unpack((wire or Wire(visitor, None)).frame())


def test_a_frame_has_the_numbers_of_train(visitor):
    for _ in range(3):
        visitor.step()
    header, arrays = shown(visitor)
    page = visitor.settings
    run = nn.train(page.recipe.data, page.architecture, recipe=page.recipe.replace(epochs=3))
    assert arrays["theta"].tolist() == run.parameters.theta.astype(float).tolist()
    for part in ("train", "test"):
        assert header["metrics"][part] == {name: run.metrics[part][name] for name in ("loss", "accuracy")}
    assert arrays["rows"][:, 0].tolist() == [0, 1, 2, 3]
    assert arrays["rows"][:, 1].tolist() == run.history["train_loss"]
    assert arrays["rows"][:, 4].tolist() == run.history["test_accuracy"]


def test_a_partial_last_batch_is_a_step_of_its_own(visitor):
    rows = visitor.session.problem.training_rows
    assert rows % 10
    for batch in range(1, -(-rows // 10)):
        visitor.step(batch=True)
        assert shown(visitor)[0]["batches"] == batch
    visitor.step(batch=True)
    header, _ = shown(visitor)
    assert (header["epoch"], header["batches"]) == (1, 0)


def test_reset_gives_the_same_weights_and_the_same_way(visitor):
    first = shown(visitor)[1]["theta"]
    visitor.step()
    then = shown(visitor)[1]["theta"]
    visitor.reset()
    assert np.array_equal(shown(visitor)[1]["theta"], first)
    visitor.step()
    assert np.array_equal(shown(visitor)[1]["theta"], then)


def test_only_what_is_new_is_sent(visitor):
    wire = Wire(visitor, None)
    header, arrays = shown(visitor, wire)
    assert {"scene"} <= header.keys()
    assert len(arrays["inputs"]) == len(FEATURES)
    for _ in range(3):
        visitor.step()
    header, arrays = shown(visitor, wire)
    assert "scene" not in header
    assert arrays["rows"][:, 0].tolist() == [0, 1, 2, 3]
    visitor.step()
    header, arrays = shown(visitor, wire)
    assert header["first"] == 3
    assert arrays["rows"][:, 0].tolist() == [3, 4]


def test_a_rate_changes_on_the_way_and_data_begin_anew(visitor):
    for _ in range(2):
        visitor.step()
    visitor.change(visitor.settings.replace(learning_rate=0.1))
    assert visitor.session.epoch == 2
    visitor.change(visitor.settings.replace(data="xor"))
    assert visitor.session.epoch == 0
    visitor.change(visitor.settings.replace(architecture=nn.Architecture.dense((3,)), seed=4))
    assert visitor.session.problem.architecture.widths == (2, 3, 1)
    assert visitor.session.recipe.seed == 4


def test_what_does_not_fit_changes_nothing(visitor):
    before, theta = visitor.settings, visitor.session.parameters.theta
    with pytest.raises(NNPlayError, match="at least one input"):
        visitor.change(before.replace(features=()))
    with pytest.raises(NNPlayError, match="needs targets from 0 to 1"):
        visitor.change(before.replace(data="plane", architecture=nn.Architecture((), loss="cross_entropy")))
    assert visitor.settings is before
    assert np.array_equal(visitor.session.parameters.theta, theta)


@pytest.mark.parametrize("features", [("sin(x1)",), ("x2",), FEATURES])
def test_the_surface_is_there_whatever_the_network_takes(visitor, features):
    visitor.change(visitor.settings.replace(features=features))
    header, arrays = shown(visitor)
    assert header["scene"]["plane"]["names"] == ["x1", "x2"]
    assert header["scene"]["features"] == list(features)
    X = np.stack(np.meshgrid(*(np.linspace(*span, 100) for span in header["scene"]["plane"]["spans"])), -1).reshape(
        -1, 2
    )
    model = visitor.session.problem.model(visitor.session.parameters)
    sure = model.probabilities({"x1": X[:, 0], "x2": X[:, 1]})
    colours = np.array([[int(c[k : k + 2], 16) for k in (1, 3, 5)] for _, c in header["scene"]["plane"]["key"]])
    least, most = LIGHT.veil
    veil = (least + (most - least) * (2 * sure.max(axis=1) - 1))[:, None]
    expected = 255 * (1 - veil) + veil * colours[sure.argmax(axis=1)]
    assert np.abs(arrays["surface"].reshape(-1, 3) - expected).max() < 1


def test_the_decision_alone_has_two_colours(visitor):
    visitor.settings = visitor.settings.replace(steps=True)
    assert len(np.unique(shown(visitor)[1]["surface"].reshape(-1, 3), axis=0)) == 2
    visitor.change(visitor.settings.replace(data="plane", steps=True))
    assert len(np.unique(shown(visitor)[1]["surface"].reshape(-1, 3), axis=0)) == 2


def test_a_neuron_that_is_looked_at_comes_large(visitor):
    visitor.focus = 0, 1
    header, arrays = shown(visitor)
    assert header["looked"] == [0, 1]
    small, large = arrays["neurons"][1], arrays["focus"][0]
    assert large.shape == (80, 80)
    assert abs(int(small[0, 0]) - int(large[0, 0])) <= 2
    visitor.focus = 9, 9
    assert "focus" not in shown(visitor)[1]


def test_the_curves_have_the_validation_rows(visitor):
    visitor.change(visitor.settings.replace(validation_fraction=0.2))
    visitor.step()
    page = visitor.settings
    run = nn.train(page.recipe.data, page.architecture, recipe=page.recipe.replace(epochs=1))
    rows = shown(visitor)[1]["rows"]
    assert rows[:, 5].tolist() == run.history["validation_loss"]
    assert rows[:, 6].tolist() == run.history["validation_accuracy"]


def test_the_speed_is_one_of_the_settings_and_begins_nothing_anew(visitor):
    visitor.step()
    visitor.change(visitor.settings.replace(speed=5.0))
    assert (visitor.session.player.pace, visitor.session.epoch) == (5.0, 1)
    visitor.change(visitor.settings.replace(architecture=nn.Architecture.dense((3,)), seed=4))
    assert visitor.session.player.pace == 5.0
    for wrong in (0.0, -1.0, float("inf"), float("nan")):
        with pytest.raises(NNPlayError, match="epochs per second"):
            visitor.settings.replace(speed=wrong)


def test_the_row_that_is_chosen_is_told_until_there_are_others(visitor):
    visitor.row = 7
    header, _ = shown(visitor)
    data = visitor.session.dataset
    x, y, *_, row = header["row"]["point"]
    assert (x, y, row) == (data.features[0].values[7], data.features[1].values[7], 7)
    assert header["row"]["truth"] == [data.targets[0].values[7]]
    visitor.change(visitor.settings.replace(architecture=nn.Architecture.dense((3,)), learning_rate=0.1))
    assert shown(visitor)[0]["row"]["place"] == 7
    visitor.row = 10**9
    assert shown(visitor)[0]["row"]["place"] == 102
    visitor.change(visitor.settings.replace(data_seed=1))
    assert shown(visitor)[0]["row"] is None


def test_a_weight_set_by_hand_is_trained_on_and_told(visitor):
    visitor.step()
    visitor.edit(0, (1, 2), 0.75)
    visitor.edit(2, (0,), -2.0)
    header, arrays = shown(visitor)
    parameters = visitor.session.parameters
    assert (parameters.W[0][1, 2], parameters.b[2][0]) == (0.75, -2.0)
    assert header["message"] == "Set by hand: W[0][1, 2] = 0.75 after epoch 1; b[2][0] = -2 after epoch 1."
    assert arrays["rows"][-1, 1] == header["metrics"]["train"]["loss"]
    visitor.step()
    assert visitor.session.parameters.b[2][0] != -2.0
    assert abs(visitor.session.parameters.b[2][0] + 2.0) < 1


def test_the_end_of_a_training_is_told_when_one_wants_more(visitor):
    visitor.change(visitor.settings.replace(speed=None))
    visitor.play()
    visitor.session.player.wait()
    with pytest.raises(NNPlayError, match="All 30 epochs are trained"):
        visitor.play()


def test_an_address_reproduces_the_numbers():
    page, troubles = page_of("data=spiral&net=5:relu&features=x1,x1*x2&noise=0.2&seed=7&samples=60")
    assert troubles == []
    made = Visitor(page)
    made.step()
    run = nn.train("spiral", nn.Architecture.dense((5,)), recipe=page.recipe.replace(epochs=1))
    assert np.array_equal(made.session.parameters.theta, run.parameters.theta)
    made.close()


def test_a_training_that_diverged_is_told_and_goes_on_with_a_lower_rate(visitor):
    visitor.change(
        visitor.settings.replace(data="plane", learning_rate=10.0, architecture=nn.Architecture.dense((8, 8)))
    )
    visitor.change(visitor.settings.replace(speed=None))
    visitor.play()
    visitor.session.player.wait()
    header, _ = shown(visitor)
    assert "stopped being finite" in header["message"]
    assert header["ended"]
    visitor.play()
    assert not visitor.session.playing
    visitor.look(0)  # there is no way on with weights of 1e21
    visitor.change(visitor.settings.replace(learning_rate=0.01))
    visitor.step()
    assert shown(visitor)[0]["message"] == ""


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("data=xor&features=nonsense", "nonsense"),
        ("data=xor&target=x9", "x9"),
        ("data=xor&loss=cross_entropy&output=identity", "choose the output"),
        ("data=plane&loss=cross_entropy", "needs targets"),
        ("data=xor&samples=8", ""),
        ("data=xor&test_fraction=0.99&samples=20", ""),
        ("data=xor&out_of_core=true", ""),
        ("net=500:relu;500:relu;500:relu", ""),
        ("data=moons&test_fraction=0&features=x1,x1^3&batch_size=none&patience=3&dtype=float64", ""),
        ("data=plane&net=0&scale=none&validation_fraction=0.2&schedule=cosine&clip=1", ""),
    ],
)
def test_whatever_an_address_asks_for_there_is_a_picture(query, told):
    page, troubles = page_of(query)
    visitor = Visitor(page)
    header, arrays = shown(visitor)
    assert arrays["surface"].shape == (100, 100, 3)
    assert header["scene"]["plane"]["names"] == ["x1", "x2"]
    assert told in "".join([*troubles, visitor.trouble])
    assert bool(visitor.trouble) <= (visitor.settings == FIRST)
    visitor.step()
    assert shown(visitor)[0]["epoch"] == 1
    visitor.close()


def test_an_input_of_ones_own_stays_when_others_are_switched():
    settings = switched(FIRST.replace(features=("x1", "x1^3")), "x2")
    assert settings.recipe.features == ("x1", "x2", "x1^3")
    assert switched(settings, "x1^3").recipe.features == ("x1", "x2")


def test_a_change_at_the_end_gives_more_epochs_and_the_settings_say_so(visitor):
    visitor.change(visitor.settings.replace(epochs=2))
    for _ in range(2):
        visitor.step()
    visitor.change(visitor.settings.replace(learning_rate=0.1))
    assert visitor.settings.recipe.epochs == visitor.session.recipe.epochs == 4
    visitor.step()
    assert visitor.session.epoch == 3
