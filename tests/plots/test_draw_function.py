"""The picture of a function: its curves, its gaps, and what is written as it was typed."""

import math

import numpy as np
import pytest

from nnplay import plots
from nnplay.errors import NNPlayError

X = np.linspace(-2, 2, 81)


def picture(f, g, **options):
    return plots.function(X, [f(x) for x in X], [g(x) for x in X], **{"formula": "f", "derivative": "g"} | options)


def test_both_curves_over_the_whole_axis():
    ax = picture(np.tanh, lambda x: 1 - np.tanh(x) ** 2).axes[0]
    curves = [line for line in ax.lines if len(line.get_xdata()) == len(X)]
    np.testing.assert_allclose(curves[0].get_ydata(), np.tanh(X))
    np.testing.assert_allclose(curves[1].get_ydata(), 1 - np.tanh(X) ** 2)
    assert ax.get_xlim() == (-2, 2)


def test_a_jump_is_a_gap_and_a_kink_is_none():
    jump = picture(np.sign, lambda x: 0.0, kinks=[0.0]).axes[0]
    assert any(np.isnan(line.get_ydata()).any() for line in jump.lines)
    kink = picture(abs, np.sign, kinks=[0.0]).axes[0]
    assert not np.isnan(kink.lines[2].get_ydata()).any()


def test_a_pole_leaves_the_rest_to_be_seen():
    low, high = picture(lambda x: 1 / x if x else math.inf, lambda x: -1 / x**2 if x else math.nan).axes[0].get_ylim()
    assert -60 < low < -1
    assert 1 < high < 60


def test_texts_are_shown_as_they_are():
    figure = picture(abs, np.sign, formula="$x^2$ <img>", title="a\nb", warnings=["careful: $x$"])
    text = plots.svg(figure)
    assert "$x^2$ &lt;img&gt;" in text
    assert "careful: $x$" in text
    assert "a b" in text


@pytest.mark.parametrize("values", [[], [math.nan] * 81, [None] * 81, [0.0] * 81, [1e300] * 81, [math.inf] * 81])
def test_what_cannot_be_drawn(values):
    if not values:
        with pytest.raises(NNPlayError, match="must have the same length"):
            plots.function(X, values, values, formula="f", derivative="g")
        return
    assert plots.svg(plots.function(X, values, values, formula="f", derivative="g"))
