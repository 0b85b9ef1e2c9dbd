"""The notes on a formula: the right ones with the right places, and no others."""

import math

import pytest
from retyped import ACTIVATIONS, LOSSES

from nnplay.catalog import activations, losses
from nnplay.catalog.formulas.activation_analysis import analyze_activation
from nnplay.catalog.formulas.formula import Formula
from nnplay.catalog.formulas.loss_analysis import depends_on_difference, loss_domain, loss_notes

CASES = [
    ("x*sigmoid(x)", {"unbounded": "above for x → ∞.", "saturates": "0 for x → −∞,", "exploding": "1.1 at x = 2.4"}),
    ("max(0, x)", {"unbounded": "above for x → ∞.", "flat": "x < 0:", "kink": "x = 0,"}),
    ("min(max(x, -1), 2)", {"flat": "x < −1 and x > 2", "kink": "x = −1, 2"}),
    ("sigmoid(x)", {"saturates": "0 for x → −∞ and to 1 for x → ∞"}),
    ("exp(-x^2)", {"saturates": "0 for x → −∞ and ∞"}),
    ("sign(x)", {"jump": "x = 0", "flat": "0 everywhere"}),
    ("where(x > 1, x + 3, x)", {"jump": "x = 1", "unbounded": "above for x → ∞, below for x → −∞"}),
    ("x", {"linear": "one linear layer", "unbounded": "above for x → ∞, below"}),
    ("3*x + 1", {"linear": "straight line", "unbounded": "", "exploding": "(3)"}),
    ("b + 1", {"constant": "does not depend on x"}),
    ("x - x", {"constant": "does not depend on x"}),
    ("x^2", {"unbounded": "above for x → ∞, above for x → −∞", "exploding": "still growing"}),
    ("sin(x)", {}),
    ("tanh(x)", {"saturates": "−1 for x → −∞ and to 1"}),
    ("log(x)", {"undefined": "x < 0:", "pole": "x = 0", "unbounded": "above for x → ∞"}),
    ("sqrt(x)", {"undefined": "x < 0:", "infinite": "x = 0", "unbounded": "above"}),
    ("log(x - 2)", {"undefined": "x < 2:", "pole": "x = 2", "unbounded": "above"}),
    ("sqrt(4 - x^2)", {"undefined": "x < −2 and x > 2", "infinite": "x = −2, 2"}),
    ("1/x", {"pole": "x = 0", "saturates": "0 for x → −∞ and ∞"}),
    ("1/(x^2 - 9)", {"pole": "x = −3, 3", "saturates": "0 for"}),
    ("sin(x)/x", {"hole": "where(x == 0, 1, …)", "saturates": "0 for"}),
    ("exp(x)", {"overflow": "x > 88.7 in float32", "unbounded": "above", "saturates": "0 for x → −∞",
    "exploding": "growing"}),
    ("exp(-3*z)", {"overflow": "z < −29.6", "unbounded": "above for z → −∞", "saturates": "0 for z → ∞",
    "exploding": ""}),
    ("sqrt(abs(x))", {"infinite": "x = 0", "kink": "x = 0", "unbounded": "above"}),
    ("x*sin(x)", {"unbounded": "above and below for x → ∞", "exploding": "growing"}),
    ("log(1 + x^2)", {"unbounded": "above for x → ∞, above for x → −∞"}),
    ("where(abs(x) < 2, 0, x)", {"jump": "x = −2, 2", "flat": "−2 < x < 2", "unbounded": "above"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_the_warnings_of_an_activation(text, expected):
    notes = {note.kind: note.text for note in analyze_activation(Formula.of(text)).notes}
    assert set(notes) == set(expected)
    for kind, part in expected.items():
        assert part in notes[kind]
        assert notes[kind].endswith(".")


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_range_and_kinks_are_the_catalogues(name):
    entry = activations[name]
    seen = analyze_activation(
        Formula.of(ACTIVATIONS[name], {k: v for k, v in entry.constants.items() if k in ACTIVATIONS[name]})
    )
    for mine, theirs in zip(seen.range, entry.range, strict=True):
        if math.isfinite(theirs) or not entry.constants:
            assert mine == pytest.approx(theirs, abs=1e-6) or name in ("smht", "exponential")
    kinks = tuple(entry.kinks) if name not in ("repsu", "exponential") else seen.kinks
    if name == "elu":
        kinks = ()  # at α = 1 it has none; the catalogue speaks of any α
    assert tuple(sorted(seen.kinks)) == tuple(map(float, kinks))


LOSS_CASES = [
    ("(y - y_hat)**2", {}),
    ("abs(y - ŷ)", {}),
    ("(y - p)^3", {"unbounded": "below"}),
    ("y - y_hat", {"unbounded": "below"}),
    ("y^2 + 0*y_hat", {"constant": "does not depend on y_hat"}),
    ("sign(y - ŷ)^2", {"flat": "0 everywhere"}),
    ("(y - ŷ - 1)^2", {"minimum": "for y = 0, it is smaller at −1"}),
    ("-y*log(p) - (1-y)*log(1-p)", {"domain": "0 < p < 1"}),
    ("y_hat - y*log(y_hat)", {"domain": "y_hat > 0"}),
]


@pytest.mark.parametrize(("text", "expected"), LOSS_CASES)
def test_the_warnings_of_a_loss(text, expected):
    notes = {note.kind: note.text.replace("-", "−") for note in loss_notes(Formula.of(text))}
    assert set(notes) >= set(expected)
    assert set(notes) <= set(expected) | {"minimum"}
    for kind, part in expected.items():
        assert part in notes[kind]


@pytest.mark.parametrize("name", LOSSES)
def test_domain_and_scaling_of_targets_are_the_catalogues(name):
    entry, found = losses[name], Formula.of(LOSSES[name], dict(losses[name].constants))
    assert depends_on_difference(found) == entry.scaled_targets
    if name != "msle":  # typed with max(y_hat, 0), it is defined everywhere
        assert loss_domain(found) == entry.domain
