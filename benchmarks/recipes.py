"""The experiment that chose the default recipe: candidates on public tables, the same prepared matrix for all.

    python benchmarks/table_sets.py --install                 once
    python benchmarks/recipes.py peers                        scikit-learn's models
    python benchmarks/recipes.py run CANDIDATE…               train candidates, such as "hidden=64-32 rate=0.003"
    python benchmarks/recipes.py show [CANDIDATE…]            compare what has been run

Every network sees the matrix of scikit-learn's usual pipeline (table_peers.py), so that only the training differs. The
test rows are a fifth of the rows, the same for all candidates of a seed. Results are appended to
`benchmarks/results/recipes.jsonl`; what is in it is not run again.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from report import table
from table_sets import SETS, TableSet, by_name, folder

RESULTS = Path(__file__).parent / "results" / "recipes.jsonl"
SEEDS = (0, 1, 2)
FEW = 23  # the first sets have at most 2,000 rows
LARGE = ("diamonds", "imdb", "flights", "letter", "adult", "credit-card", "mnist_5k")  # only for the finalists
TIE = 0.01


DEFAULTS = {
    "hidden": "64-32", "activation": "relu", "dropout": "0", "loss": "", "validation": "0.15", "patience": "20",
    "optimizer": "adamw", "rate": "0.003", "schedule": "cosine", "clip": "1", "decay": "0.01", "l2": "0",
    "epochs": "200", "batch": "100", "low": "16", "high": "512", "transform": "",
    "encoding": "one-hot-50", "impute": "median",
}  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A recipe, from words such as ``hidden=64-32 rate=0.003``; what is left out is in `DEFAULTS`.

    A value may depend on the number of training rows: ``validation=<1000:0,0.15`` is 0 below 1,000 rows, else 0.15.
    `batch` is a divisor: about rows / batch, a power of two from low to high. `epochs` with an s are steps: ``5000s``
    are as many epochs as have 5,000 steps, from 20 to 500. ``l2=5/n`` is 5 / rows.
    """

    words: str
    rows: int

    def __getitem__(self, name: str) -> str:
        given = dict(word.split("=", 1) for word in self.words.split())
        if unknown := set(given) - set(DEFAULTS):
            raise KeyError(f"no setting is called {unknown}")
        for value in given.get(name, DEFAULTS[name]).split(","):
            if not value.startswith("<"):
                return value
            limit, chosen = value[1:].split(":")
            if self.rows < int(limit):
                return chosen
        raise ValueError(f"{self.words}: no value of {name} for {self.rows} rows")

    @property
    def hidden(self) -> list[int]:
        return [int(width) for width in self["hidden"].split("-")]

    def settings(self) -> dict[str, Any]:
        """The settings of `nn.train`."""
        batch = 2 ** round(math.log2(max(self.rows / float(self["batch"]), 1)))
        batch = min(max(batch, int(self["low"])), int(self["high"]))
        epochs, l2 = self["epochs"], self["l2"]
        strength = float(l2[:-2]) / self.rows if l2.endswith("/n") else float(l2)
        if epochs.endswith("s"):
            count = math.ceil(int(epochs[:-1]) / math.ceil(self.rows / batch))
        return {
            "optimizer": self["optimizer"], "learning_rate": float(self["rate"]), "schedule": self["schedule"],
            "clip": float(self["clip"]) or None, "l2": strength, "batch_size": batch,
            "weight_decay": float(self["decay"]) if self["optimizer"] == "adamw" else None,
            "epochs": min(max(count, 20), 500) if epochs.endswith("s") else int(epochs),
            "patience": int(self["patience"]) if float(self["validation"]) else None,
        }  # fmt: skip


@lru_cache(maxsize=2)
def matrix(
    name: str, seed: int, encoding: str = "one-hot-50", impute: str = "median"
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The prepared matrix, the targets, and the numbers of the training and test rows; from a cache on disk."""
    end = "" if (encoding, impute) == ("one-hot-50", "median") else f"-{encoding}-{impute}"
    path = folder() / "matrices" / f"{name}-{seed}{end}.npz"
    if not path.exists():
        from table_peers import preparation, read

        each = by_name(name)
        frame, y = read(each)
        train, test = division(each, y, seed)
        prepared = preparation(frame, encoding, impute, each.task == "classification")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            first = prepared.fit_transform(frame.iloc[train], y[train])
            X = np.empty((len(frame), first.shape[1]), np.float32)
            X[train], X[test] = first, prepared.transform(frame.iloc[test])
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.stem}.{os.getpid()}.npz")
        np.savez(part, X=X, y=y.astype(str) if each.task == "classification" else y, train=train, test=test)
        part.replace(path)
    with np.load(path) as held:
        return held["X"], held["y"], held["train"], held["test"]


def division(each: TableSet, y: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """nnplay's split into training and test rows."""
    import nnplay as nn
    from nnplay.data.splits import split

    dataset = nn.Dataset.from_arrays(np.arange(len(y), dtype=float), y, task=each.task)
    found = split(dataset, 0.2, 0.0, seed)
    return np.sort(found.train), np.sort(found.test)


def train(each: TableSet, seed: int, candidate: Candidate) -> dict[str, Any]:
    """Train one network, and score it on the test rows in the target's own units."""
    from table_peers import scores

    import nnplay as nn
    from nnplay.data.splits import Split
    from nnplay.network.architecture import Architecture, Layer
    from nnplay.training.problem import prepare
    from nnplay.training.recipe import Recipe
    from nnplay.training.session import TrainingSession

    X, y, rows, test = matrix(each.name, seed, candidate["encoding"], candidate["impute"])
    transform, validation = candidate["transform"], float(candidate["validation"])
    transformer = TRANSFORMS[transform]() if transform and each.task == "regression" else None
    target = y
    if transformer is not None:
        transformer.fit(y[rows, None])
        target = transformer.transform(y[:, None])[:, 0]
    fit, held = rows, np.zeros(0, dtype=np.int64)
    if validation:
        fit, held = validation_rows(y, rows, validation, each.task == "classification", seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = nn.Dataset.from_arrays(X, target, task=each.task)
        recipe = Recipe(seed=seed, **candidate.settings())
        layers = [
            Layer(width, candidate["activation"], dropout=float(candidate["dropout"])) for width in candidate.hidden
        ]
        loss = candidate["loss"] if each.task == "regression" else ""
        arch = Architecture(layers, loss=loss or None)
        problem = prepare(dataset, arch, recipe, divided=Split(np.sort(fit), np.sort(held), test))
        began = time.perf_counter()
        every = None if recipe.patience else max(1, recipe.epochs // 25)  # snapshots cost time
        session = TrainingSession(problem, threads=1, every=every)
        for snapshot in session:  # noqa: B007
            pass
        seconds = time.perf_counter() - began
        epoch, parameters = session.final_parameters()
    outputs = problem.model(parameters).outputs(problem.parts["test"].X).astype(float)
    if each.task == "regression":
        predicted = problem.coding.decode(outputs)
        if transformer is not None:
            predicted = transformer.inverse_transform(np.asarray(predicted)[:, None])[:, 0]
        found = scores(each, y[test], np.nan_to_num(predicted), None)
    else:
        if problem.coding.form == "column":
            outputs = np.hstack([1 - outputs, outputs])
        outputs /= outputs.sum(1, keepdims=True)  # float32
        found = scores(each, y[test], outputs, problem.dataset.classes)
    history = session.history.rows
    losses = [row["train_loss"] for row in history]
    return found | {
        "seconds": round(seconds, 2), "epochs": snapshot.epoch, "kept": epoch, "status": session.status,
        "first_loss": losses[0], "least_loss": min(losses), "batch": recipe.batch_size,
    }  # fmt: skip


def validation_rows(
    y: np.ndarray, rows: np.ndarray, fraction: float, classify: bool, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """The training rows in two parts, every class in proportion where there are enough rows."""
    from sklearn.model_selection import train_test_split

    try:
        fit, held = train_test_split(
            rows, test_size=fraction, random_state=seed, stratify=y[rows] if classify else None
        )
    except ValueError:  # a class with a single row
        fit, held = train_test_split(rows, test_size=fraction, random_state=seed)
    return fit, held


def _quantile() -> Any:
    from sklearn.preprocessing import QuantileTransformer

    return QuantileTransformer(output_distribution="normal", n_quantiles=500)


def _yeo_johnson() -> Any:
    from sklearn.preprocessing import PowerTransformer

    return PowerTransformer()


def _log() -> Any:
    from sklearn.preprocessing import FunctionTransformer

    return FunctionTransformer(lambda v: np.sign(v) * np.log1p(np.abs(v)), lambda v: np.sign(v) * np.expm1(np.abs(v)))


TRANSFORMS: dict[str, Callable[[], Any]] = {"quantile": _quantile, "yeo-johnson": _yeo_johnson, "log": _log}


def one(task: tuple[str, int, str]) -> dict[str, Any]:
    """One run, as a line of the results."""
    name, seed, candidate = task
    each = by_name(name)
    try:
        if candidate.startswith("peer."):
            from table_peers import evaluate

            _, _, rows, test = matrix(name, seed)
            began = time.perf_counter()
            found: dict[str, Any] = evaluate(candidate.removeprefix("peer."), each, rows, test, seed)
            found["seconds"] = round(time.perf_counter() - began, 2)
        else:
            rows = matrix(name, seed)[2]
            found = train(each, seed, Candidate(candidate, len(rows)))
    except Exception as error:
        found = {"error": f"{type(error).__name__}: {error}"}
    return {"set": name, "seed": seed, "candidate": candidate} | found


def results() -> dict[tuple[str, int, str], dict[str, Any]]:
    """Every run so far."""
    if not RESULTS.exists():
        return {}
    lines = [json.loads(line) for line in RESULTS.read_text("utf-8").splitlines()]
    return {(line["set"], line["seed"], line["candidate"]): line for line in lines}


def run(candidates: list[str], sets: list[str], seeds: tuple[int, ...], processes: int) -> None:
    """Run what has not been run yet."""
    done = results()
    tasks = [(s, seed, c) for s in sets for seed in seeds for c in candidates if (s, seed, c) not in done]
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("a", encoding="utf-8") as out, ProcessPoolExecutor(processes) as pool:
        for count, found in enumerate(pool.map(one, tasks, chunksize=max(1, len(candidates))), 1):
            print(json.dumps(found), file=out, flush=True)
            if "error" in found:
                print(found, file=sys.stderr)
            elif count % 50 == 0:
                print(f"{count} of {len(tasks)}", file=sys.stderr)


def show(candidates: list[str], sets: list[str]) -> None:
    """Each candidate beside scikit-learn's MLP: the difference of the medians over the seeds that both have."""
    done, rows = results(), []
    for candidate in candidates:
        apart, ratios, seconds, low = {}, [], [], 0
        for name in sets:
            score = by_name(name).score
            keys = [(name, seed) for seed in SEEDS if {(name, seed, candidate), (name, seed, "peer.mlp")} <= set(done)]
            own, mlp, constant = ([done[*key, c] for key in keys] for c in (candidate, "peer.mlp", "peer.constant"))
            if not own or any("error" in line for line in own):
                continue
            apart[name] = statistics.median(r[score] for r in own) - statistics.median(r[score] for r in mlp)
            low += sum(r[score] <= c[score] for r, c in zip(own, constant, strict=True))
            seconds += [r["seconds"] for r in own]
            if "log_loss" in own[0]:
                ratios += [math.log(r["log_loss"] / m["log_loss"]) for r, m in zip(own, mlp, strict=True)]
        if not apart:
            continue
        lost = [f"{name}{d:+.3f}" for name, d in sorted(apart.items(), key=lambda item: item[1]) if d < -TIE]
        rows.append((
            candidate, len(apart), 1 - len(lost) / len(apart), sum(d > TIE for d in apart.values()), len(lost),
            statistics.mean(max(-0.3, min(0.3, d)) for d in apart.values()),
            statistics.mean(ratios) if ratios else 0, low, statistics.mean(seconds), max(seconds),
            " ".join(lost)[:150],
        ))  # fmt: skip
    rows.sort(key=lambda r: -r[5])
    header = ("candidate", "sets", "≥ MLP − .01", "won", "lost", "mean", "log loss", "≤ constant", "s", "max s", "lost")
    forms = ("", "", ".0%", "", "", "+.4f", "+.3f", "", ".2f", ".1f", "")
    shown = [[format(value, form) for value, form in zip(row, forms, strict=True)] for row in rows]
    print(table(header, shown))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("peers", "run", "show"))
    parser.add_argument("candidates", nargs="*")
    parser.add_argument(
        "--sets", default="", help="names with commas, few, middle, large or all; few and middle by default"
    )
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_intermixed_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    names = [each.name for each in SETS]
    middle = [name for name in names[FEW:] if name not in LARGE]
    groups = {"": names[:FEW] + middle, "few": names[:FEW], "middle": middle, "large": list(LARGE), "all": names}
    sets = groups.get(asked.sets, asked.sets.split(","))
    if asked.action == "peers":
        chosen = [f"peer.{kind}" for kind in asked.candidates or ("constant", "linear", "hgb", "mlp")]
    else:
        chosen = asked.candidates or sorted({key[2] for key in results() if not key[2].startswith("peer.")})
    if asked.action == "show":
        show(["peer.hgb", "peer.linear", "peer.constant", *chosen], sets)
    else:
        run(chosen, sets, SEEDS[: asked.seeds], asked.processes)


if __name__ == "__main__":
    main()
