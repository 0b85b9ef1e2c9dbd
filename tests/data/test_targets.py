"""Targets are coded and decoded without loss, in every form, and keep the labels' types through JSON."""

import json

import numpy as np
import pytest
from hypothesis import given, strategies as st

import nnplay as nn
from nnplay.data import Dataset, TargetCoding, load
from nnplay.errors import DataError, DataWarning


def labelled(labels):
    return Dataset.from_arrays(np.arange(len(labels)), np.array(labels), task="classification")


def coded(data, form, **options):
    return TargetCoding.fit(data, np.arange(data.n_rows), form, **options)


def same_through_json(coding):
    again = TargetCoding.from_json(json.loads(json.dumps(coding.to_json())))
    assert again == coding
    assert [type(label) for label in again.classes] == [type(label) for label in coding.classes]
    return again


@pytest.mark.parametrize("labels", [["b", "a", "b"], [3, 1, 3], [0.0, 1.0, 0.0], [True, False, True], [0.5, 1.5, 0.5]])
@pytest.mark.parametrize("form", ["column", "one_hot"])
@pytest.mark.parametrize(("low", "high"), [(0, 1), (-1, 1), (0.1, 0.9), (1, -1)])
def test_labels_of_every_type_come_back(labels, form, low, high):
    data = labelled(labels)
    coding = same_through_json(coded(data, form, low=low, high=high))
    Y = coding.transform(data)
    assert Y.shape == (3, coding.n_out) == (3, 1 if form == "column" else 2)
    assert set(Y.ravel()) == {low, high}
    assert coding.decode(Y).tolist() == coding.truth(data).tolist() == labels
    assert coding.decode(Y).dtype == coding.truth(data).dtype
    assert coding.transform(data, np.array([1])).tolist() == Y[[1]].tolist()
    assert coding.truth(data, np.array([1])).tolist() == [labels[1]]


def test_one_hot_takes_the_largest_and_column_the_middle():
    data = labelled(["a", "b", "c"])
    assert coded(data, "one_hot").decode(np.array([[0.1, 0.3, 0.2]])).tolist() == ["b"]
    two = coded(labelled(["a", "b"]), "column", low=-1, high=1)
    assert two.decode(np.array([[-0.1], [0.1], [50]])).tolist() == ["a", "b", "b"]


@given(values=st.lists(st.floats(-1e9, 1e9), min_size=3, max_size=3), scale=st.booleans())
def test_values_come_back_in_the_users_units(values, scale):
    data = Dataset.from_arrays(np.arange(3), np.array(values), task="regression")
    coding = same_through_json(coded(data, "values", scale=scale))
    Y = coding.transform(data)
    assert Y.shape == (3, 1)
    np.testing.assert_allclose(coding.decode(Y), coding.truth(data), rtol=1e-9, atol=1e-3)


def test_scaled_values_have_mean_zero_and_deviation_one_on_the_training_rows():
    data = load("linnerud")
    rows = np.arange(15)
    coding = TargetCoding.fit(data, rows, "values", scale=True)
    Y = coding.transform(data, rows)
    np.testing.assert_allclose(Y.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(Y.std(axis=0), 1)
    assert coding.names == ("Weight", "Waist", "Pulse")
    assert coding.decode(coding.transform(data)).shape == coding.truth(data).shape == (20, 3)


def test_multilabel_targets_are_columns_of_low_and_high():
    data = Dataset.from_arrays([1, 2], [[0, 1], [1, 1]], task="classification")
    coding = same_through_json(coded(data, "labels", low=-1))
    assert coding.transform(data).tolist() == [[-1, 1], [1, 1]]
    assert coding.decode(np.array([[-0.2, 0.4]])).tolist() == [[0, 1]]
    assert coding.truth(data).dtype == np.int64


def test_probabilities_stay_probabilities():
    data = Dataset.from_arrays([1, 2], [[0.25, 0.75], [1, 0]], task="classification")
    coding = coded(data, "labels")
    assert coding.transform(data).tolist() == coding.truth(data).tolist() == [[0.25, 0.75], [1, 0]]


def test_a_class_without_training_rows_is_told():
    with pytest.warns(DataWarning, match="no training row has the class c"):
        coding = TargetCoding.fit(labelled(["a", "b", "c"]), np.array([0, 1]), "one_hot")
    assert coding.n_out == 3


def test_forms_that_do_not_suit_the_data_are_refused():
    for data, form, sentence in [
        (load("iris"), "column", "needs two classes, but iris has 3 classes"),
        (load("iris"), "values", "needs a regression"),
        (load("iris"), "labels", "needs several 0/1 targets"),
        (load("scores"), "one_hot", "needs one target with classes, but scores has numbers"),
        (load("iris"), "ordinal", "form is 'ordinal'"),
    ]:
        with pytest.raises(DataError, match=sentence):
            coded(data, form)
    for low in (1, float("nan")):
        with pytest.raises(DataError, match="two different finite numbers"):
            coded(load("iris"), "one_hot", low=low)
    with pytest.raises(DataError, match="no training rows"):
        TargetCoding.fit(load("iris"), np.array([], dtype=np.int64), "one_hot")


def test_other_targets_labels_and_shapes_are_refused():
    coding = coded(labelled(["a", "b"]), "one_hot")
    with pytest.raises(DataError, match="has the targets species, not y"):
        coding.transform(load("iris"))
    with pytest.raises(DataError, match="row 2: the target 'y' is 'z'"):
        coding.truth(labelled(["a", "z"]))
    with pytest.raises(DataError, match=r"shape \(3,\), but \(n, 2\) is needed"):
        coding.decode(np.zeros(3))


def test_a_damaged_document_is_refused_with_the_field():
    good = coded(labelled(["a", "b"]), "one_hot").to_json()
    values = coded(load("scores"), "values").to_json()
    for sentence, document in [
        ("a JSON object", None),
        ("lacks the field 'low'", {key: value for key, value in good.items() if key != "low"}),
        ("unknown field: 'extra'", good | {"extra": 1}),
        ("'form'", good | {"form": "labels?"}),
        ("'classes'", good | {"classes": ["a", "a"]}),
        ("'classes'", good | {"classes": [1, 2]}),
        ("'classes'", good | {"form": "column", "classes": ["a", "b", "c"]}),
        ("'classes'", good | {"form": "values", "offset": [0], "scale": [1]}),
        ("'class_type'", good | {"class_type": "bytes"}),
        ("'class_type'", good | {"classes": []}),
        ("'names'", good | {"names": []}),
        ("'names'", good | {"names": ["a", "b"]}),
        ("'low'", good | {"low": 1}),
        ("'low'", good | {"low": "0"}),
        ("'offset'", values | {"offset": []}),
        ("'scale'", values | {"scale": [0]}),
    ]:
        with pytest.raises(DataError, match=sentence):
            TargetCoding.from_json(document)


def test_class_labels_keep_their_text(tmp_path):
    path = tmp_path / "labels.csv"
    texts = ["1.10", "1.1", "007", "7", "1e5", "100000"]
    path.write_text("x,y\n" + "".join(f"{k},{text}\n" for k, text in enumerate(texts * 4)), "utf-8")
    dataset = nn.load(path, target="y", task="classification")
    assert dataset.classes == tuple(sorted(texts))
    assert any("'1.10' and '1.1', '007' and '7' and 1 more" in note for note in dataset.notes)
    run = nn.train(dataset, (4,), epochs=2)
    run.save(tmp_path / "labels.nnplay")
    assert nn.load_run(tmp_path / "labels.nnplay").classes == dataset.classes
    path.write_text("x,y\n1,1.5\n2,2.50\n3,1.5\n4,2.50\n", "utf-8")
    assert nn.load(path, target="y", task="classification").classes == (1.5, 2.5)
    assert nn.load(path, target="y", task="regression").targets[0].values.tolist() == [1.5, 2.5, 1.5, 2.5]
