"""Back in time on the page: look at any epoch, and go on from it."""

import pytest

import nnplay as nn
from nnplay.web.link import page_of

pytestmark = pytest.mark.slow
QUERY = "data=xor&net=4:tanh&seed=2&epochs=40"


def trained(epochs):
    page, _ = page_of(QUERY)
    return nn.train(page.recipe.data, page.architecture, recipe=page.recipe.replace(epochs=epochs))


def at(one, epoch):
    one.until(f"window.nnplayFeed.frame.epoch === {epoch}")
    return one.frame


def test_any_epoch_is_looked_at_with_its_numbers_and_gone_on_from(tab):
    one = tab(f"?{QUERY}")
    one.train(6)
    assert one.page.locator("#go-on").is_hidden()
    bar = one.page.get_by_role("slider", name="Time travel")
    bar.fill("2")
    seen, run = at(one, 2), trained(2)
    assert seen["theta"] == run.parameters.theta.tolist()
    assert seen["metrics"]["train"]["loss"] == run.metrics["train"]["loss"]
    assert one.said("train-loss") == f"{run.metrics['train']['loss']:.3f}"
    one.page.keyboard.press("Escape")
    one.page.locator("h1").click()
    one.page.keyboard.press("]")
    at(one, 3)
    one.page.keyboard.press("[")
    at(one, 2)
    one.press("go-on")
    one.until("window.nnplayFeed.frame.newest === 2")
    assert one.feed("feed.rows.epoch") == [0, 1, 2]
    one.train(2)
    assert one.frame["theta"] == trained(4).parameters.theta.tolist()


def test_another_rate_at_an_earlier_epoch_is_another_future(tab):
    one = tab(f"?{QUERY}&lang=de", viewport={"width": 390, "height": 844})
    one.train(5)
    one.page.get_by_role("slider", name="Zeitreise").fill("3")
    at(one, 3)
    one.page.get_by_role("button", name="Von hier fortsetzen").wait_for()
    one.choose("rate", "0.3")
    one.until("window.nnplayFeed.frame.newest === 3")
    one.train(1)
    past = trained(5).fork(3, learning_rate=0.3, epochs=4)
    assert one.frame["theta"] == past.parameters.theta.tolist()
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_training_goes_on_from_the_newest_epoch_when_it_is_played(tab):
    one = tab(f"?{QUERY}")
    one.train(3)
    one.page.get_by_role("slider", name="Time travel").fill("1")
    at(one, 1)
    one.press("step")
    at(one, 4)
    assert one.frame["back"] is None
