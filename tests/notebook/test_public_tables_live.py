"""Public tables in the live widget: it begins, steps, and ends at the run of `train`."""

import numpy as np
import pytest

import nnplay as nn

pytestmark = pytest.mark.filterwarnings("ignore::nnplay.errors.DataWarning")


def test_the_widget_plays_a_public_table(public_table):
    settings = {"target": public_table.target, "epochs": 3, "optimizer": "adam"}
    widget = nn.live(public_table.path, (4,), **settings)
    run, expected = widget.wait(), nn.train(public_table.path, (4,), **settings)
    assert (run.facts["task"], run.epoch) == (public_table.task, expected.epoch)
    public_table.check_notes(run.facts["notes"])
    np.testing.assert_array_equal(run.parameters.theta, expected.parameters.theta)
