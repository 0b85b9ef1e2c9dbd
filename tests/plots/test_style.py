"""The styles of figures: colours with one meaning each, widths of columns, and text that stays text."""

import re
import threading

import matplotlib
import pytest
from matplotlib.colors import to_hex

import nnplay as nn
from nnplay import plots
from nnplay.plots import palette

HISTORY = {"epoch": [0, 1, 2], "train_loss": [1, 0.5, 0.2], "test_loss": [1, 0.6, 0.4]}


@pytest.fixture(scope="module")
def iris():
    return nn.train("iris", (6,), epochs=100, optimizer="momentum")


def test_splits_classes_and_signs_share_no_colour():
    for style in ("paper", "dark", "wide", "transparent"):
        with palette.use(style) as chosen:
            signs = {chosen.positive, chosen.negative}
            assert len(signs) == 2
            assert not signs & ({chosen.ink, chosen.accent, chosen.highlight} | set(chosen.classes))
            assert not set(chosen.parts.values()) & (signs | set(chosen.classes))
            assert chosen.parts["test"] == palette.INK


def test_styles_are_combined_and_end_with_their_block(iris):
    light, both = iris.plot("curves"), iris.plot("curves", style=("dark", "wide"))
    assert to_hex(light.get_facecolor()) == "#ffffff"
    assert to_hex(both.get_facecolor()) == palette.DARK.paper
    assert both.get_figwidth() > 10 > light.get_figwidth()
    assert palette.current().background == "#ffffff"
    assert iris.plot("confusion", style="transparent").get_facecolor()[3] == 0


def test_comparisons_and_searches_have_styles():
    compared = nn.compare("iris", [(2,), (3,)], epochs=3, seeds=2)
    searched = nn.search("iris", trials=5, epochs=3)
    for result, kinds in ((compared, ("leaderboard", "curves")), (searched, ("progress", "parallel"))):
        for kind in kinds:
            assert to_hex(result.plot(kind).get_facecolor()) == "#ffffff"
            assert to_hex(result.plot(kind, style="dark").get_facecolor()) == palette.DARK.paper
    with pytest.raises(nn.NNPlayError, match="no style"):
        compared.plot(style="neon")


def test_a_notebook_shows_figures_without_pyplot(iris):
    formatter = pytest.importorskip("IPython.core.formatters").DisplayFormatter()
    content, details = formatter.format(iris.plot("curves"))
    assert content["image/png"].startswith(b"\x89PNG")
    assert details["image/png"] == {"width": 700, "height": 238}


def test_a_style_is_of_its_thread_alone():
    seen = []
    with palette.use("dark"):
        thread = threading.Thread(target=lambda: seen.append(palette.PAPER))
        thread.start()
        thread.join()
    assert seen == ["#ffffff"]


@pytest.mark.parametrize("style", ["neon", ("dark", "neon"), 3])
def test_an_unknown_style_is_one_sentence(iris, style):
    with pytest.raises(nn.NNPlayError, match=r"^There is no style .*: choose one or several of paper, dark, wide"):
        iris.plot("curves", style=style)


def test_figures_fit_the_columns_of_a_paper(iris):
    for kind in ("boundary", "confusion", "importance", "roc"):
        assert iris.plot(kind).get_figwidth() == 3.5
    assert iris.plot("summary").get_figwidth() == 7
    texts = [t for ax in iris.plot("summary").findobj(matplotlib.axes.Axes) for t in ax.texts if t.get_text()]
    assert texts
    assert all(t.get_fontsize() >= 6 for t in texts)


def test_text_stays_text_in_a_figure_that_the_user_saves(tmp_path):
    before = dict(matplotlib.rcParams)
    plots.curves(HISTORY, task="classification").savefig(tmp_path / "x.svg")
    written = (tmp_path / "x.svg").read_text("utf-8")
    assert re.search(r"<text[^>]*>Loss</text>", written)
    assert dict(matplotlib.rcParams) == before


def test_a_boundary_takes_the_most_important_features_and_says_the_others(iris):
    figure = iris.plot("boundary")
    ax = figure.axes[0]
    assert {ax.get_xlabel(), ax.get_ylabel()} == {"petal length (cm)", "petal width (cm)"}
    said = " ".join(t.get_text().replace("\n", " ") for t in ax.texts)
    assert "at sepal length (cm) 5.8, sepal width (cm) 3" in said
    chosen = iris.plot("boundary", x="sepal width (cm)").axes[0]
    assert chosen.get_xlabel() == "sepal width (cm)"
    assert chosen.get_ylabel().startswith("petal")


def test_a_regression_says_what_its_loss_is_measured_in():
    run = nn.train("diabetes", (4,), epochs=3)
    loss = run.plot("curves").axes[0]
    assert loss.get_title(loc="left") == "Loss (mean squared error)"
    assert loss.get_ylabel() == "loss (standardized target)"


def test_a_figure_in_a_notebook_has_the_colours_of_its_page(iris):
    written = plots.notebook_svg(lambda: iris.plot("curves"))
    assert "currentColor" in written
    assert palette.PAGE.ink not in written
    assert "#ffffff" not in written
    assert "fill: none" in written or "opacity: 0" in written  # no white box
