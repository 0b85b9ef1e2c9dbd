"""Learning curves: every number where it belongs, gaps where there is none."""

import math

import numpy as np
import pytest
from matplotlib.figure import Figure

from nnplay import plots
from nnplay.plots import palette

E = list(range(11))


def history(**columns):
    return {"epoch": E, "train_loss": [1 / (1 + e) for e in E], **columns}


def lines(ax):
    return {line.get_label(): line for line in ax.lines if line.get_label() in palette.PARTS}


def test_loss_on_the_left_and_accuracy_on_the_right(see):
    h = history(test_loss=[2.0] * 11, train_accuracy=[e / 10 for e in E], validation_accuracy=[0.5] * 11)
    figure = plots.curves(h, task="classification", loss_name="cross_entropy")
    left, right = figure.axes
    assert left.get_position().x1 < right.get_position().x0
    assert [ax.get_title("left") for ax in figure.axes] == ["Loss (cross entropy)", "Accuracy"]
    assert list(lines(left)) == ["train", "test"]
    assert list(lines(right)) == ["train", "validation"]
    np.testing.assert_allclose(lines(left)["train"].get_xydata(), np.column_stack([E, h["train_loss"]]))
    assert [t.get_text() for t in right.get_legend().get_texts()] == ["train", "validation"]
    assert lines(left)["test"].get_color() == palette.PARTS["test"]
    seen = see(figure)
    assert seen.overlapping() == []
    assert seen.outside() == []


def test_a_regression_shows_r2_and_only_what_was_measured():
    figure = plots.curves(history(train_r2=[0.5] * 11, train_accuracy=[0.1] * 11), task="regression")
    assert [ax.get_title("left") for ax in figure.axes] == ["Loss", "R²"]
    assert len(plots.curves(history(), task="regression").axes) == 1
    assert len(plots.curves(history(train_r2=[None] * 11), task="regression").axes) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("losses", "scale"),
    [([1.0, 0.5, 0.02], "linear"), ([1.0, 0.5, 0.009], "log"), ([1.0, 0.0, 0.5], "linear"), ([1.0, -1e-3], "linear"),
     ([1e3, math.inf, 1.0], "log")],
)  # fmt: skip
def test_the_loss_is_logarithmic_beyond_two_decades(losses, scale):
    figure = plots.curves({"epoch": list(range(len(losses))), "train_loss": losses}, task="regression")
    assert figure.axes[0].get_yscale() == scale


def test_missing_numbers_are_gaps_and_lonely_ones_dots(see):
    h = {"epoch": [0, 1, 2, 3, 4], "train_loss": [1.0, None, 0.5, math.nan, math.inf]}
    figure = plots.curves(h, task="regression")
    line = lines(figure.axes[0])["train"]
    np.testing.assert_array_equal(np.isfinite(line.get_ydata()), [True, False, True, False, False])
    assert line.get_markevery() == [0, 2]
    see(figure)


@pytest.mark.parametrize("h", [{}, {"epoch": [], "train_loss": []}, {"epoch": [0], "train_loss": [math.nan]}])
def test_nothing_measured_is_said(h, see):
    assert "nothing measured yet" in see(plots.curves(h, task="classification")).words


def test_one_point_is_readable(see):
    figure = plots.curves({"epoch": [7], "train_loss": [0.7], "train_accuracy": [0.5]}, task="classification")
    assert lines(figure.axes[0])["train"].get_markevery() == [0]
    seen = see(figure)
    assert seen.words.count("7") == 2
    assert seen.overlapping() == []


@pytest.mark.parametrize("best", [0, 5, 9])
def test_the_best_epoch_is_marked(best, see):
    figure = plots.curves(history(train_accuracy=[0.5] * 11), task="classification", best_epoch=best)
    assert all(any(list(line.get_xdata()) == [best, best] for line in ax.lines) for ax in figure.axes)
    seen = see(figure)
    assert f"best epoch {best}" in seen.words
    assert seen.overlapping() == []


def test_a_best_epoch_that_is_the_last_needs_no_mark():
    assert len(plots.curves(history(), task="classification", best_epoch=10).axes[0].lines) == 1


def test_a_hopeless_start_does_not_flatten_r2():
    figure = plots.curves(history(train_r2=[-1000.0, *[0.9] * 10]), task="regression")
    assert figure.axes[1].get_ylim()[0] > -2


def test_given_axes_hold_both_charts(see):
    figure = Figure(figsize=(9, 4))
    ax = figure.subplots()
    assert plots.curves(history(train_accuracy=[0.5] * 11), task="classification", ax=ax) is figure
    assert [child.get_title("left") for child in ax.child_axes] == ["Loss", "Accuracy"]
    see(figure)


def test_a_long_name_of_a_loss_keeps_clear_of_the_key(see):
    h = history(test_loss=[0.1] * 11, validation_loss=[0.2] * 11)
    assert see(plots.curves(h, task="regression", loss_name="sparse_categorical_cross_entropy")).overlapping() == []
