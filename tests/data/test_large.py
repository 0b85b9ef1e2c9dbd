"""Files read in batches: what they teach is what the same rows teach in memory."""

import csv
import warnings
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings, strategies as st

from nnplay.data import Encoding, TargetCoding, load, read_large
from nnplay.data.columns import Column
from nnplay.data.encoding.feature import fit_feature
from nnplay.data.out_of_core import chunks, csv_to_parquet, dataset, summaries, survey, transformed_chunks
from nnplay.data.out_of_core.summaries import ColumnSummary
from nnplay.errors import DataError, DataWarning

pytestmark = pytest.mark.slow

ROWS = st.integers(6, 60)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    """Chunks of a few rows, so that small files have many."""
    monkeypatch.setattr(chunks.ChunkReader, "chunk_rows", 7)
    monkeypatch.setattr(dataset, "ENCODED_BYTES", 200)
    monkeypatch.setattr(csv_to_parquet, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(csv_to_parquet, "GROUP_BYTES", 1)


def write(path, columns):
    """A table as a file: None is an empty cell."""
    if path.suffix == ".parquet":
        pq.write_table(pa.table({name: pa.array(values) for name, values in columns.items()}), path, row_group_size=11)
        return
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        spelled = {True: "true", False: "no", None: ""}
        for row in zip(*columns.values(), strict=True):
            writer.writerow([spelled[cell] if cell is None or isinstance(cell, bool) else cell for cell in row])


@st.composite
def tables(draw):
    n = draw(ROWS)
    gaps = draw(st.booleans())

    def column(values):
        cells = st.one_of(values, values, values, st.none()) if gaps else values
        found = draw(st.lists(cells, min_size=n, max_size=n))
        return [*found[:-1], draw(values)]  # not only gaps

    table = {
        "number": column(st.floats(-1e6, 1e6).map(lambda x: round(x, 3))),
        "whole": column(st.integers(-50, 50)),
        "flag": column(st.booleans()),
        "town": column(st.sampled_from(["Bonn", " Ulm ", "Köln", "n/a", "a,b", 'say "hi"'])),
    }
    kind = draw(st.sampled_from(["texts", "classes", "values", "flags"]))
    values = {
        "texts": st.sampled_from(["yes", "no", "may be"]),
        "classes": st.integers(0, 3),
        "values": st.floats(-5, 5).map(lambda x: round(x, 2) + 0.001),
        "flags": st.booleans(),
    }[kind]
    return table | {"target": draw(st.lists(values, min_size=n, max_size=n))}


def attempt(action):
    """The result, or the error it ends in."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        try:
            return action()
        except DataError as error:
            return error


@pytest.mark.parametrize("ending", [".csv", pytest.param(".parquet", marks=pytest.mark.slow)])
@settings(max_examples=10)
@given(
    table=tables(),
    missing=st.sampled_from(["impute", "drop", "refuse"]),
    scale=st.sampled_from(["standard", "minmax", "none"]),
    features=st.sampled_from([None, ["town", "number"], ["whole^2", "number*whole", "flag"]]),
    fraction=st.sampled_from([0.0, 0.2, 0.4]),
)
def test_the_encoding_is_that_of_the_same_rows_in_memory(
    tmp_path_factory, ending, table, missing, scale, features, fraction
):
    path = tmp_path_factory.getbasetemp() / f"table{ending}"
    write(path, table)
    wishes = {"target": "target", "features": features, "missing": missing}
    whole = attempt(lambda: load(path, **wishes))
    if isinstance(whole, DataError):
        assert isinstance(attempt(lambda: read_large(path, **wishes)), DataError)
        return
    found = attempt(
        lambda: read_large(path, **wishes, test_fraction=fraction, validation_fraction=0.1, scale=scale, seed=3)
    )
    if isinstance(found, DataError):
        assert any(words in str(found) for words in ("no value in the training rows", "none to train", "every row"))
        return
    present = np.concatenate([piece.rows for piece in found.chunks])
    held = found.drawn.rows[found.drawn.parts != survey.SAMPLE]
    rows = np.flatnonzero(~np.isin(present, held))
    assert len(rows) == found.n_train
    assert len(present) == whole.n_rows

    encoding = attempt(lambda: Encoding.fit(whole, rows, scale))
    assert found.encoding.names == encoding.names
    assert found.encoding.raw == encoding.raw
    assert found.dataset.task == whole.task
    form = "values" if whole.task == "regression" else "one_hot"
    coding = attempt(lambda: TargetCoding.fit(whole, rows, form, scale=form == "values"))
    mine = attempt(lambda: found.fit_coding(form, scale=form == "values"))
    assert mine.classes == coding.classes
    X, Y, truth = (np.concatenate(part) for part in zip(*found.encode(mine, lambda *_: None), strict=True))
    np.testing.assert_allclose(X, attempt(lambda: encoding.transform(whole, rows)), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(Y, coding.transform(whole, rows), rtol=1e-6, atol=1e-9)
    assert truth.tolist() == coding.truth(whole, rows).tolist()
    if whole.task == "classification":
        counts = {label: int((truth == label).sum()) for label in coding.classes}
        assert {label: found.class_counts[label] for label in coding.classes} == counts


@given(
    st.lists(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=9), min_size=1, max_size=6),
    st.sampled_from(["standard", "minmax", "none"]),
    st.booleans(),
)
def test_a_summary_of_parts_is_that_of_the_whole(parts, scale, gaps):
    summary = ColumnSummary("x", "number")
    for part in parts:
        summary.add(Column("x", "number", np.array([*part, np.nan] if gaps else part)))
    values = np.concatenate([[*part, np.nan] if gaps else part for part in parts])
    whole, mine = fit_feature(Column("x", "number", values), scale, gaps), summary.feature(scale, gaps)
    size = np.nanmax(np.abs(values)) or 1.0
    assert mine.offset == pytest.approx(whole.offset, rel=1e-9, abs=1e-12 * size)
    assert mine.scale == pytest.approx(whole.scale, rel=1e-6, abs=1e-9 * size)
    assert (mine.fill is None) == (whole.fill is None)


def test_a_summary_refuses_what_float64_cannot_hold():
    summary = ColumnSummary("x", "number")
    summary.add(Column("x", "number", np.array([-1.7e308, -1.6e308])))
    with pytest.raises(DataError, match="too far apart"):
        summary.add(Column("x", "number", np.array([1.7e308])))


def rows_of(n, **changed):
    table = {"a": [i / 8 for i in range(n)], "b": [f"{'xyz'[i % 3]}" for i in range(n)], "y": [i % 2 for i in range(n)]}
    for name, (row, cell) in changed.items():
        table[name] = [str(c) if isinstance(cell, str) else c for c in table[name]]
        table[name][row] = cell
    return table


@pytest.mark.parametrize(
    ("changed", "note"),
    [
        ({"a": (40, "ninety")}, "a: 1 cell such as 'ninety' (row 41) cannot be read and counts as missing"),
        ({"a": (40, "inf")}, "a: 1 cell such as 'inf' (row 41) cannot be read and counts as missing"),
        ({"a": (40, "1_000")}, "a: 1 cell such as '1_000' (row 41) cannot be read and counts as missing"),
        ({"a": (40, None)}, "missing values imputed: a (1)"),
        ({"b": (40, None)}, "missing values imputed: b (1)"),
    ],
)
def test_a_bad_cell_counts_as_missing_and_is_noted(tmp_path, changed, note):
    path = tmp_path / "bad.csv"
    write(path, rows_of(60, **changed))
    found = read_large(path, test_fraction=0.0)
    assert note in found.dataset.notes
    assert found.encoding.names[1 if "a" in changed else -1].endswith("(missing)")
    with pytest.raises(DataError, match=r"^bad.csv, row 41: column '[ab]' has no value; fill it in"):
        read_large(path, missing="refuse")


@pytest.mark.parametrize("cell", ["maybe", None, ""])
def test_rows_whose_target_cannot_be_read_are_dropped_and_counted(tmp_path, cell):
    path = tmp_path / "bad.csv"
    write(path, rows_of(60, y=(40, cell)))
    with pytest.warns(DataWarning, match="1 of 60 rows was dropped because the target's value is missing"):
        found = read_large(path)
    assert found.survey.n_rows == 59
    assert any("1 of 60 rows was dropped" in note for note in found.dataset.notes)


def test_later_cells_that_contradict_the_first_are_noted(tmp_path, monkeypatch):
    path = tmp_path / "late.csv"
    table = rows_of(3000)
    monkeypatch.setattr(chunks.ChunkReader, "chunk_rows", 700)
    table["flag"] = ["true", "false"] * 1499 + ["true", "maybe"]
    write(path, {"flag": table.pop("flag"), **table})
    monkeypatch.setattr(csv_to_parquet, "HEAD_BYTES", 2000)
    notes = read_large(path).dataset.notes
    assert "flag: 1 cell such as 'maybe' (row 3000) cannot be read and counts as missing" in notes


def test_infinite_numbers_and_missing_targets_in_parquet(tmp_path):
    path = tmp_path / "t.parquet"
    write(path, rows_of(60, a=(33, float("inf"))))
    notes = read_large(path).dataset.notes
    assert "a: 1 cell such as 'inf' (row 34) cannot be read and counts as missing" in notes
    write(path, rows_of(60, y=(33, None)))
    with pytest.raises(DataError, match="row 34: column 'y' has no value"):
        read_large(path, missing="refuse")
    with pytest.warns(DataWarning, match="1 of 60 rows was dropped"):
        assert read_large(path, missing="drop").survey.n_rows == 59


def test_dates_are_read_in_parts_as_in_memory(tmp_path):
    days = [f"2024-{1 + k % 12:02}-{1 + k % 28:02}" for k in range(80)]
    write(tmp_path / "d.csv", {"day": days, "y": [1, 2] * 40})
    stored = np.array(days, "datetime64[s]") + np.arange(80).astype("timedelta64[h]")
    pq.write_table(pa.table({"day": stored, "y": [1, 2] * 40}), tmp_path / "d.parquet")
    for name in ("d.csv", "d.parquet"):
        found, whole = read_large(tmp_path / name, test_fraction=0.0), load(tmp_path / name)
        encoding = Encoding.fit(whole, np.arange(80))
        assert found.encoding.names == encoding.names
        assert any("hour" in each for each in encoding.names) == (name == "d.parquet")
        X = np.concatenate([X for X, _, _ in found.encode(found.fit_coding("column"), lambda *_: None)])
        np.testing.assert_allclose(X, encoding.transform(whole), atol=1e-9)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"a,y\n", "a header but no rows"),
        (b"a,y\n1,2\n3\n4,5\n" + b"6,7\n" * 5, "line 3: 1 field"),
        (b"a,y\n" + b"6,7\n" * 5 + b"1,2,3\n", "line 7: 3 fields where the header has 2; put quotes"),
        (b'a,y\n1,"2\n' + b"6,7\n" * 5, "quote"),
        (b"a,y\nK\xf6ln,1\n" * 5, "not UTF-8 text"),
        ("a,y\n1,2\n".encode("utf-16"), "not UTF-8 text"),
        (b"PAR1", "not a text table but a Parquet file"),
    ],
)
def test_a_csv_that_cannot_be_read_is_refused(tmp_path, content, words):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=words):
        read_large(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"1,2,3\n", "line 20002: 3 fields where the header has 2"),
        (b"1\n", "line 20002: 1 field where the header has 2; add what is missing"),
        (b'1,"2\n3,4\n', "line 20002: a quote is opened but never closed"),
        (b"K\xf6ln,1\n", "line 20002: this is not UTF-8 text, which a file larger than memory must be"),
    ],
)
def test_damage_behind_the_first_rows_is_refused(tmp_path, monkeypatch, content, words):
    monkeypatch.setattr(csv_to_parquet, "HEAD_BYTES", 1000)
    path = tmp_path / "bad.csv"
    path.write_bytes(b"a,y\n" + b"6,7\n8,9\n" * 10_000 + content)
    with pytest.raises(DataError, match=words):
        read_large(path)


def test_damaged_and_empty_parquet_files(tmp_path):
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1 no more")
    with pytest.raises(DataError, match="cannot be read as a Parquet file"):
        read_large(path)
    write(path, {"a": pa.array([], pa.float64()), "y": pa.array([], pa.float64())})
    with pytest.raises(DataError, match="has no rows"):
        read_large(path)
    write(path, rows_of(500))
    data = bytearray(path.read_bytes())
    data[200:1500] = bytes(1300)
    path.write_bytes(data)
    with pytest.raises(DataError, match=r"cannot be read"):
        read_large(path)
    with pytest.raises(DataError, match="there is no file"):
        read_large(tmp_path / "nothing.parquet")


def test_one_row_trains_and_cannot_be_split(tmp_path):
    write(tmp_path / "one.csv", rows_of(1))
    assert read_large(tmp_path / "one.csv", target="a", test_fraction=0.0).n_train == 1


def test_too_many_categories(tmp_path, monkeypatch):
    write(tmp_path / "ids.csv", {"id": [f"i{k}" for k in range(150)], "y": [k % 2 for k in range(150)]})
    with pytest.raises(DataError, match=r"no usable feature: id .an identifier: 150 different values in 150 rows"):
        read_large(tmp_path / "ids.csv")
    assert read_large(tmp_path / "ids.csv", features=["id"], test_fraction=0.0).encoding.n_in == 50
    monkeypatch.setattr(chunks, "MAX_LEVELS", 20)
    with pytest.raises(DataError, match="more than 20 different values"):
        read_large(tmp_path / "ids.csv", features=["id"])


def test_decimal_commas_other_delimiters_and_blank_lines(tmp_path):
    path = tmp_path / "orte.csv"
    text = "\n\nOrt;Größe;Preis\n" + "Köln;70,5;1.0e2\nUlm;;3,5\n\nHof;8;+7\n Ulm; NA ;1,\n" * 10
    path.write_text(text.replace("1.0e2", "1,0e2"), "utf-8-sig")
    found = read_large(path, target="Preis", missing="impute", test_fraction=0.0)
    whole = load(path, target="Preis", missing="impute")
    assert found.n_train == whole.n_rows == 40
    X = np.concatenate([X for X, _, _ in found.encode(found.fit_coding("values"), lambda *_: None)])
    np.testing.assert_allclose(X, Encoding.fit(whole, np.arange(40)).transform(whole))
    path.write_text(text.replace("1.0e2", "1,0e2").replace("1,0e2", "1.0e2", 1), "utf-8")
    with pytest.warns(DataWarning, match="1 of 40 rows was dropped because the target's value is missing"):
        notes = read_large(path).dataset.notes
    assert "Preis: 1 cell such as '1.0e2' (row 1) cannot be read and counts as missing" in notes


def test_the_parts_are_bounded_and_share_no_row(tmp_path, monkeypatch):
    monkeypatch.setattr(chunks.ChunkReader, "chunk_rows", 300)
    monkeypatch.setattr(survey, "MAX_ROWS", 100)
    write(tmp_path / "t.parquet", {"a": list(range(2000)), "y": [i % 3 for i in range(2000)]})
    found = read_large(tmp_path / "t.parquet", validation_fraction=0.2, seed=4)
    assert [len(part) for part in (found.split.test, found.split.validation)] == [100, 100]
    assert 100 <= len(found.split.train) <= 103
    assert found.n_train == 1800
    row = found.dataset.features[0].values
    trained = np.concatenate([X[:, 0] for X, _, _ in read_all(found)])
    parts = [row[part] for part in (found.split.test, found.split.validation)]
    assert sorted(np.concatenate([trained, *parts]).tolist()) == list(range(2000))
    assert set(row[found.split.train]) <= set(trained)
    assert (
        "read in batches: 1,800 of 2,000 rows train, 100 for testing and 100 for validation" in found.dataset.notes[-2]
    )
    assert "measured on 10" in found.dataset.notes[-1]
    again = read_large(tmp_path / "t.parquet", validation_fraction=0.2, seed=4)
    assert again.dataset.fingerprint == found.dataset.fingerprint


def read_all(found):
    """All training rows, not scaled."""
    features = tuple(replace(feature, offset=0.0, scale=1.0) for feature in found.encoding.features)
    plain = replace(found, encoding=replace(found.encoding, features=features))
    return plain.encode(found.fit_coding("one_hot"), lambda *_: None)


def test_rare_classes_and_extremes_are_in_the_sample(tmp_path, monkeypatch):
    monkeypatch.setattr(chunks.ChunkReader, "chunk_rows", 300)
    monkeypatch.setattr(survey, "MAX_ROWS", 100)
    labels = [0] * 3000
    labels[1234] = 1
    write(tmp_path / "t.parquet", {"a": list(range(3000)), "y": labels})
    assert read_large(tmp_path / "t.parquet").dataset.classes == (0, 1)
    values = [float(i % 7) for i in range(3000)]
    values[77], values[2345] = 0.5, -9.0
    write(tmp_path / "t.parquet", {"a": list(range(3000)), "y": values})
    found = read_large(tmp_path / "t.parquet").dataset
    assert found.task == "regression"
    assert found.targets[0].values.min() == -9
    assert 0.5 in found.targets[0].values


def test_a_sample_from_all_over_the_file_tells_the_kinds(tmp_path, monkeypatch):
    monkeypatch.setattr(transformed_chunks, "HEAD_ROWS", 80)
    write(tmp_path / "t.parquet", {"a": [None] * 300 + list(range(300)), "y": [0, 1] * 300})
    found = read_large(tmp_path / "t.parquet", missing="impute")
    assert found.encoding.features[0].fill == pytest.approx(149.5, abs=12)
    with (tmp_path / "t.csv").open("w") as file:
        file.write("a,y\n" + ",1\n" * 3000 + "1,2\n" * 3000)
    monkeypatch.setattr(csv_to_parquet, "HEAD_BYTES", 100)
    with pytest.raises(DataError, match=r"no usable feature: a .no values."):
        read_large(tmp_path / "t.csv")
    with pytest.raises(DataError, match="column 'a' has no value in the 32 rows"):
        read_large(tmp_path / "t.csv", features=["a"])


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    write(tmp_path / "t.csv", rows_of(60))
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": 10})())
    with pytest.raises(DataError, match=r"Reading t.csv in batches needs 0.0 MB .* TMPDIR"):
        read_large(tmp_path / "t.csv")


def test_the_bounds_are_those_of_the_documentation():
    assert (survey.MAX_ROWS, summaries.MAX_LEVELS, dataset.LARGE_BYTES) == (100_000, 10_000, 500_000_000)


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("a,y\n" + "1.5,2\n2.5,3\n" * 20, None),
        ("a,y\r\n" + "1.5,2\r\n2.5,3\r\n" * 20, None),
        ("# made by x\n\n# twice\na,y\n" + "1.5,2\n2.5,3\n" * 20, None),
        ("# a,y\n" + "1.5,2\n2.5,3\n" * 20, None),
        ("a,y,\n" + "1.5,2,\n2.5,3,\n" * 20, None),
        ("a,y\n" + "1.5,2,\n2.5,3,\n" * 20, None),
        ("a,y\n" + "r1,1.5,2\nr2,2.5,3\n" * 20, None),
        ('"a","y"\n' + '"r1",1.5,2\n"r2",2.5,3\n' * 20, None),
        ("1.5,2\n2.5,3\n" * 20, None),
        ("x,2\nz,3\n" * 20, False),
        ("1.5,2\n2.5,3\n" * 20, True),
        ("Title\nof it\n\nx,a,y\n" + "u,1.5,2\nv,2.5,3\n" * 20, None),
    ],
)
def test_text_as_it_is_published_is_read_as_in_memory(tmp_path, text, header):
    (tmp_path / "t.csv").write_bytes(text.encode())
    whole = load(tmp_path / "t.csv", header=header)
    found = read_large(tmp_path / "t.csv", header=header, test_fraction=0.0)
    assert (found.survey.n_rows, found.dataset.feature_names) == (whole.n_rows, whole.feature_names)
    X = np.concatenate([X for X, _, _ in found.encode(found.fit_coding("one_hot"), lambda *_: None)])
    np.testing.assert_allclose(X, Encoding.fit(whole, np.arange(whole.n_rows)).transform(whole), rtol=1e-6)
    assert load(**found.dataset.origin).fingerprint == whole.fingerprint


def test_fields_separated_by_spaces_are_refused(tmp_path):
    (tmp_path / "t.csv").write_text("a b\n" + "1 2\n3 4\n" * 20)
    with pytest.raises(
        DataError, match=r"t.csv is separated by spaces, so it cannot be read in batches; write it again"
    ):
        read_large(tmp_path / "t.csv")
