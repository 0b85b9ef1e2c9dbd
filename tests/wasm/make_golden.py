"""Write what Python computes into files, with which the tests compare the page's engine.

    python tests/wasm/make_golden.py [FOLDER]

Arrays are written as base64 of their bytes. CI checks that the files are up to date (test_wasm.py).
"""

import base64
import itertools
import json
import sys
import tempfile
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import messy_tables
import numpy as np

import nnplay as nn
from nnplay.catalog import activations, initializers, losses, optimizers, schedules
from nnplay.catalog.formulas.formula import Formula
from nnplay.data import Encoding, TargetCoding, load, split
from nnplay.data.toy_sets import TOYS
from nnplay.engine.compiled import Engine, Trainer, engine as engine_module
from nnplay.engine.compiled.intrinsics import compile_kernel
from nnplay.engine.compiled.processor import STRICT
from nnplay.engine.compiled.product_choice import BLAS_FROM
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer
from nnplay.network.parameters import initialize
from nnplay.training.gradient_descent import LearningRateSchedule
from nnplay.training.problem import as_dataset, prepare
from nnplay.training.recipe import Recipe

sys.path.append(str(Path(__file__).parents[2] / "tools"))
import page_sets

GOLDEN = Path(__file__).parent / "golden"
HIDDEN = (Layer(6, "tanh"), Layer(6, "tanh"))
ROWS, INPUTS = 96, 5


def packed(array: Any) -> list[str]:
    """The type of an array and its bytes."""
    array = np.ascontiguousarray(array)
    return [array.dtype.name, base64.b64encode(array.tobytes()).decode()]


def random_numbers() -> dict[str, Any]:
    """Numbers of NumPy's generator for several seeds."""
    seeds = [(0,), (1, 0), (7, 3, 2), (2**40, 1), (2**53 - 1, 3, 0), (5, 4, 3, 2, 1)]
    results = []
    for seed in seeds:
        random = np.random.default_rng(seed)
        drawn = {
            "uniform": packed(random.uniform(-1, 2, 9)), "normal": packed(random.standard_normal(1000)),
            "permutations": [random.permutation(n).tolist() for n in (2, 7, 50, 333)],
            "after": packed(random.random(3)),
        }  # fmt: skip
        results.append({"seed": seed} | drawn)
    return {"seeds": results}


def toy_sets() -> dict[str, Any]:
    """The points of each toy set."""
    cases = []
    for name, noise, samples in itertools.product(TOYS, (0.0, 0.3), (1, 61)):
        data = load(name, noise=noise, samples=samples, seed=4)
        target = data.targets[0]
        values = [label == "orange" for label in target.values] if data.classes else target.values
        cases.append({
            "name": name, "noise": noise, "samples": samples, "seed": 4,
            "X": packed(np.column_stack([column.values for column in data.features])),
            "target": packed(np.asarray(values, dtype=np.float64)),
        })  # fmt: skip
    return {"cases": cases}


def splits_and_inputs() -> dict[str, Any]:
    """Splits, features, scaled inputs and targets of toy sets."""
    cases = []
    features = [None, ["x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"], ["x1*x2", "max(x1, 0) - 2"]]
    settings = [
        {"test_fraction": 0.2}, {"test_fraction": 0.5, "validation_fraction": 0.15}, {"test_fraction": 0.0},
        {"test_fraction": 0.3, "split": "random", "seed": 9}, {"test_fraction": 0.25, "split": "stratified"},
    ]  # fmt: skip
    for name, chosen, setting, scale in itertools.product(
        ("circle", "multi-gauss"), features, settings, ("standard", "minmax", "none")
    ):
        recipe = Recipe(data=name, scale=scale, samples=61, noise=0.1, data_seed=2, **setting)
        data = load(name, noise=0.1, samples=61, seed=2, features=chosen, split=recipe.split)
        parts = split(data, recipe.test_fraction, recipe.resolved_validation_fraction, recipe.seed)
        train = np.sort(parts.train)
        encoding = Encoding.fit(data, train, scale)
        coding = TargetCoding.fit(data, train, "column" if data.classes else "values", scale=scale != "none")
        rows = {part: np.sort(getattr(parts, part)).tolist() for part in ("train", "validation", "test")}
        cases.append({
            "name": name, "features": chosen, "settings": setting | {"scale": scale}, "rows": rows,
            "X": packed(encoding.transform(data, train).astype(np.float32)),
            "Y": packed(coding.transform(data, train).astype(np.float32)),
        })  # fmt: skip
    return {"samples": 61, "noise": 0.1, "data_seed": 2, "cases": cases}


def first_weights() -> dict[str, Any]:
    """The first weights of each initializer, and of layers with all that they may have."""
    cases = []
    layers = (Layer(7, "prelu", norm="batch", skip=True), Layer(3, "maxout(2)"), Layer(7, "relu", norm="layer"))
    for name, seed, restarts in itertools.product(initializers, (0, 12345), (0, 2)):
        architecture = Architecture(layers).resolve(inputs=4, outputs=2, output="identity", loss="mse")
        parameters = initialize(architecture, seed=seed, restarts=restarts, initializer=name)
        cases.append({
            "initializer": name, "seed": seed, "restarts": restarts, "architecture": architecture.to_json(),
            "theta": packed(parameters.theta),
        })  # fmt: skip
    return {"cases": cases}


def learning_rates() -> dict[str, Any]:
    """The learning rate of each step of each schedule."""
    specs = [*schedules, "step(every=3)", "cosine(period=4, growth=2, floor=0.1)", "cosine(period=3)", "warm_up(2)"]
    plateau = [1.0, 0.9, 0.95, 0.95, 0.95, 0.8, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9]
    cases = []
    for spec in [*specs, "reduce_on_plateau(patience=1, factor=0.5, smallest=0.002)"]:
        schedule = LearningRateSchedule(Recipe(schedule=spec, learning_rate=0.02, epochs=12), per_epoch=7)
        rates = []
        for epoch, loss in enumerate(plateau):
            rates.append(schedule.of(7 * epoch, 7))
            schedule.end_epoch(loss)
        cases.append({"schedule": spec, "rates": packed(np.concatenate(rates))})
    return {"learning_rate": 0.02, "epochs": 12, "per_epoch": 7, "losses": plateau, "cases": cases}


# ── the engine: every component ─────────────────────────────────────────────────────────────────────────────────

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(0, 1, (ROWS, INPUTS)).astype(np.float32)
LABEL = (X[:, 0] * X[:, 1] > 0).astype(int) + (X[:, 2] > 0.5)
TARGETS: dict[str, Any] = {
    "values": np.sin(X[:, :2]), "classes": np.eye(3)[LABEL], "labels": np.eye(3)[LABEL][:, :2],
    "positive": np.abs(np.sin(X[:, :2])) + 0.1,
}  # fmt: skip
WEIGHT = np.linspace(0.5, 1.5, ROWS)


def engine_cases() -> Iterator[dict[str, Any]]:
    """The title, the layers and the settings of each case."""
    for name in activations:
        layers = (Layer(6, "tanh"), Layer(6, name)) if name == "softmax" else (Layer(6, name), Layer(6, name))
        yield {"title": f"activation {name}", "layers": layers}
        if name != "maxout":
            yield {"title": f"output {name}", "output": name, "targets": "classes" if name == "softmax" else "values"}
    for name, entry in losses.items():
        labels = entry.output == "sigmoid" or "hinge" in name or name == "focal"
        targets = "classes" if entry.shape == "row" else "labels" if labels else "positive"
        for output in dict.fromkeys((entry.output, "sigmoid", "softmax", "softplus")):
            gentle = {"rate": 0.002, "steps": 40} if name == "mape" else {}  # its gradient jumps where ŷ crosses y
            yield {"title": f"loss {name} of {output}", "output": output, "loss": name, "targets": targets} | gentle
    for name, entry in optimizers.items():
        if not entry.full_batch:
            yield {"title": f"optimizer {name}", "optimizer": name, "rate": 0.01}
    yield {"title": "optimizer adam(beta1=0.8)", "optimizer": "adam(beta1=0.8)", "rate": 0.01}
    norms = {norm: (Layer(6, "relu", norm=norm), Layer(6, "tanh", norm=norm)) for norm in ("batch", "layer")}
    yield from ({"title": f"{norm} norm", "layers": layers} for norm, layers in norms.items())
    yield {"title": "batch norm, uneven batches", "layers": norms["batch"], "batch": 25}
    yield {"title": "dropout", "layers": (Layer(6, "relu", dropout=0.3), Layer(6, "tanh", dropout=0.2))}
    skips = (Layer(5, "relu", skip=True), Layer(6, "tanh", skip=True), Layer(6, "tanh", skip=True))
    yield {"title": "skip connections", "layers": skips}
    yield {"title": "constants", "layers": (Layer(6, "leaky_relu(0.3)"), Layer(4, "maxout(3)"))}
    yield {"title": "l1 and l2", "penalties": {"l1": 0.01, "l2": 0.02}}
    yield {"title": "weight decay and clipping", "weight_decay": 0.05, "clip": 0.1, "optimizer": "adamw"}
    yield {"title": "l2 and clipping", "penalties": {"l2": 0.02}, "clip": 0.05}
    yield {"title": "one batch", "batch": ROWS, "steps": 60}
    yield {"title": "in the order of the rows", "shuffle": False, "batch": 17}
    wide = (Layer(70, "relu"), Layer(33, "gelu", norm="batch", dropout=0.1, skip=True))
    yield {
        "title": "everything at once", "layers": wide, "output": "softmax", "loss": "cross_entropy",
        "targets": "classes", "optimizer": "adam", "batch": 32, "rate": 0.005, "steps": 60,
    }  # fmt: skip


def use_own_product() -> None:
    """Multiply matrices as the module does, so that a strict build has the same bits."""
    sys.path.append(str(Path(__file__).parents[2] / "tools" / "wasm"))
    from sgemm import sgemm

    @cache
    def product(dtype: str) -> Any:
        return compile_kernel(sgemm, dtype)

    def product_settings(dtype: str, largest: int) -> tuple[int, int, int]:
        return product(dtype).address if largest >= BLAS_FROM else 0, 0, 0

    vars(engine_module)["product_settings"] = product_settings


def engine() -> dict[str, Any]:
    """θ, losses and outputs after some steps, for every component of the catalog."""
    if STRICT:
        use_own_product()
    results = []
    for case in engine_cases():
        full = {
            "layers": HIDDEN, "output": "identity", "loss": "mse", "targets": "values", "optimizer": "sgd",
            "rate": 0.02, "batch": 16, "steps": 120, "weight_decay": 0.0, "clip": 0.0, "penalties": {},
            "shuffle": True,
        } | case  # fmt: skip
        Y = np.ascontiguousarray(TARGETS[full["targets"]], dtype=np.float32)
        try:
            architecture = Architecture(full["layers"], full["output"], full["loss"], INPUTS, Y.shape[1])
        except NNPlayError:  # a loss that is not defined for this output
            continue
        engine = Engine(architecture, rows=max(full["batch"], 3), threads=1)
        trainer = Trainer(
            engine, X, Y, WEIGHT, optimizer=full["optimizer"], batch=full["batch"], weight_decay=full["weight_decay"],
            clip=full["clip"], seed=7, shuffle=full["shuffle"], **full["penalties"],
        )  # fmt: skip
        state = trainer.start(initialize(architecture, seed=3).theta)
        step_losses = trainer.advance(state, np.full(full["steps"], full["rate"]))
        outputs, loss = engine.evaluate(state.theta, X, Y, WEIGHT)
        full["architecture"] = architecture.to_json()
        del full["layers"], full["output"], full["loss"]
        results.append(full | {
            "theta": packed(state.theta), "last_losses": packed(step_losses[-3:]), "outputs": packed(outputs[:5]),
            "mean": loss if np.isfinite(loss) else None, "diverges": not np.isfinite(step_losses).all(),
        })  # fmt: skip
    targets = {name: packed(np.asarray(values, np.float32)) for name, values in TARGETS.items()}
    return {"inputs": INPUTS, "X": packed(X), "targets": targets, "weight": packed(WEIGHT), "cases": results}


# ── whole runs ──────────────────────────────────────────────────────────────────────────────────────────────────


def run_cases() -> Iterator[tuple[str, Architecture, dict[str, Any]]]:
    """Data, network and recipe of whole runs."""
    dense = Architecture.dense
    for name in TOYS:
        settings = {"epochs": 8, "batch_size": 10, "samples": 120, "noise": 0.1, "data_seed": 3}
        yield name, dense((8, 8), activation="tanh"), settings
        yield name, dense((5,)), settings | {"optimizer": "adam", "learning_rate": 0.01, "seed": 5, "scale": "minmax"}
    spiral = {"epochs": 10, "samples": 150, "optimizer": "adam", "learning_rate": 0.01}
    features = ["x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"]
    yield "spiral", dense((6, 4)), spiral | {"features": features, "test_fraction": 0.5}
    yield "spiral", dense((6, 4), norm="batch", skip=True, dropout=0.1), spiral | {"batch_size": 16}
    yield "spiral", dense((6,), output="tanh", loss="hinge"), spiral | {"l1": 0.001, "l2": 0.01, "clip": 1.0}
    yield "spiral", dense((6,), output="softmax"), spiral | {"schedule": "cosine", "batch_size": None}
    yield "circle", dense((6,)), spiral | {"patience": 2, "epochs": 40, "learning_rate": 0.1}
    yield (
        "circle",
        dense((4,)),
        spiral | {"schedule": "reduce_on_plateau(patience=0, factor=0.5)", "learning_rate": 0.3},
    )
    yield "plane", dense((6,), activation="relu"), spiral | {"scale": "none", "weight_decay": 0.01, "restarts": 2}
    yield (
        "gauss",
        dense((6,), activation="gelu", initializer="orthogonal"),
        spiral | {"momentum": 0.8, "optimizer": "sgd"},
    )
    yield "moons", dense((4,)), spiral | {"random_streams": "shared", "seed": 3}
    yield "xor", dense(()), spiral | {"features": ["x1*x2"], "epochs": 3}


def runs() -> dict[str, Any]:
    """The history and the final θ of whole runs."""
    cases = []
    for data, architecture, settings in run_cases():
        recipe = Recipe(data=data, **settings)
        snapshots = nn.training(data, architecture, recipe=recipe, keep_parameters=True)
        rows = []
        for snapshot in snapshots:
            metrics = {f"{part}_{key}": value for part, each in snapshot.metrics.items() for key, value in each.items()}
            rows.append({"epoch": snapshot.epoch, **metrics, "learning_rate": snapshot.learning_rate})
        assert snapshot.parameters is not None
        cases.append({
            "data": data, "architecture": architecture.to_json(), "recipe": settings, "rows": rows,
            "theta": packed(snapshot.parameters.theta),
        })  # fmt: skip
    return {"cases": cases}


# ── typed formulas ──────────────────────────────────────────────────────────────────────────────────────────────

FORMULAS = (
    "tanh(x)", "x*sigmoid(x)", "(sqrt(x^2 + 1) - 1)/2 + x", "max(0, x) - 0.1*max(0, -x)", "ln(1 + e^x)",
    "x / (1 + |x|)",
    "sin(x)/x if x != 0 else 1", "exp(-x²)", "x*erfc(-x/√2)/2", "where(x > 0 and x < 2, x^3, a*expm1(x))", "α*x + β",
    "min(x, 1, a)", "(e^x - e^(-x))/(e^x + e^(-x))", "x**3 - 2.5x", "x^0.5", "x*tanh(softplus(x))", "gelu(x)",
    "arcsinh(x) + cos(2*x)", "1/x", "log(x)", "2^x", "sgn(x)*sqrt(|x|)", "not(x)", "x if x > 0 or x < -1 else 0",
    "(ŷ - y)^2", "-y*log(p) - (1 - y)*log(1 - p)", "|y_hat - y|", "where(|y_hat - y| < d, (y_hat-y)^2/2, d*|y_hat-y|)",
    "log(cosh(y_hat - y))", "x + y", "", "x +", "foo(x)", "sqrt(x, 2)", "x $ 2", "1e40*x", "((((x",
    "lambda*x", "2^200 * x",
)  # fmt: skip
CONSTANTS = {"min(x, 1, a)": {"a": 0.5}, "α*x + β": {"α": 2.0, "β": -0.25}}
POINTS = (-40.0, -3.0, -1.0, -0.5, 0.0, 0.25, 1.0, 2.0, 7.0, 95.0)
PAIRS = ((0.0, 1.0), (0.2, 0.0), (0.5, 1.0), (0.9, 0.0), (1.0, 1.0), (0.7, 0.3))


def formulas() -> dict[str, Any]:
    """Values and derivatives of typed formulas, or the message of the mistake."""
    cases: list[dict[str, Any]] = []
    for text in FORMULAS:
        try:
            formula = Formula.of(text, CONSTANTS.get(text))
        except NNPlayError as error:
            cases.append({"text": text, "error": str(error)})
            continue
        points = [(point,) for point in POINTS] if formula.kind == "activation" else PAIRS
        values = [float(formula.function(*point)) for point in points]
        known = [[value] if formula.kind == "activation" else [] for value in values]
        slopes = [float(formula.slope(*point, *extra)) for point, extra in zip(points, known, strict=True)]
        cases.append({
            "text": text, "kind": formula.kind, "constants": formula.constants, "points": points,
            "values": packed(values), "slopes": packed(slopes),
        })  # fmt: skip
    return {"cases": cases}


# ── tables ──────────────────────────────────────────────────────────────────────────────────────────────────────


SHOWN = 60  # rows of each table


def tables() -> dict[str, Any]:
    """What `nn.load` makes of messy tables, or its error, and how they are encoded."""
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for name, content, settings in messy_tables.cases():
            path = Path(folder) / "table.csv"
            path.write_bytes(content)
            results.append({"name": name, "bytes": base64.b64encode(content).decode(), "settings": settings})
            try:
                results[-1] |= loaded(str(path), settings)
            except NNPlayError as error:
                results[-1]["error"] = str(error)
    return {"cases": results}


def builtin_sets() -> dict[str, Any]:
    """The small built-in sets, encoded; with other targets and columns too."""
    chosen: list[tuple[str, dict[str, Any]]] = [(name, {}) for name in page_sets.NAMES]
    chosen += [
        ("penguins", {"target": ["island"]}), ("penguins", {"target": ["body_mass_g"], "exclude": ["year"]}),
        ("penguins", {"missing": "drop", "scale": "minmax"}), ("iris", {"features": ["petal length (cm)"]}),
        ("digits", {"class_weight": [["3", 2.5]], "split": "random"}),
    ]  # fmt: skip
    return {"cases": [{"name": name, "settings": settings} | loaded(name, settings) for name, settings in chosen]}


def loaded(source: str, settings: dict[str, Any]) -> dict[str, Any]:
    """A dataset, what was decided about it, and its training rows as inputs and targets."""
    recipe = Recipe(data=source, test_fraction=0.25, **settings)
    data = as_dataset(source, recipe)
    problem = prepare(data, Architecture.dense((3,)), recipe)
    parts = problem.parts
    return {
        "rows": data.n_rows, "task": data.task, "target": data.target_names[0], "classes": list(map(str, data.classes)),
        "notes": list(data.notes), "columns": [each.to_json() for each in data.columns],
        "inputs": list(problem.encoding.names), "X": packed(parts["train"].X[:SHOWN]),
        "test_X": packed(parts["test"].X[:SHOWN]),
        "Y": packed(parts["train"].Y[:SHOWN]), "weight": packed(parts["train"].weight[:SHOWN]),
    }  # fmt: skip


FILES = {
    "tables": tables, "sets": builtin_sets,
    "random": random_numbers, "toys": toy_sets, "splits": splits_and_inputs, "weights": first_weights,
    "schedules": learning_rates, "engine": engine, "runs": runs, "formulas": formulas,
}  # fmt: skip


def write(folder: Path) -> None:
    """Write all files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", nn.errors.NNPlayWarning)
        for name, make in FILES.items():
            (folder / f"{name}.json").write_text(json.dumps(make(), ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else GOLDEN)
