"""Kinds of plots under the names that other libraries give them."""

import pytest

import nnplay as nn
from nnplay.runs.plots import KINDS, OTHER_NAMES


def test_a_plot_has_the_names_of_other_libraries_too():
    run = nn.train("iris", (4,), epochs=2)
    assert set(OTHER_NAMES.values()) <= set(KINDS)
    assert not set(OTHER_NAMES) & set(KINDS)
    assert len(run.plot("Loss").axes) == len(run.plot("curves").axes)
    assert run.plot("confusion-matrix").axes
    for wrong in ("losses of all", 3, None, ["curves"]):
        with pytest.raises(nn.NNPlayError, match="choose one of summary, layout, curves"):
            run.plot(wrong)
