"""The page as a visitor has it: a real browser before a real server."""

import pytest

import nnplay as nn
from nnplay.web.link import page_of
from nnplay.web.settings import FIRST

pytestmark = pytest.mark.slow


def trained(query, epochs):
    page, troubles = page_of(query)
    assert troubles == []
    return nn.train(page.recipe.data, page.architecture, recipe=page.recipe.replace(epochs=epochs))


def address(page):
    return page.evaluate("location.search.slice(1)")


def test_the_numbers_on_the_page_are_those_of_train(tab):
    query = "data=spiral&net=5:tanh;3:relu&features=x1,x2,sin(x1)&noise=0.1&samples=77&seed=3&l2=0.01"
    one = tab(f"?{query}")
    one.train(3)
    run = trained(query, 3)
    assert one.frame["theta"] == run.parameters.theta.astype(float).tolist()
    for part in ("train", "test"):
        assert one.said(f"{part}-loss") == f"{run.metrics[part]['loss']:.3f}"
        assert one.said(f"{part}-score") == f"{100 * run.metrics[part]['accuracy']:.1f} %"
    assert one.said("epoch") == "3"
    assert one.feed("feed.rows.train_loss") == run.history["train_loss"]


def test_it_plays_pauses_and_begins_again_with_the_same_weights(tab):
    one = tab()
    first = one.frame["theta"]
    one.press("play")
    one.until("window.nnplayFeed.frame.epoch > 5")
    assert one.page.get_by_role("button", name="Pause", exact=True).is_visible()
    one.press("play")
    one.until("!window.nnplayFeed.frame.playing")
    stopped = one.frame["epoch"]
    one.page.wait_for_timeout(300)
    assert one.frame["epoch"] == stopped
    one.press("reset")
    one.until("window.nnplayFeed.frame.epoch === 0")
    assert one.frame["theta"] == first
    assert one.feed("feed.rows.epoch") == [0]
    one.press("seed")
    one.until(f"window.nnplayFeed.frame.theta.values[0] !== {first[0]}")
    assert address(one.page) == "seed=1"


def test_a_batch_at_a_time_and_the_last_one_is_smaller(tab):
    one = tab("?samples=50&batch_size=10&test_fraction=0.5")
    for batch in (1, 2):
        one.press("batch")
        one.until(f"window.nnplayFeed.frame.batches === {batch}")
        assert one.said("epoch") == f"0 + {batch}"
    one.press("batch")
    one.until("window.nnplayFeed.frame.epoch === 1")
    assert one.frame["theta"] == trained("samples=50&batch_size=10", 1).parameters.theta.astype(float).tolist()


@pytest.mark.parametrize("name", ["circle", "xor", "gauss", "spiral", "moons"])
def test_every_set_is_a_thumbnail(tab, name):
    one = tab("?data=gauss" if name == "circle" else "")
    picture = one.page.locator(f"[data-set={name}]")
    assert picture.locator("img").evaluate("image => image.complete && image.naturalWidth > 0")
    picture.click()
    one.until(f"window.nnplayFeed.scene.title === '{name}'")
    one.until(f"document.querySelector('[data-set={name}]').getAttribute('aria-pressed') === 'true'")


def test_regression_has_sets_and_numbers_of_its_own(tab):
    one = tab()
    one.choose("problem", "regression")
    one.until("window.nnplayFeed.scene.title === 'plane'")
    one.page.locator("[data-set=multi-gauss]").click()
    one.until("window.nnplayFeed.scene.title === 'multi-gauss'")
    assert not one.page.locator("[data-set=spiral]").is_visible()
    one.train(2)
    run = trained("data=multi-gauss", 2)
    assert one.said("test-score") == f"{run.metrics['test']['r2']:.3f}"
    assert one.frame["theta"] == run.parameters.theta.astype(float).tolist()


def test_every_control_is_in_the_recipe_and_in_the_address(tab):
    one = tab()
    one.slide("share", 70)
    one.slide("noise", 20)
    one.slide("samples", 250)
    one.slide("batch_size", 16)
    for name, value in {"rate": "0.1", "activation": "relu", "optimizer": "adam", "regularization": "l1"}.items():
        one.choose(name, value)
    one.choose("strength", "0.003")
    one.press("regenerate")
    one.until("location.search.includes('data_seed=1')")
    one.until("location.search.includes('l1=0.003')")
    query = address(one.page)
    wanted = FIRST.replace(
        test_fraction=0.3, noise=0.2, samples=250, batch_size=16, learning_rate=0.1, optimizer="adam", l1=0.003,
        data_seed=1, architecture=nn.Architecture.dense((4, 2)),
    )  # fmt: skip
    assert page_of(query) == (wanted, [])
    one.train(2)
    theta = trained(query, 2).parameters.theta.astype(float).tolist()
    assert one.frame["theta"] == theta
    other = tab(f"?{query}")
    other.train(2)
    assert other.frame["theta"] == theta
    assert other.page.locator("select[name=strength]").input_value() == "0.003"
    assert other.page.locator("input[name=share]").input_value() == "70"


def test_a_rate_changes_on_the_way_without_beginning_anew(tab):
    one = tab()
    one.train(3)
    one.choose("rate", "0.3")
    one.until("location.search.includes('learning_rate=0.3')")
    one.train(2)
    run = trained("", 10).fork(3, learning_rate=0.3, epochs=5)
    assert one.frame["theta"] == run.parameters.theta.astype(float).tolist()
    assert one.feed("feed.rows.epoch") == [0, 1, 2, 3, 4, 5]


def test_the_speed_is_in_the_address_and_a_link_begins_with_it(tab):
    one = tab()
    one.choose("speed", "20")
    one.until("location.search === '?speed=20'")
    one.choose("speed", "full")
    one.until("location.search === '?speed=full'")
    other = tab("?data=xor&speed=7")
    speed = other.page.locator("select[name=speed]")
    assert (speed.input_value(), address(other.page)) == ("7", "data=xor&speed=7")
    wrong = tab("?speed=fast&seed=2")
    wrong.page.get_by_text("Write the speed as speed=20").wait_for()
    assert (address(wrong.page), wrong.page.locator("select[name=speed]").input_value()) == ("seed=2", "60")


def test_the_curve_of_the_validation_rows_is_drawn(tab):
    inked = """canvas => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.some((red, k) => k % 4 === 0 && red === 204 && data[k + 1] === 121 && data[k + 2] === 167);
    }"""
    for query, there in (("?validation_fraction=0.2", True), ("", False)):
        one = tab(query)
        one.train(3)
        assert one.page.locator(".curves canvas").evaluate(inked) is there
        assert one.feed("feed.rows.validation_loss.every(Number.isFinite)") is there
    assert not one.page.locator("#validation-loss").is_visible()


def test_inputs_layers_and_neurons_come_and_go(tab):
    one = tab()
    page = one.page

    def widths(*expected):
        shape = "[scene.features.length, ...scene.layers.map((layer) => layer.width)]"
        told = ",".join(map(str, expected))
        one.until(f"(() => {{ const scene = window.nnplayFeed.scene; return {shape}.join(); }})() === '{told}'")

    page.get_by_role("button", name="Input x₁²").click()
    widths(3, 4, 2, 1)
    page.get_by_role("button", name="Input x₁", exact=True).click()
    widths(2, 4, 2, 1)
    assert page.get_by_role("button", name="Input x₁²").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Add layer").click()
    widths(2, 4, 2, 2, 1)
    page.get_by_role("button", name="Add a neuron to layer 3").click()
    widths(2, 4, 2, 3, 1)
    page.get_by_role("button", name="Remove a neuron from layer 1").click()
    widths(2, 3, 2, 3, 1)
    one.until("location.search.includes('net=')")
    assert page_of(address(page))[0].architecture == nn.Architecture.dense((3, 2, 3), activation="tanh")
    for left in ((3, 2), (3,), ()):
        page.get_by_role("button", name="Remove layer").click()
        widths(2, *left, 1)
    assert page.locator(".neuron").count() == 1


def test_the_last_input_stays(tab):
    one = tab("?features=x1")
    one.page.get_by_role("button", name="Input x₁", exact=True).click()
    one.page.get_by_text("A network needs at least one input").wait_for()
    assert one.feed("feed.scene.features") == ["x1"]


def test_a_weight_is_read_and_set_and_trained_on(tab):
    one = tab()
    one.train(1)
    page = one.page
    page.locator("[data-neuron='0,1']").click()
    dialog = page.get_by_role("dialog")
    field = dialog.get_by_label("Weight from x₂")
    theta = one.frame["theta"]
    assert float(field.input_value()) == pytest.approx(theta[5], rel=1e-5)
    field.fill("2.5")
    field.press("Enter")
    one.until("window.nnplayFeed.weight(0, 1, 1) === 2.5")
    page.get_by_text("Set by hand: W[0][1, 1] = 2.5 after epoch 1.").wait_for()
    assert [k for k, value in enumerate(one.frame["theta"]) if value != theta[k]] == [5]
    bias = dialog.get_by_label("Bias")
    bias.fill("-1")
    bias.press("Enter")
    one.until("window.nnplayFeed.bias(0, 1) === -1")
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    one.train(1)
    assert 2 < one.feed("feed.weight(0, 1, 1)") < 3
    assert one.feed("feed.weight(0, 1, 1)") != 2.5


def test_a_line_is_a_weight_under_the_mouse_too(tab):
    one = tab()
    x, y, weight = one.page.evaluate(
        """() => {
          const area = document.querySelector('.lines').getBoundingClientRect();
          const from = document.querySelector('[data-input=x1] canvas').getBoundingClientRect();
          const to = document.querySelector("[data-neuron='0,0'] canvas").getBoundingClientRect();
          const y = (from.top + from.bottom + to.top + to.bottom) / 4;
          return [(from.right + to.left) / 2, y, window.nnplayFeed.weight(0, 0, 0)];
        }"""
    )
    one.page.mouse.move(x, y)
    assert one.page.locator(".tip").inner_text() == f"Weight {weight:.4f}"
    one.page.mouse.click(x, y)
    assert one.page.get_by_role("dialog").get_by_role("heading").inner_text() == "x₁ → Layer 1, neuron 1"


def test_the_output_has_numbers_too(tab):
    one = tab()
    one.page.locator("[data-neuron='2,0']").click()
    dialog = one.page.get_by_role("dialog")
    assert dialog.locator("input").count() == 3
    dialog.get_by_label("Bias").fill("0.25")
    dialog.get_by_label("Bias").press("Enter")
    one.until("window.nnplayFeed.bias(2, 0) === 0.25")


def test_a_neuron_is_large_under_the_mouse_and_under_the_focus(tab):
    one = tab()
    title = one.page.locator(".surface-title")
    before = title.inner_text()
    one.page.locator("[data-neuron='0,2']").hover()
    one.until("document.querySelector('.surface-title').textContent === 'Layer 1, neuron 3'")
    assert one.feed("feed.frame.focus.shape") == [1, 80, 80]
    one.page.mouse.move(5, 5)
    one.until(f"document.querySelector('.surface-title').textContent === '{before}'")
    one.page.locator("[data-neuron='1,0']").focus()
    one.until("document.querySelector('.surface-title').textContent === 'Layer 2, neuron 1'")


def test_test_points_and_the_decision_are_shown_on_demand(tab):
    one = tab()
    one.page.get_by_label("Show test points").check()
    one.until("window.nnplayFeed.frame.tests")
    one.page.get_by_label("Discretize output").check()
    one.until("location.search.includes('steps=1')")
    one.until("(() => { const v = window.nnplayFeed.frame.surface.values, seen = new Set();"
              "for (let k = 0; k < v.length; k += 3) seen.add(v[k]); return seen.size === 2; })()")  # fmt: skip
    assert address(one.page) == "tests=1&steps=1"


def test_the_keyboard_alone_trains(tab):
    one = tab()
    keys = one.page.keyboard
    keys.press(".")
    one.until("window.nnplayFeed.frame.epoch === 1")
    keys.press(",")
    one.until("window.nnplayFeed.frame.batches === 1")
    keys.press("Space")
    one.until("window.nnplayFeed.frame.epoch > 5")
    keys.press("Space")
    one.until("!window.nnplayFeed.frame.playing")
    keys.press("r")
    one.until("window.nnplayFeed.frame.epoch === 0")
    keys.press("n")
    one.until("location.search === '?seed=1'")
    one.page.locator("[data-neuron='0,0']").focus()
    keys.press("Enter")
    one.page.get_by_role("dialog").wait_for()
    keys.press("Escape")
    assert one.page.evaluate("document.activeElement.dataset.neuron") == "0,0"


def test_a_bad_address_opens_the_page_and_says_why(tab):
    one = tab("?data=xor&learning_rate=fast&net=3:nonsense")
    one.page.get_by_text("learning_rate must be a number").wait_for()
    one.page.get_by_text("'nonsense'").wait_for()
    assert one.feed("feed.scene.title") == "xor"


def test_german_and_each_theme(tab):
    one = tab("?lang=de&data=xor", color_scheme="dark")
    page = one.page
    assert page.evaluate("document.documentElement.lang") == "de"
    page.get_by_role("button", name="Trainieren", exact=True).wait_for()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    one.until("window.nnplayFeed.scene.colours.paper === '#16191d'")
    for paper in ("#000000", "#ffffff", "#16191d"):
        page.get_by_role("button", name="Hell, dunkel oder hoher Kontrast").click()
        one.until(f"window.nnplayFeed.scene.colours.paper === '{paper}'")
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Train", exact=True).wait_for()
    assert address(page) == "data=xor&lang=en"


def test_two_visitors_do_not_meet(tab):
    one, other = tab(), tab("?data=xor")
    one.train(2)
    assert other.frame["epoch"] == 0
    other.train(1)
    assert (one.feed("feed.scene.title"), other.feed("feed.scene.title")) == ("circle", "xor")
    assert one.frame["epoch"] == 2


def test_the_end_of_all_epochs_is_told(tab):
    one = tab("?epochs=2")
    one.train(2)
    one.press("play")
    one.page.get_by_text("All 2 epochs are trained").wait_for()
