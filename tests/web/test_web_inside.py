"""Inside the network on the page: equations with their numbers, the certificate, and the doctor with his fixes."""

import re

import pytest

import nnplay as nn
from nnplay.playground import predict_row
from nnplay.web.link import page_of
from nnplay.web.page.doctor import diagnosed, mendable, mended, told as told_by_the_doctor
from nnplay.web.page.inside import certified, told
from nnplay.web.visitor import Visitor

QUERY = "data=xor&samples=60&net=3:tanh;2:relu&epochs=40"


@pytest.fixture
def visitor():
    made = Visitor(page_of(QUERY)[0])
    yield made
    made.close()


def trained(epochs, query=QUERY):
    page, _ = page_of(query)
    return nn.train(page.recipe.data, page.architecture, recipe=page.recipe.replace(epochs=epochs))


def plain(html):
    """The numbers of a page, one after the other."""
    return re.findall(r"-?\d+\.\d+", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL).replace("−", "-"))


def test_the_equations_are_those_of_explain(visitor):
    for _ in range(2):
        visitor.step()
    seen = visitor.view_state()
    found = told(seen, 7, "1:2:1", whole=True)
    row, target = predict_row.input_values(seen.problem, 7), predict_row.target_value(seen.problem, 7)
    explanation = trained(2).explain([row], [target], neuron="1:2:1")
    assert found["loss"] == explanation.facts["loss"]
    assert plain(found["html"]) == plain(explanation.html().split("<main", 1)[1])
    one = told(seen, 7, "1:2:1", whole=False)
    assert len(plain(one["html"])) < len(plain(found["html"]))
    assert "Layer 1" in one["html"]
    assert "Layer 2" not in one["html"]


def test_what_is_not_there_is_told(visitor, monkeypatch):
    assert "no neuron 9:1" in told(visitor.view_state(), 0, "9:1", whole=True)["trouble"]
    assert told(visitor.view_state(), 10**9, "1:1", whole=False)["place"] == 59
    monkeypatch.setattr("nnplay.web.page.inside.MOST", 10)
    assert "fill no page" in told(visitor.view_state(), 0, "1:1", whole=False)["trouble"]


def test_the_certificate_is_that_of_the_epoch_that_is_shown(visitor):
    visitor.step()
    found = certified(visitor.view_state())
    assert found["passed"]
    assert {(line["layer"], line["name"]) for line in found["lines"]} == {(k, n) for k in (1, 2, 3) for n in ("W", "b")}
    visitor.edit(0, (0, 0), 2.5)
    assert certified(visitor.view_state())["lines"][0]["own"] != found["lines"][0]["own"]


def test_the_doctor_finds_what_the_doctor_of_the_shell_finds():
    page, _ = page_of("data=circle&learning_rate=0.000001&epochs=30")
    visitor = Visitor(page)
    found = diagnosed(visitor, visitor.send())
    same = nn.diagnose("circle", page.architecture, recipe=page.recipe.replace(epochs=30))
    assert [finding.name for finding in found.findings] == [finding.name for finding in same.findings]
    assert found.findings
    finding = mendable([found], 0)
    visitor.change(mended(visitor.settings, finding))
    fix = found.findings[0].fix
    assert visitor.settings.recipe.learning_rate == fix.settings["learning_rate"]
    assert [mendable([found], place) for place in (-1, 99)] == [mendable([], 0), None]
    assert told_by_the_doctor(found)["findings"][0]["fix"]["options"] == fix.options
    visitor.close()


@pytest.mark.slow
def test_a_neuron_opens_its_equation_and_a_weight_its_own(tab):
    one = tab(f"?{QUERY}")
    one.train(2)
    one.page.locator("[data-neuron='1,1']").click()
    one.page.locator("#equation").click()
    sheet = one.page.locator(".inside-sheet")
    sheet.get_by_text("Layer 2, hidden").first.wait_for()
    assert one.page.locator("input[name=inside-neuron]").input_value() == "2"
    seen = trained(2)
    row = predict_row.input_values(seen.problem(), 0)
    expected = seen.explain([row], [predict_row.target_value(seen.problem(), 0)], neuron="2:2:1")
    z = expected.trace.layers[1].z[0, 1]
    assert f"{abs(z):.4g}" in sheet.inner_text()  # its sign is an element of its own
    one.train(1)
    one.page.locator(".inside .hint[role=status]").get_by_text("epoch 3").wait_for()
    one.page.get_by_role("checkbox", name="Full pass").check()
    sheet.get_by_text("The prediction").first.wait_for()
    one.press("certify")
    one.page.get_by_text("Gradients are correct").wait_for()
    assert one.page.locator(".certificate tbody tr").count() == 6


@pytest.mark.slow
def test_a_fix_of_the_doctor_is_one_click(tab):
    one = tab("?data=circle&learning_rate=0.000001&epochs=30&lang=de", viewport={"width": 390, "height": 844})
    one.page.get_by_role("tab", name="Doktor").click()
    one.press("diagnose")
    finding = one.page.get_by_role("listitem", name="learning rate too low")
    finding.get_by_role("button", name="Anwenden").click()
    one.until("window.nnplayFeed.scene.rate > 0.000001")
    one.until("!location.href.includes('learning_rate=0.000001')")
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 390
