"""Unusual and broken tables through every interface: trained correctly, or one error message and nothing else."""

import interfaces
import numpy as np
import pytest
from hostile_tables import DESCRIBED, GAPS, GOOD, READ, REFUSED, SAME, TRAINED, with_cell, with_column

import nnplay as nn

pytestmark = pytest.mark.filterwarnings("ignore::nnplay.errors.DataWarning")
TRAINING = (interfaces.by_python, interfaces.by_command, interfaces.by_terminal, interfaces.by_page)


@pytest.fixture
def write(tmp_path):
    def written(content):
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


@pytest.fixture(scope="module")
def right(tmp_path_factory):
    """The loss that the forty rows give."""
    path = tmp_path_factory.mktemp("right") / "table.csv"
    path.write_text(GOOD)
    return interfaces.by_python(path)


@pytest.mark.parametrize("name", SAME)
def test_the_same_rows_give_the_same_network_however_they_are_written(name, write, right):
    path = write(SAME[name])
    assert [train(path) for train in TRAINING] == [right] * len(TRAINING)
    interfaces.by_description(path)


@pytest.mark.parametrize("name", TRAINED)
def test_an_odd_table_gives_the_same_network_through_every_interface(name, write):
    path = write(TRAINED[name])
    losses = {train(path) for train in TRAINING}
    assert len(losses) == 1, losses
    assert 0 <= losses.pop() < 100
    interfaces.by_description(path)


@pytest.mark.parametrize("name", GAPS)
def test_a_cell_that_is_no_number_is_a_missing_value(name, write):
    cell, sentence = GAPS[name]
    path = write(with_cell(cell))
    dataset = nn.load(path)
    assert np.array_equal(dataset.raw[0].values, [np.nan if k == 20 else k for k in range(40)], equal_nan=True)
    assert [(each.name, each.role, each.kind, each.missing) for each in dataset.columns] == [
        ("one", "feature", "number", 1), ("two", "feature", "number", 0), ("label", "target", "category", 0),
    ]  # fmt: skip
    assert "missing values imputed: one (1)" in dataset.notes
    assert [sentence in note for note in dataset.notes if note.startswith("one: ")] == [True] * bool(sentence)
    assert interfaces.by_description(path)["notes"] == list(dataset.notes)
    losses = {train(path) for train in TRAINING}
    assert len(losses) == 1, losses
    assert 0 <= losses.pop() < 100
    written = f" but {cell!r}" if cell else ""
    for train in TRAINING:
        with pytest.raises(nn.NNPlayError) as caught:
            train(path, missing="refuse")
        text = interfaces.check_message(caught.value)
        assert f"line 22: column 'one' has no value{written} (missing in 1 row)" in text, train


def test_rows_without_a_target_are_left_out_and_counted(write):
    path = write(GOOD.replace("\n7,6,b", "\n7,6,").replace("\n8,10,a", "\n8,10,NA"))
    sentence = "2 of 40 rows were dropped because the target's value is missing"
    with pytest.warns(nn.DataWarning, match=sentence):
        dataset = nn.load(path)
    assert sentence in dataset.notes
    assert dataset.classes == ("a", "b")
    assert dataset.raw[0].values.tolist() == [k for k in range(40) if k not in (7, 8)]
    assert interfaces.by_description(path)["notes"] == list(dataset.notes)
    without = write(GOOD.replace("\n7,6,b", "").replace("\n8,10,a", ""))
    right = interfaces.by_python(without)
    path = write(GOOD.replace("\n7,6,b", "\n7,6,").replace("\n8,10,a", "\n8,10,NA"))
    assert [train(path) for train in TRAINING] == [right] * len(TRAINING)


def test_a_gap_in_a_column_that_is_left_out_costs_no_row(write):
    names = ["" if k == 3 else f"person {k}" for k in range(40)]
    for column, cells in (("who", names), ("none", [""] * 40)):
        path = write(with_column(column, cells))
        for missing in ("impute", "drop", "refuse"):
            dataset = nn.load(path, missing=missing)
            assert (dataset.n_rows, dataset.feature_names) == (40, ("one", "two")), (column, missing)
        named = nn.load(path, missing="drop", features=["who", "one"]) if column == "who" else dataset
        assert named.n_rows == (39 if column == "who" else 40)


def test_a_description_of_what_cannot_be_trained_on_says_what_each_column_is(write):
    path = write("id,none,y\n" + "".join(f"id{k},,{k % 2}\n" for k in range(50)))
    described = interfaces.by_description(path)
    assert [(each["name"], each["role"], each["missing"]) for each in described["columns"]] == [
        ("id", "left out", 0), ("none", "left out", 50), ("y", "target", 0),
    ]  # fmt: skip
    reasons = [each["reason"] for each in described["columns"]]
    assert reasons == ["an identifier: 50 different values in 50 rows", "no values", ""]
    assert "has no usable feature: " in described["problem"]
    with pytest.raises(nn.NNPlayError, match="has no column 'x' to use as the target"):
        interfaces.run_command("data", "describe", path, "--target", "x")


def test_dates_are_a_target_only_as_classes(write):
    path = write("one,day\n" + "".join(f"{k},2024-02-0{1 + k % 3}\n" for k in range(40)))
    sentence = "the target 'day' holds dates, which cannot be predicted"
    for train in (interfaces.by_python, interfaces.by_terminal, interfaces.by_command):
        with pytest.raises(nn.NNPlayError, match=sentence) as caught:
            train(path)
        interfaces.check_message(caught.value)
    assert sentence in interfaces.by_description(path)["problem"]
    days = np.array([f"2024-02-0{1 + k % 3}" for k in range(40)], dtype="datetime64[D]")
    for table in (path, {"one": range(40), "day": days}, {"one": range(40), "day": days.astype(object)}):
        dataset = nn.load(table, columns={"day": "category"})
        assert dataset.classes == ("2024-02-01", "2024-02-02", "2024-02-03")
        assert set(nn.train(dataset, (3,), epochs=2).predict(dataset)) <= set(dataset.classes)


def test_a_date_among_numbers_does_not_make_them_dates():
    date = np.datetime64("2024-02-01")
    dataset = nn.load({"one": [*range(20), date], "two": [1.5, *[date] * 20], "y": [0, 1, 0] * 7})
    assert [(each.name, each.kind, each.missing) for each in dataset.columns[:2]] == [
        ("one", "number", 1), ("two", "date", 1),
    ]  # fmt: skip
    assert "one: 1 cell such as '2024-02-01' (row 21) cannot be read as a number and counts as missing" in dataset.notes
    assert "two: '1.5' is no date and counts as missing" in dataset.notes


@pytest.mark.parametrize("name", READ)
def test_what_cannot_be_used_is_left_out_and_that_is_said(name, write):
    content, features, sentence = READ[name]
    path = write(content)
    dataset = nn.load(path)
    assert dataset.feature_names == features
    described = interfaces.by_description(path)
    assert described["notes"] == list(dataset.notes)
    assert not described["problem"]
    of_columns = [
        note
        for note in dataset.notes
        if note.startswith("left out: ") or note.partition(": ")[0] in [each.name for each in dataset.columns]
    ]
    assert [sentence in note for note in of_columns] == [True] * bool(sentence)
    losses = {train(path) for train in TRAINING}
    assert len(losses) == 1, losses
    assert 0 <= losses.pop() < 100


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_table_is_one_sentence_through_every_interface(name, write):
    content, sentence = REFUSED[name]
    path = write(content)
    for interface in (*TRAINING, interfaces.by_description):
        if name in DESCRIBED and interface is interfaces.by_description:
            text = interface(path)["problem"]
        else:
            with pytest.raises(nn.NNPlayError) as caught:
                interface(path)
            text = str(caught.value)
        assert sentence in interfaces.check_message(text), interface
    assert [each.name for each in path.parent.iterdir()] == ["table.csv"]
    assert path.read_bytes() == (content if isinstance(content, bytes) else content.encode())
