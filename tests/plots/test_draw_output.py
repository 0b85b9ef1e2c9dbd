"""Files and text: whole, the same each time, safe to show; and the page of a run."""

import logging
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure

from nnplay import plots
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import initialize
from nnplay.plots.labels import clean, inches, numeral, short

pytestmark = pytest.mark.slow

ARCH = Architecture.dense((4,)).resolve(inputs=2, outputs=3, output="softmax", loss="cross_entropy")
HOSTILE = ("<img onerror=1>", "$x$", "a_b^c", "数据", "🙂", "\x00\ud800", "\\frac", "]]>&amp;", "x\ny", "", "$", "--")
HISTORY = {"epoch": [0, 1, 2], "train_loss": [1.0, 0.5, 0.3], "train_accuracy": [0.3, 0.5, 0.9]}


def picture():
    return plots.layout(ARCH, initialize(ARCH), input_names=HOSTILE[:2], output_names=HOSTILE[2:5])


@pytest.mark.parametrize("kind", ["png", "svg", "pdf", "PNG"])
def test_the_same_figure_gives_the_same_bytes(kind, tmp_path):
    first, second = tmp_path / f"a.{kind}", tmp_path / f"b.{kind}"
    plots.save(picture(), first)
    plots.save(picture(), str(second))
    assert first.read_bytes() == second.read_bytes()
    start = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[kind.lower()]
    assert first.read_bytes().startswith(start)
    assert {p.name for p in tmp_path.iterdir()} == {first.name, second.name}


def test_saving_the_same_figure_twice_changes_nothing(tmp_path):
    figure = picture()
    assert plots.svg(figure) == plots.svg(figure)


def test_an_unknown_extension_or_a_missing_folder_is_one_sentence(tmp_path):
    for name in ("a.bmp", "a", ".png"):
        with pytest.raises(NNPlayError, match=r"must end in \.png, \.svg, \.pdf"):
            plots.save(picture(), tmp_path / name)
    with pytest.raises(NNPlayError, match=r"The folder .* does not exist"):
        plots.save(picture(), tmp_path / "none" / "a.png")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_old_file_whole(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")

    def fail(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(Figure, "savefig", fail)
    with pytest.raises(RuntimeError):
        plots.save(picture(), path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def texts(figure):
    root = ElementTree.fromstring(plots.svg(figure))
    return ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]


def test_names_appear_as_they_were_written():
    shown = texts(plots.confusion([], [], HOSTILE))
    for name in HOSTILE:
        if name:
            assert shown.count(clean(name)) == 2
    assert set(HOSTILE[:5]) <= set(texts(picture()))


def test_hostile_names_everywhere():
    X, labels = np.zeros((len(HOSTILE), 2)), list(HOSTILE)
    figures = [
        plots.boundary(lambda P: np.full(len(P), "$x$"), X, labels, names=HOSTILE[:2], task="classification",
                      classes=HOSTILE, held={"$h$": "<b>"}),
        plots.predicted_actual([1.0], [2.0], ["$x$"]),
        plots.curves(HISTORY, task="classification", loss_name="$x$ <b>"),
    ]  # fmt: skip
    for figure, name in zip(figures, ("<img onerror=1>", "$x$", "$x$ <b>"), strict=True):
        assert name in " ".join(texts(figure))
        assert "<img" not in plots.svg(figure)


def test_svg_stands_alone_and_styles_nothing_else():
    text = plots.svg(picture())
    assert text.startswith("<svg ")
    assert "<style" not in text
    assert "<script" not in text
    assert 'href="http' not in text
    assert "<dc:date>" not in text


def test_rendering_says_nothing_about_glyphs_or_fonts(tmp_path, recwarn, caplog):
    with caplog.at_level(logging.WARNING):
        for kind in ("png", "svg", "pdf"):
            plots.save(picture(), tmp_path / f"a.{kind}")
    assert [*recwarn.list, *caplog.records] == []


def test_importing_the_room_costs_nothing_and_pyplot_is_never_loaded():
    code = (
        "import sys, nnplay.plots as d; assert 'matplotlib' not in sys.modules;"
        "d.palette.INK; assert 'matplotlib' not in sys.modules;"
        "import nnplay.plots.run_summary; assert all(callable(getattr(d, n)) for n in d.__all__ if n != 'palette');"
        "d.confusion([1], [1], [1, 2]); assert 'matplotlib.pyplot' not in sys.modules; assert dir(d) == d.__all__"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="sculpture"):
        _ = plots.sculpture


@pytest.mark.parametrize(
    ("value", "most", "wanted"),
    [("short", 8, "short"), (3, 8, "3"), ("a name too long", 9, "a name…ng"), ("数据科学数据", 8, "数据…据"),
     ("", 3, "")],
)  # fmt: skip
def test_short_keeps_the_beginning_and_the_end(value, most, wanted):
    assert short(value, most) == wanted
    assert inches(short(value, most), 8) <= inches("W" * most, 8) or not value


@pytest.mark.parametrize(
    ("value", "wanted"), [(0.001, "0.001"), (25000.0, "25,000"), (-2.5, "−2.5"), (1e9, "1e+09"), (-1e-7, "−1e-07")]
)
def test_numbers_read_well(value, wanted):
    assert numeral(value) == wanted


X = np.random.default_rng(0).normal(size=(40, 2))
PLANE = {"predict": lambda P: P[:, 0], "X": X, "truth": X[:, 0], "names": ("a", "b"), "task": "regression"}


@pytest.mark.parametrize("with_plane", [False, True])
@pytest.mark.parametrize("task", ["classification", "regression", "labels"])
def test_a_page_of_everything(task, with_plane, see):
    classes = ("red", "green", "blue") if task == "classification" else ()
    truths = {"classification": np.array(["red", "blue"] * 20), "regression": X[:, :1], "labels": np.zeros((40, 3))}
    truth = truths[task]
    figure = plots.summary(
        title="my $run$", subtitle="test accuracy 0.9", architecture=ARCH, parameters=initialize(ARCH),
        history=HISTORY, task="regression" if task == "regression" else "classification", truth=truth, prediction=truth,
        classes=classes, target_names=("u", "v", "w"), input_names=("a", "b"), boundary=PLANE if with_plane else None,
        best_epoch=1,
    )  # fmt: skip
    seen = see(figure)
    assert {"my $run$", "test accuracy 0.9", "Loss (cross entropy)", "W 2 × 4", "best epoch 1"} <= set(seen.words)
    assert any("40 of 40 correct" in word for word in seen.words) is (task == "classification")
    assert ("R² 1, RMSE 0" in seen.words) is (task == "regression")
    assert ("Predicted value" in seen.words) is with_plane
    assert ("red" if task == "classification" else "u") in seen.words
    assert seen.overlapping() == []
    assert seen.outside() == []


@pytest.mark.parametrize("hidden", [(), (300, 300), (8,) * 30])
def test_a_page_fits_every_network(hidden, see):
    arch = Architecture.dense(hidden).resolve(inputs=30, outputs=1, output="sigmoid", loss="binary_cross_entropy")
    seen = see(plots.summary(
        title="a title that goes on and on " * 20, subtitle="so does this " * 90, architecture=arch, parameters=None,
        history={}, task="classification", truth=[0, 1], prediction=[0, 0], classes=(0, 1),
        input_names=[f"input {k}" for k in range(30)],
    ))  # fmt: skip
    assert seen.overlapping() == []
    assert seen.outside() == []
    assert any("1 of 2 correct" in word for word in seen.words)
