"""Three hundred small networks: nnplay's `train_many` beside scikit-learn's `GridSearchCV`, on all cores.

    python benchmarks/many.py            about five minutes; writes its table into docs/explanation/speed.md
    python benchmarks/many.py --quick    a tenth of the grid, once; writes nothing
    python benchmarks/many.py --histories    a minute; what it costs to record every epoch; writes another table

A hundred configurations, each from three seeds or, with scikit-learn, on three splits, are trained on the digits that
come with scikit-learn. Both minimise the same objective with Adam on the same batches and as many epochs, from
Glorot's weights; a fifth of the rows is kept aside for the accuracy. Leave the machine alone meanwhile.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from report import machine, table, write
from workloads import WORKLOADS

HIDDEN = [(4,), (8,), (12,), (16,), (24,), (32,), (8, 8), (16, 8), (16, 16), (32, 16)]
RATES = [0.001, 0.002, 0.005, 0.01, 0.02]
PRICES = [1e-4, 1e-3]  # the objective is the mean loss + l2/2·Σ‖W‖²
SEEDS = 3
EPOCHS = 20
BATCH = 16
REPEATS = 3
PAUSE = 0.05
ALIKE = 0.01  # the two mean accuracies should be closer than this
HISTORIES = {"spiral": (200, 60), "digits": (20, 30)}  # epochs, and number of networks
HISTORY_REPEATS = 9
HISTORY_TARGET = 0.8


@dataclass(frozen=True)
class Result:
    """Seconds of the whole grid, and the mean test accuracy of each configuration."""

    seconds: float
    accuracies: list[float]


class Grid:
    """Every combination of these sizes, learning rates and L2 strengths."""

    def __init__(self, hidden: list[tuple[int, ...]], rates: list[float], prices: list[float]) -> None:
        self.hidden, self.rates, self.prices = hidden, rates, prices

    @property
    def size(self) -> int:
        """How many configurations there are."""
        return len(self.hidden) * len(self.rates) * len(self.prices)

    def nnplay(self, X: Any, y: Any) -> Result:
        """All of them with nnplay: one thread a core."""
        import nnplay as nn

        began = time.perf_counter()
        dataset = nn.Dataset.from_arrays(X, y, task="classification")
        common = nn.Recipe(
            epochs=EPOCHS, batch_size=BATCH, optimizer="adam", initializer="glorot_uniform", scale="none",
            test_fraction=0.2,
        )  # fmt: skip
        pairs = [
            (nn.Architecture.dense(widths, "relu"), common.replace(learning_rate=rate, l2=price, seed=seed))
            for widths in self.hidden
            for rate in self.rates
            for price in self.prices
            for seed in range(SEEDS)
        ]
        accuracies = np.zeros(len(pairs))
        for place, run in nn.train_many(dataset, pairs, every=EPOCHS):
            accuracies[place] = run.metrics["test"]["accuracy"]
        seconds = time.perf_counter() - began
        return Result(seconds, accuracies.reshape(-1, SEEDS).mean(axis=1).tolist())

    def scikit_learn(self, X: Any, y: Any) -> Result:
        """All of them with scikit-learn: one process a core.

        Its penalty of a batch is alpha/2·Σ‖W‖² divided by the rows of the batch, so alpha is l2 times these.
        """
        from sklearn.model_selection import GridSearchCV, ShuffleSplit
        from sklearn.neural_network import MLPClassifier

        network = MLPClassifier(
            activation="relu", solver="adam", batch_size=BATCH, max_iter=EPOCHS, n_iter_no_change=EPOCHS + 1, tol=0,
            random_state=0,
        )  # fmt: skip
        grid = {
            "hidden_layer_sizes": self.hidden,
            "learning_rate_init": self.rates,
            "alpha": [price * BATCH for price in self.prices],
        }
        splits = ShuffleSplit(SEEDS, test_size=0.2, random_state=0)
        search = GridSearchCV(network, grid, cv=splits, refit=False, n_jobs=os.cpu_count())
        began = time.perf_counter()
        search.fit(X, y)
        return Result(time.perf_counter() - began, search.cv_results_["mean_test_score"].tolist())


def measure(grid: Grid, X: Any, y: Any, repeats: int) -> dict[str, Result]:
    """Both in turn; everything is compiled, and the processes are started, before the first."""
    ways = {"nnplay": Grid.nnplay, "scikit-learn": Grid.scikit_learn}
    small = Grid([(8,), (16, 8)], RATES[:1], PRICES[:1])
    for way in ways.values():
        way(small, X, y)
    found: dict[str, list[Result]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, way in ways.items():
            found[name].append(way(grid, X, y))
            time.sleep(PAUSE)
    return {
        name: Result(statistics.median(each.seconds for each in results), results[-1].accuracies)
        for name, results in found.items()
    }


def shown(grid: Grid, results: dict[str, Result]) -> str:
    """The table, and a sentence on whether both learned alike."""
    own = results["nnplay"]
    rows = [
        [
            name, f"{each.seconds:.2f}", f"{grid.size * SEEDS / each.seconds:,.1f}",
            f"{statistics.mean(each.accuracies):.4f}", f"{max(each.accuracies):.4f}",
            f"{each.seconds / own.seconds:.1f}",
        ]
        for name, each in results.items()
    ]  # fmt: skip
    header = [f"{grid.size * SEEDS} runs", "seconds", "runs/s", "mean accuracy", "best", "time / nnplay's"]
    mean = {name: statistics.mean(each.accuracies) for name, each in results.items()}
    difference = mean["nnplay"] - mean["scikit-learn"]
    sentence = (
        f"The mean test accuracies differ by {difference:+.4f}; "
        f"{'within' if abs(difference) < ALIKE else 'OUTSIDE'} the limit of {ALIKE}."
    )
    return f"{table(header, rows)}\n\n{sentence}\n\n{machine(('nnplay', 'numpy', 'numba', 'scikit-learn'))}"


def histories() -> str:
    """How many networks a second are trained with a history of every epoch, beside those with only the last one.

    Both take turns. The processor time is compared too, since it depends less on what else runs.
    """
    import nnplay as nn

    rows = []
    for name, (epochs, count) in HISTORIES.items():
        workload = WORKLOADS[name]
        X, y = workload.data
        data = nn.Dataset.from_arrays(X, y.ravel().astype(int), task="classification")
        architecture = nn.Architecture.dense(workload.hidden, workload.activation)
        common = nn.Recipe(
            epochs=epochs, batch_size=workload.batch, optimizer=workload.optimizer,
            learning_rate=workload.learning_rate,
        )  # fmt: skip
        pairs = [(architecture, common.replace(seed=seed)) for seed in range(count)]

        def measured(every: int, pairs: Any = pairs, data: Any = data) -> tuple[float, float]:
            began, cpu = time.perf_counter(), time.process_time()
            for _ in nn.train_many(data, pairs, every=every):
                pass
            return time.perf_counter() - began, time.process_time() - cpu

        measured(1), measured(epochs)
        turns = [(measured(epochs), measured(1)) for _ in range(HISTORY_REPEATS)]
        last, all_epochs = (np.median([turn[k] for turn in turns], axis=0) for k in (0, 1))
        shares = sorted(without[0] / with_history[0] for without, with_history in turns)
        share = float(np.median(shares))
        rows.append([
            f"{name}, {epochs} epochs", f"{count / last[0]:,.1f}", f"{count / all_epochs[0]:,.1f}", f"{share:.0%}",
            f"{shares[0]:.0%} … {shares[-1]:.0%}", f"{last[1] / all_epochs[1]:.0%}", f"≥ {HISTORY_TARGET:.0%}",
            "yes" if share >= HISTORY_TARGET else "no",
        ])  # fmt: skip
    header = [
        "networks", "runs/s, last epoch only", "runs/s, with histories", "share", "range", "of processor time",
        "target", "met",
    ]  # fmt: skip
    return f"{table(header, rows)}\n\n{machine(('nnplay', 'numpy', 'numba'))}"


def main(quick: bool) -> None:
    os.environ["PYTHONWARNINGS"] = "ignore"  # in scikit-learn's processes too: none of the networks has converged
    warnings.simplefilter("ignore")  # and three pixels are always white
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise SystemExit("scikit-learn is not installed, and nothing else has the data.") from None
    X, y = load_digits(return_X_y=True)
    grid = Grid(HIDDEN[1::2], RATES[1:4:2], PRICES[:1]) if quick else Grid(HIDDEN, RATES, PRICES)
    began = time.perf_counter()
    text = shown(grid, measure(grid, (X / 16).astype(np.float32), y, 1 if quick else REPEATS))
    print(f"{text}\n\n{time.perf_counter() - began:.0f} seconds in all")
    if not quick:
        write("many", text)


if __name__ == "__main__":
    if "--histories" in sys.argv[1:]:
        warnings.simplefilter("ignore")
        print(shown_histories := histories())
        write("histories", shown_histories)
    else:
        main("--quick" in sys.argv[1:])
