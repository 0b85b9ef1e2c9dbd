"""Links in Python are those of the page: the same settings, the same queries, the same complaints."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from catalogue_restored import catalogue_restored
from hypothesis import given, settings, strategies as st
from node_suites import node

import nnplay as nn
from nnplay.errors import NNPlayError
from nnplay.playground.link import (
    MAX_LENGTH,
    PageSettings,
    decode_points,
    encode_points,
    query_of,
    read_link,
    short_query,
    to_query,
)

PAGE = Path(__file__).parents[1] / "page" / "link_round_trip.mjs"
OLD = (
    "data=spiral&net=8:tanh;4:relu:dropout=0.2:skip=true&learning_rate=0.1&seed=3&speed=full&features=x1,x1%5E2"
    "&scale=none"
)


@pytest.fixture(autouse=True)
def as_before():
    with catalogue_restored():
        yield


numbers = st.floats(0, 1e6, allow_nan=False) | st.integers(0, 10**6)
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
layers = st.builds(
    lambda width, activation, more: {"width": width, "activation": activation} | more,
    st.integers(1, 500), st.sampled_from(["tanh", "relu", "leaky_relu(0.2)", "maxout(k=3)"]),
    st.fixed_dictionaries({}, optional={
        "dropout": st.sampled_from([0.25, 0.5, 1e-7]), "norm": st.sampled_from(["batch", "layer"]),
        "skip": st.just(True), "initializer": st.just("he_normal"),
    }),
)  # fmt: skip
recipes = st.fixed_dictionaries(
    {"data": st.sampled_from(["spiral", "xor", "plane"])},
    optional={
        "features": st.none() | st.lists(words.filter(lambda word: word == word.strip()), min_size=1, max_size=4),
        "learning_rate": numbers.filter(bool), "l2": numbers, "batch_size": st.none() | st.integers(1, 99),
        "seed": st.integers(0, 2**53 - 1), "optimizer": st.sampled_from(["adam", "adam(beta1=0.8)"]),
        "shuffle": st.booleans(), "penalties": st.just([["l1", 0.1]]), "noise": numbers, "patience": st.none(),
    },
)  # fmt: skip
formulas = st.lists(
    st.fixed_dictionaries({
        "name": words, "text": words, "constants": st.dictionaries(st.sampled_from("abs"), numbers, max_size=2),
        "learned": st.lists(st.sampled_from("abs"), max_size=2),
    }),
    max_size=2,
)  # fmt: skip
points = st.none() | st.lists(
    st.tuples(st.floats(-6, 6), st.floats(-6, 6), st.integers(0, 9)), min_size=2, max_size=9
).map(lambda given: decode_points(encode_points(given)))
held = st.dictionaries(words.filter(lambda word: not word.isdecimal()), numbers, max_size=2)
views = st.fixed_dictionaries({
    "x": st.none() | words, "y": st.none() | words, "tests": st.booleans(), "steps": st.booleans(),
    "speed": st.none() | numbers.filter(bool), "held": held,
    "hide": st.lists(st.sampled_from(["data", "time", "own"]), max_size=3),
    "theme": st.sampled_from(["system", "dark"]), "language": st.sampled_from([None, "de"]),
})  # fmt: skip


@st.composite
def pages(draw):
    recipe, drawn = draw(recipes), draw(points)
    return PageSettings(
        recipe={**PageSettings().recipe, **recipe} | ({} if drawn is None else {"data": "drawn"}),
        layers=tuple(draw(st.lists(layers, max_size=4))), output=draw(st.sampled_from([None, "softmax"])),
        points=drawn, formulas=tuple(draw(formulas)), view=draw(views),
    )  # fmt: skip


def page_reads(queries):
    """What the page's JavaScript makes of queries."""
    result = subprocess.run(
        [node(), str(PAGE)], input=json.dumps(queries), capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return json.loads(result.stdout)


def compare(query, page):
    """Check that Python and the page read and write a query alike."""
    read, troubles = read_link(query)
    assert [trouble.key for trouble in troubles] == page["troubles"], query
    assert set(to_query(replace(read, guide={})).split("&")) == set(page["query"].split("&")), query
    assert query_of(page["short"]) == page["query"]
    assert query_of(short_query(page["query"])) == page["query"]
    theirs = page["settings"]
    assert json.loads(json.dumps(dict(read.recipe))) == theirs["recipe"]
    assert [dict(layer) for layer in read.layers] == theirs["architecture"]["layers"]
    assert (None if read.points is None else [list(each) for each in read.points]) == theirs["points"]
    assert dict(read.view) == theirs["view"]


def test_links_are_those_of_the_page():
    queries = []

    @settings(max_examples=150, database=None, deadline=None)
    @given(pages())
    def collect(page):
        query = to_query(page)
        read, troubles = read_link(query)
        assert troubles == []
        assert to_query(read) == query
        queries.append(query)

    collect()
    for query, page in zip(queries, page_reads(queries), strict=True):
        compare(query, page)


def test_what_cannot_be_read_is_what_the_page_cannot_read():
    queries = [
        "", OLD, "lang=de", "net=501", "net=0:tanh", "net=" + "2;" * 30 + "2", "net=3:a:b",
        "net=3:dance=1", "net=x",
        "samples=5001", "seed=-1", "seed=1.5", "seed=3.0", "speed=fast", "speed=0",
            "points=a", "points=AAAA", "points=AAAPAAAA",
        "theme=pink", "at=3", 'at={"a":"b"}', "colour=red", "constructor=1", "formulas=x", 'formulas=[["a"]]',
        'formulas=[["a","z*z",{"b":"c"}]]', 'formulas=[["a","z*z",{},["b"]]]', "learning_rate=1e-7&l1=0.000001",
        "penalties=[[\"l1\",0.1]]", "z=%%%", short_query(OLD), "z=AAAA", "data=moons&z=abc", "lesson=rate:2",
    ]  # fmt: skip
    for query, page in zip(queries, page_reads(queries), strict=True):
        compare(query, page)


def test_a_link_trains_what_the_page_trains():
    page, troubles = read_link(f"https://example.org/playground/?{OLD}")
    assert troubles == []
    data, architecture, recipe = page.problem()
    assert (data, recipe.learning_rate, recipe.features) == ("spiral", 0.1, ("x1", "x1^2"))
    assert [layer.width for layer in architecture.layers] == [8, 4]
    assert architecture.layers[1].skip


@pytest.mark.usefixtures("clean")
def test_drawn_points_and_typed_formulas_train():
    drawn = [(x / 2, y, int(x > 0)) for x in range(-9, 10) for y in (-2.0, 2.0)]
    page = PageSettings(
        recipe={**PageSettings().recipe, "data": "drawn", "epochs": 3}, points=tuple(drawn),
        layers=({"width": 3, "activation": "bumpy"},),
        formulas=({"name": "bumpy", "text": "z*exp(-z*z*b)", "constants": {"b": 0.5}, "learned": []},),
    )  # fmt: skip
    read, troubles = read_link(short_query(to_query(page)))
    assert troubles == []
    data, architecture, recipe = read.problem()
    assert nn.train(data, architecture, recipe=recipe).metrics["test"]["accuracy"] >= 0.5


@pytest.mark.parametrize("link", ["x" * (MAX_LENGTH + 1), "?z=" + short_query("a" * 10 * MAX_LENGTH)[2:], "?z=AAAA"])
def test_a_link_without_end_is_refused(link):
    with pytest.raises(NNPlayError, match="link"):
        query_of(link)


def test_a_setting_that_no_network_can_have_is_one_sentence():
    page, _ = read_link("data=spiral&net=3:dance")
    with pytest.raises(NNPlayError, match="dance"):
        page.problem()
