"""Shares of rows in several threads: the same results in the same order."""

import threading

import numpy as np
import pytest

from nnplay.utils.threads import MIN_NUMBERS, available_threads, blocks, map_rows, map_threads


def test_blocks_cover_the_rows():
    assert blocks(slice(2, 9), 3) == [slice(2, 5), slice(5, 8), slice(8, 9)]
    assert blocks(slice(0, 0), 3) == []


@pytest.mark.parametrize("count", [1, 7, 8, 9, 1000])
def test_shares_of_rows_are_in_order_and_miss_none(count):
    rows = np.concatenate(map_rows(lambda share: np.arange(share.start, share.stop), count, MIN_NUMBERS))
    assert rows.tolist() == list(range(count))


def test_only_many_numbers_wake_threads(monkeypatch):
    def names(numbers):
        return set(map_threads(lambda _: threading.current_thread().name, range(4), numbers))

    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    here = {threading.current_thread().name}
    assert names(MIN_NUMBERS - 1) == here
    expected = here if available_threads() == 1 else set()
    assert names(MIN_NUMBERS) & here == expected
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert available_threads() == 1
    assert names(MIN_NUMBERS) == here


def test_an_error_in_a_thread_is_raised():
    with pytest.raises(ZeroDivisionError):
        map_threads(lambda k: 1 // k, [1, 0], MIN_NUMBERS)
