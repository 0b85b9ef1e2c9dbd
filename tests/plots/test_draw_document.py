"""The page of a report: whole in itself, everything escaped, readable by machines and aloud."""

import re
from collections import Counter
from html.parser import HTMLParser

import numpy as np
import pytest

from nnplay import plots
from nnplay.errors import NNPlayError
from nnplay.plots.html_report import POLICY, Code, Heading, Picture, ReportTable, Text, document
from nnplay.plots.labels import clean

pytestmark = pytest.mark.slow

HOSTILE = (
    "<img src=x onerror=alert(1)>", "</style><script>alert(1)</script>", '"quoted" \'both\'', "$x$ & a_b", "数据 🙂",
    "\x1b[31mred\x00", "\ud800", "--> ]]> <!--", 'id="patch_1" href="#patch_1" url(#patch_1)', "a" * 300,
)  # fmt: skip
VOID = {"meta", "br", "img", "link"}


class Page(HTMLParser):
    """The elements of a page with their attributes and the text in them; fails where tags do not close."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))
        if tag not in VOID:
            self.open.append(self.elements[-1])

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        for _, _, texts in self.open:
            texts.append(data)

    def all(self, tag):
        return [(attributes, "".join(texts)) for name, attributes, texts in self.elements if name == tag]

    def texts(self, tag):
        return [text for _, text in self.all(tag)]


def picture(name="accuracy", caption="A map."):
    return Picture(
        plots.heat(
            np.eye(2), rows="ab", columns=[name, "d"], row_name="r", column_name="c", value_name="v", higher=True
        ),
        caption,
    )


def everything(text):
    header, rows = [text, "value"], [[text, "1"]]
    parts = [Heading(text), Text(text), ReportTable(header, rows, numbers={1}), picture(text, text), Code(text)]
    return document(text, parts, subtitle=text)


def test_a_page_holds_its_parts_in_order():
    parts = [
        Text("first"),
        Heading("second"),
        ReportTable(["a"], [["third"]]),
        picture(caption="fourth"),
        Code("fifth"),
    ]
    text = document("the title", parts, subtitle="under it")
    page = Page(text)
    assert text.startswith("<!doctype html>")
    assert page.all("html")[0][0]["lang"] == "en"
    assert (page.texts("title"), page.texts("h1"), page.texts("h2")) == (["the title"], ["the title"], ["second"])
    places = [
        text.index(word) for word in ("under it", "<p>first", "<h2>second", "third", "<svg", "fourth</fig", "fifth")
    ]
    assert places == sorted(places)
    assert "subtitle" not in Page(document("t", [])).texts("p")


def test_a_page_asks_nothing_of_anyone_and_runs_nothing():
    text = document("t", [picture(), Text("https://example.org")])
    page = Page(text)
    policy = [attributes["content"] for attributes, _ in page.all("meta") if "http-equiv" in attributes]
    assert policy == [POLICY] == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
    assert text.index("Content-Security-Policy") < text.index("<style>")
    assert {name for name, _, _ in page.elements} & {
        "script",
        "link",
        "iframe",
        "img",
        "object",
        "base",
        "form",
    } == set()
    for _, attributes, _ in page.elements:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "xlink:href"):
            assert (attributes.get(name) or "#").startswith(("#", "data:image/png"))
    assert "@import" not in text
    assert not re.search(r"url\((?!#picture)", text)
    assert "metadata" not in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_every_text_is_shown_as_it_was_written(hostile):
    text = everything(hostile)
    text.encode("utf-8")
    page, plain = Page(text), Page(everything("plain"))
    names = Counter(name for name, _, _ in page.elements)
    assert names == Counter(name for name, _, _ in plain.elements)
    wanted = clean(hostile)
    for tag in ("title", "h1", "h2", "figcaption"):
        assert page.texts(tag) == [wanted]
    assert wanted in page.texts("th")
    if hostile.isprintable():
        assert (wanted, page.texts("code")) == (hostile, [hostile])
    assert not set("\x1b\x00\ud800") & set(text)


def test_the_names_in_two_figures_never_meet():
    figure = picture()
    text = document("t", [figure, Text("between"), figure, picture('id="patch_1" url(#x)')])
    page = Page(text)
    ids = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
    assert len(ids) > 50
    assert len(set(ids)) == len(ids)
    asked = re.findall(r'(?:xlink:href="#|url\(#)(picture[^")]+)', text)
    assert asked
    assert set(asked) <= set(ids)
    assert {name.split("-")[0] for name in ids} == {"picture1", "picture3", "picture4"}
    assert any("id=" in word and "picture" not in word for word in page.texts("text"))  # a text stays as it is


def test_the_same_parts_give_the_same_page():
    assert everything("a") == everything("a")


def test_tables_name_their_columns_and_rows():
    page = Page(
        document("t", [ReportTable(["", "name", "score"], [["1", "a", "0.5"], ["2", "", "0.4"]], numbers={0, 2})])
    )
    heads = [(attributes["scope"], text) for attributes, text in page.all("th")]
    assert heads == [("col", "name"), ("col", "score"), ("row", "a")]
    right = [
        text for name in ("td", "th") for attributes, text in page.all(name) if attributes.get("class") == "number"
    ]
    assert sorted(right) == ["", "0.4", "0.5", "1", "2", "score"]
    bare = Page(document("t", [ReportTable(["", ""], [["a", 1]])]))
    assert (bare.texts("thead"), bare.texts("td")) == ([], ["1"])
    assert Page(document("t", [ReportTable(["a"], [])])).texts("th") == ["a"]
    with pytest.raises(NNPlayError, match=r"Row 2 of a table has 1 cells, and its header 2") as caught:
        document("t", [ReportTable(["a", "b"], [["1", "2"], ["3"]])])
    assert "\n" not in str(caught.value)


def test_figures_and_what_scrolls_have_a_name():
    page = Page(document("t", [Heading("Numbers"), ReportTable(["a"], [["1"]]), picture(caption='a "map" < all')]))
    (shown,) = [attributes for attributes, _ in page.all("svg")]
    assert (shown["role"], shown["aria-label"]) == ("img", 'a "map" < all')
    regions = [attributes for attributes, _ in page.all("div")]
    assert [r["aria-label"] for r in regions] == ["Table: Numbers", 'Figure: a "map" < all']
    assert all((r["role"], r["tabindex"]) == ("region", "0") for r in regions)


def test_code_keeps_its_lines_and_spaces():
    page = Page(document("t", [Code("a  b\r\n\tc\n  <d>\x00\n")]))
    assert page.texts("code") == ["a  b\n    c\n  <d> \n"]


def test_a_page_fits_a_telephone_the_dark_and_paper():
    text = document("t", [])
    for wanted in ("width=device-width", "prefers-color-scheme: dark", "@media print", "color-scheme: light dark"):
        assert wanted in text
