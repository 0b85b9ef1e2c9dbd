"""Questions to the network on the page: typed values, rows of the data, and a digit that is drawn."""

import pytest
from web_pages import SECONDS

import nnplay as nn
from nnplay.playground.session import PlaygroundSession
from nnplay.web.link import page_of
from nnplay.web.page.ask import answer, beginning

IRIS = "data=iris&net=4:tanh&epochs=20"


def trained(query, epochs):
    page, _ = page_of(query)
    return nn.train(page.recipe.data, page.architecture, recipe=page.recipe.replace(epochs=epochs))


def test_a_row_and_its_answer_are_those_of_predict():
    session = PlaygroundSession("iris", [4], nn.Recipe(epochs=3))
    begun = beginning(session.view_state(), 10**9)
    assert (begun["place"], begun["truth"], begun["image"]) == (149, ["virginica"], 0)
    assert begun["row"]["petal width (cm)"] == 1.8
    found = answer(session.view_state(), begun["row"])
    expected = session.run.predict([begun["row"]])
    assert found["prediction"] == [expected[0]]
    assert sum(share for _, share in found["shares"]) == pytest.approx(1)
    assert [count for count, _ in found["layers"]] == [4, 3]
    wrong = answer(session.view_state(), {"petal width (cm)": "x"})
    assert wrong["kind"] == "trouble"
    assert "sepal length (cm)" in wrong["trouble"]
    session.close()


def test_many_inputs_are_not_fields(tmp_path):
    rows = [[k % (j + 2) for j in range(401)] + [k % 2] for k in range(20)]
    session = PlaygroundSession(
        {f"c{j}": [row[j] for row in rows] for j in range(402)}, [2], nn.Recipe(target=("c401",))
    )
    assert beginning(session.view_state(), 0)["kind"] == "many"
    session.close()


@pytest.mark.slow
def test_typed_values_are_answered_while_it_learns(tab):
    one = tab(f"?{IRIS}")
    one.page.get_by_role("tab", name="Predict").click()
    ask = one.page.locator(".ask")
    ask.get_by_label("petal width (cm)").fill("2.2")
    ask.get_by_label("Row number").fill("60")
    ask.get_by_label("Row number").press("Enter")
    ask.get_by_text("of 150 · true: versicolor").wait_for()
    one.train(3)
    run = trained(IRIS, 3)
    data = nn.load("iris")
    row = {column.name: column.values[59] for column in data.features}
    said = str(run.predict([row])[0])
    shares = run.model.probabilities([row])[0]
    ask.locator(".ask-said").get_by_text(said, exact=True).wait_for()
    ask.locator(".ask-share").get_by_text(f"{100 * max(shares):.1f} %").first.wait_for()
    ask.get_by_label("petal width (cm)").fill("0.1")
    changed = run.predict([row | {"petal width (cm)": 0.1}])
    ask.locator(".ask-said").get_by_text(str(changed[0]), exact=True).wait_for()


@pytest.mark.slow
def test_a_digit_that_is_drawn_is_read(tab):
    one = tab("?data=digits&net=32:relu&optimizer=adam&epochs=25")
    one.page.locator("select[name=speed]").select_option("full")
    one.press("play")
    one.page.wait_for_function("window.nnplayFeed.frame.epoch === 25", timeout=1000 * SECONDS)
    one.page.get_by_role("tab", name="Predict").click()
    canvas = one.page.locator(".sketch")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    three = [(70, 50), (150, 45), (160, 90), (110, 110), (160, 140), (150, 190), (70, 185)]
    for k, (x, y) in enumerate(three):
        one.page.mouse.move(box["x"] + x, box["y"] + y, steps=8)
        if not k:
            one.page.mouse.down()
    one.page.mouse.up()
    one.page.locator(".ask-said").get_by_text("3", exact=True).wait_for()
    one.page.get_by_role("button", name="Clear").click()
    canvas.focus()
    for key in ["Shift+ArrowDown"] * 12:
        one.page.keyboard.press(key)
    stroke = "(canvas) => canvas.getContext('2d').getImageData(56, 56, 1, 1).data[3] > 0"
    assert one.page.locator(".sketch-seen").evaluate(stroke)
