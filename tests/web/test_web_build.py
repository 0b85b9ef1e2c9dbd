"""The forms: all that a layer has, and all that decides a training."""

from dataclasses import fields

import numpy as np
import pytest

import nnplay as nn
from nnplay.catalog import activations, initializers, losses, optimizers, schedules
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Layer
from nnplay.playground.session import DATA_SETTINGS
from nnplay.training.recipe import Recipe
from nnplay.web import schema
from nnplay.web.frames import unpack
from nnplay.web.link import page_of, query
from nnplay.web.page.network import alike, relayered
from nnplay.web.page.training import changed, values
from nnplay.web.settings import FIRST
from nnplay.web.texts import TEXTS
from nnplay.web.visitor import Visitor
from nnplay.web.wire import Wire


def test_there_is_a_field_for_everything_that_decides_a_result():
    made = [field for group in schema.of_training(TEXTS["en"]) for field in group["fields"]]
    assert {field["name"] for field in made} == (set(Recipe.model_fields) - set(DATA_SETTINGS)) | {"loss", "output"}
    assert [field["name"] for field in schema.of_layer(TEXTS["en"])] == [f.name for f in fields(Layer)]
    offered = {
        field["name"]: [one["name"] for one in field["options"]] for field in made if field["kind"] == "component"
    }
    for name, registry in {
        "loss": losses,
        "optimizer": optimizers,
        "schedule": schedules,
        "initializer": initializers,
    }.items():
        assert offered[name] == list(registry)
    layer = {field["name"]: field for field in schema.of_layer(TEXTS["de"])}
    assert {one["name"] for one in layer["activation"]["options"]} == set(activations)
    assert layer["norm"]["options"] == ["batch", "layer"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("optimizer", "adam(beta1=0.8)"), ("loss", "focal(gamma=1)"), ("schedule", "step(every=3)"), ("clip", 0.5),
     ("patience", 7), ("penalties", "l1=0.001, l2=0.01"), ("class_weight", "balanced"), ("batch_size", None),
     ("shuffle", False)],
)  # fmt: skip
def test_a_setting_is_taken_shown_again_and_in_the_address(name, value):
    page = changed(FIRST, name, value)
    assert values(page)[name] == value
    assert page_of(query(page)) == (page, [])


@pytest.mark.parametrize(
    ("name", "value"), [("optimizer", "adm"), ("penalties", "l1=much"), ("clip", "far"), ("nothing", 1)]
)
def test_what_is_no_setting_is_told(name, value):
    with pytest.raises(NNPlayError):
        changed(FIRST, name, value)


def test_a_layer_has_settings_of_its_own_or_those_of_another():
    page = relayered(FIRST, 1, "norm", "batch")
    assert [layer.norm for layer in page.architecture.layers] == [None, "batch"]
    assert alike(page, 1).architecture.layers == (Layer(4, "tanh", norm="batch"), Layer(2, "tanh", norm="batch"))
    for place, name, value in ((2, "width", 3), (0, "colour", "red"), (0, "width", 0), (0, "dropout", 1.5)):
        with pytest.raises(NNPlayError):
            relayered(FIRST, place, name, value)


@pytest.mark.slow
def test_a_layer_is_set_in_its_card_and_the_address_and_the_numbers_follow(tab):
    one = tab("?data=spiral&net=4:tanh;3:tanh")
    page = one.page
    page.get_by_role("button", name="Settings of layer 2").click()
    card = page.get_by_role("dialog", name="Layer 2")
    card.get_by_label("Activation").select_option("leaky_relu")
    card.get_by_text("αz").wait_for()
    card.get_by_label("alpha").fill("0.2")
    card.get_by_label("alpha").press("Enter")
    one.until("window.nnplayFeed.scene.layers[1].activation === 'leaky_relu(alpha=0.2)'")
    for name, value in {"Neurons": "5", "Dropout": "0.25"}.items():
        card.get_by_label(name).fill(value)
        card.get_by_label(name).press("Tab")
    card.get_by_label("Normalization").select_option("layer")
    card.get_by_label(
        "Skip connection"
    ).click()  # what came before may still be under way, and show it unchecked for a moment
    card.get_by_label("Initializer").select_option("orthogonal")
    one.until("location.search.includes('orthogonal')")
    wanted = Layer(5, "leaky_relu(0.2)", dropout=0.25, norm="layer", skip=True, initializer="orthogonal")
    settings, troubles = page_of(page.evaluate("location.search.slice(1)"))
    assert (settings.architecture.layers, troubles) == ((Layer(4, "tanh"), wanted), [])
    one.until("window.nnplayFeed.scene.layers[1].width === 5")
    card.get_by_label("Dropout").fill("2")
    card.get_by_label("Dropout").press("Enter")
    page.get_by_text("Dropout must be at least 0").wait_for()
    one.until("document.querySelector('[name=\"layer.dropout\"]').value === '0.25'")
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    one.train(2)
    run = nn.train("spiral", settings.architecture, recipe=settings.recipe.replace(epochs=2))
    assert one.frame["theta"] == run.parameters.theta.astype(float).tolist()


@pytest.mark.slow
def test_loss_optimizer_schedule_and_the_rest_are_set_in_their_tab(tab):
    one = tab("?lang=de&samples=100")
    page = one.page
    page.get_by_role("tab", name="Training").click()
    fields = page.get_by_role("tabpanel")
    fields.get_by_label("Optimierer").select_option("adam")
    fields.get_by_label("beta1").fill("0.8")
    fields.get_by_label("beta1").press("Enter")
    for name, value in {
        "Lernratenplan": "cosine",
        "Verlust": "hinge",
        "Ausgabe": "tanh",
        "Initialisierung": "he_normal",
    }.items():
        fields.get_by_label(name, exact=True).select_option(value)
    for name, value in {
        "Maximale Gradientennorm": "0.5",
        "Geduld (Early Stopping)": "9",
        "Epochen": "3",
        "Batchgröße": "",
    }.items():
        fields.get_by_label(name, exact=True).fill(value)
        fields.get_by_label(name, exact=True).press("Tab")
    one.until("location.search.includes('batch_size=none')")
    settings, troubles = page_of(page.evaluate("location.search.slice(1)"))
    wanted = FIRST.replace(
        samples=100, optimizer="adam(beta1=0.8)", schedule="cosine", initializer="he_normal", clip=0.5, patience=9,
        epochs=3, batch_size=None, architecture=nn.Architecture(FIRST.architecture.layers, "tanh", "hinge"),
    )  # fmt: skip
    assert (settings, troubles) == (wanted, [])
    one.train(2)
    run = nn.train("circle", settings.architecture, recipe=settings.recipe)
    assert one.feed("feed.rows.train_loss") == run.history["train_loss"][:3]
    assert page.locator("select[name=optimizer]").input_value() == "adam(beta1=0.8)"


def test_the_gradient_is_as_long_as_a_step_of_all_rows_says():
    page = FIRST.replace(
        batch_size=None, optimizer="sgd", learning_rate=0.5, dtype="float64", l1=0.01, l2=0.1, epochs=3
    )
    visitor = Visitor(page)
    told = unpack(Wire(visitor, None).frame())[0]["gradient"]
    before = visitor.session.parameters.theta
    visitor.step()
    step = np.linalg.norm(visitor.session.parameters.theta - before)
    assert told == pytest.approx(step / 0.5, rel=1e-9)
    visitor.close()


@pytest.mark.slow
def test_the_measures_are_told_beside_the_network(tab):
    one = tab("?net=3:tanh&patience=50")
    one.train(1)
    assert one.said("measure-parameters") == "13"
    assert float(one.said("measure-gradient")) == pytest.approx(one.frame["gradient"], abs=6e-4)
    assert one.said("measure-seconds").endswith(" s")
    assert one.said("validation-loss") == f"{one.frame['metrics']['validation']['loss']:.3f}"
    one.press("play")
    one.until("parseFloat(document.getElementById('measure-speed').textContent) > 0")
    one.press("play")
    one.until("document.getElementById('measure-speed').textContent === '–'")


@pytest.mark.slow
def test_every_piece_of_maxout_is_read_and_set(tab):
    one = tab("?net=2:maxout(3);2:tanh")
    one.page.locator("[data-neuron='0,1']").click()
    dialog = one.page.get_by_role("dialog")
    assert dialog.get_by_label("Bias").count() == 3
    field = dialog.get_by_label("Weight from x₂, 3")
    theta = one.frame["theta"]
    assert float(field.input_value()) == pytest.approx(theta[11], rel=1e-5)
    field.fill("7")
    field.press("Enter")
    one.page.get_by_text("Set by hand: W[0][1, 5] = 7 after epoch 0.").wait_for()
    assert [k for k, value in enumerate(one.frame["theta"]) if value != theta[k]] == [11]
