"""Every column is read by itself: numbers, dates, intervals and codes in the forms in which people write them."""

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from nnplay.data import Encoding, date_format, describe, load
from nnplay.data.cell_format import CellFormat
from nnplay.data.column_selection import date_features
from nnplay.data.columns import Column
from nnplay.data.date_format import date_text, parse_date
from nnplay.errors import DataError


def column(cells, **options):
    """The first column of a text table with these cells in a column of their own."""
    data = load({"a": list(cells), "y": [k % 2 for k in range(len(cells))]}, target="y", **options)
    return data.raw[0], data


def table(tmp_path, cells, delimiter="\t", **options):
    lines = [f"a{delimiter}y", *(f"{cell}{delimiter}{k % 2}" for k, cell in enumerate(cells))]
    (tmp_path / "t.txt").write_text("\n".join(lines) + "\n")
    data = load(tmp_path / "t.txt", target="y", **options)
    return data.raw[0], data


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1,000", "12,500.5", "999"], [1000, 12500.5, 999]),
        (["1.000,5", "12", "3,25"], [1000.5, 12, 3.25]),
        (["150.000,50 €", "99,00 €", "1.250,75 €"], [150000.5, 99, 1250.75]),
        (["$150,000", "$1,250.75", "-$3"], [150000, 1250.75, -3]),
        (["£5", "£7.5", "£0"], [5, 7.5, 0]),
        (["12.5%", "0.0%", "-3 %"], [12.5, 0, -3]),
        (["(10.50)", "(1,250.00)", "12.25"], [-10.5, -1250, 12.25]),
        (["1 234,5", "12 000", "7,25"], [1234.5, 12000, 7.25]),
        (["1'234.5", "12'000", "7"], [1234.5, 12000, 7]),
        (["−3", "+4", "5"], [-3, 4, 5]),
        (["1e3", "2.5E-1", "7"], [1000, 0.25, 7]),
        (["USD 5", "USD 7.5", "USD 1,000"], [5, 7.5, 1000]),
        ([".5", "1.", "0"], [0.5, 1, 0]),
        (["1,5", "2,75", "1,200"], [1.5, 2.75, 1.2]),
    ],
)
def test_numbers_as_people_write_them(tmp_path, cells, numbers):
    read, _ = table(tmp_path, cells)
    assert read.kind == "number"
    np.testing.assert_allclose(read.values, numbers)


@pytest.mark.parametrize("word", ["—", "–", "#N/A", "NA", "n/a", "?", "NULL", "#DIV/0!", "--", "", "nan", "."])
def test_words_for_missing_in_numbers(tmp_path, word):
    read, data = table(tmp_path, ["1.5", word, "2", "3"])
    np.testing.assert_array_equal(read.missing, [False, True, False, False])
    assert "missing values imputed: a (1)" in data.notes


def test_groups_of_three_are_thousands_and_the_ambiguity_is_said(tmp_path):
    read, data = table(tmp_path, ["950", "1,200", "12,500", "999"])
    assert read.values.tolist() == [950, 1200, 12500, 999]
    assert "a: 1,200 is read as 1200, though it could be 1.2" in data.notes
    plain, data = table(tmp_path, ["1.234", "2.345", "0.5"])
    assert plain.values.tolist() == [1.234, 2.345, 0.5]
    assert not any("could be" in note for note in data.notes)


def test_a_column_does_not_decide_for_another(tmp_path):
    (tmp_path / "t.csv").write_text('a;b;y\n"1,2";0.5;1\n3,4;0.25;0\n5,6;1.75;1\n')
    first, second = load(tmp_path / "t.csv").raw
    assert first.values.tolist() == [1.2, 3.4, 5.6]
    assert second.values.tolist() == [0.5, 0.25, 1.75]


def test_new_rows_are_read_in_the_format_of_training(tmp_path):
    _read, data = table(tmp_path, ["1.234,5", "950,25", "2.000,0"])
    encoding = Encoding.fit(data, np.arange(3), "none")
    assert encoding.transform_rows({"a": "1.234"}).tolist() == [[1234]]
    assert encoding.transform_rows({"a": "0,5"}).tolist() == [[0.5]]
    assert encoding.transform_rows({"a": 7.25}).tolist() == [[7.25]]
    assert Encoding.from_json(encoding.to_json()) == encoding


@pytest.mark.parametrize("cells", [["03456", "01234", "98765"], ["007", "008", "009"], ["0905", "1210", "0000"]])
def test_leading_zeros_stay(tmp_path, cells):
    read, _ = table(tmp_path, cells)
    assert (read.kind, read.values.tolist()) == ("category", cells)
    (tmp_path / "t.csv").write_text("x,y\n" + "".join(f"{k},{cell}\n" for k, cell in enumerate(cells * 2)))
    assert load(tmp_path / "t.csv").classes == tuple(sorted(cells))


def test_yes_in_any_case_is_one_class(tmp_path):
    (tmp_path / "t.csv").write_text("x,y\n1,Yes\n2,no\n3,YES\n4,No\n5,Yes\n6,no\n")
    data = load(tmp_path / "t.csv")
    assert data.classes == ("Yes", "no")
    assert data.targets[0].values.tolist() == ["Yes", "no", "Yes", "no", "Yes", "no"]


@pytest.mark.parametrize(
    "form",
    [
        "%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%m/%d/%Y", "%d-%b-%Y", "%b %d, %Y", "%B %d %Y", "%d %B %Y", "%d/%m/%y",
        "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%m/%d/%Y %I:%M %p", "%Y%m%dT%H%M%S", "%Y%m%d", "%a %b %d %Y",
        "%Y-%m-%dT%H:%M:%SZ",
    ],
)  # fmt: skip
def test_dates_in_all_usual_forms(tmp_path, form):
    days = pd.date_range("2014-01-03 11:40", periods=50, freq="37h")
    read, data = table(tmp_path, [day.strftime(form) for day in days])
    assert read.kind == "date", data.notes
    exact = "%H" in form or "%I" in form
    expected = (days if exact else days.normalize()) if "%S" in form or exact else days.normalize()
    expected = expected.floor("min") if exact and "%S" not in form else expected
    np.testing.assert_array_equal(read.values, (expected - pd.Timestamp("1970")) / pd.Timedelta("1s"))


def test_the_order_of_day_and_month_follows_from_the_values_or_is_said(tmp_path):
    read, data = table(tmp_path, ["13/02/2014", "01/02/2014", "05/06/2014"])
    assert date_text(read.values[1]) == "2014-02-01"
    assert not any("would fit" in note for note in data.notes)
    read, data = table(tmp_path, ["03/02/2014", "01/02/2014", "05/06/2014"])
    assert date_text(read.values[1]) == "2014-01-02"
    assert any("%d/%m/%Y would fit as well" in note for note in data.notes)
    read, _ = table(tmp_path, ["03/02/2014", "01/02/2014", "05/06/2014"], columns={"a": "date=%d/%m/%Y"})
    assert date_text(read.values[1]) == "2014-02-01"


@pytest.mark.parametrize(
    "cells", [["1.2.10", "1.10.2", "2.0.1"], ["3-1", "x", "y"], ["12", "15", "2014"], ["a1", "b2", "c3"]]
)
def test_what_looks_like_a_date_and_is_none(tmp_path, cells):
    read, _ = table(tmp_path, cells)
    assert read.kind != "date"


def test_words_without_digits_are_not_tried_as_dates(monkeypatch):
    tried = []
    monkeypatch.setattr(date_format, "parse_date", lambda *words: tried.append(words))
    assert date_format.infer_date_format({"setosa": 50, "virginica": 50}, 0.9) == ("", "")
    assert tried == []


def test_the_parts_of_a_date(tmp_path):
    days = pd.date_range("2013-11-03", periods=400, freq="D")
    _read, data = table(tmp_path, [day.strftime("%Y-%m-%d") for day in days])
    X = Encoding.fit(data, np.arange(400), "none").transform(data)
    expected = {
        "days(a)": (days - pd.Timestamp("1970")).days,
        "year(a)": days.year,
        "sin(2*pi*month(a)/12)": np.sin(2 * np.pi * days.month / 12),
        "cos(2*pi*dayofyear(a)/366)": np.cos(2 * np.pi * days.day_of_year / 366),
        "sin(2*pi*weekday(a)/7)": np.sin(2 * np.pi * days.day_of_week / 7),
    }
    for name, values in expected.items():
        np.testing.assert_allclose(X[:, data.feature_names.index(name)], values, atol=1e-12, err_msg=name)
    assert not any("hour" in name for name in data.feature_names), "all days begin at midnight"
    times = Column("when", "date", np.arange(48) * 3600.0)
    assert any("hour(when)" in expression.text for expression in date_features(times))
    assert load(data.origin["source"], features=["month(a)"], target="y").feature_names == ("month(a)",)


@given(st.datetimes(datetime.datetime(1000, 1, 1), datetime.datetime(2999, 12, 31)))
def test_any_date_is_read_back(when):
    when = when.replace(microsecond=0)
    seconds = (when - datetime.datetime(1970, 1, 1)).total_seconds()
    assert parse_date(when.isoformat(), "iso") == seconds
    assert date_text(seconds) in (when.date().isoformat(), when.isoformat(" "))


def test_intervals_are_their_midpoints(tmp_path):
    cells = ["10-20", "20-30", "<10", "30+", "[40, 50)", "60 to 70", "1,000-2,000", "≥ 80"]
    read, data = table(tmp_path, cells)
    assert read.values.tolist() == [15, 25, 10, 30, 45, 65, 1500, 80]
    assert any("midpoints" in note for note in data.notes)


def test_a_code_for_missing_is_said_and_not_guessed(tmp_path):
    cells = [str(k % 40) for k in range(60)] + ["-999"] * 3
    read, data = table(tmp_path, cells)
    assert read.values.min() == -999
    note = next(note for note in data.notes if "far from all other values" in note)
    assert "-999 in 3 rows" in note
    assert "'missing=-999'" in note
    read, data = table(tmp_path, cells, columns={"a": "missing=-999"})
    assert read.missing.sum() == 3
    assert Encoding.fit(data, np.arange(63)).transform_rows({"a": -999})[0, 1] == 1


@pytest.mark.parametrize(
    ("word", "kind"), [("category", "category"), ("number", "number"), ("ordered=1<2<3", "category")]
)
def test_the_users_word_wins(tmp_path, word, kind):
    read, data = table(tmp_path, ["1", "2", "3", "1"], columns={"a": word})
    assert read.kind == kind
    assert describe(data)[0]["reason"] == "as you said"


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"b": "number"}, "has no column 'b'"),
        ({"a": "numbr"}, r"cannot be read as 'numbr' \(did you mean 'number'\?\)"),
        ({"a": "ordered=1"}, "must list different levels"),
        ({"a": "ordered=1<2"}, "which is not among the levels 1<2"),
        ({"a": "date"}, "cannot be read as a date"),
        ({"a": "boolean"}, "cannot be read as a boolean"),
        ("a:number", "columns must be a dict"),
        ([1], "columns must be a dict"),
    ],
)
def test_a_word_that_does_not_suit_is_one_sentence(tmp_path, columns, sentence):
    with pytest.raises(DataError, match=sentence):
        table(tmp_path, ["1", "2", "3"], columns=columns)


def test_exclude_leaves_columns_out(tmp_path):
    (tmp_path / "t.csv").write_text("age,size,y\n1,2,0\n3,4,1\n")
    assert load(tmp_path / "t.csv", exclude="age").feature_names == ("size",)
    for options, sentence in [
        ({"exclude": "agee"}, "no column 'agee' to exclude .did you mean 'age'"),
        ({"exclude": ["y"]}, "exclude= names the target 'y'"),
        ({"exclude": ["age", "size"]}, "no column besides the target y and 'age' and 'size'"),
        ({"exclude": "age", "features": ["age"]}, "'age' is in features= and in exclude="),
        ({"features": ["-age"]}, "to leave out the column 'age', pass exclude="),
    ]:
        with pytest.raises(DataError, match=sentence):
            load(tmp_path / "t.csv", target="y", **options)


numbers = st.floats(-1e6, 1e6).map(lambda value: round(value, 2))


@given(st.lists(numbers, min_size=2, max_size=20), st.sampled_from([(".", ","), (",", "."), (",", " "), (".", "'")]))
def test_any_numbers_in_any_format_are_read_back(values, signs):
    decimal, thousands = signs
    format = CellFormat(decimal, thousands)
    for value in values:
        text = f"{value:,.2f}".replace(",", "_").replace(".", decimal).replace("_", thousands)
        assert format.parse_number(text) == pytest.approx(value)


def test_numbers_as_text_in_a_frame():
    assert column([f"${k},000" for k in range(1, 9)])[0].values[0] == 1000
    assert column([str(k) for k in range(40)])[0].kind == "number"
    assert column(["1", "2", "1", "2"])[0].kind == "category"
