"""Model files whose parts do not fit together, with a valid checksum: one sentence, whatever is done with them."""

import copy
import dataclasses
import json

import numpy as np
import pytest

import nnplay as nn
from nnplay.cli.app import run as command
from nnplay.runs.run import run_from_bytes
from nnplay.utils import container

VALUES = (None, -1, 0, 1e308, float("nan"), "x", "", [], {}, True, 2**70, [1], {"a": 1})
ROW = "sepal length (cm)=5,sepal width (cm)=3,petal length (cm)=1,petal width (cm)=0.2"
COMMANDS = (
    ("show", "it.nnplay"), ("show", "it.nnplay", "--plot"), ("show", "it.nnplay", "--json"),
    ("export", "it.nnplay", "--to", "json", "it.json"), ("export", "it.nnplay", "--to", "numpy", "it.py"),
    ("predict", "it.nnplay", "--row", ROW), ("fork", "it.nnplay", "--epochs", "4"),
    ("explain", "it.nnplay", "--row", "0"), ("check", "it.nnplay"),
)  # fmt: skip
CASES = 120
UNUSED = [
    {"name": f"mine{k}", "kind": "activation", "formula": f"tanh({k}*x)", "constants": {}, "learned": []}
    for k in range(3)
]


def content_of(run):
    """The header and the arrays of a run's file."""
    header, arrays = container.unpack_bytes(run.to_bytes(), "it")
    return {name: value for name, value in header.items() if name not in ("format", "arrays")}, arrays


def places(value, path=()):
    """The path of every value in a header; of a list, of its first three."""
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(min(len(value), 3)):
            yield from places(value[key], (*path, key))


def changed(header, path, value):
    """A copy of the header with another value at a path; without one if the value is `...`."""
    result = copy.deepcopy(header)
    parent = result
    for key in path[:-1]:
        parent = parent[key]
    if value is ...:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return result


def variants(header, arrays):
    """(What was changed, header, arrays)."""
    for path in places(json.loads(json.dumps(header))):
        for value in (*VALUES, ...) if path else ():
            yield f"{path} {value!r}", changed(header, path, value), arrays
    for name, array in arrays.items():
        others = [array.astype(kind) for kind in ("i1", "i4", "i8", "f4", "f8")]
        others += [array[:-1].copy(), array[:, None].copy(), array[:0].copy(), np.full_like(array, 100)]
        others += [np.full_like(array, np.nan)] if array.dtype.kind == "f" else [np.full_like(array, -1)]
        for other in others:
            yield f"{name} {other.dtype} {other.shape}", header, {**arrays, name: other}
        yield f"no {name}", header, {key: value for key, value in arrays.items() if key != name}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NNPLAY_STORE", str(tmp_path / "runs.db"))
    return tmp_path


def check(folder, capsys, cases, rng):
    """Every case is refused, or used, in one sentence and without a fault of nnplay's."""
    for what, header, arrays in cases:
        (folder / "it.nnplay").write_bytes(container.pack(header, arrays))
        for k in (0, *rng.choice(np.arange(1, len(COMMANDS)), 2, replace=False)):
            code = command(list(COMMANDS[k]))
            said = capsys.readouterr()
            assert code in (0, 1, 2), (what, COMMANDS[k], code)
            assert "This is a bug" not in said.err, (what, COMMANDS[k], said.err)
            assert "Traceback" not in said.err, (what, COMMANDS[k], said.err)


@pytest.mark.filterwarnings("ignore")
def test_some_of_all_changes_to_a_file(folder, capsys):
    header, arrays = content_of(nn.train("iris", (4,), epochs=3, seed=1))
    rng, cases = np.random.default_rng(1), list(variants(header, arrays))
    check(folder, capsys, [cases[k] for k in rng.choice(len(cases), 15, replace=False)], rng)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("data", ["iris", "diabetes", "penguins"])
def test_many_changes_to_a_file(folder, capsys, data):
    header, arrays = content_of(nn.train(data, (4,), epochs=3, seed=1).fork(2, learning_rate=0.02))
    rng, cases = np.random.default_rng(2), list(variants(header, arrays))
    check(folder, capsys, [cases[k] for k in rng.choice(len(cases), CASES, replace=False)], rng)


@pytest.fixture(scope="module")
def trained():
    """The header and the arrays of a run."""
    return content_of(nn.train("iris", (4,), epochs=3, seed=1))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda h, a: a.update(theta=a["theta"].astype("i1")), "θ must be float32 or float64, not int8"),
        (lambda h, a: a.update(theta=a["theta"].astype("f8")), r"its parameters are float64.* float32"),
        (lambda h, a: a.update(theta=a["theta"] * np.float32(np.nan)), "not finite"),
        (lambda h, a: a.update(truth=a["truth"][:-1].copy()), "one for each row"),
        (lambda h, a: h["metrics"].update(test={}), "no metrics"),
        (lambda h, a: h["history"].update(epoch=[0, 2, 1, 3]), "do not increase"),
        (lambda h, a: h["history"].pop("epoch"), "its history has no epochs"),
        (lambda h, a: h["encoding"]["features"].pop(), "its network has 4 inputs, but its columns are 3"),
        (lambda h, a: h["architecture"].update(formulas=UNUSED), "formula 'mine0' that it does not use"),
        (lambda h, a: h["architecture"].update(formulas=UNUSED * 40), "malformed list of formulas"),
        (lambda h, a: h["baseline"]["constant"].pop("accuracy"), "baseline has no accuracy"),
        (lambda h, a: h["baseline"]["constant"].pop("prediction"), "baseline has no prediction"),
        (lambda h, a: h["history"]["epoch"].pop(), "different lengths"),
        (lambda h, a: h["history"].update(epoch=[0, 1, 1, 2]), "do not increase"),
        (lambda h, a: h["history"].update(epoch=[-1, 0, 1, 2]), "not whole numbers of at least 0"),
        (lambda h, a: h["history"].update(epoch=[0, 1, 2, 2.5]), "not whole numbers of at least 0"),
        (lambda h, a: h["facts"]["parts"].pop(h["eval_split"]), "evaluation split.*has no rows"),
        (lambda h, a: a.update(truth=a["truth"].astype("f4")), "labels are not class indices"),
        (lambda h, a: a.update(truth=a["truth"] - np.int32(9)), "labels are not class indices"),
        (lambda h, a: h["facts"].update(task="regression"), "do not suit the task regression"),
        (lambda h, a: a.update(sample_weight=np.ones(3)), "not one number for each row"),
        (lambda h, a: a.update(sample_weight=np.ones(len(a["truth"]), "f4")), "not one number for each row"),
        (lambda h, a: a.update(sample_weight=np.zeros(len(a["truth"]))), "at least 0, some of them above 0"),
        (lambda h, a: a.update(sample_weight=np.full(len(a["truth"]), -1.0)), "at least 0, some of them above 0"),
        (lambda h, a: h["architecture"].update(loss="mine(2)"), "needs the loss 'mine', which is not registered"),
    ],
)
def test_what_does_not_fit_is_named(trained, change, complaint):
    header, arrays = copy.deepcopy(trained[0]), dict(trained[1])
    change(header, arrays)
    with pytest.raises(nn.ModelFileError, match=complaint):
        run_from_bytes(container.pack(header, arrays), "it")


def test_a_file_of_the_first_format_is_read_by_its_earlier_names(trained):
    header = dict(trained[0])
    header = header | {"format": 1, "ending": header.pop("status"), "judged": header.pop("eval_split")}
    run = run_from_bytes(container.pack(header, trained[1]), "it")
    assert (run.status, run.eval_split) == (header["ending"], header["judged"])


def test_outputs_refuse_a_matrix_of_another_shape():
    model = nn.train("iris", (4,), epochs=1).model
    for shape in ((3, 1), (3, 9), (4,), (2, 2, 4)):
        with pytest.raises(nn.DataError, match="a matrix with 4 columns"):
            model.outputs(np.ones(shape))


def test_an_output_that_is_not_a_number_is_no_class():
    run = nn.train("iris", (4,), epochs=1)
    parameters = run.parameters.replace(run.parameters.theta * np.float32(np.nan))
    model = dataclasses.replace(run.model, parameters=parameters)
    row = dict.fromkeys(run.facts["features"], 1.0)
    for use in (model.predict, model.probabilities):
        with pytest.raises(nn.DataError, match="Row 1: the output of the network is not a finite number"):
            use([row])
