"""Splits of the rows into training, validation and test parts, and into the folds of a cross-validation."""

import itertools
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnplay.data.columns import Column, Floats, Integers, Values
from nnplay.data.dataset import Dataset
from nnplay.data.readers.table import row_place
from nnplay.data.split_setting import (
    check_column_name,
    check_row_parts,
    check_split_column,
    group_codes,
    parse_split,
    read_parts,
    seconds_of_dates,
    split_notes,
)
from nnplay.errors import DataError, DataWarning
from nnplay.utils.random_streams import Purpose, stream
from nnplay.utils.text import did_you_mean, format_list, plural

QUANTILES = 10
"""A stratified split of a regression keeps the share of each tenth of the target's values …"""

ROWS_PER_QUANTILE = 5
"""… or of fewer quantiles, so that each has at least so many rows."""


@dataclass(frozen=True, eq=False)
class Split:
    """Row numbers of the three parts: every row is in at most one of them.

    Attributes:
        train: the rows to learn from, never empty.
        validation: the rows for early stopping and model selection; may be empty.
        test: the rows for the final evaluation; may be empty.
    """

    train: Integers
    validation: Integers
    test: Integers


def split(dataset: Dataset, test_fraction: float = 0.2, validation_fraction: float = 0.0, seed: int = 0) -> Split:
    """Split the rows as `dataset.split` says; the same seed gives the same split.

    Rows that are in test or validation files, or that a column assigns, are in those parts. The others are divided:
    each part has round(n · fraction) rows, at least one if its fraction is above 0. By default the split is random, and
    stratified for a single target with classes; a class with a single row then goes to train. Groups and equal times
    are never divided, so that their parts have only about that many rows.

    Raises:
        DataError: a fraction outside [0, 1), fractions that sum to 1 or more, or that leave no row to train on; too few
            groups or different times.
    """
    random = stream(seed, Purpose.SPLIT)
    if dataset.row_parts is None:
        n_test, n_validation = split_sizes(dataset.name, dataset.n_rows, test_fraction, validation_fraction)
        result = _divide(dataset, np.arange(dataset.n_rows), n_test, n_validation, random)
    else:
        rows = {part: np.flatnonzero(dataset.row_parts == part) for part in ("train", "validation", "test")}
        pool = np.flatnonzero((dataset.row_parts != "validation") & (dataset.row_parts != "test"))
        decided = len(rows["train"]) or len(rows["test"])
        fractions = 0.0 if decided else test_fraction, 0.0 if len(rows["validation"]) else validation_fraction
        drawn = _divide(dataset, pool, *split_sizes(dataset.name, len(pool), *fractions), random)
        validation, test = (
            np.concatenate([rows[part], getattr(drawn, part)]).astype(np.int64) for part in ("validation", "test")
        )
        result = Split(drawn.train, validation, test)
        _check_overlap(dataset, result)
    if dataset.split is not None or dataset.row_parts is not None:
        _check_classes(dataset, [result.train], "training row")
    return result


def with_split(dataset: Dataset, split: str | None) -> Dataset:
    """The dataset, which is already loaded, with this setting; its column must be one of the dataset's.

    Raises:
        DataError: an invalid setting, a column that is missing or that cannot be used.
    """
    setting, source = parse_split(split), dataset.name
    origin = {key: value for key, value in dataset.origin.items() if key != "split"}
    if dataset.origin and setting.method != "auto":
        origin["split"] = split
    row_parts = None if parse_split(dataset.split).method == "column" else dataset.row_parts  # those of files stay
    if setting.column is None:
        split = None if setting.method == "auto" else split
        return replace(dataset, split=split, split_column=None, row_parts=row_parts, origin=origin)
    name = setting.column
    columns = {column.name: column for column in (*dataset.features, *dataset.raw)}
    if name not in columns and name not in dataset.target_names:
        raise DataError(
            f"the dataset {source!r} has no column {name!r} to split by{did_you_mean(name, columns)}; if its file has "
            f"one, pass split={split!r} to nn.load"
        )
    check_column_name(source, [*columns, *dataset.target_names], name, str(split), dataset.target_names)
    column, notes = columns[name], (*dataset.notes, *split_notes(setting))
    changed = replace(dataset, split=split, split_column=column, row_parts=row_parts, origin=origin, notes=notes)
    if setting.method == "time":
        seconds = seconds_of_dates(column.values) if column.kind == "category" else None
        times = column if seconds is None else Column(name, "number", seconds)
        check_split_column(source, times, "time", row_place)
        return replace(changed, split_column=times)
    features = tuple(feature for feature in dataset.features if feature.name != name)
    raw = dataset.raw if dataset.expressions else tuple(each for each in dataset.raw if each.name != name)
    if not features:
        raise DataError(f"the dataset {source!r} has no feature besides {name!r}; add one")
    changed = replace(changed, features=features, raw=raw)
    if setting.method == "group":
        check_split_column(source, column, "group", row_place)
        return changed
    if row_parts is not None:
        raise DataError(f"the dataset {source!r} already has test or validation rows; leave out split={split!r}")
    cells = column.values.astype(bool) if column.kind == "boolean" and not column.missing.any() else column.values
    row_parts, more = read_parts(source, name, cells, row_place)
    check_row_parts(source, row_parts)
    return replace(changed, split_column=None, row_parts=row_parts, notes=(*notes, *more))


def split_sizes(source: str, n: int, test_fraction: float, validation_fraction: float) -> tuple[int, int]:
    """The number of test rows and of validation rows.

    Raises:
        DataError: a fraction outside [0, 1), fractions that sum to 1 or more, or that leave no row to train on.
    """
    for name, fraction in (("test_fraction", test_fraction), ("validation_fraction", validation_fraction)):
        if isinstance(fraction, bool) or not isinstance(fraction, int | float) or not 0 <= fraction < 1:
            raise DataError(f"{name} is {fraction!r}, but it must be a number of at least 0 and below 1")
    if test_fraction + validation_fraction >= 1:
        raise DataError(
            f"test_fraction {test_fraction} and validation_fraction {validation_fraction} leave no rows to train on; "
            "their sum must be below 1"
        )
    n_test, n_validation = _size(n, test_fraction), _size(n, validation_fraction)
    if n_test + n_validation >= n:
        raise DataError(
            f"{source}: of {plural(n, 'row')}, {n_test:,} for testing and {n_validation:,} for validation leave none "
            "to train on; lower the fractions or add rows"
        )
    return n_test, n_validation


def _size(n: int, fraction: float) -> int:
    rows = round(n * fraction)
    return max(rows, 1) if fraction > 0 and n >= 2 else rows


def _divide(dataset: Dataset, pool: Integers, n_test: int, n_validation: int, random: np.random.Generator) -> Split:
    """Divide these rows by the method of the dataset; every part consists of rows of the pool."""
    method = parse_split(dataset.split).method
    if method == "time":
        return _by_time(dataset, pool, n_test, n_validation)
    if method == "group":
        return _by_group(dataset, pool, n_test, n_validation, random)
    shuffled = pool[random.permutation(len(pool))]
    codes = None if method == "random" else strata(dataset, pool)
    if codes is None:
        test, validation, train = np.split(shuffled, [n_test, n_test + n_validation])
        return Split(train, validation, test)
    return _stratified(dataset.name, codes, shuffled, n_test, n_validation)


# ── stratified ──────────────────────────────────────────────────────────────────────────────────────────────────


def strata(dataset: Dataset, pool: Integers) -> Integers | None:
    """The number of each row's class, or of its quantile of the target if a regression is to be stratified; else None.

    The quantiles are those of the rows of the pool.

    Raises:
        DataError: a stratified split by several targets.
    """
    target = dataset.targets[0]
    if dataset.classes:
        labels = target.values.astype(str) if target.kind == "category" else target.values
        return np.unique(labels, return_inverse=True)[1].astype(np.int64)
    if parse_split(dataset.split).method != "stratified":
        return None
    if len(dataset.targets) > 1:
        raise DataError(
            f"{dataset.name} has {len(dataset.targets)} targets, and a stratified split needs one; leave out split="
        )
    bins = max(1, min(QUANTILES, len(pool) // ROWS_PER_QUANTILE))
    inner = np.quantile(target.values[pool], np.linspace(0, 1, bins + 1)[1:-1])
    return np.searchsorted(inner, target.values, side="right").astype(np.int64)


def _stratified(source: str, codes: Integers, shuffled: Integers, n_test: int, n_validation: int) -> Split:
    """Split the shuffled rows of each class: first test, then validation, the rest train.

    The test rows do not depend on the number of validation rows.
    """
    members = [shuffled[codes[shuffled] == k] for k in range(codes.max() + 1)]
    sizes = np.array([len(rows) for rows in members])
    n_tested = _held_out(sizes, sizes, n_test)
    n_validated = _held_out(sizes, sizes - n_tested, n_validation)
    n_held = int(n_tested.sum() + n_validated.sum())
    if n_held < n_test + n_validation:
        warnings.warn(
            f"{source}: classes with a single row go to train, so only {plural(n_held, 'row')} can be held out",
            DataWarning,
            stacklevel=3,
        )
    ends = n_tested + n_validated
    test = np.concatenate([rows[:t] for rows, t in zip(members, n_tested, strict=True)])
    validation = np.concatenate([rows[t:h] for rows, t, h in zip(members, n_tested, ends, strict=True)])
    in_train = np.ones(len(codes), dtype=np.bool_)
    in_train[test] = in_train[validation] = False
    return Split(shuffled[in_train[shuffled]], validation, test)


def _held_out(sizes: Integers, left: Integers, count: int) -> Integers:
    """How many rows of each class are held out; one of each stays for training as long as there are enough others.

    Args:
        sizes: the rows of each class (k,); a class with a single row is not held out.
        left: those that are not yet held out (k,).
        count: the rows to hold out.
    """
    spare = np.where(sizes > 1, np.maximum(left - 1, 0), 0)
    if spare.sum() < count:
        spare = np.where(sizes > 1, left, 0)
    return _shares(left, min(count, int(spare.sum())), spare)


def _shares(weights: Integers, total: int, limits: Integers) -> Integers:
    """Integers in proportion to the weights and within the limits that sum to the total (largest remainder method)."""
    exact = weights * (total / max(int(weights.sum()), 1))
    shares: Integers = np.minimum(np.floor(exact).astype(np.int64), limits)
    while (left := total - int(shares.sum())) > 0:
        remainders = np.where(shares < limits, exact - shares, -np.inf)
        best = np.argsort(-remainders, kind="stable")[: min(left, int((shares < limits).sum()))]
        shares[best] += 1
    return shares


# ── in the order of time ────────────────────────────────────────────────────────────────────────────────────────


def _by_time(dataset: Dataset, pool: Integers, n_test: int, n_validation: int) -> Split:
    """The latest rows test, those before them validate, and the earliest train."""
    ordered, times = _in_order(dataset, pool)
    wanted = [len(ordered) - size for size in (n_test + n_validation if n_validation else 0, n_test) if size]
    cuts = _time_cuts(dataset, times, wanted)
    first = cuts[0] if cuts else len(ordered)
    last = cuts[-1] if n_test else len(ordered)
    return Split(ordered[:first], ordered[first:last], ordered[last:])


def _in_order(dataset: Dataset, pool: Integers) -> tuple[Integers, Values]:
    """The rows from the earliest to the latest, and their times."""
    assert dataset.split_column is not None
    times = dataset.split_column.values[pool]
    order = np.argsort(times, kind="stable")
    return pool[order], times[order]


def _time_cuts(dataset: Dataset, times: Values, wanted: Sequence[int]) -> list[int]:
    """Where to cut the ordered rows: increasing, as close to the wanted places as possible, never between equal times.

    Raises:
        DataError: too few different times.
    """
    changes = np.flatnonzero(times[1:] != times[:-1]) + 1
    if len(changes) < len(wanted):
        assert dataset.split_column is not None
        raise DataError(
            f"{dataset.name}: column {dataset.split_column.name!r} has {plural(len(changes) + 1, 'different time')}, "
            f"too few for {len(wanted) + 1} parts; lower the number of parts, or split by another column"
        )
    cuts: list[int] = []
    low = 0
    for k, place in enumerate(wanted):
        high = len(changes) - (len(wanted) - k) + 1
        chosen = low + int(np.argmin(np.abs(changes[low:high] - place)))
        cuts.append(int(changes[chosen]))
        low = chosen + 1
    return cuts


# ── by groups ───────────────────────────────────────────────────────────────────────────────────────────────────


def _by_group(dataset: Dataset, pool: Integers, n_test: int, n_validation: int, random: np.random.Generator) -> Split:
    """Whole groups, in random order, as long as they bring a part closer to its size."""
    assert dataset.split_column is not None
    codes = group_codes(dataset.split_column)[pool]
    groups, counts = np.unique(codes, return_counts=True)
    needed = 1 + (n_test > 0) + (n_validation > 0)
    if len(groups) < needed:
        raise DataError(
            f"{dataset.name}: column {dataset.split_column.name!r} has {plural(len(groups), 'group')}, too few for "
            f"{needed} parts; lower the number of parts, or split by another column"
        )
    left = random.permutation(len(groups))
    parts = []
    for size, reserved in ((n_test, 1 + (n_validation > 0)), (n_validation, 1)):
        chosen = _choose_groups(counts[left], size, len(left) - reserved) if size else left[:0]
        parts.append(np.isin(codes, groups[left[chosen]]))
        left = np.delete(left, chosen)
    test, validation = parts
    return Split(pool[~test & ~validation], pool[validation], pool[test])


def _choose_groups(counts: Integers, size: int, most: int) -> Integers:
    """The indices of groups with about this many rows together: at least one, and at most so many."""
    chosen: list[int] = []
    total = 0
    for k, count in enumerate(counts.tolist()):
        if len(chosen) < most and abs(total + count - size) < abs(total - size):
            chosen.append(k)
            total += count
    return np.array(chosen or [int(counts.argmin())], dtype=np.int64)


# ── checks ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _check_classes(dataset: Dataset, parts: Sequence[Integers], what: str) -> None:
    """Warn about classes that no row of some part has."""
    if not dataset.classes:
        return
    target = dataset.targets[0]
    absent = dict.fromkeys(
        label for part in parts for label in set(dataset.classes) - set(target.take(part).distinct())
    )
    if absent:
        labels = format_list(sorted(map(repr, absent)), 4)
        subject, pronoun = (f"class {labels} has", "it") if len(absent) == 1 else (f"classes {labels} have", "them")
        warnings.warn(
            f"{dataset.name}: the {subject} no {what}, so the network cannot learn {pronoun}", DataWarning, stacklevel=3
        )


def _check_overlap(dataset: Dataset, parts: Split) -> None:
    """Warn about groups that are in two parts, because the files of these parts both have them."""
    if parse_split(dataset.split).method != "group" or dataset.split_column is None:
        return
    codes = group_codes(dataset.split_column)
    train = np.unique(codes[parts.train])
    shared = np.intersect1d(train, codes[np.concatenate([parts.validation, parts.test])])
    if len(shared):
        warnings.warn(
            f"{dataset.name}: {plural(len(shared), 'group')} of {dataset.split_column.name!r} in the validation or "
            "test file also train, so the scores are too good; remove these rows from one of the files",
            DataWarning,
            stacklevel=3,
        )


# ── folds ───────────────────────────────────────────────────────────────────────────────────────────────────────


def k_folds(dataset: Dataset, folds: int, validation_fraction: float = 0.0, seed: int = 0) -> list[Split]:
    """The splits of a k-fold cross-validation by the method of the dataset.

    Each row is in exactly one test part; the folds have equal sizes and, for classes, equal shares of each class.
    Groups stay together, so that folds are only about equal. With `split="time:COLUMN"` the rows are cut into
    folds + 1 blocks: each but the first is tested by a network that has learned from all earlier blocks.

    Args:
        dataset: the data.
        folds: k, at least 2.
        validation_fraction: the fraction of the rows of each fold that do not test, to monitor training.
        seed: decides the folds.

    Raises:
        DataError: fewer rows, groups or different times than folds, or too few rows for validation.
    """
    n = dataset.n_rows
    if isinstance(folds, bool) or not isinstance(folds, int | np.integer) or folds < 2:
        raise DataError(f"cross-validation takes a number of folds of at least 2, not {folds!r}")
    if folds > n:
        raise DataError(f"{dataset.name} has {plural(n, 'row')}, too few for {folds:,} folds; use at most {n:,}")
    if dataset.row_parts is not None:
        raise DataError(
            f"{dataset.name} has test or validation rows of its own, and cross-validation tests on every row in turn; "
            "leave out test_data=, validation_data= and a split by a column of parts"
        )
    random = stream(seed, Purpose.SPLIT)
    rows = np.arange(n)
    if parse_split(dataset.split).method == "time":
        ordered, times = _in_order(dataset, rows)
        cuts = [*_time_cuts(dataset, times, [round(n * k / (folds + 1)) for k in range(1, folds + 1)]), n]
        pairs = [(ordered[:start], ordered[start:end]) for start, end in itertools.pairwise(cuts)]
    else:
        fold = _assign_folds(dataset, folds, random)
        pairs = [(rows[fold != k], rows[fold == k]) for k in range(folds)]
    splits = []
    for rest, test in pairs:
        _, n_validation = split_sizes(dataset.name, len(rest), 0.0, validation_fraction)
        parts = _divide(dataset, rest, 0, n_validation, random) if n_validation else Split(rest, rest[:0], rest[:0])
        splits.append(Split(np.sort(parts.train), np.sort(parts.validation), np.sort(test)))
    _check_classes(dataset, [parts.train for parts in splits], "training row in some fold")
    return splits


def _assign_folds(dataset: Dataset, folds: int, random: np.random.Generator) -> Integers:
    """The number of the fold in which each row is tested, shape (n,)."""
    n = dataset.n_rows
    method = parse_split(dataset.split).method
    codes = None if method == "random" else strata(dataset, np.arange(n))
    shuffled = random.permutation(n)
    fold = np.empty(n, dtype=np.int64)
    if method != "group":
        # deal the rows like cards, class by class, so that folds and classes differ by at most one row
        order = shuffled if codes is None else shuffled[np.argsort(codes[shuffled], kind="stable")]
        fold[order] = np.arange(n) % folds
        return fold
    assert dataset.split_column is not None
    groups = group_codes(dataset.split_column)
    n_groups = int(groups.max()) + 1
    if n_groups < folds:
        raise DataError(
            f"{dataset.name}: column {dataset.split_column.name!r} has {plural(n_groups, 'group')}, too few for "
            f"{folds:,} folds; use at most {n_groups:,}"
        )
    counts = _class_shares(groups, codes)
    return _deal_groups(counts, folds, random.permutation(n_groups))[groups]


def _class_shares(groups: Integers, codes: Integers | None) -> Floats:
    """The share of each class's rows that each group has, shape (groups, classes); one class if there are none."""
    codes = np.zeros(len(groups), dtype=np.int64) if codes is None else codes
    counts = np.zeros((groups.max() + 1, codes.max() + 1))
    np.add.at(counts, (groups, codes), 1)
    shares: Floats = counts / np.maximum(counts.sum(axis=0), 1)
    return shares


def _deal_groups(shares: Floats, folds: int, shuffled: Integers) -> Integers:
    """The fold of each group: the largest first, each into the fold that has the least of its classes.

    This keeps the sum over folds and classes of the squared shares small, so that folds are alike. No fold is empty.
    """
    order = shuffled[np.argsort(-shares[shuffled].sum(axis=1), kind="stable")]
    filled = np.zeros((folds, shares.shape[1]))
    fold_of_group = np.empty(len(shares), dtype=np.int64)
    for group in order:
        best = np.lexsort((filled.sum(axis=1), filled @ shares[group]))[0]
        fold_of_group[group] = best
        filled[best] += shares[group]
    return fold_of_group
