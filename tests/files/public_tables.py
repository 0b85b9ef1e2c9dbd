"""Seven tables as people have them: excerpts of public data sets, and two that are generated in the form of such."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

import nnplay

FILES = Path(__file__).with_name("tables")
NAMES = ("titanic", "adult", "penguins", "diamonds", "orders", "credit-approval", "credit-g")


@dataclass(frozen=True)
class PublicTable:
    """A table, and what training on it must say.

    Attributes:
        path: the file.
        target: what is predicted.
        task: the task that is inferred.
        left_out: the columns that are left out, and how the reason begins.
        imputed: the columns with missing values, and how many.
        row: a new row to predict, as a person types it.
    """

    path: Path
    target: str
    task: str
    left_out: Mapping[str, str] = field(default_factory=dict)
    imputed: Mapping[str, int] = field(default_factory=dict)
    row: Mapping[str, Any] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, Any]:
        """The arguments of `load`."""
        return {"source": self.path, "target": self.target}

    @property
    def options(self) -> list[str]:
        """The arguments of `nnplay train`."""
        return [str(self.path), "--target", self.target]

    def check_notes(self, notes: Any) -> None:
        """Check that the notes name what was left out and imputed, and nothing else."""
        left_out = next((note for note in notes if note.startswith("left out: ")), "")
        for name, reason in self.left_out.items():
            assert f"{name} ({reason}" in left_out, notes
        assert bool(left_out) == bool(self.left_out), notes
        imputed = ", ".join(f"{name} ({count:,})" for name, count in self.imputed.items())
        assert (f"missing values imputed: {imputed}" in notes) == bool(self.imputed), notes


def public_table(name: str, folder: Path) -> PublicTable:
    """One of the tables; a generated one is written into the folder."""
    if name == "titanic":
        return PublicTable(
            FILES / "titanic.csv", "Survived", "classification",
            {"PassengerId": "row numbers", "Name": "free text", "Ticket": "free text"}, {"Age": 30, "Cabin": 125},
            {"Pclass": 3, "Sex": "female", "Age": "", "SibSp": 0, "Parch": 0, "Fare": 8.05, "Cabin": "",
             "Embarked": "S"},
        )  # fmt: skip
    if name == "adult":
        values = (
            38, "Private", 215646, "HS-grad", 9, "Divorced", "Sales", "Not-in-family", "White", "Male", 0, 0, 40, "?",
        )  # fmt: skip
        return PublicTable(
            FILES / "adult.data", "column15", "classification", {}, {"column2": 7, "column7": 7, "column14": 2},
            {f"column{k}": value for k, value in enumerate(values, start=1)},
        )  # fmt: skip
    if name == "penguins":
        return PublicTable(
            Path(nnplay.__file__).parent / "data" / "files" / "penguins.csv", "species", "classification", {},
            {"bill_length_mm": 2, "bill_depth_mm": 2, "flipper_length_mm": 2, "body_mass_g": 2, "sex": 11},
            {"island": "Dream", "bill_length_mm": 49.5, "bill_depth_mm": 19, "flipper_length_mm": 200,
             "body_mass_g": "NA", "sex": "NA", "year": 2008},
        )  # fmt: skip
    if name == "diamonds":
        return PublicTable(
            FILES / "diamonds.csv", "price", "regression", {"column1": "row numbers"}, {},
            {"carat": 0.3, "cut": "Ideal", "color": "E", "clarity": "SI1", "depth": 61.5, "table": 55, "x": 4.2,
             "y": 4.25, "z": 2.6},
        )  # fmt: skip
    if name == "orders":
        return _orders(folder / "orders.parquet")
    if name == "credit-approval":
        return _credit_approval(folder / "credit-approval.data")
    return PublicTable(
        FILES / "credit-g.arff", "class", "classification", {}, {},
        {"checking_status": "<0", "duration": 24, "credit_history": "existing paid", "purpose": "new car",
         "credit_amount": 4000, "savings_status": "<100", "employment": "1<=X<4", "installment_commitment": 4,
         "personal_status": "male single", "other_parties": "none", "residence_since": 2, "property_magnitude": "car",
         "age": 30, "other_payment_plans": "none", "housing": "own", "existing_credits": 1, "job": "skilled",
         "num_dependents": 1, "own_telephone": "none", "foreign_worker": "yes"},
    )  # fmt: skip


def _orders(path: Path) -> PublicTable:
    """Orders with timestamps, as a shop's database exports them: the amount rises in December and with the quantity."""
    duckdb.sql(f"""
        COPY (
            SELECT i + 1001 AS order_id, TIMESTAMP '2023-01-01 08:00:00' + INTERVAL (i * 53) HOUR AS ordered_at,
                DATE '2023-01-03' + CAST(i * 53 // 24 AS INTEGER) AS shipped_on, 'DE' AS country,
                ['Consumer', 'Corporate', 'Home Office'][i % 3 + 1] AS segment, CAST(1 + i % 7 AS TINYINT) AS quantity,
                CASE WHEN i % 19 = 0 THEN NULL ELSE CAST(i % 4 / 20.0 AS DECIMAL(4, 2)) END AS discount,
                CAST((1 + i % 7) * 20 + (i % 3) * 15 + CASE WHEN month(ordered_at) = 12 THEN 40 ELSE 0 END AS DOUBLE)
                    + (i % 5) / 4 AS amount
            FROM range(160) t(i)
        ) TO '{path}' (FORMAT parquet)""")
    return PublicTable(
        path, "amount", "regression", {"order_id": "row numbers", "country": "the same value"}, {"discount": 9},
        {"ordered_at": "2024-01-05 10:00:00", "shipped_on": "2024-01-07", "segment": "Consumer", "quantity": 3,
         "discount": ""},
    )  # fmt: skip


def _credit_approval(path: Path) -> PublicTable:
    """Rows like those of the UCI file crx.data: no header, `?` for missing, t and f, 00120, classes + and -."""
    draw = random.Random(0)
    lines = []
    for k in range(140):
        approved = k % 9 < 4
        debt, years = draw.uniform(0, 12), draw.uniform(0, 3) + 3 * approved
        cells = [
            "?" if k % 23 == 0 else draw.choice("ab"), "?" if k % 31 == 0 else f"{draw.uniform(16, 70):.2f}",
            f"{debt:.3f}".rstrip("0").rstrip("."), draw.choice("uy"), draw.choice(["c", "q", "cc", "aa"]),
            f"{years:.2f}", "t" if approved or k % 7 == 0 else "f", "f" if k % 2 else "t", f"{k % 12:02}",
            f"{draw.randrange(0, 480, 20):05}", str(draw.choice([0, 0, 560, 3])), "+" if approved else "-",
        ]  # fmt: skip
        lines.append(",".join(cells))
    path.write_text("\n".join(lines) + "\n")
    values = ("a", 30.5, 1.5, "u", "q", 4.25, "t", "f", "05", "00100", 0)
    return PublicTable(
        path, "column12", "classification", {}, {"column1": 7, "column2": 5},
        {f"column{k}": value for k, value in enumerate(values, start=1)},
    )  # fmt: skip
