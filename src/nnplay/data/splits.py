"""Which rows train, which tell when to stop, and which judge."""

import warnings
from dataclasses import dataclass

import numpy as np

from nnplay.data.columns import Integers
from nnplay.data.dataset import Dataset
from nnplay.errors import DataError, DataWarning


@dataclass(frozen=True, eq=False)
class Split:
    """Row numbers: three arrays that share no row and together have them all.

    Attributes:
        train: the rows to learn from, never empty.
        validation: the rows to stop and to choose by; may be empty.
        test: the rows to judge by; may be empty.
    """

    train: Integers
    validation: Integers
    test: Integers


def split(dataset: Dataset, test_fraction: float = 0.2, validation_fraction: float = 0.0, seed: int = 0) -> Split:
    """Divide the rows at random; the same seed gives the same split.

    Each part has round(n · fraction) rows, at least one when its fraction is above 0. For one target with classes
    each part has every class in proportion, and a class with a single row goes to train.

    Raises:
        DataError: a fraction outside [0, 1), fractions that sum to 1 or more, or that leave no row to train on.
    """
    n = dataset.n_rows
    n_test, n_validation = held_out(dataset.name, n, test_fraction, validation_fraction)
    random = np.random.default_rng(seed)
    shuffled = random.permutation(n)
    if not dataset.classes:
        test, validation, train = np.split(shuffled, [n_test, n_test + n_validation])
        return Split(train, validation, test)
    return _stratified(dataset, shuffled, n_test, n_validation)


def held_out(source: str, n: int, test_fraction: float, validation_fraction: float) -> tuple[int, int]:
    """How many of n rows test and how many validate.

    Raises:
        DataError: a fraction outside [0, 1), fractions that sum to 1 or more, or that leave no row to train on.
    """
    for name, fraction in (("test_fraction", test_fraction), ("validation_fraction", validation_fraction)):
        if isinstance(fraction, bool) or not isinstance(fraction, int | float) or not 0 <= fraction < 1:
            raise DataError(f"{name} is {fraction!r}, but it must be a number from 0 up to, not including, 1")
    if test_fraction + validation_fraction >= 1:
        raise DataError(
            f"test_fraction {test_fraction} and validation_fraction {validation_fraction} leave no rows to train on; "
            "together they must stay below 1"
        )
    n_test, n_validation = _size(n, test_fraction), _size(n, validation_fraction)
    if n_test + n_validation >= n:
        raise DataError(
            f"{source}: of {n} rows, {n_test} for testing and {n_validation} for validation leave none to train "
            "on; lower the fractions or bring more rows"
        )
    return n_test, n_validation


def _size(n: int, fraction: float) -> int:
    rows = round(n * fraction)
    return max(rows, 1) if fraction > 0 and n >= 2 else rows


def _stratified(dataset: Dataset, shuffled: Integers, n_test: int, n_validation: int) -> Split:
    """Deal each class's shuffled rows: first to test, then to validation, the rest to train."""
    target = dataset.targets[0]
    labels = target.values.astype(str) if target.kind == "category" else target.values
    _, code = np.unique(labels, return_inverse=True)
    members = [shuffled[code[shuffled] == k] for k in range(code.max() + 1)]
    sizes = np.array([len(rows) for rows in members])
    spare = np.where(sizes > 1, sizes - 1, 0)
    if spare.sum() < n_test + n_validation:
        spare = np.where(sizes > 1, sizes, 0)
    n_held = min(n_test + n_validation, int(spare.sum()))
    if n_held < n_test + n_validation:
        warnings.warn(
            f"{dataset.name}: classes with a single row go to train, so only {n_held} rows are held out",
            DataWarning,
            stacklevel=3,
        )
    held = _shares(sizes, n_held, spare)
    tested = _shares(held, min(n_test, n_held), held)
    test = np.concatenate([rows[:t] for rows, t in zip(members, tested, strict=True)])
    validation = np.concatenate([rows[t:h] for rows, t, h in zip(members, tested, held, strict=True)])
    kept = np.ones(len(shuffled), dtype=np.bool_)
    kept[test] = kept[validation] = False
    return Split(shuffled[kept[shuffled]], validation, test)


def _shares(weights: Integers, total: int, limits: Integers) -> Integers:
    """Whole numbers that sum to the total, in proportion to the weights and within the limits (largest remainder)."""
    exact = weights * (total / max(int(weights.sum()), 1))
    shares: Integers = np.minimum(np.floor(exact).astype(np.int64), limits)
    while (left := total - int(shares.sum())) > 0:
        wish = np.where(shares < limits, exact - shares, -np.inf)
        best = np.argsort(-wish, kind="stable")[: min(left, int((shares < limits).sum()))]
        shares[best] += 1
    return shares
