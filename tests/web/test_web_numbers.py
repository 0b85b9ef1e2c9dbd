"""The tab with a table behind every picture."""

import csv
import io
import re

import pytest

from nnplay.playground.tables import CellTable
from nnplay.web.page.numbers import markup


def cells(table):
    return [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()]


@pytest.mark.slow
def test_the_tables_hold_the_numbers_of_the_pictures_and_follow_the_training(tab):
    one = tab("?data=spiral&net=3:tanh")
    one.train(2)
    one.page.get_by_role("tab", name="Numbers").click()
    curves = one.page.get_by_role("table", name="After each epoch")
    curves.locator("tbody tr").nth(2).wait_for()
    assert cells(curves)[2][1] == f"{one.frame['metrics']['train']['loss']:.5g}"
    layer = one.page.get_by_role("table", name="Weights and biases: Layer 1")
    assert cells(layer)[1][1:] == [f"{one.feed(f'feed.weight(0, 1, {k})'):.5g}" for k in range(3)]
    one.train(1)
    curves.locator("tbody tr").nth(3).wait_for()
    with one.page.expect_download() as saved:
        one.page.get_by_role("button", name="Save as CSV: Weights and biases: Output").click()
    assert saved.value.suggested_filename == "nnplay-layer-2.csv"
    rows = list(csv.reader(io.StringIO(saved.value.path().read_text("utf-8"))))
    assert [float(row[1]) for row in rows[1:]] == one.frame["theta"][-4:]


@pytest.mark.slow
def test_every_picture_says_where_its_table_is(tab):
    one = tab("?lang=de", viewport={"width": 390, "height": 844})
    for canvas in one.page.locator("canvas[role=img]").all():
        assert one.said(canvas.get_attribute("aria-describedby")) == "Unter „Zahlen“ steht dieses Bild als Tabelle."
    one.page.get_by_role("tab", name="Zahlen").focus()
    one.page.keyboard.press("Enter")
    one.page.get_by_role("table", name="Vorhersagen über der Ebene").wait_for()
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_names_are_text_whatever_they_look_like():
    html = markup(CellTable(("<b>", "x"), (("<img src=x onerror=alert(1)>", 0.5),)), "<i>")
    assert re.findall(r"<(?:img|b|i)\b", html) == []
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
