"""Splits by time, by groups and by a column, test and validation files, and the folds of a cross-validation."""

import datetime
import itertools
import warnings
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, strategies as st
from sklearn.model_selection import GroupKFold, StratifiedKFold, TimeSeriesSplit

from nnplay.data import Dataset, k_folds, load, split, with_split
from nnplay.data.split_setting import parse_split, seconds_of_dates
from nnplay.errors import DataError, DataWarning

FRACTIONS = st.sampled_from([0.0, 0.1, 0.25, 0.5])


def table(**columns):
    n = len(next(iter(columns.values())))
    return {"x": np.arange(n) + 0.5, "y": np.arange(n) + 0.25} | columns


def loaded(how, **columns):
    return load(table(**columns), target="y", split=how)


def write(path, text):
    path.write_text(text)
    return path


def parts_of(data, *fractions, seed=0):
    found = split(data, *fractions, seed)
    together = np.sort(np.concatenate([found.train, found.validation, found.test]))
    assert together.tolist() == list(range(data.n_rows))
    return found


# ── the setting ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "method", "column"),
    [
        (None, "auto", None), ("Auto", "auto", None), (" random ", "random", None), ("stratified", "stratified", None),
        ("time:day", "time", "day"), ("Group: user id", "group", "user id"), ("part", "column", "part"),
        ("column:random", "column", "random"), ("a:b", "column", "a:b"),
    ],
)  # fmt: skip
def test_a_setting_is_a_method_or_a_column(text, method, column):
    setting = parse_split(text)
    assert (setting.method, setting.column) == (method, column)


@pytest.mark.parametrize("wrong", ["", "  ", "time:", "group: ", 5, ["a"]])
def test_a_setting_that_names_nothing_is_one_sentence(wrong):
    with pytest.raises(DataError, match="split is"):
        parse_split(wrong)


def test_the_default_split_has_always_been_the_same():
    assert split(load("iris")).test[:6].tolist() == [42, 5, 16, 39, 13, 1]
    assert split(load("diabetes")).test[:6].tolist() == [203, 232, 262, 242, 2, 309]


def test_random_is_what_regressions_get_and_does_not_look_at_classes():
    data = load("iris", split="random")
    plain = Dataset.from_arrays(np.arange(150), np.arange(150) + 0.5)
    assert split(data, 0.3, 0.1, 4).test.tolist() == split(plain, 0.3, 0.1, 4).test.tolist()
    assert split(data).test.tolist() != split(load("iris")).test.tolist()
    assert data.origin == {"source": "iris", "split": "random"}


@given(seed=st.integers(0, 30))
def test_a_stratified_regression_keeps_the_tenths_of_its_target(seed):
    values = np.random.default_rng(seed).lognormal(size=400)
    data = with_split(Dataset.from_arrays(np.arange(400), values), "stratified")
    parts = parts_of(data, 0.2, 0.1, seed=seed)
    tenths = pd.qcut(values, 10, labels=False)
    assert np.bincount(tenths[parts.test]).tolist() == [8] * 10
    assert np.bincount(tenths[parts.validation]).tolist() == [4] * 10


def test_several_targets_cannot_be_stratified():
    data = with_split(Dataset.from_arrays(np.arange(9), np.ones((9, 2)) * 0.5), "stratified")
    with pytest.raises(DataError, match="2 targets"):
        split(data)


# ── time ────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(days=st.lists(st.integers(0, 40), min_size=4, max_size=60), test=FRACTIONS, validation=FRACTIONS)
def test_by_time_nothing_trains_that_is_later_than_what_tests(days, test, validation):
    assume(len(set(days)) >= 3)
    assume(test + validation < 0.8)
    data = loaded("time:day", day=days)
    parts = parts_of(data, test, validation)
    times = np.array(days)
    order = [times[rows] for rows in (parts.train, parts.validation, parts.test) if len(rows)]
    assert all(before.max() < after.min() for before, after in itertools.pairwise(order))
    assert len(parts.train)
    assert (len(parts.test) > 0, len(parts.validation) > 0) == (test > 0, validation > 0)


def test_without_equal_times_the_sizes_are_exact_and_the_column_stays_a_feature():
    data = loaded("time:day", day=np.random.default_rng(0).permutation(40))
    parts = split(data, 0.25, 0.1)
    assert (len(parts.test), len(parts.validation)) == (10, 4)
    assert sorted(data.split_column.values[parts.test]) == list(range(30, 40))
    assert data.feature_names == ("x", "day")
    assert any("order of 'day'" in note for note in data.notes)


def test_dates_are_ordered_in_every_form():
    days = [datetime.date(2024, 1, 9) + datetime.timedelta(k * 11) for k in range(12)]
    texts = [day.isoformat() for day in days]
    frame = pd.DataFrame(table(day=pd.to_datetime(texts)))
    forms = [texts, days, np.array(texts, dtype="datetime64[D]"), [f"{text}T10:00:00+02:00" for text in texts]]
    for source in (*(table(day=form) for form in forms), frame):
        data = load(source, target="y", features="x", split="time:day")
        assert split(data, 0.25).test.tolist() == [9, 10, 11]
        assert data.feature_names == ("x",)


def test_seconds_since_1970_are_those_of_the_standard_library():
    moment = datetime.datetime(2024, 7, 1, 12, tzinfo=ZoneInfo("Europe/Paris"))
    found = seconds_of_dates(np.array([moment, "2024-07-01T10:00:00", None, ""], dtype=object))
    np.testing.assert_array_equal(found, [moment.timestamp(), moment.timestamp(), np.nan, np.nan])
    assert seconds_of_dates(np.array(["2024-07-01", "soon"], dtype=object)) is None
    assert seconds_of_dates(np.array([1.0, 2.0])) is None


@pytest.mark.parametrize(
    ("columns", "how", "sentence"),
    [
        ({"day": [1, 1, 1, 1]}, "time:day", "only one time"),
        ({"day": [1.0, np.nan, 2, 3]}, "time:day", r"row 2: column 'day' has no value \(missing in 1 row\)"),
        ({"day": ["a", "b", "c", "d"]}, "time:day", "no date and no number"),
        ({"day": [1, 2, 3, 4]}, "time:dya", "did you mean 'day'"),
        ({"day": [1, 2, 3, 4]}, "time:y", "is the target"),
        ({"user": ["a"] * 4}, "group:user", "only one group"),
        ({"part": ["train", "test", "tset", "test"]}, "part", "row 3: column 'part' has the value 'tset'"),
        ({"part": ["train", None, "test", "test"]}, "part", "row 2: column 'part' has no value"),
        ({"part": ["test"] * 4}, "part", "none of the 4 rows says train"),
        ({"part": ["train"] * 4}, "part", "all rows say train"),
        ({"fold": [0, 1, 2, 3]}, "fold", "row 1: column 'fold' has the value '0'"),
    ],
)
def test_a_column_that_cannot_split_is_one_sentence(columns, how, sentence):
    with pytest.raises(DataError, match=sentence):
        load(table(**columns), target="y", features="x", split=how)


def test_rows_without_a_time_can_be_dropped():
    with pytest.warns(DataWarning, match="1 of 6 rows was dropped"):
        data = load(table(day=[3, None, 1, 2, 5, 4]), target="y", features="x", split="time:day", missing="drop")
    assert sorted(split(data, 0.4).test) == [3, 4]


def test_too_few_times_for_the_parts_is_one_sentence():
    with pytest.raises(DataError, match=r"2 different times, too few for 3 parts"):
        split(loaded("time:day", day=[1, 1, 2, 2]), 0.25, 0.25)


# ── groups ──────────────────────────────────────────────────────────────────────────────────────────────────────


@given(
    users=st.lists(st.sampled_from("abcdefgh"), min_size=6, max_size=80), test=FRACTIONS, validation=FRACTIONS,
    seed=st.integers(0, 20),
)  # fmt: skip
def test_no_group_is_in_two_parts_and_parts_are_about_as_large_as_wanted(users, test, validation, seed):
    assume(len(set(users)) >= 3)
    assume(test + validation < 0.8)
    parts = parts_of(loaded("group:user", user=users), test, validation, seed=seed)
    groups = [{users[row] for row in rows} for rows in (parts.train, parts.validation, parts.test)]
    assert sum(map(len, groups)) == len(set(users))
    assert groups[0]
    assert (len(parts.test) > 0, len(parts.validation) > 0) == (test > 0, validation > 0)
    largest = max(users.count(user) for user in set(users))
    assert len(parts.test) <= test * len(users) + largest
    assert len(parts.validation) <= validation * len(users) + largest


def test_groups_are_left_out_of_the_features_and_the_seed_decides():
    users = np.repeat(np.arange(50), 4)
    data = loaded("group:user", user=users)
    assert data.feature_names == ("x",)
    assert any("'user' is not a feature" in note for note in data.notes)
    first, again, other = (split(data, 0.2, 0.1, seed) for seed in (1, 1, 2))
    assert (len(first.test), len(first.validation)) == (40, 20)
    assert first.test.tolist() == again.test.tolist() != other.test.tolist()
    chosen = [set(users[split(data, 0.2, 0, seed).test]) for seed in range(40)]
    assert set.union(*chosen) == set(range(50))


def test_a_listed_feature_stays_one_and_missing_groups_are_one_group():
    users = [1, 2, None, 2, None, 3, 4, None]
    data = load(table(user=users), target="y", features=["x", "user"], split="group:user", missing="impute")
    assert data.feature_names == ("x", "user")
    parts = split(data, 0.4)
    assert len({row in parts.test for row in (2, 4, 7)}) == 1


def test_groups_may_be_dates_and_long_texts():
    texts = [f"visit {k // 2} of patient {k // 4}" for k in range(240)]
    assert loaded("group:visit", visit=texts).feature_names == ("x",)
    days = pd.to_datetime("2024-01-01") + pd.to_timedelta(np.arange(240) // 3, unit="D")
    parts = split(load(pd.DataFrame(table(day=days)), target="y", split="group:day"), 0.25)
    assert len(parts.test) == 60
    assert set(parts.test // 3).isdisjoint(parts.train // 3)


# ── a column of parts ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_column_says_which_part_a_row_is_in():
    words = ["Train", "TEST", " val", "valid", "dev", "eval", "train", "test", "training", "validation"]
    data = loaded("fold", fold=words)
    parts = parts_of(data, 0.5, 0.5 - 1e-9)
    assert (sorted(parts.train), sorted(parts.test)) == ([0, 6, 8], [1, 7])
    assert data.feature_names == ("x",)
    assert any("'fold' is not a feature" in note for note in data.notes)


@pytest.mark.parametrize(
    ("name", "cells", "train", "part"),
    [
        ("is_test", [0, 1, 0, 0], [0, 2, 3], "test"), ("held out", [True, False, False, False], [1, 2, 3], "test"),
        ("is_train", [1, 0, 1, 1], [0, 2, 3], "test"),
        ("validation", ["no", "yes", "no", "no"], [0, 2, 3], "validation"),
        ("test", [0.0, 0.0, 1.0, 1.0], [0, 1], "test"),
    ],
)  # fmt: skip
def test_flags_say_so_and_the_meaning_is_told(name, cells, train, part):
    data = loaded(name, **{name: cells})
    parts = split(data, 0, 0)
    assert sorted(parts.train) == train
    assert sorted(getattr(parts, part)) == sorted(set(range(4)) - set(train))
    assert any(repr(name) in note and "means" in note for note in data.notes)


def test_validation_rows_are_drawn_from_the_training_rows_where_a_column_names_none():
    data = loaded("part", part=["train"] * 30 + ["test"] * 10)
    parts = parts_of(data, 0.2, 0.2)
    assert parts.test.tolist() == list(range(30, 40))
    assert len(parts.validation) == 6
    assert parts.validation.max() < 30


def test_the_column_of_parts_is_no_feature():
    with pytest.raises(DataError, match="cannot be a feature"):
        load(table(part=["train", "test"]), target="y", features=["x", "part"], split="part")
    with pytest.raises(DataError, match="no column besides"):
        load({"part": ["train", "test"], "y": [1.5, 2]}, target="y", split="part")


def test_a_class_without_training_rows_is_told():
    columns = {"x": range(6), "y": list("aabbcc"), "part": ["train"] * 4 + ["test"] * 2}
    with pytest.warns(DataWarning, match="the class 'c' has no training row"):
        split(load(columns, target="y", split="part"))


# ── a dataset that is already loaded ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("how", ["random", "stratified", "time:day", "group:user", "part", "is_test"])
def test_a_loaded_dataset_can_be_split_as_if_it_had_been_loaded_so(how):
    columns = {
        "day": [3, 1, 2, 4, 6, 5], "user": list("abcabc"), "part": ["train", "test"] * 3,
        "is_test": [True, False] * 3,
    }  # fmt: skip
    once, later = loaded(how, **columns), with_split(loaded(None, **columns), how)
    assert later.feature_names == once.feature_names
    assert later.fingerprint == once.fingerprint
    assert later.notes == once.notes
    for seed in range(3):
        for part in ("train", "validation", "test"):
            np.testing.assert_array_equal(getattr(split(later, seed=seed), part), getattr(split(once, seed=seed), part))


def test_a_column_that_was_not_loaded_is_one_sentence():
    data = load(table(day=[1, 2, 3, 4]), target="y", features="x")
    with pytest.raises(DataError, match=r"no column 'day' to split by.*nn\.load"):
        with_split(data, "time:day")
    with pytest.raises(DataError, match="is the target"):
        with_split(data, "group:y")
    with pytest.raises(DataError, match="no feature besides 'x'"):
        with_split(data, "group:x")


def test_rows_and_their_parts_are_taken_together():
    data = loaded("part", part=["train", "test", "train", "val"])
    few = data.take(np.array([0, 3]))
    assert few.row_parts.tolist() == ["train", "validation"]
    assert few.origin == {}
    times = loaded("time:day", day=[4, 3, 2, 1]).take(np.array([True, False, True, False]))
    assert times.split_column.values.tolist() == [4, 2]


def test_the_fingerprint_covers_the_split():
    prints = {
        loaded(how, user=list("abab"), other=list("aabb")).take(np.arange(4)).fingerprint
        for how in (None, "group:user", "group:other")
    }
    assert len(prints) == 3
    parts = [loaded("part", part=words).fingerprint for words in (["train", "test"] * 2, ["test", "train"] * 2)]
    assert parts[0] != parts[1]


# ── files of their own ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def files(tmp_path):
    train = write(tmp_path / "train.csv", "a,city,y\n" + "".join(f"{k},{'rb'[k % 2]},{k % 2}\n" for k in range(20)))
    test = write(tmp_path / "test.csv", "y,extra,city,a\n1,9,r,100\n0,9,oslo,101\n")
    validation = write(tmp_path / "val.csv", "a,city,y\n50,r,1\n51,b,0\n52,b,0\n")
    return train, validation, test


def test_files_are_parts_and_their_columns_are_matched_by_name(files):
    train, validation, test = files
    data = load(train, target="y", test_data=test, validation_data=str(validation))
    parts = parts_of(data, 0.5, 0.4)
    assert data.features[0].values[parts.test].tolist() == [100, 101]
    assert data.features[0].values[parts.validation].tolist() == [50, 51, 52]
    assert sorted(data.features[0].values[parts.train]) == list(range(20))
    assert data.origin == {
        "source": str(train), "target": "y", "test_data": str(test), "validation_data": str(validation)
    }  # fmt: skip
    assert load(**data.origin).fingerprint == data.fingerprint
    assert any("2 rows of test.csv test" in note for note in data.notes)
    assert any("ignored columns that train.csv does not have: extra" in note for note in data.notes)


def test_what_no_file_holds_is_drawn_from_the_training_file(files):
    train, validation, test = files
    parts = parts_of(load(train, target="y", test_data=test), 0.5, 0.2)
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (16, 4, 2)
    parts = parts_of(load(train, target="y", validation_data=validation), 0.25, 0.5)
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (15, 3, 5)
    timed = load(train, target="y", test_data=test, split="time:a")
    assert parts_of(timed, 0.5, 0.2).validation.tolist() == [16, 17, 18, 19]


def test_tables_can_be_frames(files):
    train, _, test = files
    frame, more = pd.read_csv(train), pd.read_csv(test)
    data = load(frame, target="y", test_data=more)
    assert data.origin == {}
    assert load(train, target="y", test_data=more).origin == {}
    assert split(data).test.tolist() == [20, 21]
    assert data.fingerprint == load(train, target="y", test_data=test).fingerprint
    parquet = train.with_suffix(".parquet")
    frame.to_parquet(parquet)
    assert split(load(parquet, target="y", test_data=test)).test.tolist() == [20, 21]


def test_groups_that_are_in_both_files_are_told(files):
    train, _, test = files
    with pytest.warns(DataWarning, match="1 group of 'city' in the validation or test file also train"):
        split(load(train, target="y", test_data=test, split="group:city"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,y\n1,0\n", r"test\.csv has no column 'city', but train\.csv has"),
        ("a,cities,y\n1,b,0\n", r"did you mean 'cities'"),
        ("a,city,y\n", "no rows"),
    ],
)
def test_a_file_that_does_not_fit_is_one_sentence(files, text, sentence):
    train, _, test = files
    test.write_text(text)
    with pytest.raises(DataError, match=sentence):
        load(train, target="y", test_data=test)


def test_single_cells_of_a_test_file_that_cannot_be_read_are_noted(files):
    train, _, test = files
    test.write_text("a,city,y\nx,b,0\n")
    note = "a: 1 cell such as 'x' (line 2 of test.csv) cannot be read as a number and counts as missing"
    assert note in load(train, target="y", test_data=test).notes
    test.write_text("a,city,y\n1,b,\n2,b,0\n")
    with pytest.raises(DataError, match=r"line 2 of test\.csv: column 'y' has no value"):
        load(train, target="y", test_data=test, missing="refuse")
    with pytest.warns(DataWarning, match="1 of 22 rows was dropped because the target's value is missing"):
        assert load(train, target="y", test_data=test).n_rows == 21


def test_a_missing_file_and_two_ways_at_once_are_one_sentence(files):
    train, _, test = files
    with pytest.raises(DataError, match=r"no file .*tset\.csv"):
        load(train, target="y", test_data=test.with_name("tset.csv"))
    with pytest.raises(DataError, match="the column 'city' says which rows test, and so does a file"):
        load(train, target="y", test_data=test, split="city")


# ── folds ───────────────────────────────────────────────────────────────────────────────────────────────────────


def check_folds(data, folds, **options):
    splits = k_folds(data, folds, **options)
    assert len(splits) == folds
    tested = np.sort(np.concatenate([parts.test for parts in splits]))
    for parts in splits:
        assert len(parts.train)
        assert len(parts.test)
        assert len(np.unique(np.concatenate([parts.train, parts.validation, parts.test]))) == sum(
            map(len, (parts.train, parts.validation, parts.test))
        )
    return splits, tested


@given(
    labels=st.lists(st.sampled_from("aabbc"), min_size=8, max_size=60), folds=st.integers(2, 6), seed=st.integers(0, 9)
)
def test_folds_are_as_even_as_those_of_scikit_learn(labels, folds, seed):
    counts = {label: labels.count(label) for label in set(labels)}
    assume(len(counts) > 1)
    assume(max(counts.values()) >= folds)
    data = Dataset.from_arrays(np.arange(len(labels)), np.array(labels), task="classification")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        splits, tested = check_folds(data, folds, seed=seed)
        reference = list(StratifiedKFold(folds, shuffle=True, random_state=seed).split(labels, labels))
    assert tested.tolist() == list(range(len(labels)))
    assert max(len(s.test) for s in splits) - min(len(s.test) for s in splits) <= 1
    for label in counts:
        ours = sorted(sum(labels[row] == label for row in parts.test) for parts in splits)
        theirs = sorted(sum(labels[row] == label for row in test) for _, test in reference)
        assert ours == theirs


@given(sizes=st.lists(st.integers(1, 20), min_size=5, max_size=20), folds=st.integers(2, 5), seed=st.integers(0, 9))
def test_folds_of_groups_are_as_even_as_those_of_scikit_learn(sizes, folds, seed):
    groups = np.repeat(np.arange(len(sizes)), sizes)
    data = load({"x": groups * 1.0, "z": groups + 0.5, "g": groups}, target="z", task="regression", split="group:g")
    splits, tested = check_folds(data, folds, seed=seed)
    assert tested.tolist() == list(range(len(groups)))
    for parts in splits:
        assert set(groups[parts.test]).isdisjoint(groups[parts.train])
    reference = [len(test) for _, test in GroupKFold(folds).split(groups, groups=groups)]
    assert sorted(len(parts.test) for parts in splits) == sorted(reference)


@given(seed=st.integers(0, 20))
def test_folds_of_groups_keep_the_shares_of_the_classes(seed):
    random = np.random.default_rng(seed)
    groups = random.integers(0, 40, 800)
    rare = np.isin(groups, random.permutation(40)[:10])  # a quarter of the groups has the rare class
    labels = np.where(rare & (random.random(800) < 0.5), "rare", "usual")
    data = load({"x": np.arange(800), "g": groups, "y": labels}, target="y", split="group:g")
    for parts in check_folds(data, 5, seed=seed)[0]:
        assert 0.5 < np.mean(labels[parts.test] == "rare") / np.mean(labels == "rare") < 1.6


@given(n=st.integers(8, 60), folds=st.integers(2, 6))
def test_windows_in_time_are_those_of_scikit_learn_where_these_are_equal(n, folds):
    n -= n % (folds + 1)
    assume(n)
    days = np.random.default_rng(n).permutation(n)
    order = np.argsort(days)
    splits, _ = check_folds(loaded("time:day", day=days), folds)
    for parts, (train, test) in zip(splits, TimeSeriesSplit(folds).split(order), strict=True):
        assert parts.train.tolist() == sorted(order[train])
        assert parts.test.tolist() == sorted(order[test])


@given(days=st.lists(st.integers(0, 12), min_size=6, max_size=60), folds=st.integers(2, 5))
def test_windows_in_time_never_divide_equal_times(days, folds):
    assume(len(set(days)) > folds)
    times = np.array(days)
    splits, _ = check_folds(loaded("time:day", day=days), folds)
    for parts in splits:
        assert times[parts.train].max() < times[parts.test].min()


def test_the_rows_that_monitor_a_fold_are_chosen_as_its_test_rows_are():
    users = np.repeat(np.arange(20), 5)
    for parts in k_folds(loaded("group:user", user=users), 4, 0.2):
        assert len(parts.validation) == 15
        assert set(users[parts.validation]).isdisjoint(users[parts.train])
    for parts in k_folds(loaded("time:day", day=np.arange(100)), 4, 0.25):
        assert parts.train.max() < parts.validation.min() <= parts.validation.max() < parts.test.min()
    assert [len(parts.validation) for parts in k_folds(load("iris"), 3, 0.1)] == [10, 10, 10]


@pytest.mark.parametrize(
    ("how", "columns", "folds", "sentence"),
    [
        (None, {}, 1, "at least 2, not 1"),
        (None, {}, 2.5, "at least 2, not 2.5"),
        (None, {}, True, "at least 2, not True"),
        (None, {}, 9, "8 rows, too few for 9 folds"),
        ("group:g", {"g": list("aabbaabb")}, 3, "2 groups, too few for 3 folds"),
        ("time:t", {"t": [1, 1, 2, 2, 3, 3, 3, 3]}, 3, "3 different times, too few for 4 parts"),
        ("part", {"part": ["train"] * 4 + ["test"] * 4}, 2, "tests on every row in turn"),
    ],
)
def test_impossible_folds_are_one_sentence(how, columns, folds, sentence):
    with pytest.raises(DataError, match=sentence):
        k_folds(loaded(how, **columns, z=np.arange(8)), folds)
