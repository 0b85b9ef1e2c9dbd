"""Random splits of the rows into training, validation and test parts."""

import warnings
from dataclasses import dataclass

import numpy as np

from nnplay.data.columns import Integers
from nnplay.data.dataset import Dataset
from nnplay.errors import DataError, DataWarning
from nnplay.utils.text import plural


@dataclass(frozen=True, eq=False)
class Split:
    """Row numbers of the three parts: every row is in exactly one of them.

    Attributes:
        train: the rows to learn from, never empty.
        validation: the rows for early stopping and model selection; may be empty.
        test: the rows for the final evaluation; may be empty.
    """

    train: Integers
    validation: Integers
    test: Integers


def split(dataset: Dataset, test_fraction: float = 0.2, validation_fraction: float = 0.0, seed: int = 0) -> Split:
    """Split the rows at random; the same seed gives the same split.

    Each part has round(n · fraction) rows, at least one if its fraction is above 0. For a single target with classes
    the split is stratified, and a class with a single row goes to train.

    Raises:
        DataError: a fraction outside [0, 1), fractions that sum to 1 or more, or that leave no row to train on.
    """
    n = dataset.n_rows
    n_test, n_validation = split_sizes(dataset.name, n, test_fraction, validation_fraction)
    random = np.random.default_rng(seed)
    shuffled = random.permutation(n)
    if not dataset.classes:
        test, validation, train = np.split(shuffled, [n_test, n_test + n_validation])
        return Split(train, validation, test)
    return _stratified(dataset, shuffled, n_test, n_validation)


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


def _stratified(dataset: Dataset, shuffled: Integers, n_test: int, n_validation: int) -> Split:
    """Split the shuffled rows of each class: first test, then validation, the rest train."""
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
            f"{dataset.name}: classes with a single row go to train, so only {plural(n_held, 'row')} can be held out",
            DataWarning,
            stacklevel=3,
        )
    held = _shares(sizes, n_held, spare)
    n_tested = _shares(held, min(n_test, n_held), held)
    test = np.concatenate([rows[:t] for rows, t in zip(members, n_tested, strict=True)])
    validation = np.concatenate([rows[t:h] for rows, t, h in zip(members, n_tested, held, strict=True)])
    in_train = np.ones(len(shuffled), dtype=np.bool_)
    in_train[test] = in_train[validation] = False
    return Split(shuffled[in_train[shuffled]], validation, test)


def _shares(weights: Integers, total: int, limits: Integers) -> Integers:
    """Integers in proportion to the weights and within the limits that sum to the total (largest remainder method)."""
    exact = weights * (total / max(int(weights.sum()), 1))
    shares: Integers = np.minimum(np.floor(exact).astype(np.int64), limits)
    while (left := total - int(shares.sum())) > 0:
        remainders = np.where(shares < limits, exact - shares, -np.inf)
        best = np.argsort(-remainders, kind="stable")[: min(left, int((shares < limits).sum()))]
        shares[best] += 1
    return shares
