"""Own data on the page: dropped, chosen and pasted, their columns in a table, points by hand; and what is refused."""

import json
import re

import pytest
from test_guard import answer

import nnplay as nn
from nnplay.web.own import MOST_BYTES

pytestmark = pytest.mark.slow
ROWS = "height,weight,sport\n" + "".join(
    f"{1.5 + k / 50},{50 + (7 * k) % 40},{'rowing' if k % 3 else 'running'}\n" for k in range(60)
)
DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "text/csv" }));
  for (const kind of ["dragover", "drop"])
    document.querySelector("main").dispatchEvent(
      new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def about(one, name):
    one.until(f"window.nnplayFeed.scene.title === {json.dumps(name)}")
    one.page.locator(".datatable table").wait_for()


def test_a_dropped_file_is_trained_as_train_does_it(tab, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(ROWS)
    one = tab("?net=3:tanh&seed=4&epochs=50")
    one.page.evaluate(DROP, ["people.csv", ROWS])
    about(one, "people")
    assert one.page.locator(".datatable .headline").inner_text() == "people · 60 rows · classification: sport"
    one.train(2)
    settings = {"learning_rate": 0.03, "optimizer": "sgd", "batch_size": 10, "test_fraction": 0.5, "seed": 4}
    run = nn.train(str(path), nn.Architecture.dense((3,), activation="tanh"), epochs=2, **settings)
    assert one.frame["theta"] == run.parameters.theta.tolist()
    assert one.frame["metrics"]["test"]["loss"] == run.metrics["test"]["loss"]
    one.page.get_by_role("combobox", name="Role: weight").select_option("target")
    one.until("window.nnplayFeed.scene.score === 'r2'")
    one.until("location.href.includes('target=weight')")
    assert one.feed("feed.scene.plane") is None
    assert one.page.get_by_text("Each point is a row of the data").is_visible()


def test_rows_are_pasted_and_wrong_ones_told(tab):
    one = tab("?lang=de", viewport={"width": 390, "height": 844})
    one.press("own-data")
    panel = one.page.get_by_role("dialog", name="Eigene Daten")
    take = panel.get_by_role("button", name="Diese Zeilen verwenden")
    take.click()
    panel.get_by_text("Zuerst Zeilen einfügen.").wait_for()
    panel.get_by_role("textbox").fill("a;b\n1;2\n3\n")
    take.click()
    panel.get_by_text("pasted.csv, line 3").wait_for()
    one.troubles.clear()  # the browser itself tells of an answer that is no success
    panel.get_by_role("textbox").fill("größe;gewicht\n1,5;50\n1,6;61\n1,7;69\n1,8;82\n1,9;88\n1,65;60")
    take.click()
    about(one, "pasted")
    assert panel.is_hidden()
    assert one.feed("feed.scene.features") == ["größe"]
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_file_is_chosen_with_the_keyboard(tab, tmp_path):
    path = tmp_path / "<img src=x onerror=alert(1)>.csv"
    path.write_text(ROWS.replace("height", "<b>height</b>"))
    one = tab()
    one.page.locator("#own-data").focus()
    one.page.keyboard.press("Enter")
    chooser = one.page.get_by_role("button", name=re.compile("Choose a file"))
    with one.page.expect_file_chooser() as chosen:
        chooser.focus()
        one.page.keyboard.press("Enter")
    chosen.value.set_files(path)
    about(one, "_img src=x onerror=alert(1)_")
    assert one.page.locator(".datatable tbody th").first.inner_text() == "<b>height</b>"
    assert "<b>height</b>" in one.page.locator(".axes, #network").all_inner_texts()[0]


def test_a_link_to_own_data_asks_for_the_file(tab):
    query = "?data=people.csv&target=sport&features=height&net=2:relu&learning_rate=0.1"
    one = tab(query)
    one.page.get_by_text("The link does not contain the data").wait_for()
    assert one.page.url.endswith(query)
    one.page.evaluate(DROP, ["people.csv", ROWS])
    about(one, "people")
    assert one.feed("feed.scene.features") == ["height"]
    one.until("location.href.includes('learning_rate=0.1')")
    one.page.get_by_role("button", name="Copy the link").click()
    one.until("document.getElementById('message').textContent.length > 0")


def test_points_are_drawn_with_mouse_and_keyboard(tab):
    one = tab("?data=gauss&samples=20&noise=0&net=2:tanh")
    one.page.get_by_role("button", name="Edit points").click()
    canvas = one.page.locator(".surface canvas")
    one.until("window.nnplayFeed.frame.tests")
    canvas.focus()
    one.page.get_by_role("radio", name="point 3").click()
    canvas.focus()
    one.page.keyboard.press("Enter")
    one.until("window.nnplayFeed.scene.plane.points.length === 21")
    assert one.feed("feed.scene.key.map(([name]) => name)") == ["blue", "orange", "point 3"]
    one.until("location.search.startsWith('?data=points.csv&target=colour')")
    canvas.focus()
    for _ in range(3):
        one.page.keyboard.press("Shift+ArrowRight")
    one.page.keyboard.press("Enter")
    one.until("window.nnplayFeed.scene.plane.points.length === 22")
    x, y = one.feed("feed.scene.plane.points[20]")[:2]
    box = canvas.bounding_box()
    spans = one.feed("feed.scene.plane.spans")
    side = canvas.evaluate("(canvas) => canvas.clientWidth")
    across = box["x"] + 26 + (side - 32) * (x - spans[0][0]) / (spans[0][1] - spans[0][0])
    up = box["y"] + 6 + (side - 28) * (1 - (y - spans[1][0]) / (spans[1][1] - spans[1][0]))
    one.page.mouse.move(across, up)
    one.page.mouse.down()
    one.page.mouse.move(across + 10, up + 30, steps=3)
    one.page.mouse.up()
    one.until(f"window.nnplayFeed.scene.plane.points[20][1] < {y}")
    moved = one.feed("feed.scene.plane.points[20]")
    one.page.mouse.click(across + 10, up + 30, button="right")
    one.until("window.nnplayFeed.scene.plane.points.length === 21")
    assert moved[:2] not in [point[:2] for point in one.feed("feed.scene.plane.points")]
    one.page.get_by_role("tab", name="Data").click()
    with one.page.expect_download() as saved:
        one.page.locator(".datatable").get_by_role("button", name="Save as CSV").click()
    assert len(nn.load(saved.value.path().rename(saved.value.path().with_suffix(".csv"))).features[0]) == 21


def test_what_is_sent_to_the_server_is_bounded_and_only_ones_own(tab, served):
    one = tab()
    name = one.feed("feed.address").rsplit("/", 1)[1]
    here = f"127.0.0.1:{served.port}"
    ours = [("Host", here), ("Origin", f"http://{here}"), ("Content-Length", "0")]
    assert answer(served, "/own/nobody?file=a.csv", ours, "POST").status == 404
    assert answer(served, f"/own/{name}?file=a.csv", [("Host", here), ("Content-Length", "0")], "POST").status == 403
    assert answer(served, f"/own/{name}?file=a.exe", ours, "POST").status == 422
    for method in ("GET", "PUT", "DELETE"):
        assert answer(served, f"/own/{name}?file=a.csv", ours, method).status in (404, 405)
    told = one.page.evaluate(
        "([path, size]) => fetch(path, { method: 'POST', body: new Blob([new Uint8Array(size)]) })"
        ".then((answer) => [answer.status, true], () => [413, false])",
        [f"/own/{name}?file=large.csv", MOST_BYTES + 1],
    )
    assert told[0] == 413
    one.troubles.clear()
