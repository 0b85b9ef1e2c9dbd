"""A run in a notebook: tables that need no style sheet, and text that is shown as text."""

import re

import numpy as np
import pytest

import nnplay as nn
from nnplay.utils.html_table import html_table


def test_every_cell_has_its_own_padding_and_the_first_row_is_a_header():
    text = html_table(["split", "<b>"], [["train", "0.5"], ["test", "<img>"]], {1})
    assert len(re.findall(r"<t[dh] [^>]*style=\"[^\"]*padding", text)) == 6
    assert text.count('scope="col"') == 2
    assert "<img>" not in text
    assert "&lt;b&gt;" in text
    with pytest.raises(nn.NNPlayError, match="2 cells"):
        html_table(["a"], [["1", "2"]])


def test_a_run_has_tables_and_figures_in_the_colours_around_it():
    X = np.random.default_rng(0).normal(size=(60, 2))
    evil = "<script>alert(1)</script>"
    data = nn.Dataset.from_arrays(X, [evil if x > 0 else "b" for x in X[:, 0]], task="classification", name=evil)
    text = nn.train(data, (3,), epochs=2)._repr_html_()
    assert "<script" not in text
    assert "<thead>" in text
    assert "currentColor" in text
    for white in ("fill: #ffffff", "background:#fff", "background: white"):
        assert white not in text
