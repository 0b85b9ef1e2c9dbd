"""Text, HTML, LaTeX and JSON say the same numbers, for every entry of the registry, and show whatever users write."""

from __future__ import annotations

import json
import re

import cases
import numpy as np
import pytest
from hypothesis import example, given, strategies as st
from readers import check_latex, check_tree, read_page, unit, value

from nnplay.analysis.explain.explanation import trace_sections
from nnplay.analysis.explain.formula_markup import Cases, Fraction, MathRow, parse_formula, printable
from nnplay.analysis.explain.latex import formula, words
from nnplay.analysis.explain.mathml import mathml
from nnplay.analysis.explain.number_format import excerpt, format_cell, format_fixed, format_number, visible_indices
from nnplay.analysis.explain.render import RenderedDocument
from nnplay.analysis.explain.trace import StepSettings, trace
from nnplay.analysis.explain.trace_view import TraceView
from nnplay.catalog import activations, losses, optimizers
from nnplay.network.architecture import Architecture, Layer
from nnplay.network.parameters import Parameters

pytestmark = pytest.mark.slow

FORMULAS = [
    text
    for family in (activations, losses, optimizers)
    for entry in family.values()
    for text in (entry.formula, getattr(entry, "derivative_formula", ""))
    if text
]
numbers = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12)


def document_of(case, digits=4, max_size=8, **settings):
    t = trace(Parameters(case.architecture, case.theta), case.X, case.y, StepSettings(**settings))
    return RenderedDocument(
        "A title", str(case.architecture), tuple(trace_sections(TraceView(t, digits), ["said"])), digits, max_size
    )


def check(document):
    """All forms of a document are well formed, and hold each step's numbers."""
    page = document.html()
    reader, trees = read_page(page)
    for tree in trees:
        check_tree(tree)
    assert "script" not in reader.tags
    assert not [name for name in reader.attributes if name.startswith("on")]
    check_latex(document.latex())
    text, plain = document.text(), json.loads(document.form("json"))
    steps = [step for section in document.sections for step in section.steps]
    assert [step["symbol"] for section in plain["sections"] for step in section["steps"]] == [s.symbol for s in steps]
    for step, entry in zip(steps, (s for section in plain["sections"] for s in section["steps"]), strict=True):
        np.testing.assert_array_equal(np.array(entry["values"], dtype=float), step.values)
        assert list(step.shape) == entry["shape"]
        for row in document.excerpt(step).cells:
            assert all(c in text for c in row), row
    return trees


RESTRAINED = {"penalty_strengths": {"l1": 0.1, "l2": 0.2}, "clip": 1e-3}


@pytest.mark.parametrize(("place", "activation"), list(enumerate(sorted(activations))))
def test_every_activation(place, activation):
    form = list(cases.FORMS)[place % len(cases.FORMS)]
    check(document_of(cases.hidden_case(activation, form, seed=1, rows=2), **RESTRAINED))


@pytest.mark.parametrize("form", cases.FORMS)
@pytest.mark.parametrize("activation", sorted(activations))
def test_every_activation_in_every_form(activation, form):
    check(document_of(cases.hidden_case(activation, form, seed=1), **RESTRAINED))


@pytest.mark.parametrize(("output", "loss"), [(entry.output, name) for name, entry in losses.items()])
def test_every_loss(output, loss):
    rows = 1 + len(loss) % 3
    layers = [Layer(3, "softmax", skip=True)]
    architecture = Architecture(layers, output=output, loss=loss, inputs=3, outputs=3)
    check(document_of(cases.make_case(architecture, rows=rows, seed=2)))


@pytest.mark.parametrize("name", [name for name, entry in optimizers.items() if not entry.full_batch])
def test_every_optimizer(name):
    case = cases.hidden_case("tanh", "plain", seed=1)
    text = document_of(case, optimizer=name, weight_decay=0.1).text()
    assert f"The optimizer is {name}" in text
    for slot in optimizers[name].slots:
        assert re.search(rf"{slot} = −?\d", text)


@pytest.mark.parametrize("text", FORMULAS)
def test_every_formula_of_the_catalogue_is_read_as_one(text):
    from xml.etree import ElementTree

    check_tree(ElementTree.fromstring(mathml(text)))
    check_latex(formula(text))
    letters = re.sub(r"[\s\u2061\u00a0()]", "", "".join(ElementTree.fromstring(mathml(text)).itertext()))
    for letter in set("αβγλδησμρτθΦŷσ") & set(text):
        assert letter in letters or letter == "ŷ"


def test_a_formula_is_a_tree():
    assert isinstance(parse_formula("a / b"), Fraction)
    assert isinstance(parse_formula("1 if z > 0 else α"), Cases)
    tree = parse_formula("relu′(z) = z if z > 0 else αz, α = 0.1")
    assert isinstance(tree, MathRow)
    assert any(isinstance(item, Cases) for item in tree.items)
    assert formula("e^(−z)") == "{e}^{-z}"
    assert formula("σ(z) = 1 / (1 + e^(−z))") == r"\sigma \left(z\right)=\frac{1}{1+{e}^{-z}}"
    assert formula("(1/3)·Σ ℓ(ŷ, y)") == r"\frac{1}{3}\cdot \sum \ell \left(\hat{y},\ y\right)"
    assert formula("W⁽²⁾ᵀ") == r"{W}^{(2)\top }"
    assert formula("−9.3·10⁻⁵") == r"-9.3\cdot {10}^{-5}"
    assert r"\frac{\partial L}{\partial {W}^{(1)}}" in formula("∂L/∂W⁽¹⁾ = xᵀ @ δ⁽¹⁾")


@given(st.text(max_size=60))
def test_any_text_is_displayed_and_never_interpreted(text):
    from xml.etree import ElementTree

    check_tree(ElementTree.fromstring(mathml(text)))
    check_latex(formula(text))
    check_latex(words(text))
    assert all(c.isprintable() for c in printable(text))


@given(st.text(alphabet="()[]{}|√^/∂Σ_⁽⁾₁ⁿ,;ifelse z1.·@′'", max_size=40))
def test_anything_like_a_formula_is_well_formed(text):
    from xml.etree import ElementTree

    check_tree(ElementTree.fromstring(mathml(text)))
    check_latex(formula(text))


def test_deep_and_long_formulas_are_words():
    for text in ("(" * 5000, "√" * 5000, "((" * 25 + "))" * 25, "∂" * 3000, "e^" * 1000 + "z", "if " * 900):
        assert mathml(text)
        check_latex(formula(text))


@given(numbers, st.integers(1, 9))
def test_a_number_is_read_back_to_its_digits(x, digits):
    text = format_number(x, digits)
    assert abs(value(text) - x) <= unit(text) * (1 + 1e-9) + 1e-15 * abs(x) or "." not in text
    assert abs(value(text) - x) <= max(abs(x) * 0.5 * 10.0 ** (1 - max(digits, 2)), 0.5 * 10.0**-digits) * 1.01
    fixed = format_fixed(x, digits)
    assert abs(value(fixed) - x) <= 0.5 * 10.0**-digits * 1.001 + 1e-15 * abs(x)
    assert fixed != "−0"


@given(st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=1, max_size=4), st.integers(1, 9), st.booleans())
@example([[0.0, 0.0, 5e-324]], 1, False)
def test_a_matrix_is_read_back_to_its_decimals(rows, digits, fixed):
    values = np.array(rows)
    matrix = excerpt(values, values.shape, digits, None, fixed=fixed)
    factor = 10.0**matrix.power
    for texts, line in zip(matrix.cells, rows, strict=True):
        for text, x in zip(texts, line, strict=True):
            allowed = max(0.5 * 10.0**-matrix.decimals * factor, 0)
            assert abs(value(text) * factor - x) <= allowed * 1.001 + 1e-12 * abs(x), (text, x)
    assert matrix.left_out == ""
    for column, padding in zip(zip(*matrix.cells, strict=True), zip(*matrix.padding, strict=True), strict=True):
        plain = [(c, pad) for c, pad in zip(column, padding, strict=True) if "·" not in c]
        if any("." in c for c, _ in plain):
            assert {len((c + pad).partition(".")[2]) for c, pad in plain} == {matrix.decimals}


def test_numbers_that_are_none():
    assert [format_number(x) for x in (np.nan, np.inf, -np.inf, 0.0, -0.0, 0.09999999)] == [
        "NaN",
        "∞",
        "−∞",
        "0",
        "0",
        "0.1",
    ]
    assert format_cell(0.0, 4, 4) == "0"
    odd = excerpt(np.array([[np.nan, np.inf], [1.5, 0]]), (2, 2))
    assert odd.cells == (("NaN", "∞"), ("1.5", "0"))


@pytest.mark.parametrize("size", [1, 7, 8, 9, 100])
def test_a_large_matrix_is_a_corner(size):
    values = np.arange(size * size, dtype=float).reshape(size, size)
    corner, full = excerpt(values, values.shape), excerpt(values, values.shape, max_size=None)
    assert len(corner.cells) == min(size, 8)
    assert len(full.cells) == size
    if size > 8:
        assert corner.cells[5] == ("⋮",) * 5 + ("⋱",) + ("⋮",) * 2
        assert corner.cells[-1][-1] == f"{size * size - 1}"
        assert corner.left_out == f"{size - 7} row{'s' * (size > 8)} and {size - 7} column{'s' * (size > 8)} left out"
    assert list(visible_indices(size, None)) == list(range(size))


def test_text_keeps_to_the_width_and_shows_every_column():
    case = cases.make_case(Architecture([Layer(30, "tanh")], output="identity", loss="mse", inputs=3, outputs=1))
    for width in (60, 100):
        text = document_of(case, max_size=None).text(width)
        matrices = [line for line in text.splitlines() if re.search(r"[⎡⎢⎣\[].*\d.*[⎤⎥⎦\]]", line)]
        assert max(map(len, matrices)) <= width
    assert "columns 1 to" in text


def test_an_ending_says_the_form(tmp_path):
    from nnplay.errors import NNPlayError

    document = document_of(cases.hidden_case("relu", "plain", seed=1))
    for name, start in {"a.txt": "A title", "a.HTML": "<!doctype", "a.tex": "\\documentclass", "a.json": "{"}.items():
        document.save(tmp_path / name)
        assert (tmp_path / name).read_text("utf-8").startswith(start)
    with pytest.raises(NNPlayError, match="must end in"):
        document.save(tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()
