"""What the doctor says of the data: leaks, ids, copies; and names that attack."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

import nnplay as nn
from nnplay.doctor.checks_leakage import exact_terms, neighbour_score, threshold_accuracy
from nnplay.doctor.knn_baseline import knn_score
from nnplay.doctor.monitor import TrainingMonitor
from nnplay.training.session import TrainingSession


def monitored(data, **options):
    """What is found before the training."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return TrainingMonitor(TrainingSession.start(data, (4,), epochs=1, **options).problem).findings


def before(data, **options):
    """(sign, column) of what is found before the training."""
    return {(finding.name, finding.evidence.get("column")) for finding in monitored(data, **options)}


def blobs(n=300, seed=0):
    random = np.random.default_rng(seed)
    return random.normal(size=(n, 3)), random


@pytest.mark.parametrize("leak", [lambda y: 3 * y + 1, np.exp, lambda y: -(y**3), lambda y: np.round(y, 2)])
def test_a_leak_of_a_number_is_found(leak):
    X, random = blobs()
    y = X[:, 0] + 0.3 * random.normal(size=300)
    data = nn.Dataset.from_arrays(np.column_stack([X, leak(y)]), y, task="regression")
    assert before(data) == {("leakage", "x4")}


def test_a_leak_of_classes_with_noise_is_found():
    X, random = blobs()
    y = (X[:, 0] + random.normal(size=300) > 0).astype(int) + (X[:, 0] > 1)
    data = nn.Dataset.from_arrays(np.column_stack([X, 2.0 - y + 0.05 * random.normal(size=300)]), y)
    assert before(data, task="classification") == {("leakage", "x4")}


def test_a_good_feature_is_no_leak():
    X, random = blobs()
    y = (X[:, 0] > 0).astype(int)
    good = np.where(random.random(300) < 0.05, 1 - y, y) + 0.1 * random.normal(size=300)
    assert before(nn.Dataset.from_arrays(np.column_stack([X[:, 1:], good]), y)) == set()
    value = X[:, 0] + 0.1 * random.normal(size=300)
    assert before(nn.Dataset.from_arrays(X, value, task="regression")) == set()


def test_classes_that_every_feature_tells_are_no_leak():
    _, random = blobs()
    y = np.repeat([0, 1], 150)
    X = random.normal(size=(300, 3)) + 8 * y[:, None]
    assert before(nn.Dataset.from_arrays(X, y, task="classification")) == set()


def test_numbers_that_count_the_rows():
    X, random = blobs()
    y = (X[:, 0] + random.normal(size=300) > 0).astype(int)
    for counted in (np.arange(300), np.arange(1, 301), np.arange(300)[::-1]):
        data = nn.Dataset.from_arrays(np.column_stack([X, counted]), y)
        assert before(data) == {("ID among the features", "x4")}
    mixed = np.random.default_rng(1).permutation(300)
    assert before(nn.Dataset.from_arrays(np.column_stack([X, mixed]), y)) == set()


def test_categories_leak_and_number_rows(tmp_path):
    path = tmp_path / "d.csv"
    rows = [f"row-{k},{'alive' if k % 3 else 'dead'},{k * k % 7},{'yes' if k % 3 else 'no'}" for k in range(60)]
    path.write_text("\n".join(["id,state,x,target", *rows]), encoding="utf-8")
    found = before(path, target="target", features=["id", "state", "x"])
    assert found >= {("leakage", "state"), ("ID among the features", "id")}


def test_a_leak_is_left_out_with_derived_columns_too(tmp_path):
    path = tmp_path / "d.csv"
    random = np.random.default_rng(0)
    a, b = random.normal(size=(2, 90))
    y = a + 0.5 * random.normal(size=90)
    path.write_text("a,b,c,y\n" + "\n".join(f"{x},{z},{2 * v},{v}" for x, z, v in zip(a, b, y, strict=True)), "utf-8")
    found = nn.diagnose(path, (4,), target="y", features=["a", "b^2", "c"], epochs=10)
    trial = found.try_fixes("leakage")[0]
    assert trial.after.dataset.feature_names == ("a", "b^2")
    assert trial.verdict == "worse on paper, as expected"
    assert found.findings[0].fix.options == "--features a --features 'b^2'"


def test_copies_need_be_whole():
    X, random = blobs()
    y = (X[:, 0] + X[:, 1] > 0).astype(int)
    assert before(nn.Dataset.from_arrays(np.tile(X, (3, 1)), np.tile(y, 3))) == {
        ("duplicate rows in the test split", None)
    }
    other = np.concatenate([y, 1 - y, y ^ (random.random(300) > 0.5)])
    assert ("duplicate rows in the test split", None) in before(nn.Dataset.from_arrays(np.tile(X, (3, 1)), other))
    assert before(nn.Dataset.from_arrays(X, y)) == set()


def table(tmp_path, names, columns):
    path = tmp_path / "t.csv"
    rows = [",".join(map(str, row)) for row in zip(*columns, strict=True)]
    path.write_text("\n".join([",".join(names), *rows]), encoding="utf-8")
    return path


def test_two_columns_that_add_up_to_the_target(tmp_path):
    random = np.random.default_rng(0)
    X = random.normal(size=(400, 4)).round(3)
    casual = random.poisson(np.exp(1 + 0.5 * X[:, 0]))
    registered = random.poisson(np.exp(2 + 0.5 * X[:, 1]))
    path = table(tmp_path, ["a", "b", "c", "d", "casual", "registered", "riders"], [*X.T, casual, registered,
                                                                                    casual + registered])  # fmt: skip
    found = [f for f in monitored(path) if f.name == "leakage"]
    assert [f.evidence["formula"] for f in found] == ["casual + registered"]
    assert found[0].severity == "serious"
    assert "riders = casual + registered" in found[0].message
    assert found[0].fix.settings == {"features": ("a", "b", "c", "d")}


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (lambda a, b, c: 2 * a - b + 3, "2 × x1 − x2"),
        (lambda a, b, c: a - 0.5 * b + 4 * c, "x1 − 0.5 × x2 + 4 × x3"),
        (lambda a, b, c: 7 * a * b, "constant × x1 × x2"),
        (lambda a, b, c: a / b**2, "constant × x1 × x2^-2"),
        (lambda a, b, c: np.round(a + b, 3), "x1 + x2"),
    ],
)
def test_formulas_of_a_few_columns(formula, text):
    random = np.random.default_rng(0)
    X = np.exp(random.normal(size=(300, 6)))
    y = formula(X[:, 0], X[:, 1], X[:, 2])
    (found,) = [f for f in monitored(nn.Dataset.from_arrays(X, y)) if f.name == "leakage"]
    terms = set(found.evidence["formula"].replace("− ", "+ −").split(" + "))
    assert terms == set(text.replace("− ", "+ −").split(" + ")) or set(text.split(" × ")) == set(
        found.evidence["formula"].split(" × ")
    )


@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(5, 12))
@settings(max_examples=60, deadline=None)
def test_exact_terms_are_found_and_no_others(seed, terms, columns):
    random = np.random.default_rng(seed)
    X = random.normal(size=(200, columns)) * 10.0 ** random.integers(-3, 4, columns)
    factors = random.choice([-3.0, -1.0, 0.5, 1.0, 2.0], terms)
    chosen = random.permutation(columns)[:terms]
    y = (X[:, chosen] / X[:, chosen].std(axis=0)) @ factors
    named = {str(k): X[:, k] for k in range(columns)}
    found = exact_terms(named, y)
    assert {int(name) for name in found} == set(chosen.tolist())
    for k, factor in zip(chosen, factors, strict=True):
        assert found[str(k)] * X[:, k].std() == pytest.approx(factor, rel=0.02, abs=0.02)
    assert exact_terms(named, y + 0.05 * y.std() * random.normal(size=200)) is None


def test_a_formula_of_all_columns_is_no_leak():
    assert before("plane") == set()
    X = np.random.default_rng(0).normal(size=(200, 2))
    assert before(nn.Dataset.from_arrays(X, X.sum(axis=1))) == set()


def test_a_target_that_is_any_function_of_a_column():
    random = np.random.default_rng(0)
    x = random.uniform(-3, 3, 800)
    X = np.column_stack([random.normal(size=(800, 2)), x])
    assert before(nn.Dataset.from_arrays(X, np.sin(2 * x))) == {("leakage", "x3")}
    assert before(nn.Dataset.from_arrays(X, np.sin(2 * x) + 0.1 * random.normal(size=800))) == set()


def test_neighbours_predict_functions_and_no_noise():
    random = np.random.default_rng(0)
    x = random.normal(size=500)
    assert neighbour_score(x, np.abs(x)) > 0.99
    assert abs(neighbour_score(x, random.normal(size=500)) + 0.5) < 0.3  # two neighbours: half again the variance
    groups = random.integers(0, 10, 500).astype(float)
    assert neighbour_score(groups, (groups * 7) % 10) == 1.0
    assert neighbour_score(x, np.zeros(500)) == 0.0


def test_numbered_rows_in_the_order_of_the_classes():
    _, random = blobs()
    y = np.repeat(["a", "b", "c"], 100)
    X = np.column_stack([random.normal(size=(300, 3)), np.arange(1000, 1600, 2)])
    (found,) = monitored(nn.Dataset.from_arrays(X, y))
    assert (found.name, found.severity, found.evidence["column"]) == ("ID among the features", "serious", "x4")
    assert "grows from row to row" in found.message
    assert "the target follows it" in found.message


def test_a_rare_class_makes_no_column_a_leak():
    random = np.random.default_rng(0)
    y = np.r_[np.ones(8), np.zeros(1992)].astype(int)[random.permutation(2000)]
    X = random.normal(size=(2000, 3))
    found = before(nn.Dataset.from_arrays(X, y, task="classification"))
    assert {name for name, _ in found} == {"class imbalance"}


def test_categories_of_one_class_each_by_chance(tmp_path):
    random = np.random.default_rng(0)
    town = [f"t{k}" for k in random.integers(0, 80, 300)]
    path = table(tmp_path, ["town", "x", "y"], [town, random.normal(size=300), ["yes" if k == 17 else "no"
                                                                               for k in range(300)]])  # fmt: skip
    assert "leakage" not in {name for name, _ in before(path, target="y")}


def test_honest_combinations_of_few_categories_are_no_copies(tmp_path):
    random = np.random.default_rng(0)
    columns = [random.choice(words, 1300) for words in (["1st", "2nd", "3rd"], ["male", "female"], ["adult", "child"])]
    survived = np.where(random.random(1300) < np.where(columns[1] == "female", 0.7, 0.2), "yes", "no")
    path = table(tmp_path, ["class", "sex", "age", "survived"], [*columns, survived])
    assert before(path, target="survived") == set()


def test_marks_and_years_that_are_equal_by_chance_are_no_copies():
    random = np.random.default_rng(0)
    X = np.column_stack([random.integers(15, 30, 2000), random.integers(1990, 2000, 2000)])
    y = random.random(2000) < (X[:, 0] - 10) / 25
    assert before(nn.Dataset.from_arrays(X, y.astype(int), task="classification")) == set()
    steps = random.integers(0, 100, 1500) / 10.0  # one column on a grid: all its values occur, most of them often
    assert before(nn.Dataset.from_arrays(np.column_stack([steps, steps > 5]), y[:1500].astype(int),
                                         task="classification")) == set()  # fmt: skip


@pytest.mark.parametrize("data", ["digits", "wine", "diabetes"])
def test_copies_of_real_rows(data):
    data = nn.load(data)
    X, y = np.column_stack([column.values for column in data.features]), data.targets[0].values
    half = np.r_[np.arange(len(y)), np.arange(len(y) // 2)]
    copied = nn.Dataset.from_arrays(X[half], y[half], task=data.task)
    (found,) = [f for f in monitored(copied) if f.name == "duplicate rows in the test split"]
    assert found.severity == "serious"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        split = TrainingSession.start(copied, (4,), epochs=1).problem.split
    train = {row.tobytes() for row in X[half][split.train]}
    share = np.mean([row.tobytes() in train for row in X[half][split.test]])
    assert found.evidence["share"] == pytest.approx(share)
    assert "duplicate rows in the test split" not in {name for name, _ in before(data)}


@given(st.integers(2, 4), st.integers(0, 10_000), st.integers(10, 40))
@settings(max_examples=40, deadline=None)
def test_thresholds_tell_what_is_apart_and_no_more(classes, seed, each):
    random = np.random.default_rng(seed)
    codes = np.repeat(np.arange(classes), each)
    x = codes * 10.0 + random.uniform(0, 9, len(codes))
    order = random.permutation(classes)[codes]
    assert threshold_accuracy(x, order) == 1.0
    assert threshold_accuracy(-x, order) == 1.0
    assert threshold_accuracy(np.zeros(len(x)), order) <= 1 / classes + 1e-9
    assert 0 <= threshold_accuracy(random.normal(size=len(x)), order) <= 1


@pytest.mark.parametrize("task", ["classification", "regression"])
def test_the_neighbours_are_those_of_scikit_learn(task):
    random = np.random.default_rng(3)
    X = random.normal(size=(120, 4)) * [1, 100, 0.01, 1]
    value = X[:, 0] + X[:, 3] * X[:, 0]
    truth = value if task == "regression" else np.where(value > 0, "up", "down")
    kind = KNeighborsRegressor if task == "regression" else KNeighborsClassifier
    scaled, said = X / X.std(axis=0), []
    for k in range(len(X)):
        rest = np.arange(len(X)) != k
        said.append(kind(5).fit(scaled[rest], truth[rest]).predict(scaled[k : k + 1])[0])
    said = np.array(said)
    expected = 1 - np.mean((said - truth) ** 2) / truth.var() if task == "regression" else np.mean(said == truth)
    assert knn_score(X, truth, task) == pytest.approx(float(expected), abs=1e-9)
    assert np.isnan(knn_score(X[:20], truth[:20], task))


def test_names_that_attack_are_text():
    X, _ = blobs(60)
    y = np.where(X[:, 0] > 0, "<img src=x onerror=alert(1)>", "\x1b[31m$(rm -rf)")
    names = ["<script>", "[red]b[/]", "c\n' --epochs 9", "copy"]
    data = nn.Dataset.from_arrays(np.column_stack([X, (X[:, 0] > 0) * 1.0]), y, feature_names=names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = nn.diagnose(data, (4,), epochs=12)
    assert ("leakage", "copy") in {(f.name, f.evidence.get("column")) for f in found.findings}
    page = found._repr_html_()
    assert "<script>" not in page
    assert "<img" not in page
    import shlex

    options = next(f.fix.options for f in found.findings if f.name == "leakage")
    assert shlex.split(options) == [word for name in names[:3] for word in ("--features", name)]


@pytest.mark.parametrize("n", [1, 2, 3, 5, 12])
@pytest.mark.parametrize("task", ["classification", "regression"])
def test_few_rows_and_equal_ones(n, task):
    for X in (np.zeros((n, 2)), np.arange(2.0 * n).reshape(n, 2)):
        y = np.arange(n) % 2 if task == "classification" else np.arange(n) * 1.0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = nn.diagnose(
                nn.Dataset.from_arrays(X, y, task=task), (3,), epochs=12, test_fraction=0.0, scale="none"
            )
            found.try_fixes()
        assert str(found)


def test_several_targets():
    for data in ("linnerud",):
        assert str(nn.diagnose(data, (4,), epochs=15))
    random = np.random.default_rng(0)
    X = random.normal(size=(80, 3))
    assert str(nn.diagnose(nn.Dataset.from_arrays(X, (X > 0).astype(int), task="classification"), (2,), epochs=15))
