"""Check for test rows that are copies of training rows, told from rows that are equal by chance."""

from collections.abc import Iterator

import numpy as np

from nnplay.data import Column
from nnplay.doctor.evidence import Evidence
from nnplay.doctor.findings import Finding, Fix, check
from nnplay.network.parameters import Array
from nnplay.utils.text import plural

DUPLICATES = 0.1  # fraction of the test rows
MIN_TEST_ROWS = 10
MAX_ROWS = 20_000  # training rows that are searched
NEARLY_UNIQUE = 0.5  # distinct values of a column per distinct row, from where equal values are no coincidence
MAX_OCCUPIED = 0.05  # distinct numbers per step of a column's grid, from where equal values are coincidences
MIN_APART = 3  # columns in which a duplicated row differs from the most similar other row
MAX_APART = 0.2  # the same as a fraction of the columns
EQUALLY_OFTEN = 0.95  # fraction of the distinct rows that occur equally often, unlike rows that are equal by chance
SAMPLE = 100  # duplicated rows that are compared with all others


@check("duplicate rows in the test split", when="before", source="Barz & Denzler 2020, arXiv:1902.00423",
      criterion="at least a tenth of the test rows are also training rows, though such rows are nearly unique: a "
                "column with different values in half of the distinct rows, no other row within 3 columns (20 %), or "
                "all rows equally often")  # fmt: skip
def copies(evidence: Evidence) -> Iterator[Finding]:
    """Test rows were also trained on."""
    data, split = evidence.problem.dataset, evidence.problem.split
    train, test = split.train[:MAX_ROWS], split.test[:MAX_ROWS]
    if len(test) < MIN_TEST_ROWS or len(train) < MIN_TEST_ROWS or evidence.problem.shuffle_buffer is not None:
        return
    both = np.concatenate([train, test])
    codes = np.column_stack([_codes(column, both) for column in (*data.features, *data.targets)])
    distinct, first, row_of = np.unique(_signatures(codes), return_index=True, return_inverse=True)
    trained, tested = row_of[: len(train)], row_of[len(train) :]
    duplicated = np.isin(tested, trained)
    share = float(duplicated.mean())
    if share < DUPLICATES:
        return
    unique_rows = codes[first]
    name = _identifying([column.take(both[first]) for column in data.features])
    if name is not None:
        reason = f"with the same value in {name!r}, which nearly identifies a row"
    elif (times := _repeated(row_of)) > 1:
        reason = f"nearly every row occurs exactly {times} times"
    elif _apart(unique_rows, np.unique(tested[duplicated])):
        reason = f"equal in all {plural(len(data.features), 'feature')}, where no other row comes near"
    else:
        return
    yield Finding(
        "duplicate rows in the test split", "serious",
        f"{share:.0%} of the test rows are copies of training rows ({reason}), so the test score partly measures "
        "memorization.",
        {"share": share, "rows": float(len(both)), "distinct rows": float(len(distinct))},
        fix=Fix("keep each row once, or keep all copies of a row in the same split"),
    )  # fmt: skip


def _codes(column: Column, rows: Array) -> Array:
    """A number for each distinct value (n,)."""
    values = column.values[rows]
    if column.kind == "category":
        values = np.array(["" if value is None else f"={value}" for value in values.tolist()])
    codes: Array = np.unique(values, return_inverse=True)[1]
    return codes.reshape(-1)


def _signatures(codes: Array) -> Array:
    """A number for each row of codes (n, columns), equal for equal rows."""
    factors = np.random.default_rng(0).integers(1, 2**63, codes.shape[1], dtype=np.uint64) | np.uint64(1)
    signatures: Array = (codes.astype(np.uint64) * factors).sum(axis=1, dtype=np.uint64)
    return signatures


def _identifying(columns: list[Column]) -> str | None:
    """The name of a column whose value nearly identifies a row, among the columns of distinct rows.

    Numbers on a coarse grid (whole years, marks) do not: many rows share them by chance.
    """
    for column in columns:
        distinct = column.distinct()
        if len(distinct) < NEARLY_UNIQUE * len(column):
            continue
        if column.kind == "category":
            return column.name
        numbers = np.array(distinct, dtype=float)
        steps = np.diff(numbers)
        if len(numbers) > 2 and len(numbers) * steps.min() <= MAX_OCCUPIED * (numbers[-1] - numbers[0]):
            return column.name
    return None


def _repeated(row_of: Array) -> int:
    """How often nearly every distinct row occurs; 1 if that differs from row to row."""
    often = np.bincount(np.bincount(row_of))
    return int(often.argmax()) if often.max() >= EQUALLY_OFTEN * often.sum() else 1


def _apart(rows: Array, duplicated: Array) -> bool:
    """Whether duplicated rows differ from every other distinct row (n, columns) in many columns."""
    chosen = np.random.default_rng(0).permutation(duplicated)[:SAMPLE]
    apart = []
    for row in chosen.tolist():
        different = (rows != rows[row]).sum(axis=1)
        different[row] = rows.shape[1]
        apart.append(int(different.min()))
    return bool(np.median(apart) >= max(MIN_APART, MAX_APART * rows.shape[1]))
