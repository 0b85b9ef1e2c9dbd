"""A row of the data that is chosen: on the surface, in the results, by its number; it is the same everywhere."""

import pytest

import nnplay as nn

pytestmark = pytest.mark.slow
QUERY = "data=moons&net=4:tanh&noise=0.3&samples=60"
# A point with no other one beside it: where it is on the screen, and its row.
PLACED = """() => {
  const { spans, points } = window.nnplayFeed.scene.plane, canvas = document.querySelector('.surface canvas');
  const box = canvas.getBoundingClientRect(), side = canvas.clientWidth;
  const share = (point, k) => (point[k] - spans[k][0]) / (spans[k][1] - spans[k][0]);
  const placed = points.filter((point) => !point[3]).map((point) => [
    box.x + 26 + (side - 32) * share(point, 0), box.y + 6 + (side - 28) * (1 - share(point, 1)), point[5]]);
  return placed.find(([x, y, row]) => placed.every(([a, b, other]) => other === row || Math.hypot(x - a, y - b) > 26));
}"""
RING = """([x, y]) => {
  const canvas = document.querySelector('.surface canvas'), box = canvas.getBoundingClientRect();
  const context = canvas.getContext('2d'), ratio = canvas.width / canvas.clientWidth;
  return [7.5, 8, 8.5].some((away) => {
    const [red, green, blue] = context.getImageData((x - box.x + away) * ratio, (y - box.y) * ratio, 1, 1).data;
    return red + green + blue < 200;
  });
}"""


def text_of(one):
    return one.page.locator(".chosen-row span").inner_text()


def test_a_click_on_a_point_chooses_its_row_everywhere(tab):
    one = tab(f"?{QUERY}")
    one.train(1)
    page = one.page
    x, y, row = page.evaluate(PLACED)
    assert not page.evaluate(RING, [x, y])
    page.mouse.move(x, y)
    assert page.locator(".surface canvas").evaluate("c => getComputedStyle(c).cursor") == "pointer"
    page.mouse.click(x, y)
    one.until(f"window.nnplayFeed.frame.row?.place === {row}")
    truth = nn.load("moons", noise=0.3, samples=60, seed=0).targets[0].values[row]
    assert text_of(one) == f"Row {row + 1} · true: {truth}"
    assert page.evaluate(RING, [x, y])
    page.get_by_role("tab", name="Inside").click()
    page.locator(".inside-sheet .step").first.wait_for()
    assert page.locator("input[name=inside-row]").input_value() == str(row + 1)
    page.get_by_role("tab", name="Predict").click()
    page.get_by_text(f"of 60 · true: {truth}").wait_for()
    assert page.get_by_label("Row number").input_value() == str(row + 1)
    page.get_by_role("button", name="Clear selection").click()
    one.until("window.nnplayFeed.frame.row === null")
    assert not page.locator(".chosen-row").is_visible()


def test_the_keyboard_chooses_a_row_by_its_number_and_the_mark_follows(tab):
    one = tab(f"?{QUERY}")
    page = one.page
    page.get_by_role("tab", name="Inside").click()
    field = page.locator("input[name=inside-row]")
    field.fill("12")
    one.until("window.nnplayFeed.frame.row?.place === 11")
    assert text_of(one).startswith("Row 12 · true: ")
    page.get_by_role("tab", name="Predict").click()
    number = page.get_by_label("Row number")
    one.until("document.querySelector('.ask-head input')?.value === '12'")
    page.get_by_role("button", name="Next row").focus()
    page.keyboard.press("Enter")
    one.until("window.nnplayFeed.frame.row?.place === 12")
    number.fill("999")
    number.press("Enter")
    one.until("window.nnplayFeed.frame.row?.place === 59")
    assert number.input_value() == "60"
    page.get_by_role("tab", name="Inside").click()
    one.until("document.querySelector('[name=inside-row]').value === '60'")


def test_a_row_of_a_cell_and_a_point_of_the_cloud_are_chosen(tab):
    one = tab(f"?{QUERY}")
    one.train(1)
    page = one.page
    page.get_by_role("tab", name="Results").click()
    page.locator(".confusion button").first.click()
    page.get_by_text("blue → blue").wait_for()
    first = page.locator(".results-rows tbody tr").first
    row = int(first.locator("th").inner_text())
    page.get_by_role("button", name=f"Select row {row}", exact=True).focus()
    page.keyboard.press("Enter")
    one.until(f"window.nnplayFeed.frame.row?.place === {row - 1}")
    assert page.locator("tr.chosen th").inner_text() == str(row)
    page.locator(f"[data-row='{row - 1}'][aria-pressed=true]").wait_for()
    cloud = tab("?data=plane&samples=60&lang=de")
    cloud.page.get_by_role("tab", name="Ergebnisse").click()
    points = cloud.page.get_by_role("img", name="Vorhergesagte gegen wahre Werte")
    points.wait_for()
    cloud.page.locator(".results-rows tbody tr").first.wait_for()
    points.scroll_into_view_if_needed()
    box = points.bounding_box()
    cloud.page.mouse.move(box["x"] + 160, box["y"] + 150)
    for k in range(40):
        cloud.page.mouse.move(box["x"] + 60 + 6 * k, box["y"] + 150 + 3 * (k % 9))
        if points.evaluate("c => c.classList.contains('on-point')"):
            break
    cloud.page.mouse.down()
    cloud.page.mouse.up()
    cloud.until("window.nnplayFeed.frame.row !== null")
    said = cloud.page.locator(".chosen-row span").inner_text()
    assert said.startswith("Zeile ")
    assert " · wahr: " in said


def test_other_points_have_no_chosen_row(tab):
    one = tab(f"?{QUERY}")
    one.feed("feed.choose(3)")
    one.until("window.nnplayFeed.frame.row?.place === 3")
    one.press("regenerate")
    one.until("window.nnplayFeed.frame.row === null")
