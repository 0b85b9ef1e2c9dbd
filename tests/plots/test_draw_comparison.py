"""Several configurations in pictures: every number where it belongs, gaps where there is none, hard names included."""

import math
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from nnplay import plots
from nnplay.errors import NNPlayError
from nnplay.plots import palette
from nnplay.plots.axis_scales import alike, apart, finite, wide

pytestmark = pytest.mark.slow

NAN = math.nan
HOSTILE = ("<img onerror=1>", "$x$", "a_b^c", "数据", "line\nbreak", "\x1b[31mred", "W" * 300, "")
E = np.arange(11)


def curve(name, level=1.0, x=E):
    mean = level / (1 + np.asarray(x))
    return {"name": name, "x": x, "mean": mean, "low": 0.9 * mean, "high": 1.1 * mean}


def row(name, mean, values=(), verdict="", half=0.05):
    return {"name": name, "mean": mean, "low": mean - half, "high": mean + half, "values": values, "verdict": verdict}


def race(curves, **more):
    return plots.race(curves, value_name="test loss", **more)


def board(rows, higher=True, **more):
    return plots.leaderboard(rows, value_name="accuracy", higher=higher, **more)


def heat(values, higher=True, **more):
    r, c = np.shape(values)
    names = {"row_name": "depth", "column_name": "width", "value_name": "accuracy"}
    return plots.heat(values, **{"rows": range(r), "columns": range(c), "higher": higher, **names, **more})


def long_lines(ax):
    """The curves, without the marks beside the chart."""
    return [line for line in ax.lines if len(line.get_xdata()) > 1]


def standing_lines(ax, label):
    return [line for line in ax.lines if line.get_label() == label]


def svg_texts(figure):
    tree = ElementTree.fromstring(plots.svg(figure))
    return ["".join(node.itertext()) for node in tree.iter("{http://www.w3.org/2000/svg}text")]


def assert_tidy(seen):
    assert seen.overlapping() == []
    assert seen.outside() == []


def test_a_race_draws_each_mean_its_band_and_its_name(see):
    figure = race([curve("a", 1.0), curve("b", 2.0)], x_name="seconds")
    ax = figure.axes[0]
    drawn = {line.get_color(): line for line in long_lines(ax)}
    np.testing.assert_allclose(drawn[palette.class_colour(0)].get_xydata(), np.column_stack([E, 1 / (1 + E)]))
    np.testing.assert_allclose(drawn[palette.class_colour(1)].get_ydata(), 2 / (1 + E))
    bands = [c for c in ax.collections if isinstance(c, PolyCollection)]
    assert sorted(to_hex(band.get_facecolor()[0]) for band in bands) == sorted(drawn)
    top = max(band.get_paths()[0].vertices[:, 1].max() for band in bands)
    assert top == pytest.approx(2.2)
    seen = see(figure)
    assert {"a", "b", "test loss", "seconds", "the band is the spread over the seeds"} <= set(seen.words)
    assert_tidy(seen)
    heights = {t.get_text(): t.get_window_extent().y0 for t in seen.texts}
    assert heights["b"] > heights["a"]  # as their lines end


@pytest.mark.parametrize("count", [1, 8, 9, 40])
def test_at_most_eight_curves_have_a_colour(count, see):
    figure = race([curve(f"candidate {k}", 1 + k / 10) for k in range(count)])
    lines = long_lines(figure.axes[0])
    assert len(lines) == count
    grey = [line for line in lines if line.get_color() == palette.RULE]
    assert len(grey) == max(0, count - 8)
    seen = see(figure)
    others = {9: "1 other", 40: "32 others"}.get(count)
    assert [word for word in seen.words if "other" in word] == ([others] if others else [])
    assert sum(word.startswith("candidate") for word in seen.words) == min(count, 8)
    assert all(line.get_zorder() < min(c.get_zorder() for c in lines if c not in grey) for line in grey)
    assert_tidy(seen)


def test_a_low_chart_has_a_legend_instead_of_names_at_the_lines(see):
    figure = Figure(figsize=(8, 1.6))
    ax = figure.subplots()
    assert race([curve(f"c{k}") for k in range(10)], ax=ax) is figure
    assert [t.get_text() for t in ax.get_legend().get_texts()] == [*(f"c{k}" for k in range(8)), "2 others"]
    see(figure)
    assert race([curve("a")]).axes[0].get_legend() is None


@pytest.mark.parametrize(
    ("mean", "scale"),
    [
        ([1.0, 0.5, 0.02], "linear"),
        ([1.0, 0.5, 0.009], "log"),
        ([1.0, 0.0, 0.5], "linear"),
        ([1e3, math.inf, 1], "log"),
    ],
)
def test_a_race_is_logarithmic_beyond_two_decades(mean, scale, see):
    n = len(mean)
    figure = race([{"name": "a", "x": range(n), "mean": mean, "low": [-1.0] * n, "high": [2.0] * n}])
    assert figure.axes[0].get_yscale() == scale
    if scale == "log":
        assert figure.axes[0].get_ylim()[0] > 0
    see(figure)


def test_gaps_are_left_open_and_lonely_values_are_dots(see):
    low = [None] * 5
    figure = race([{"name": "a", "x": range(5), "mean": [1.0, None, 0.5, NAN, math.inf], "low": low, "high": low}])
    (line,) = [line for line in long_lines(figure.axes[0]) if line.get_color() == palette.class_colour(0)]
    np.testing.assert_array_equal(np.isfinite(line.get_ydata()), [True, False, True, False, False])
    assert line.get_markevery() == [0, 2]
    assert "the band is the spread over the seeds" not in see(figure).words


def test_a_race_of_nothing_is_refused_or_said(see):
    with pytest.raises(NNPlayError, match="at least one"):
        race([])
    with pytest.raises(NNPlayError, match=r"curve 'a' must be equally long, not x 11, mean 3") as caught:
        race([{**curve("a"), "mean": [1, 2, 3]}])
    assert "\n" not in str(caught.value)
    assert "nothing measured yet" in see(race([curve("a", x=np.zeros(0))])).words
    assert "nothing measured yet" in see(race([curve("a", NAN)])).words


def test_a_leaderboard_ranks_and_marks_verdict_by_colour_shape_and_word(see):
    rows = [
        row("third", 0.5, (0.48, 0.52), "worse"), row("first", 0.9, (0.88, 0.92), "best"),
        row("second", 0.85, (0.84, 0.86), "not significant"),
    ]  # fmt: skip
    figure = board(rows)
    ax = figure.axes[0]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["first", "second", "third"]
    means = standing_lines(ax, "mean")
    assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in means] == [(0.9, 0), (0.85, 1), (0.5, 2)]
    looks = {(line.get_marker(), line.get_markerfacecolor()) for line in means}
    assert len(looks) == 3
    assert means[1].get_markerfacecolor() == palette.PAPER
    np.testing.assert_allclose(standing_lines(ax, "interval")[0].get_xdata(), [0.85, 0.95])
    seeds = [c.get_offsets() for c in ax.collections if isinstance(c, PathCollection)]
    np.testing.assert_allclose(seeds[0], [[0.88, 0], [0.92, 0]])
    seen = see(figure)
    assert {"best", "not significant", "worse", "0.90", "0.85", "0.50"} <= set(seen.words)
    assert "higher is better" in " ".join(seen.words)
    assert_tidy(seen)
    reverse = board(rows, higher=False).axes[0]
    assert [t.get_text() for t in reverse.get_yticklabels()] == ["third", "second", "first"]


def test_a_leaderboard_says_how_many_rows_it_left_out(see):
    seen = see(board([row(f"c{k}", k / 100) for k in range(40)]))
    assert "10 more left out" in seen.words
    assert "c39" in seen.words
    assert "c9" not in seen.words
    assert_tidy(seen)


def test_one_seed_has_no_interval_and_no_number_no_dot(see):
    alone = {"low": None, "high": NAN, "verdict": ""}
    figure = board(
        [{"name": "nan", "mean": NAN, "values": [NAN], **alone}, {"name": "a", "mean": 0.5, "values": [0.5], **alone}]
    )
    ax = figure.axes[0]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["a", "nan"]
    assert (len(standing_lines(ax, "mean")), len(standing_lines(ax, "interval"))) == (1, 0)
    seen = see(figure)
    assert {"0.5", "–"} <= set(seen.words)
    assert "interval" not in " ".join(seen.words)
    assert_tidy(see(board([{"name": "nan", "mean": NAN, "values": [], **alone}])))
    with pytest.raises(NNPlayError, match="at least one"):
        board([])


def test_an_interval_far_wider_than_the_values_ends_in_an_arrow():
    ax = board([row("a", 0.9, (0.89, 0.91), "best", half=5.0), row("b", 0.8, (0.79, 0.81), "worse")]).axes[0]
    low, high = ax.get_xlim()
    assert high - low < 1
    assert {line.get_marker() for line in ax.lines} >= {"<", ">"}


def test_a_heat_map_shows_each_value_and_frames_the_best(see):
    values = [[0.5, 0.7], [NAN, 0.9]]
    figure = heat(values, rows=[1, 2], columns=["four", "eight"])
    ax = figure.axes[0]
    np.testing.assert_array_equal(np.ma.filled(ax.images[0].get_array(), NAN), values)
    (frame,) = [p for p in ax.patches if isinstance(p, Rectangle)]
    assert (round(frame.get_x()), round(frame.get_y())) == (1, 1)
    frame = heat(values, higher=False).axes[0].patches[0]
    assert (round(frame.get_x()), round(frame.get_y())) == (0, 0)
    seen = see(figure)
    assert {"0.5", "0.7", "0.9", "–", "four", "eight", "depth", "accuracy"} <= set(seen.words)
    assert "width\n1 cell without a value" in seen.words
    assert_tidy(seen)
    dark, pale = (ax.images[0].cmap(ax.images[0].norm(v))[0] for v in (0.9, 0.5))
    assert dark < pale


@pytest.mark.parametrize("shape", [(1, 1), (1, 12), (12, 1), (12, 12), (2, 3)])
@pytest.mark.parametrize("wide_values", [False, True])
def test_heat_maps_of_all_shapes_keep_their_texts_apart(shape, wide_values, see):
    values = np.random.default_rng(0).random(shape)
    seen = see(heat(10 ** (6 * values - 3) if wide_values else values))
    assert_tidy(seen)
    assert all(str(k) in seen.words for k in range(max(shape)))


def test_a_large_heat_map_has_no_numbers_and_an_empty_one_says_so(see):
    seen = see(heat(np.random.default_rng(0).random((60, 60)) / 7, columns=[f"c{k}" for k in range(60)]))
    assert sum(word.startswith("0.") for word in seen.words) < 12  # those of the colour bar
    assert_tidy(seen)
    empty = see(heat([[NAN, None]]))
    assert "nothing measured yet" in empty.words
    assert_tidy(empty)
    assert len(heat([[0.5, 0.5]]).axes) == 1  # one colour needs no bar
    for rows, columns in (([1], [1, 2, 3]), ([], [])):
        with pytest.raises(NNPlayError, match="heat map"):
            heat([[1.0, 2.0]], rows=rows, columns=columns)


def pictures(ax=None):
    scores = np.linspace(0.1, 0.9, len(HOSTILE))
    names = {"rows": HOSTILE, "columns": HOSTILE, "row_name": HOSTILE[0], "value_name": HOSTILE[6]}
    return {
        "race": lambda: race([curve(name, 1 + k) for k, name in enumerate(HOSTILE)], x_name=HOSTILE[1], ax=ax),
        "leaderboard": lambda: board([row(n, v, (), "worse") for n, v in zip(HOSTILE, scores, strict=True)], ax=ax),
        "heat": lambda: heat(np.outer(scores, scores), **names, ax=ax),
    }


@pytest.mark.parametrize("kind", list(pictures()))
def test_hostile_names_are_shown_as_they_are_and_keep_apart(kind, see):
    figure = pictures()[kind]()
    assert_tidy(see(figure))
    text = plots.svg(figure)
    assert "<img" not in text
    assert "\x1b" not in text
    words = svg_texts(figure)
    assert {"$x$", "a_b^c", "line break", "�[31mred"} <= set(words)
    assert any(word.startswith("<img on") for word in words)
    ax = Figure(figsize=(9, 5), layout="constrained").subplots()
    assert pictures(ax)[kind]() is ax.figure


def test_labels_are_pushed_apart_no_further_than_they_must():
    assert apart([0.5, 0.5], 0.1) == pytest.approx([0.45, 0.55])
    assert apart([0.9, 0.1], 0.1) == pytest.approx([0.9, 0.1])
    heights = apart([0.0, 0.0, 1.0, 1.0, 0.97], 0.1)
    assert min(np.diff(sorted(heights))) >= 0.1 - 1e-9
    assert 0 <= min(heights) <= max(heights) <= 1


def test_numbers_with_gaps():
    np.testing.assert_array_equal(finite([1, None, math.inf, "2"]), [1, NAN, NAN, 2])
    assert finite([[1, 2]]).shape == (1, 2)
    assert not wide(finite([]))
    assert alike(np.array([0.9, 0.9667, NAN, -0.5]), 3) == ["0.900", "0.967", "–", "−0.500"]
    assert alike(np.array([2.0, 3.0]), 3) == ["2", "3"]
