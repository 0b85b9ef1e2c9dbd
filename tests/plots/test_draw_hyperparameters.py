"""A search in pictures: every trial where it belongs, what mattered on top, hard values included."""

import math

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from nnplay import plots
from nnplay.errors import NNPlayError
from nnplay.plots import palette
from nnplay.plots.axis_scales import far

NAN = math.nan
HOSTILE = ("<img onerror=1>", "$x$", "a_b^c", "数据", "line\nbreak", "\x1b[31mred", "W" * 300, "")


def assert_tidy(seen):
    assert seen.overlapping() == []
    assert seen.outside() == []


def test_importance_sorts_its_bars(see):
    figure = plots.importance(["a", "b", "c"], [0.2, NAN, 0.7])
    ax = figure.axes[0]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["c", "a", "b"]
    np.testing.assert_allclose([p.get_width() for p in ax.patches], [0.7, 0.2, 0.0])
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first on top
    seen = see(figure)
    assert {"0.70", "0.20", "–"} <= set(seen.words)
    assert_tidy(seen)
    assert "10 more left out" in see(plots.importance(range(40), [0.1] * 40)).words
    for names, values in (([], []), (["a"], [0.1, 0.2])):
        with pytest.raises(NNPlayError, match="one importance for each"):
            plots.importance(names, values)


def offsets(ax):
    return np.concatenate([c.get_offsets() for c in ax.collections if isinstance(c, PathCollection)])


def test_progress_shows_every_trial_and_the_best_so_far(see):
    values = [0.5, 0.7, None, 0.6, 0.9, 0.8]
    figure = plots.progress(values, value_name="accuracy", higher=True, pruned=[False] * 4 + [True, False])
    ax = figure.axes[0]
    assert sorted(offsets(ax).tolist()) == [[1, 0.5], [2, 0.7], [4, 0.6], [5, 0.9], [6, 0.8]]
    hollow = [
        c for c in ax.collections if to_hex(c.get_facecolor()[0] if len(c.get_facecolor()) else "k") == palette.PAPER
    ]
    assert [c.get_offsets().tolist() for c in hollow if len(c.get_offsets())] == [[[5, 0.9]]]
    (steps,) = [line for line in ax.lines if line.get_color() == palette.HIGHLIGHT]
    np.testing.assert_allclose(steps.get_ydata(), [0.5, 0.7, 0.7, 0.7, 0.7, 0.8])
    seen = see(figure)
    assert {"accuracy, best 0.8 in trial 6", "pruned", "best so far"} <= set(seen.words)
    assert "1 of them without a value" in " ".join(seen.words)
    assert_tidy(seen)
    lower = plots.progress([3, 1, 2], value_name="loss", higher=False).axes[0]
    np.testing.assert_allclose(lower.lines[0].get_ydata(), [3, 1, 1])


def test_a_hopeless_trial_does_not_flatten_the_others(see):
    figure = plots.progress([0.9, 0.91, 0.92, -1000.0, 0.93, 0.94], value_name="R²", higher=True)
    assert figure.axes[0].get_ylim()[0] > 0.5
    assert "far worse" in see(figure).words
    assert [4, 0.9] in offsets(figure.axes[0]).tolist()
    assert plots.progress([1.0, 1e-3], value_name="loss", higher=False).axes[0].get_yscale() == "log"


@pytest.mark.parametrize("values", [[], [NAN], [None, math.inf]])
def test_a_search_without_a_value_says_so(values, see):
    assert "no trial has a value yet" in see(plots.progress(values, value_name="l", higher=True)).words
    assert "no trial has a score yet" in see(plots.parallel({"a": values}, values, value_name="l", higher=True)).words


def test_marks_and_columns_of_another_length_are_refused():
    with pytest.raises(NNPlayError, match="pass one for each trial"):
        plots.progress([1, 2], value_name="l", higher=True, pruned=[True])
    with pytest.raises(NNPlayError, match="column 'a' has 1 values for 2 scores"):
        plots.parallel({"a": [1]}, [1, 2], value_name="l", higher=True)


def test_parallel_coordinates_lead_each_trial_to_its_score(see):
    columns = {
        "rate": [1e-4, 1e-2, 1e-1],
        "width": [16, 64, 32],
        "depth": [1, 5, 2],
        "optimizer": ["sgd", "adam", "adam"],
    }
    figure = plots.parallel({**columns, "gap": [1, None, 2]}, [0.5, 0.9, 0.7], value_name="accuracy", higher=True)
    (lines,) = [c for c in figure.axes[0].collections if isinstance(c, LineCollection)]
    paths = [path.vertices for path in lines.get_paths()]
    best = paths[-1]
    heights = [2 / 3, 1.0, 1.0, 0.0]  # logarithmic, by factors of two, linear, text
    assert best[:4, 1].tolist() == pytest.approx(heights)
    assert (best[-1, 1], paths[0][-1, 1]) == (1.0, 0.0)  # the best is drawn last
    colours = lines.get_colors()
    assert to_hex(colours[-1]) == palette.HIGHLIGHT
    assert colours[0][:3].mean() > colours[1][:3].mean()  # the worst pale
    seen = see(figure)
    assert {"3 trials", "rate", "optimizer", "adam", "sgd", "0.0001", "0.1", "64"} <= set(seen.words)
    assert_tidy(seen)


def test_a_trial_without_a_score_is_left_out_and_told(see):
    figure = plots.parallel({"a": [1, 2, 3]}, [0.1, NAN, 0.3], value_name="l", higher=False)
    (lines,) = [c for c in figure.axes[0].collections if isinstance(c, LineCollection)]
    assert len(lines.get_paths()) == 2
    assert lines.get_paths()[-1].vertices[-1, 1] == 0.0  # lower is better
    assert "1 without a score left out" in " ".join(see(figure).words)
    far_off = plots.parallel({"a": list(range(6))}, [0.9, 0.91, 0.92, -1000, 0.93, 0.94], value_name="l", higher=True)
    assert "≤ 0.9" in see(far_off).words


def pictures(ax=None):
    scores = np.linspace(0.1, 0.9, len(HOSTILE))
    columns = dict.fromkeys(HOSTILE, HOSTILE)
    return {
        "importance": lambda: plots.importance(HOSTILE, scores, ax=ax),
        "parallel": lambda: plots.parallel(columns, scores, value_name=HOSTILE[1], higher=True, ax=ax),
        "progress": lambda: plots.progress(scores, value_name=HOSTILE[6], higher=True, ax=ax),
    }


@pytest.mark.parametrize("kind", list(pictures()))
def test_hostile_names_are_shown_as_they_are_and_keep_apart(kind, see):
    figure = pictures()[kind]()
    seen = see(figure)
    assert_tidy(seen)
    text = plots.svg(figure)
    assert "<img" not in text
    assert "\x1b" not in text
    if kind != "progress":
        assert {"$x$", "a_b^c", "line break", "�[31mred"} <= set(seen.words)
    ax = Figure(figsize=(9, 5), layout="constrained").subplots()
    assert pictures(ax)[kind]() is ax.figure


def test_only_values_far_below_the_usual_ones_are_far():
    assert far(np.array([1.0, 1.1, 1.2, 1.3, 1.4, -50.0])).tolist() == [False] * 5 + [True]
    assert not far(np.array([1.0, 1.0, 1.0, NAN])).any()
    assert not far(np.linspace(0, 1, 30)).any()
