"""Networks with data, found through the registries, and their comparison with the oracle."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import oracle
from numba import njit

from nnplay.catalog import activations, losses, penalties
from nnplay.engine import reference
from nnplay.engine.compiled import Engine, rng
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer, check_pair
from nnplay.network.parameters import Parameters, layout

MARGIN = 0.01  # how far every u and every (ŷ, y) stays from a kink

SMOOTH = [name for name, entry in penalties.items() if entry.derivative_function]
PENALTIES = {"no penalty": {}, **{name: {name: 0.03 + 0.04 * k} for k, name in enumerate(SMOOTH)}}
FORMS = {"plain": {}, "batch norm": {"norm": "batch"}, "layer norm": {"norm": "layer"}, "skip": {"skip": True}}
VARIANTS = list(product(PENALTIES, FORMS))


def legal(output, loss):
    """True when the architecture accepts this output for this loss."""
    try:
        Architecture(output=output, loss=loss)
        check_pair(output, loss)
    except NNPlayError:
        return False
    return True


def legal_pairs():
    """Every (output, loss) that the architecture accepts."""
    return [(output, loss) for output in activations for loss in losses if legal(output, loss)]


@dataclass
class Case:
    """A network, its parameters and a batch; every number is one of float32, so that both dtypes see the same."""

    architecture: Architecture
    theta: np.ndarray
    X: np.ndarray
    y: np.ndarray
    weight: np.ndarray | None

    @cached_property
    def truth(self):
        """(loss, ∂loss/∂θ) by the oracle."""
        return oracle.value_and_gradient(self.architecture, self.theta, self.X, self.y, weight=self.weight)


def draw_theta(architecture, rng):
    """θ with nothing at its special starting value: biases, gamma, beta and learned constants are drawn too."""
    place = layout(architecture)
    theta = np.empty(place.size)
    for block in place.blocks:
        for name in block.arrays:
            view = block.view(theta, name)
            if name in ("W", "P"):
                view[:] = rng.normal(0, 1 / np.sqrt(view.shape[0]), view.shape)
            elif name in ("gamma", "variance"):
                view[:] = rng.uniform(0.5, 1.5, view.shape)
            elif name == "learned":
                view[:] = rng.uniform(0.1, 0.5, view.shape)
            else:
                view[:] = rng.normal(0, 0.5, view.shape)
    return theta.astype(np.float32).astype(np.float64)


def draw_targets(loss, rows, outputs, rng):
    """Targets such as the loss is meant for: ±1, one-hot and soft classes, positive numbers, or any number."""
    entry, _ = losses.resolve(loss)
    if entry.low == -1:
        y = rng.choice([-1.0, 1.0], (rows, outputs))
    elif entry.targets == (0.0, 1.0) and entry.shape == "row":
        y = rng.dirichlet(np.ones(outputs), rows)
        y[::2] = np.eye(outputs)[rng.integers(outputs, size=len(y[::2]))]
    elif entry.targets == (0.0, 1.0):
        y = rng.uniform(0, 1, (rows, outputs))
        y[::2] = rng.integers(0, 2, y[::2].shape)
    elif entry.targets[0] == 0:
        y = rng.uniform(0.2, 3, (rows, outputs))
    else:
        y = rng.normal(0, 1, (rows, outputs))
    return y.astype(np.float32).astype(np.float64)


def distance_to_kinks(architecture, theta, X, y):
    """How far the batch is from a point where some derivative does not exist."""
    p, us = oracle.predict(architecture, theta, X)
    distances = [np.inf]
    for block, u in zip(layout(architecture).blocks, us, strict=True):
        u = np.asarray(u)
        kinks = [*block.activation.kinks]
        if block.activation.name == "repsu":
            kinks += block.constants[1:3]  # λ and μ
        distances += [np.abs(u - kink).min() for kink in kinks]
        if block.n_z != block.n_out:
            distances.append(oracle._gap_of_two_largest(u.reshape(len(u), block.n_out, -1)).min())
    entry, _ = losses.resolve(architecture.loss)
    if entry.name in oracle.KINKS:
        distances.append(oracle.KINKS[entry.name](np.asarray(p), y).min())
    for edge in entry.domain:  # ln ŷ is cut off shortly before ŷ = 0; at 0 itself no gradient passes the activation
        gap = np.abs(np.asarray(p) - edge)
        distances += [10 * gap[gap > 0].min(initial=np.inf)] if np.isfinite(edge) else []
    return min(distances)


def make_case(architecture, *, rows=5, seed=0, weighted=False):
    """A case away from every kink: the first of the seeds that gives one."""
    for attempt in range(300):
        rng = np.random.default_rng([seed, attempt])
        theta = draw_theta(architecture, rng)
        X = rng.normal(0, 1, (rows, architecture.inputs)).astype(np.float32).astype(np.float64)
        y = draw_targets(architecture.loss, rows, architecture.outputs, rng)
        if distance_to_kinks(architecture, theta, X, y) > MARGIN:
            weight = rng.uniform(0.2, 2.0, rows) if weighted else None
            return Case(architecture, theta, X, y, weight)
    raise AssertionError(f"no data away from the kinks of {architecture}")


def hidden_case(activation, form, **settings):
    """Two hidden layers of an activation: 3 → 4 → 4 → 2, so that a skip meets both equal and different widths."""
    layers = [Layer(4, activation, **FORMS[form])] * 2
    return make_case(Architecture(layers, output="identity", loss="mse", inputs=3, outputs=2), **settings)


def output_case(output, loss, form, **settings):
    """A tanh layer in front of the given output and loss: 3 → 3 → 3."""
    layers = [Layer(3, "tanh", **FORMS[form])]
    return make_case(Architecture(layers, output=output, loss=loss, inputs=3, outputs=3), **settings)


def compiled_gradient(case, dtype, **settings):
    """(loss, gradient) of the compiled engine, on copies in the given dtype.

    Its workspace is filled with nan, so that reading what was never written shows.
    """
    engine = Engine(case.architecture, dtype, rows=len(case.X))
    engine.work[:] = np.nan
    theta, X, y = (array.astype(dtype) for array in (case.theta, case.X, case.y))
    return engine.gradient(theta, X, y, case.weight, **settings)


def reference_gradient(case, *, masks=None, **penalties):
    """(loss, gradient) of the reference engine."""
    p = Parameters(case.architecture, case.theta)
    passes = reference.forward(p, case.X, training=True, masks=masks)
    g = reference.gradient(p, passes, case.y, weight=case.weight, masks=masks, **penalties)
    return reference.loss(p, passes, case.y, case.weight), g[: p.count]


fill_mask = njit(rng.fill_mask.py_func)


def dropout_masks(architecture, rows, *, seed, step):
    """The masks that the compiled engine draws: a pure function of seed, step and layer."""
    masks = []
    for l, layer in enumerate(architecture.all_layers):
        mask = np.empty((rows, layer.width)) if layer.dropout else None
        if mask is not None:
            fill_mask(mask, layer.dropout, seed, step, l, 0)
        masks.append(mask)
    return masks


def difference(what, actual, expected, rtol, share):
    """One sentence when two arrays differ by more than rtol, or a share of the largest (or of 0.001); else nothing."""
    actual, expected = np.asarray(actual, np.float64), np.asarray(expected, np.float64)
    if actual.shape != expected.shape:
        return [f"{what}: shape {actual.shape}, not {expected.shape}"]
    allowed = rtol * np.abs(expected) + share * max(np.abs(expected).max(initial=0), 1e-3)
    wrong = ~(np.abs(actual - expected) <= allowed)
    if not wrong.any():
        return []
    place = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
    first = f"[{', '.join(map(str, place))}]: {actual[place]:.12g}, not {expected[place]:.12g}"
    return [f"{what}: {wrong.sum()} of {wrong.size} differ, first {first}"]


TOLERANCES = {"float64": (1e-6, 1e-9), "float32": (2e-3, 1e-4)}


def disagreements(case, *, dtypes=("float64", "float32"), with_reference=True, **penalties):
    """What the engines say otherwise than JAX does about the loss and the gradient; empty when all is right."""
    found = []
    value, g = case.truth
    if penalties:
        g = g + oracle.gradient_of_penalty(case.architecture, case.theta, **penalties)
    answers = {dtype: (*TOLERANCES[dtype], compiled_gradient(case, dtype, **penalties)) for dtype in dtypes}
    if with_reference:
        answers["reference"] = (*TOLERANCES["float64"], reference_gradient(case, **penalties))
    for name, (rtol, share, (own_value, own_g)) in answers.items():
        found += difference(f"{name} loss", own_value, value, rtol, share)
        found += difference(f"{name} gradient", own_g, g, rtol, share)
    return found


@contextmanager
def temporary_entries(*registries):
    """Registries that forget, at the end, what was entered into them."""
    kept = [(r, dict(r._entries), dict(r._aliases)) for r in registries]
    try:
        yield
    finally:
        for registry, entries, aliases in kept:
            registry._entries, registry._aliases = entries, aliases
            registry.version += 1
