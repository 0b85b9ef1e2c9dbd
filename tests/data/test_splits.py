"""Splits are disjoint, cover everything, keep the classes' shares and repeat with the seed."""

import warnings

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

from nnplay.data import Dataset, load, split
from nnplay.errors import DataError, DataWarning


def labelled(labels):
    return Dataset.from_arrays(np.arange(len(labels)), np.array(labels), task="classification")


def together(parts):
    return np.sort(np.concatenate([parts.train, parts.validation, parts.test]))


fractions = st.floats(0, 0.9)


@given(
    labels=st.lists(st.sampled_from("aabbc"), min_size=1, max_size=60),
    test=fractions,
    validation=fractions,
    seed=st.integers(0, 99),
    regression=st.booleans(),
)
def test_any_split_is_disjoint_covers_all_rows_and_has_the_promised_sizes(labels, test, validation, seed, regression):
    assume(test + validation < 1)
    n = len(labels)
    data = Dataset.from_arrays(np.arange(n), np.arange(n) + 0.5) if regression else labelled(labels)
    wanted = [max(round(n * f), int(f > 0 and n >= 2)) for f in (test, validation)]
    if sum(wanted) >= n:
        with pytest.raises(DataError, match="leave none to train on"):
            split(data, test, validation, seed)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        parts = split(data, test, validation, seed)
    assert together(parts).tolist() == list(range(n))
    assert all(part.dtype == np.int64 for part in (parts.train, parts.validation, parts.test))
    assert len(parts.train) >= 1
    if not regression:
        alone = [row for row, label in enumerate(labels) if labels.count(label) == 1]
        assert set(alone) <= set(parts.train.tolist())
        wanted_total = min(sum(wanted), n - len(alone))
        assert len(parts.test) + len(parts.validation) == wanted_total
        assert len(parts.test) == min(wanted[0], wanted_total)
    else:
        assert [len(parts.test), len(parts.validation)] == wanted


@given(
    labels=st.lists(st.sampled_from("aabbbcd"), min_size=3, max_size=80),
    test=st.floats(0.01, 0.5),
    validations=st.tuples(st.floats(0, 0.4), st.floats(0, 0.4)),
    seed=st.integers(0, 99),
)
def test_the_test_rows_do_not_depend_on_the_validation_rows(labels, test, validations, seed):
    data, drawn = labelled(labels), []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        for validation in validations:
            try:
                drawn.append(split(data, test, validation, seed).test.tolist())
            except DataError:
                assume(False)
    assert drawn[0] == drawn[1]


@given(seed=st.integers(0, 50))
def test_classes_keep_their_shares(seed):
    labels = ["a"] * 60 + ["b"] * 30 + ["c"] * 10
    parts = split(labelled(labels), 0.2, 0.1, seed)
    for part, shares in ((parts.test, [12, 6, 2]), (parts.validation, [6, 3, 1]), (parts.train, [42, 21, 7])):
        assert [sum(labels[row] == label for row in part) for label in "abc"] == shares


def test_every_class_with_two_rows_stays_in_training():
    parts = split(labelled(["a", "a", "b", "b", "c", "c", "c", "c"]), 0.5)
    assert len(parts.test) == 4
    assert {"aabbcccc"[row] for row in parts.train} == {"a", "b", "c"}


def test_the_seed_decides():
    data = load("iris")
    first, again, other = split(data, seed=1), split(data, seed=1), split(data, seed=2)
    np.testing.assert_array_equal(first.test, again.test)
    np.testing.assert_array_equal(first.train, again.train)
    assert not np.array_equal(first.test, other.test)


def test_fractions_of_zero_give_empty_parts():
    parts = split(load("iris"), 0, 0)
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (150, 0, 0)


def test_single_rows_of_classes_cannot_be_held_out_and_that_is_told():
    with pytest.warns(DataWarning, match="only 0 rows"):
        parts = split(labelled(list("abcde")), 0.4)
    assert len(parts.train) == 5


@pytest.mark.parametrize(
    ("test", "validation", "sentence"),
    [
        (1.0, 0, "test_fraction is 1.0"),
        (-0.1, 0, "test_fraction is -0.1"),
        (0.2, float("nan"), "validation_fraction is nan"),
        ("a", 0, "test_fraction is 'a'"),
        (0.5, 0.5, "sum must be below 1"),
        (0.9, 0.05, "leave none to train on"),
    ],
)
def test_impossible_fractions_get_one_sentence(test, validation, sentence):
    with pytest.raises(DataError, match=sentence):
        split(labelled(["a", "b", "a", "b"]), test, validation)


def test_multilabel_rows_are_only_shuffled():
    data = Dataset.from_arrays(np.arange(10), np.tile([[0, 1]], (10, 1)), task="classification")
    assert together(split(data, 0.3)).tolist() == list(range(10))
