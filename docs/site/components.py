"""The catalogue on the site: every component with its picture, drawn from its own function."""

from __future__ import annotations

import itertools
import math
import runpy
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from charts import Line, chart
from scipy.optimize import minimize

from nnplay.analysis.explain.mathml import mathml
from nnplay.catalog import families

TABLES = runpy.run_path(str(Path(__file__).parents[1] / "make_catalogue.py"))
EPOCHS, STEPS, START = 100.0, 60, (-4.0, 1.6)  # of a schedule; of an optimizer's path, and where it begins
LONGEST = 44  # letters of a formula on one line
RATES = [10**k * m for k in (-3, -2, -1, 0) for m in (1, 2, 5)]


def write(folder: Path, family: str) -> str:
    """Write the page of a family into the folder `catalogue` and return the small pictures that lead to it."""
    home = folder / "catalogue"
    home.mkdir(exist_ok=True)
    registry = families[family]
    pictures = {name: PICTURES[family](entry) for name, entry in registry.items()}
    text = [f"---\norphan: true\n---\n\n# {family.capitalize()}\n", CAPTIONS[family], ""]
    for name, entry in registry.items():
        text += [f"## {name}", "", *card(family, entry, pictures[name]), ""]
    (home / f"{family}.md").write_text("\n".join(text), encoding="utf-8")
    chips = ""
    for name, (lines, options) in pictures.items():
        picture = chart(lines, small=True, label=name, **options)
        chips += (
            f'<a class="chip" href="catalogue/{family}.html#{name.replace("_", "-")}">{picture}<span>{name}</span></a>'
        )
    return f'<div class="chips">{chips}</div>\n\n[Each with its formula, range and source](catalogue/{family}.md).\n'


def card(family: str, entry: Any, picture: tuple[list[Line], dict[str, Any]]) -> list[str]:
    """The picture of a component beside its facts."""
    facts = {"Formula": entry.formula}
    for name, value in TABLES["COLUMNS"][family].items():
        if value(entry):
            facts[name] = value(entry).strip("`").replace(r"\|", "|")
    facts["Constants"] = TABLES["constants"](entry)
    facts["Also called"] = ", ".join(entry.aliases)
    facts["Source"] = entry.source
    rows = "".join(
        f"<dt>{name}</dt>{formula(value) if name in ('Formula', 'Derivative') else f'<dd>{escape(str(value))}</dd>'}"
        for name, value in facts.items()
        if value
    )
    lines, options = picture
    label = f"Curve of {entry.name} over {options['x_name']}"
    return [f'<div class="component">{chart(lines, label=label, **options)}<dl>{rows}</dl></div>']


def formula(text: str) -> str:
    """A formula as MathML; a long one as text, which can be broken into lines."""
    return f"<dd>{mathml(text)}</dd>" if len(text) <= LONGEST else f"<dd class=long>{escape(text)}</dd>"


def activation(entry: Any) -> tuple[list[Line], dict[str, Any]]:
    """A and da/dz over z; for a row, the first of three outputs as its z changes."""
    z = np.linspace(-5, 5, 241)
    constants = tuple(entry.constants.values())
    if entry.shape == "row":
        width = int(entry.constants.get("pieces", 1))
        values, slopes = [], []
        for each in z:
            row = np.zeros(3 * width)
            row[0] = each
            a, delta_z = np.zeros(3), np.zeros(3 * width)
            entry.function(row, a, *constants)
            entry.derivative_function(row, a, np.array([1.0, 0, 0]), delta_z, *constants)
            values.append(a[0])
            slopes.append(delta_z[0])
    else:
        values = [entry.function(float(each), *constants) for each in z]
        slopes = [entry.derivative_function(float(each), a, *constants) for each, a in zip(z, values, strict=True)]
    top = max(1.0, min(max(values), 5.0))
    low = max(min(*values, *slopes, 0), -5.0)
    limits = (low, max(top, min(max(slopes), 5.0)))
    return [Line(z, values, "a"), Line(z, slopes, "da/dz")], {"x_name": "z", "y_limits": limits}


def loss(entry: Any) -> tuple[list[Line], dict[str, Any]]:
    """The loss over the prediction, for one or two targets."""
    constants = tuple(entry.constants.values())
    if entry.shape == "row":
        if entry.name == "cosine":
            angle = np.linspace(0, 180, 181)
            rows = [np.array([math.cos(math.radians(each)), math.sin(math.radians(each))]) for each in angle]
            return [Line(angle, [entry.function(row, np.array([1.0, 0.0]), *constants) for row in rows])], {
                "x_name": "angle between ŷ and y, degrees"
            }
        inside = entry.domain == (0.0, 1.0)
        share = np.linspace(0.01, 0.99, 181) if inside else np.linspace(-2, 3, 181)
        rows = [
            np.array([each, (1 - each) / 2, (1 - each) / 2]) if inside else np.array([each, 0, 0]) for each in share
        ]
        values = [entry.function(row, np.array([1.0, 0.0, 0.0]), *constants) for row in rows]
        return [Line(share, values)], {"x_name": "ŷ of the true class"}
    if entry.domain == (0.0, 1.0):
        guess, targets = np.linspace(0.01, 0.99, 181), (1.0, 0.0)
    elif entry.low == -1.0:
        guess, targets = np.linspace(-3, 3, 181), (1.0, -1.0)
    elif entry.domain[0] == 0.0:
        guess, targets = np.linspace(0.05, 6, 181), (2.0,)
    else:
        guess, targets = np.linspace(-3, 5, 181), (1.0,)
    lines = [
        Line(guess, [entry.function(float(each), y, *constants) for each in guess], f"y = {y:g}".replace("-", "−"))
        for y in targets
    ]
    return lines, {"x_name": "ŷ"}


def optimizer(entry: Any) -> tuple[list[Line], dict[str, Any]]:
    """The path down a bowl that is eight times as steep in one direction, with the best of twelve learning rates."""
    if entry.full_batch:
        points = [START]
        minimize(height, START, jac=slope, method="L-BFGS-B", callback=lambda w: points.append(tuple(w)))
        path, name = points, f"{len(points) - 1} iterations"
    else:
        paths = {rate: descend(entry, rate) for rate in RATES}
        rate = min(
            paths,
            key=lambda each: sum(map(height, paths[each])) if math.isfinite(height(paths[each][-1])) else math.inf,
        )
        path, name = paths[rate], f"η = {rate:g}, {STEPS} steps"
    rings = [
        Line([r * math.cos(t) for t in np.linspace(0, 2 * math.pi, 73)],
             [r / math.sqrt(8) * math.sin(t) for t in np.linspace(0, 2 * math.pi, 73)], faint=True)
        for r in (1.2, 2.4, 3.6, 4.8)
    ]  # fmt: skip
    across, up = zip(*path, strict=True)
    return [Line(across, up, name), *rings], {"x_name": "w₁ across, w₂ up", "y_limits": (-2.0, 2.4)}


def height(w: Any) -> float:
    """The bowl."""
    return 0.5 * (w[0] ** 2 + 8 * w[1] ** 2)


def slope(w: Any) -> Any:
    """Its gradient."""
    return np.array([w[0], 8 * w[1]])


def descend(entry: Any, rate: float) -> list[tuple[float, float]]:
    """The points of an optimizer's path."""
    w, slots = list(START), [[0.0] * len(entry.slots) for _ in START]
    path = [START]
    for step in range(1, STEPS + 1):
        gradient = slope(w)
        for k in range(2):
            result = entry.function(w[k], float(gradient[k]), *slots[k], rate, step, *entry.constants.values())
            w[k], *slots[k] = result if isinstance(result, tuple) else (result,)
        if not all(math.isfinite(each) and abs(each) < 1e3 for each in w):
            return [START, (math.inf, math.inf)]
        path.append(tuple(w))
    return path


def schedule(entry: Any) -> tuple[list[Line], dict[str, Any]]:
    """The learning rate over a run of 100 epochs; where it depends on the loss, that falls for 30 epochs."""
    t = np.linspace(0, EPOCHS, 401)
    if entry.feedback:
        source = entry.function(1.0, *entry.constants.values())
        values = [next(source)]
        for epoch in range(int(EPOCHS)):
            values.append(source.send(max(30.0 - epoch, 0.0)))
        return [Line(range(len(values)), values)], {"x_name": "epoch, the loss falling until 30", "y_limits": (0, 1)}
    values = [entry.function(float(each), EPOCHS, 1.0, *entry.constants.values()) for each in t]
    return [Line(t, values)], {"x_name": "epoch", "y_limits": (0, 1)}


def initializer(entry: Any) -> tuple[list[Line], dict[str, Any]]:
    """How many weights of a layer of 256 → 128 have each value."""
    weights = entry.function(256, 128, np.random.default_rng(0), *entry.constants.values()).ravel()
    counts, edges = np.histogram(weights, bins=111, range=(-0.555, 0.555))
    x = list(itertools.chain.from_iterable(itertools.pairwise(edges)))
    y = list(itertools.chain.from_iterable((each, each) for each in counts / counts.max()))
    return [Line(x, y)], {"x_name": f"w, standard deviation {weights.std():.3f}", "y_limits": (0, 1)}


def penalty(entry: Any) -> tuple[list[Line], dict[str, Any]]:
    """The term over the weight; for a decay, the weight after a step with ηλ = 0.3."""
    w = np.linspace(-2, 2, 161)
    if entry.name == "weight_decay":
        return [Line(w, w, "w"), Line(w, w * (1 - 0.3), "after a step, ηλ = 0.3")], {"x_name": "w"}
    slopes = [entry.derivative_function(float(each)) for each in w]
    return [Line(w, [entry.function(float(each)) for each in w], "penalty"), Line(w, slopes, "derivative")], {
        "x_name": "w"
    }


def metric(entry: Any) -> tuple[list[Line], dict[str, Any]]:
    """The metric as more and more noise is added to right predictions of 2,000 rows."""
    rng = np.random.default_rng(0)
    noise, levels = rng.normal(size=2000), np.linspace(0, 2, 41)
    values = []
    if entry.task == "regression":
        truth = rng.normal(5, 1, 2000)
        values = [entry(truth, truth + level * noise) for level in levels]
    else:
        truth = (rng.random(2000) < 0.3).astype(int)
        for level in levels:
            score = 1 / (1 + np.exp(-6 * (truth - 0.5 + level * noise)))
            prediction = (score > 0.5).astype(int)
            several = entry.labels == "several"
            given = np.column_stack([1 - score, score]) if entry.needs == "probabilities" else prediction
            values.append(entry(truth[:, None], given[:, None]) if several else entry(truth, given))
    return [Line(levels, values)], {"x_name": "noise in the predictions"}


PICTURES: dict[str, Callable[[Any], tuple[list[Line], dict[str, Any]]]] = {
    "activations": activation, "losses": loss, "optimizers": optimizer, "schedules": schedule,
    "initializers": initializer, "penalties": penalty, "metrics": metric,
}  # fmt: skip
CAPTIONS = {
    "activations": "Blue is a, the output of a neuron, over its weighted sum z; orange is its derivative. Of a row "
    "(softmax, maxout) it is the first of three outputs, and the other z are 0.",
    "losses": "The loss over the prediction ŷ for the targets in the legend. For a row, the first of three classes is "
    "the true one.",
    "optimizers": "The path from the same point down the same bowl, which is eight times as steep upwards as across, "
    "with the best of twelve learning rates. What is good on this bowl need not be good on your data.",
    "schedules": "The learning rate over 100 epochs, relative to η.",
    "initializers": "The distribution of the weights of a layer with 256 inputs and 128 neurons.",
    "penalties": "What the objective adds for a weight, and its derivative.",
    "metrics": "The metric as noise is added to predictions that are right at first (2,000 rows; for classes, 30 % are "
    "positive).",
}
