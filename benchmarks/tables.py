"""The defaults on public tables, beside scikit-learn's MLP and HistGradientBoosting.

    python benchmarks/tables.py --install          fetch the tables (table_sets.py lists them), once
    python benchmarks/tables.py                    run what has not been run, and print the table
    python benchmarks/tables.py --again            train nnplay anew, keep the others' results
    python benchmarks/tables.py --only titanic,adult --seeds 1
    python benchmarks/tables.py --write            put the table into docs/explanation/defaults.md

nnplay gets the raw file and the target's name, nothing else (a few sets have columns that hold the answer; those are
excluded for everyone). scikit-learn's models get the same rows in the usual pipeline (table_peers.py), and are scored
on the same test rows, those of nnplay's own split. Results are kept in benchmarks/results/tables.json.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import time
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from report import machine, table, write
from table_sets import SETS, TableSet, by_name, install

RESULTS = Path(__file__).parent / "results" / "tables.json"
PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "defaults.md"
MODELS = ("constant", "linear", "nnplay", "mlp", "hgb")
NAMES = {"constant": "constant", "linear": "linear", "nnplay": "nnplay", "mlp": "MLP", "hgb": "HGB"}
TIE = 0.01


def train(each: TableSet, seed: int) -> tuple[dict[str, Any], np.ndarray]:
    """nnplay's scores and the numbers of its test rows, by the shortest command."""
    from table_peers import read, scores

    import nnplay as nn

    builtin = each.path.startswith("builtin:")
    source = each.path.removeprefix("builtin:") if builtin else str(each.file)
    settings: dict[str, Any] = {} if builtin or each.target is None else {"target": each.target}
    if each.exclude:
        settings["exclude"] = list(each.exclude)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        began = time.perf_counter()
        run = nn.train(source, seed=seed, **settings)
        seconds = time.perf_counter() - began
    truth = read(each)[1]
    own = run.dataset.targets[0].values
    if len(own) != len(truth):
        raise ValueError(f"nnplay has {len(own)} rows, pandas {len(truth)}")
    if each.task == "regression" and not np.allclose(own.astype(float), truth, rtol=1e-5):
        raise ValueError("nnplay reads other targets than pandas")
    test = np.sort(run.split.test)
    if each.task == "regression":
        found = scores(each, truth[test], np.asarray(run.model.predict(run.dataset), dtype=float)[test], None)
    else:
        groups = list(zip(map(str, own.tolist()), truth.tolist(), strict=True))
        label = dict(groups)  # as nnplay reads a class, as pandas does
        if len(set(groups)) != len(label) or len(set(label.values())) != len(label):
            raise ValueError("nnplay reads other classes than pandas")
        probabilities = run.model.probabilities(run.dataset)[test].astype(float)
        probabilities /= probabilities.sum(1, keepdims=True)
        classes = [label.get(str(c), str(c)) for c in run.dataset.classes]
        order = np.argsort(classes)
        found = scores(each, truth[test], probabilities[:, order], np.asarray(classes)[order])
    found |= {"seconds": round(seconds, 2), "epochs": len(run.history["epoch"]) - 1, "status": run.status}
    return found | {"warnings": [str(w.message)[:200] for w in caught]}, test


def measure(task: tuple[str, int], known: dict[str, Any], again: bool) -> dict[str, Any]:
    """All models on one set with one seed; what is known is kept."""
    from table_peers import PEERS, evaluate, read

    each, seed = by_name(task[0]), task[1]
    found = dict(known)
    try:
        if again or "nnplay" not in found:
            found["nnplay"], test = train(each, seed)
            digest = sha256(np.ascontiguousarray(test, dtype="<i8").tobytes()).hexdigest()[:16]
            if digest != found.get("rows"):
                found = {"nnplay": found["nnplay"], "rows": digest, "test": len(test)}
            others = np.setdiff1d(np.arange(len(read(each)[1])), test)
            for peer in PEERS:
                if peer not in found:
                    began = time.perf_counter()
                    found[peer] = evaluate(peer, each, others, test, seed)
                    found[peer]["seconds"] = round(time.perf_counter() - began, 2)
        found.pop("error", None)
    except Exception as error:
        found["error"] = f"{type(error).__name__}: {error}"
    return found


def run(names: list[str], seeds: range, processes: int, again: bool) -> dict[str, Any]:
    """The results of all sets, those of before included."""
    results: dict[str, Any] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    tasks = [(name, seed) for name in names for seed in seeds]
    known = [results.get(f"{name}/{seed}", {}) for name, seed in tasks]
    RESULTS.parent.mkdir(exist_ok=True)
    with ProcessPoolExecutor(processes) as pool:
        for (name, seed), found in zip(tasks, pool.map(partial(measure, again=again), tasks, known), strict=True):
            results[f"{name}/{seed}"] = found
            RESULTS.write_text(json.dumps(results, indent=1), "utf-8")
            print(f"{name}, seed {seed}: {found.get('error') or found['nnplay']}", file=sys.stderr)
    return results


def page(results: dict[str, Any]) -> str:
    """The table of all sets, and what it comes to."""
    rows, apart, failed, total = [], {}, [], 0
    low: list[str] = []
    for each in SETS:
        runs = {int(key.split("/")[1]): v for key, v in results.items() if key.startswith(f"{each.name}/")}
        whole = {seed: v for seed, v in runs.items() if all(model in v for model in MODELS) and "error" not in v}
        total += len(runs)
        failed += [f"{each.name} ({v['error']})" for v in runs.values() if "error" in v]
        if not whole:
            continue
        median = {m: statistics.median(v[m][each.score] for v in whole.values()) for m in MODELS}
        apart[each.name] = round(median["nnplay"] - median["mlp"], 6)  # 0.775 − 0.765 is 0.01
        low += [f"{each.name} ({s})" for s, v in whole.items() if v["nnplay"][each.score] <= v["constant"][each.score]]
        times = [statistics.median(v[m]["seconds"] for v in whole.values()) for m in ("nnplay", "mlp", "hgb")]
        shown = [f"{median[m]:.3f}" for m in MODELS]
        rows.append([
            each.name, f"{next(iter(whole.values()))['test'] * 5:,}", each.score.replace("_", " ").replace("r2", "R²"),
            *shown, f"{apart[each.name]:+.3f}", *(f"{t:.1f}" for t in times),
        ])  # fmt: skip
    ends = Counter("won" if d > TIE else "lost" if d < -TIE else "tied" for d in apart.values())
    clipped = [max(-0.5, min(0.5, d)) for d in apart.values()]
    header = ["set", "rows", "score", *(NAMES[m] for m in MODELS), "nnplay − MLP", "s", "MLP s", "HGB s"]
    lines = [
        table(header, rows),
        "",
        f"{len(rows)} sets. Beside the MLP: {ends['won']} won, {ends['tied']} within {TIE}, {ends['lost']} lost; "
        f"at least as good on {(ends['won'] + ends['tied']) / max(len(rows), 1):.0%}; "
        f"mean difference {statistics.mean(clipped) if clipped else math.nan:+.4f}.",
        f"At or below the constant: {', '.join(low) or 'none'}. Failed: {', '.join(failed) or 'none'} of {total} runs.",
        "",
        machine(("nnplay", "scikit-learn", "numpy", "numba")),
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--install", action="store_true", help="fetch the tables")
    parser.add_argument("--only", default="", help="names of sets, with commas between")
    parser.add_argument("--seeds", type=int, default=3, help="number of seeds")
    parser.add_argument("--processes", type=int, default=1, help="processes at a time")
    parser.add_argument("--again", action="store_true", help="train nnplay anew")
    parser.add_argument("--write", action="store_true", help="write the table into docs/explanation/defaults.md")
    asked = parser.parse_args()
    if asked.install:
        install()
        return
    names = [name for name in asked.only.split(",") if name] or [each.name for each in SETS]
    if unknown := set(names) - {each.name for each in SETS}:
        parser.error(f"no set is called {min(unknown)!r}; python benchmarks/table_sets.py lists them")
    text = page(run(names, range(asked.seeds), asked.processes, asked.again))
    print(text)
    if asked.write:
        write("tables", text, PAGE)


if __name__ == "__main__":
    main()
