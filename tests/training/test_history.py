"""The history of a run as columns, and the states of its epochs, however many are added at once."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import nnplay as nn
from nnplay.training.history import HistoryRows
from nnplay.training.progress import TrainingProgress
from nnplay.training.state_history import STATE_OVERHEAD, StateHistory

ROWS = st.lists(st.floats(allow_nan=False), max_size=20).map(
    lambda losses: [{"epoch": 2 * k, "train_loss": loss, "seconds": k / 10} for k, loss in enumerate(losses)]
)


@given(ROWS, st.integers(-25, 25), st.integers(-25, 25), st.integers(1, 3))
def test_rows_are_a_sequence_of_what_was_added(rows, start, stop, step):
    history = HistoryRows(rows)
    assert list(history) == rows == history[:]
    assert history[start:stop:step] == rows[start:stop:step]
    assert history.columns(2) == {name: [row[name] for row in rows[2:]] for name in (rows[0] if rows else ())}
    assert [history.of_epoch(epoch) for epoch in range(-1, 6)] == [
        next((row for row in rows if row["epoch"] == epoch), None) for epoch in range(-1, 6)
    ]
    if rows:
        assert history[-1] == rows[-1] == next(reversed(history))
        assert isinstance(history[0]["epoch"], int)
    with pytest.raises(IndexError):
        history[len(rows)]


def test_rows_are_whole_while_another_thread_adds_some():
    history = HistoryRows()

    def add():
        for first in range(0, 60_000, 7):
            epochs = range(first, first + 7)
            history.extend({"epoch": epochs, "train_loss": [2.0 * each for each in epochs], "seconds": [0.0] * 7})

    with ThreadPoolExecutor(1) as pool:
        adding = pool.submit(add)
        while not adding.done():
            if history:
                row = history[-1]
                assert row["train_loss"] == 2 * row["epoch"]
                assert len({len(column) for column in history.columns().values()}) == 1
        adding.result()
    assert history[-1]["epoch"] == 60_003


@settings(max_examples=50, deadline=None)
@given(cuts=st.sets(st.integers(1, 199), max_size=20), memory=st.integers(0, 60_000))
def test_states_are_the_same_however_many_are_stored_together(cuts, memory):
    from nnplay.engine.compiled import TrainState

    architecture = nn.Architecture.dense((2,)).resolve(inputs=1, outputs=1, output="identity", loss="mse")
    one_by_one, together = StateHistory(architecture, memory), StateHistory(architecture, memory)
    rows = np.arange(200 * 15, dtype=np.float32).reshape(200, 15)
    states = [TrainState(row[:7].copy(), row[7:].copy(), 3 * epoch) for epoch, row in enumerate(rows)]
    for epoch, state in enumerate(states):
        one_by_one.add(TrainingProgress(state, epoch, epoch / 2), resumable=True)
    for first, last in pairwise(sorted({0, 200, *cuts})):
        block, epochs = rows[first:last].copy(), range(first, last)
        together.add_rows(epochs, block, states[0], [3 * each for each in epochs], [each / 2 for each in epochs], ())
        block[:] = -1  # its memory is used for something else
    assert together.epochs == one_by_one.epochs
    assert together.bytes == one_by_one.bytes == len(together.epochs) * (15 * 4 + STATE_OVERHEAD) <= memory
    for epoch in together.epochs:
        expected, found = one_by_one.get(epoch), together.get(epoch)
        assert (found.epoch, found.seconds, found.state.step) == (epoch, epoch / 2, 3 * epoch)
        np.testing.assert_array_equal(found.state.theta, expected.state.theta)
        np.testing.assert_array_equal(found.state.slots, expected.state.slots)
