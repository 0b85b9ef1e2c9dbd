"""Curves, confusion, boundary, predicted against actual, the page: what is in them, hard values included."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text

import nnplay as nn
from nnplay import plots
from nnplay.plots import palette

pytestmark = pytest.mark.slow

HISTORY = {
    "epoch": [0, 1, 2, 3],
    "train_loss": [1.0, 0.1, 0.01, 0.001],
    "test_loss": [1.0, None, float("nan"), 0.5],
    "train_accuracy": [0.3, 0.5, 0.9, 1.0],
    "test_accuracy": [0.3, 0.4, 0.8, 0.9],
}
NASTY = ["<img onerror=alert(1)>", "$x_1$ & 100%", "日本語 🎉", "a" * 300, "_\n\t\\"]


def texts(figure):
    return [t.get_text() for t in figure.findobj(Text) if t.get_text()]


def test_curves_show_each_part_and_take_a_logarithmic_scale_when_the_loss_falls_far():
    figure = plots.curves(HISTORY, task="classification", loss_name="mse")
    loss, accuracy = figure.axes
    assert [line.get_label() for line in loss.lines] == ["train", "test"]
    assert [to_hex(line.get_color()) for line in loss.lines] == [palette.PARTS["train"], palette.PARTS["test"]]
    assert np.array_equal(loss.lines[0].get_ydata(), HISTORY["train_loss"])
    assert np.isnan(loss.lines[1].get_ydata()[1:3]).all()
    assert loss.get_yscale() == "log"
    assert accuracy.get_yscale() == "linear"
    assert "Loss (mean squared error)" in texts(figure)
    assert plots.curves({"epoch": [0, 1], "train_loss": [2, 1]}, task="regression").axes[0].get_yscale() == "linear"


@pytest.mark.parametrize(
    "history",
    [
        {"epoch": [0], "train_loss": [1.0]},
        {"epoch": [0, 1], "train_loss": [float("inf"), float("nan")], "train_r2": [None, -1e30]},
        {"epoch": [], "train_loss": []},
        {"epoch": [0, 1], "train_loss": [0.0, 0.0]},
    ],
)
def test_curves_of_hard_histories_are_drawn(history, tmp_path):
    plots.save(plots.curves(history, task="regression"), tmp_path / "a.png")


def test_an_early_best_epoch_is_marked():
    lines = plots.curves(HISTORY, task="classification", best_epoch=1).axes[0].lines
    assert any(np.array_equal(line.get_xdata(), [1, 1]) for line in lines)


def test_the_confusion_matrix_counts():
    truth, said = np.array(["a", "a", "b", "c"]), np.array(["a", "b", "b", "a"])
    figure = plots.confusion(truth, said, ("a", "b", "c"))
    shown = np.array(figure.axes[0].images[0].get_array())
    assert np.array_equal(shown, [[0.5, 0.5, 0], [0, 1, 0], [1, 0, 0]])
    assert texts(figure).count("1") == 4
    assert any("2 of 4 correct" in text for text in texts(figure))


@pytest.mark.parametrize("count", [2, 3, 10, 20])
def test_a_confusion_matrix_of_many_long_names_keeps_them_apart(count, tmp_path):
    classes = [f"class number {k} of all" for k in range(count)]
    figure = plots.confusion(classes, classes, classes)
    plots.save(figure, tmp_path / "a.png")
    boxes = [label.get_window_extent() for label in figure.axes[0].get_yticklabels()]
    assert all(not boxes[k].overlaps(boxes[k + 1]) for k in range(count - 1))


def test_predicted_against_actual_shows_every_finite_pair():
    truth, said = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.1, np.nan, 2.9, np.inf])
    figure = plots.predicted_actual(truth, said, ("price",))
    assert np.allclose(figure.axes[0].collections[0].get_offsets(), [[1, 1.1], [3, 2.9]])
    assert len(plots.predicted_actual(np.ones((3, 2)), np.ones((3, 2)), ("a", "b")).axes) == 2
    assert "no finite" in " ".join(texts(plots.predicted_actual(truth, truth * np.nan, ("price",))))


def test_a_boundary_colours_the_plane_by_the_likelier_class():
    X = np.array([[-1.0, 0.0], [1.0, 0.0]])

    def predict(points):
        right = (points[:, 0] > 0).astype(float)
        return np.column_stack([1 - right, right])

    figure = plots.boundary(
        predict, X, ["a", "b"], names=("x", "y"), task="classification", classes=("a", "b"), split=["train", "test"]
    )
    picture = np.array(figure.axes[0].images[0].get_array())
    left, right = picture[60, 5], picture[60, -5]
    assert left[2] > left[0]  # blue
    assert right[0] > right[2]  # orange
    assert {"train", "test"} <= set(texts(figure))


def test_a_boundary_of_labels_and_a_surface_of_numbers_are_drawn(tmp_path):
    X = np.random.default_rng(0).normal(size=(30, 2))
    labels = np.where(X[:, 0] > 0, "b", "a")
    by_label = plots.boundary(
        lambda p: np.where(p[:, 0] > 0, "b", "a"), X, labels, names="xy", task="classification", classes=("a", "b")
    )
    surface = plots.boundary(lambda p: p[:, 0], X, X[:, 0], names="xy", task="regression")
    assert len(surface.axes) == 2  # with a colour bar
    plots.save(by_label, tmp_path / "a.svg")
    plots.save(surface, tmp_path / "b.svg")


@pytest.mark.parametrize("name", ["iris", "spiral", "diabetes", "linnerud", "multi-gauss"])
def test_the_page_of_a_run_has_all_that_fits_it(name, tmp_path):
    run = nn.train(name, (6, 4), epochs=3)
    figure = run.plot()
    plots.save(figure, tmp_path / "a.png")
    said = texts(figure)
    assert name in said
    assert any("parameters" in text for text in said)
    assert ("x1" in [ax.get_xlabel() for ax in figure.axes]) == (name in ("spiral", "multi-gauss"))
    for kind in ("layout", "curves"):
        run.plot(kind)
    with pytest.raises(nn.NNPlayError, match="pie"):
        run.plot("pie")


def test_a_boundary_holds_the_other_features_at_their_median():
    run = nn.train("iris", (4,), epochs=2)
    figure = run.plot("boundary", x="petal length (cm)", y="petal width (cm)")
    assert figure.axes[0].get_xlabel() == "petal length (cm)"
    with pytest.raises(nn.NNPlayError, match="colour"):
        run.plot("boundary", x="colour")


def test_what_does_not_fit_a_run_is_refused(tmp_path):
    number, label = nn.train("diabetes", (4,), epochs=1), nn.train("iris", (4,), epochs=1)
    for run, kind in ((number, "confusion"), (label, "predictions")):
        with pytest.raises(nn.NNPlayError):
            run.plot(kind)
    label.save(tmp_path / "m")
    loaded = nn.load_run(tmp_path / "m")
    loaded.plot()
    with pytest.raises(nn.NNPlayError, match="with_data"):
        loaded.plot("boundary")


def test_user_text_is_shown_literally_and_escaped():
    rng = np.random.default_rng(0)
    data = nn.Dataset.from_arrays(
        rng.normal(size=(40, 2)), rng.choice(NASTY[:4], 40), feature_names=NASTY[:2], name=NASTY[0]
    )
    run = nn.train(data, (3,), epochs=2)
    svg = plots.svg(run.plot())
    html = run._repr_html_()
    assert "<img" not in svg
    assert "<img" not in html
    assert "$x_1$ &amp; 100%" in svg
    assert "Glyph" not in svg


def test_the_same_figure_gives_the_same_bytes(tmp_path):
    for name in ("a.svg", "b.svg"):
        plots.save(nn.train("iris", (4,), epochs=2).plot("layout"), tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


@pytest.mark.parametrize("name", ["a.gif", "a", "nowhere/a.png"])
def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path, name):
    figure = plots.curves(HISTORY, task="classification")
    with pytest.raises(nn.NNPlayError) as caught:
        plots.save(figure, tmp_path / name)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())
