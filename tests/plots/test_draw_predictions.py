"""What was predicted: the plane of two features, the confusion matrix, predicted against actual."""

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from nnplay import plots
from nnplay.plots import palette
from nnplay.plots.confusion_matrix import count

pytestmark = pytest.mark.slow

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 3))
LABELS = np.where(X[:, 0] > 0, "yes", "no")
SPLIT = np.array(["train", "test", "validation"] * 20)


def halves(P):
    """Probabilities of "no" and "yes" for points (m, 2)."""
    p = 1 / (1 + np.exp(-4 * P[:, 0]))
    return np.column_stack([1 - p, p])


def plane(predict=halves, truth=LABELS, task="classification", **more):
    values = {"names": ("a", "b", "c"), "classes": ("no", "yes") if task == "classification" else ()}
    return plots.boundary(predict, X, truth, task=task, **{**values, **more})


def dots(figure):
    return [c for c in figure.axes[0].collections if isinstance(c, PathCollection)]


def test_regions_have_the_colour_of_their_class_stronger_where_surer():
    image = plane(x_range=(-2, 2)).axes[0].images[0].get_array()
    left, middle, right = (np.array(image[90, k]) for k in (0, 90, -1))
    assert left[2] > left[0]  # blue
    assert right[0] > right[2]  # orange
    assert np.abs(middle - 1).max() < np.abs(left - 1).max() / 2


def test_predict_is_asked_for_points_that_cover_the_data():
    asked = []
    figure = plane(lambda P: asked.append(P) or halves(P), x_index=2, y_index=1)
    assert asked[0].shape[1] == 2
    assert asked[0][:, 0].min() < X[:, 2].min()
    assert asked[0][:, 1].max() > X[:, 1].max()
    assert (figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel()) == ("c", "b")
    assert plane(x_range=(-9, 9)).axes[0].get_xlim() == (-9, 9)


@pytest.mark.parametrize(
    "predict",
    [lambda P: np.where(P[:, 0] > 0, "yes", "no"), lambda P: 1e4 * (halves(P) - 0.5), lambda P: halves(P)[:, 1:],
     lambda P: np.where(P[:, :1] > 0, np.nan, halves(P)), lambda P: np.full((len(P), 2), np.nan)],
    ids=["labels", "scores", "one column", "partly NaN", "NaN"],
)  # fmt: skip
def test_labels_scores_and_damaged_predictions_are_drawn(predict, see):
    seen = see(plane(predict))
    assert seen.overlapping() == []


def test_labels_draw_the_same_regions_as_scores():
    by_label = plane(lambda P: np.where(P[:, 0] > 0, "yes", "no")).axes[0].images[0].get_array()
    by_score = plane(lambda P: 1e4 * (halves(P) - 0.5)).axes[0].images[0].get_array()
    np.testing.assert_allclose(by_label, by_score)


def test_train_is_filled_and_test_is_hollow(see):
    figure = plane(split=SPLIT)
    blue, paper = to_rgb(palette.CLASSES[0]), to_rgb(palette.PAPER)
    faces = [tuple(c.get_facecolor()[0][:3]) for c in dots(figure)]
    assert faces[0] == blue
    assert faces[2] == paper
    assert tuple(dots(figure)[2].get_edgecolor()[0][:3]) == blue
    assert sum(len(c.get_offsets()) for c in dots(figure)) == 60
    words = see(figure).words
    assert {"no", "yes", "train", "validation", "test"} <= set(words)
    assert "train" not in see(plane()).words


def test_a_regression_has_a_surface_and_a_bar(see):
    figure = plane(lambda P: P[:, 0] * P[:, 1], X[:, 0] * X[:, 1], "regression", split=SPLIT)
    ax, bar = figure.axes
    assert bar.get_position().x0 > ax.get_position().x1
    norm = ax.images[0].norm
    assert norm.vmin == -norm.vmax  # zero is the middle
    assert ax.images[0].get_array().shape == (180, 180)
    assert see(figure).overlapping() == []
    positive = plane(lambda P: P[:, 0] * 0 + 5.0, X[:, 0] * 0 + 7.0, "regression").axes[0].images[0].norm
    assert (positive.vmin, positive.vmax) == (5, 7)


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, 1e300])
def test_a_flat_or_broken_surface_is_drawn(value, see):
    see(plane(lambda P: np.full(len(P), value), np.full(60, 1.0), "regression"))


def test_constant_columns_and_held_values(see):
    figure = plots.boundary(halves, np.ones((3, 2)), ["no", "yes", "no"], names=("a", "b"), task="classification",
                           held={"age": 31.25, "town": "Rome", "x": 1, "y": 2, "z": 3})  # fmt: skip
    assert "at age 31.2, town Rome, x 1, y 2, z 3" in see(figure).words


def test_twenty_classes_stay_apart(see):
    names = [f"quite a long class {k}" for k in range(20)]
    figure = plane(lambda P: np.eye(20)[(np.abs(P[:, 0]) * 9).astype(int) % 20], rng.choice(names, 60), classes=names,
                   split=SPLIT)  # fmt: skip
    seen = see(figure)
    assert seen.overlapping() == []
    assert seen.outside() == []
    looks = {(palette.class_colour(k), palette.class_marker(k)) for k in range(20)}
    assert len(looks) == 20


@pytest.mark.parametrize("k", [2, 3, 10, 20, 40])
def test_confusion_cells_hold_the_counts(k, see):
    names = [f"class number {j}" for j in range(k)]
    truth = rng.choice(names, 500)
    prediction = np.where(rng.random(500) < 0.8, truth, rng.choice(names, 500))
    figure = plots.confusion(truth, prediction, names)
    ax = figure.axes[0]
    wanted = np.array([[np.sum((truth == a) & (prediction == b)) for b in names] for a in names])
    shown = {(round(t.get_position()[1]), round(t.get_position()[0])): int(t.get_text()) for t in ax.texts
             if t.get_text().isdigit()}  # fmt: skip
    assert shown == (dict(np.ndenumerate(wanted)) if k <= 30 else {})
    np.testing.assert_allclose(ax.images[0].get_array(), wanted / np.maximum(wanted.sum(1, keepdims=True), 1))
    assert ax.get_title("left") == "Confusion matrix"
    assert any(text.get_text().startswith(f"{np.trace(wanted)} of 500 correct") for text in ax.texts)
    if k <= 20:
        seen = see(figure)
        assert seen.overlapping() == []
        assert seen.outside() == []


def test_confusion_takes_labels_of_any_type_and_leaves_strangers_out(see):
    counts, left_out = count(np.array([0, 1, 1, 9]), np.array([0, 1, 0, 0]), ("0", "1"))
    assert counts.tolist() == [[1, 0], [1, 1]]
    assert left_out == 1
    words = " ".join(see(plots.confusion([0, 9], [0, 0], (0, 1))).words).replace("\n", " ")
    assert "1 of 1 correct; 1 row without a class left out" in words
    assert "no rows" in see(plots.confusion([], [], ("a", "b"))).words


def test_confusion_counts_of_a_million_fit_their_cells(see):
    figure = plots.confusion(["a"], ["a"], list("abcde"))
    big = plots.confusion(np.repeat([0, 1], 600_000), np.repeat([0, 1], 600_000), range(5))
    assert big.axes[0].texts[0].get_fontsize() < figure.axes[0].texts[0].get_fontsize()
    assert see(big).overlapping() == []


def test_predicted_against_actual(see):
    truth = np.array([1.0, 2.0, 3.0, 4.0])
    figure = plots.predicted_actual(truth, np.add(truth, [0.5, -0.5, 0.5, -0.5]), ("price",))
    ax = figure.axes[0]
    np.testing.assert_allclose(ax.collections[0].get_offsets()[:, 1], [1.5, 1.5, 3.5, 3.5])
    assert ax.get_xlim() == ax.get_ylim()
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), ax.lines[0].get_ydata())
    seen = see(figure)
    assert {"actual price", "predicted price", "R² 0.8, RMSE 0.5"} <= set(seen.words)
    assert seen.overlapping() == []


@pytest.mark.parametrize("k", [1, 2, 4, 15])
def test_one_panel_a_target(k, see):
    Y = rng.normal(size=(30, k))
    figure = plots.predicted_actual(Y, Y, [f"target {j}" for j in range(k)])
    titles = [f"target {j}" for j in range(min(k, 12))] if k > 1 else ["Predicted and actual values"]
    assert [ax.get_title("left") for ax in figure.axes if ax.lines] == titles
    assert see(figure).outside() == []


@pytest.mark.parametrize(
    ("truth", "prediction", "said"),
    [([1, 2, np.nan], [1, 2, 3], "R² 1, RMSE 0"), ([5, 5], [5, 6], "R² undefined, RMSE 0.7071"),
     ([np.nan], [1.0], "no finite values"), ([1e200, 2e200], [1e200, 2e200], "R² 1, RMSE 0"),
     ([0.0], [0.0], "R² undefined, RMSE 0")],
)  # fmt: skip
def test_values_that_are_not_finite_constant_or_huge(truth, prediction, said, see):
    assert said in see(plots.predicted_actual(truth, prediction, ("y",))).words


def test_all_draw_into_given_axes():
    figure = Figure()
    axes = figure.subplots(1, 3)
    assert plots.confusion(["a"], ["a"], ["a", "b"], ax=axes[0]) is figure
    assert plots.predicted_actual([1.0], [1.0], ["y"], ax=axes[1]) is figure
    assert plane(ax=axes[2]) is figure
