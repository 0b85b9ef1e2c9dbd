"""`nnplay predict` and `nnplay show`: the command line says what Python says."""

import csv
import io
import json
import sys

import numpy as np
import pytest

import nnplay as nn

NAMES = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
ROWS = [(5.1, 3.5, 1.4, 0.2), (6.7, 3.0, 5.2, 2.3), (5.9, 2.8, 4.3, 1.3)]


@pytest.fixture
def expected(saved):
    return nn.load_run(saved).predict(np.array(ROWS)).tolist()


def as_csv(rows=ROWS, names=NAMES):
    return "\n".join([",".join(names), *(",".join(map(str, row)) for row in rows)]) + "\n"


def as_row(row):
    return " ".join(f"'{name}={value}'" for name, value in zip(NAMES, row, strict=True))


def predictions(result):
    assert result.code == 0, result.err
    return json.loads(result.out)["predictions"]


def test_rows_typed(nnplay, saved, expected):
    typed = [part for row in ROWS for part in ("--row", as_row(row))]
    assert predictions(nnplay("predict", saved, *typed, "--json")) == expected
    assert predictions(nnplay("predict", saved, "--row", as_row(ROWS[0]), "--json")) == expected[:1]


def test_rows_as_json(nnplay, saved, expected):
    typed = [part for row in ROWS for part in ("--row", json.dumps(dict(zip(NAMES, row, strict=True))))]
    assert predictions(nnplay("predict", saved, *typed, "--json")) == expected


def test_a_file(nnplay, saved, expected, tmp_path):
    path = tmp_path / "new.csv"
    path.write_text(as_csv())
    result = nnplay("predict", saved, path, "--json")
    assert predictions(result) == expected
    found = json.loads(result.out)
    assert np.allclose(found["probabilities"], nn.load_run(saved).probabilities(np.array(ROWS)))
    assert found["classes"] == ["setosa", "versicolor", "virginica"]


def test_standard_input(nnplay, saved, expected, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(as_csv().encode())))
    assert predictions(nnplay("predict", saved, "-", "--json")) == expected


def test_the_table_has_inputs_and_predictions(nnplay, saved, expected):
    shown = nnplay("predict", saved, "--row", as_row(ROWS[0])).out
    for part in ("petal width (cm)", "5.1", expected[0], "%"):
        assert part in shown


def test_a_table_for_a_spreadsheet_is_harmless(nnplay, saved, tmp_path):
    path, out = tmp_path / "new.csv", tmp_path / "out.csv"
    path.write_text(as_csv([(*row, "=cmd|x") for row in ROWS] + [(1, 1, 1, 1, "-1.5")], (*NAMES, "@note")))
    result = nnplay("predict", saved, path, "--output", out)
    assert result.code == 0, result.err
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert [row["'@note"] for row in rows] == ["'=cmd|x"] * 3 + ["-1.5"]
    assert rows[0]["prediction"] == "setosa"
    assert 0 < float(rows[0]["probability"]) <= 1


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ([], "--row"),
        (["x.csv", "--row", "a=1"], "either"),
        (["nowhere.csv"], "nowhere.csv"),
        (["--row", "a"], "name=value"),
        (["--row", "'a=1"], "quote"),
        (["--row", ""], "empty"),
        (["--row", "a=1 a=2"], "twice"),
        (["--row", '{"a": '], "JSON"),
        (["--row", "a=1 b=2"], "sepal length (cm)"),
        (["--row", "a=1", "--row", "b=1"], "number 2"),
        (["--row", as_row(("long", 1, 1, 1))], "'long'"),
    ],
)
def test_bad_rows_are_one_sentence(nnplay, saved, typed, hint):
    assert hint in nnplay("predict", saved, *typed).error_line()


@pytest.mark.parametrize("command", ["predict", "show"])
def test_a_file_that_is_no_model(nnplay, tmp_path, command):
    path = tmp_path / "not.nnplay"
    path.write_text("hello")
    more = ["--row", "a=1"] if command == "predict" else []
    assert "not.nnplay" in nnplay(command, path, *more).error_line()
    assert "missing" in nnplay(command, "missing.nnplay", *more).error_line()


def test_show(nnplay, saved):
    shown = nnplay("show", saved).out
    for part in ("150 rows", "softmax", "Accuracy", "learning_rate", "Confusion", "nnplay predict", "4 × 3"):
        assert part in shown, part


def test_show_has_every_number(nnplay, saved):
    shown, run = nnplay("show", saved, "--weights").out, nn.load_run(saved)
    for arrays in (run.parameters.W, run.parameters.b):
        for array in arrays:
            for value in array.ravel().tolist():
                assert f"{value:.6g}" in shown
    found = json.loads(nnplay("show", saved, "--weights", "--json").out)
    assert np.array_equal(np.array(found["weights"][0]["W"], np.float32), run.parameters.W[0])
    assert found["metrics"] == run.metrics


def test_several_targets(nnplay, tmp_path):
    path = tmp_path / "l.nnplay"
    assert nnplay("train", "linnerud", "--hidden", "3", "--epochs", "5", "--save", path).code == 0
    found = predictions(nnplay("predict", path, "--row", "Chins=5 Situps=100 Jumps=50", "--json"))
    assert np.shape(found) == (1, 3)
    assert "Waist" in nnplay("predict", path, "--row", "Chins=5 Situps=100 Jumps=50").out


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    """A saved network of a file with dates, words and missing cells."""
    folder = tmp_path_factory.mktemp("orders")
    lines = [f"2024-03-{k + 1:02},{'yes' if k % 2 else 'no'},{k},{'ab'[k // 14]}" for k in range(28)]
    (folder / "orders.csv").write_text("day,paid,items,kind\n" + "\n".join(lines) + "\n")
    nn.train(folder / "orders.csv", (3,), epochs=2).save(folder / "orders.nnplay")
    return folder / "orders.nnplay"


def test_the_suggested_row_can_be_predicted(nnplay, orders):
    last = nnplay("show", orders).out.rstrip().splitlines()[-1]
    assert last.endswith('--row "day=2024-03-01 paid=no items=0"')
    assert nnplay("predict", orders, "--row", "day=2024-03-01 paid=no items=0").code == 0


def test_dates_and_missing_cells_in_the_printed_table(nnplay, orders, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "new.parquet"
    duckdb.sql(
        f"COPY (SELECT TIMESTAMP '2024-03-05' AS day, NULL::BOOLEAN AS paid, 4.5 AS items) TO '{path}' (FORMAT parquet)"
    )
    result = nnplay("predict", orders, path)
    assert result.out.splitlines()[2].split()[:3] == ["2024-03-05", "–", "4.5"]
    assert result.err == (
        "Warning: new.parquet: missing values imputed in columns that had none in training: paid (1)\n"
    )


def test_a_file_without_a_header_and_a_sheet(nnplay, tmp_path):
    import openpyxl

    train, new = tmp_path / "train.data", tmp_path / "new.data"
    train.write_text("".join(f"{k},{10 - k},{'ab'[k > 5]}\n" for k in range(11)))
    new.write_text("1,9\n9,1\n")
    model = tmp_path / "m.nnplay"
    assert (
        nnplay("train", train, "--no-header", "--hidden", "3", "--epochs", "2", "--save", model, "--no-store").code == 0
    )
    assert len(predictions(nnplay("predict", model, new, "--no-header", "--json"))) == 2
    assert "column1" in nnplay("predict", model, new, "--header").error_line()
    book = openpyxl.Workbook()
    book.active["A1"] = "nothing here"
    sheet = book.create_sheet("rows")
    for row in (("column1", "column2", "column3"), (1, 9, "a"), (9, 1, "b")):
        sheet.append(row)
    book.save(tmp_path / "new.xlsx")
    assert len(predictions(nnplay("predict", model, tmp_path / "new.xlsx", "--sheet", "rows", "--json"))) == 2
    found = nnplay("evaluate", model, tmp_path / "new.xlsx", "--sheet", "1", "--json")
    assert json.loads(found.out)["rows"] == 2
    assert "--row" in nnplay("predict", model, "--row", "column1=1 column2=2", "--no-header").error_line()


def test_class_labels_that_are_numbers_have_no_separators(nnplay, tmp_path):
    path, model = tmp_path / "years.csv", tmp_path / "m.nnplay"
    path.write_text("a,year\n" + "".join(f"{k},{2007 + k % 2}\n" for k in range(20)))
    nn.train(path, (3,), epochs=2).save(model)
    assert nnplay("predict", model, "--row", "a=1").out.split()[-4] in ("2007", "2008")
