"""Checks against other predictions of the same held-out rows, after training: a constant guess, and baseline models."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.doctor.baseline_models import roc_auc
from nnplay.doctor.checks_curves import grown
from nnplay.doctor.evidence import Evidence
from nnplay.doctor.findings import Finding, Fix, check
from nnplay.doctor.fixes import (
    Settings,
    adaptive,
    at_most_default_rate,
    bounded,
    early_stopping,
    regularization,
    scaled_inputs,
    wider_network,
    with_layers,
)
from nnplay.doctor.held_out import HeldOut, weighted_mean
from nnplay.network.parameters import Array
from nnplay.training.scores import class_codes
from nnplay.utils.text import plural

MIN_ROWS = 10
SKILL = 0.02  # of the way from the constant guess to a perfect score, which counts as no better
NO_SPREAD = 1e-3  # ratio of the deviations of outputs and targets, below which the output is constant
INFORMATIVE = 3.0  # standard errors by which probabilities or absolute errors beat the constant guess
CLEARLY = 3.0  # standard errors by which a baseline model beats the network
MARGINS = {"warning": 0.05, "advice": 0.02}  # of accuracy or R²
MIN_EPOCHS = 50  # to train longer
GAP = 0.1  # between the scores of training and held-out rows, from where the network overfits


@check("no better than a constant guess", when="after", source="Provost & Fawcett 1997, KDD; Hyndman & Koehler 2006",
      criterion="an accuracy or R² on held-out rows that is less than 2 % of the way from a constant guess (the "
                "largest class, the mean) to a perfect score; serious unless probabilities or absolute errors are "
                "better by 3 standard errors")  # fmt: skip
def trivial(evidence: Evidence) -> Iterator[Finding]:
    """The network predicts no better than the largest class or the mean."""
    if evidence.status == "interrupted" or grown(evidence):
        return
    held_out = evidence.held_out
    if held_out is None or len(held_out.truth) < MIN_ROWS or len(np.unique(held_out.truth)) < 2:
        return
    guess = held_out.constant(evidence.problem)
    score, constant = held_out.score(), held_out.score(guess)
    single = _constant_output(held_out)
    if not single and (constant >= 1 or score - constant >= SKILL * (1 - constant)):
        return
    name = evidence.score_label
    if held_out.task == "classification":
        share = f"always predicting {_value(guess[0])}" if guess.ndim == 1 else "always predicting the same labels"
    else:
        share = f"always predicting the mean{f' of {guess[0]:.4g}' if guess.ndim == 1 else ''}"
    numbers: dict[str, float | str] = {f"{held_out.part} {name}": score, f"{name} of the constant guess": constant}
    useful = _informative(evidence, held_out, guess)
    reached = f"{_score(name, score)} on the {plural(len(held_out.truth), f'{held_out.part} row')}"
    if useful is not None and not single:
        what, number = useful
        numbers[what] = number
        message = (
            f"With {reached}, the network is no better than {share} ({_score(name, constant)}), though it has learned "
            f"something: its {what} is {number:.3g}. Judge it by that."
        )
    else:
        how = "gives the same output for every row" if single else "is no better than a constant guess"
        message = f"The network {how}: {reached}, where {share} has {_score(name, constant)}."
    yield Finding(
        "no better than a constant guess", "warning" if useful is not None and not single else "serious", message,
        numbers, fix=_livelier(evidence, held_out, guess),
    )  # fmt: skip


def _constant_output(held_out: HeldOut) -> bool:
    """Whether the outputs hardly differ from row to row."""
    n = len(held_out.truth)
    if held_out.task == "classification":
        return bool(np.ptp(held_out.outputs, axis=0).max() < NO_SPREAD)
    predicted = held_out.prediction.astype(float).reshape(n, -1).std(axis=0)
    return bool((predicted <= NO_SPREAD * held_out.truth.astype(float).reshape(n, -1).std(axis=0)).all())


def _informative(evidence: Evidence, held_out: HeldOut, guess: Array) -> tuple[str, float] | None:
    """A measure by which the network clearly beats the constant guess all the same, and its value."""
    n = len(held_out.truth)
    if held_out.task == "regression":
        middle = np.median(evidence.problem.parts["train"].truth.astype(float), axis=0)
        truth = held_out.truth.astype(float)
        errors = [np.abs(truth - other).reshape(n, -1).mean(axis=1) for other in (middle, held_out.prediction)]
        _, standard_errors = weighted_mean(errors[0] - errors[1], held_out.weight)
        ratio = float(errors[1].mean() / errors[0].mean()) if errors[0].mean() > 0 else 1.0
        return ("mean absolute error, relative to the median's,", ratio) if standard_errors >= INFORMATIVE else None
    classes = evidence.problem.dataset.classes
    if held_out.probabilities is None or len(classes) < 2:
        return None
    codes = class_codes(held_out.truth, classes)
    if len(classes) == 2:
        area, error = roc_auc(held_out.probabilities[:, 1], codes == 1)
        return ("ROC AUC", area) if error > 0 and area - 0.5 >= INFORMATIVE * error else None
    train = evidence.problem.parts["train"]
    counts = np.bincount(class_codes(train.truth, classes), weights=train.weight, minlength=len(classes))
    priors = counts / train.weight.sum()
    own, prior = (np.log(np.clip(P, 1e-12, 1)) for P in (held_out.probabilities[np.arange(n), codes], priors[codes]))
    gained, standard_errors = weighted_mean(own - prior, held_out.weight)
    return ("gain of log-likelihood per row", gained) if standard_errors >= INFORMATIVE else None


def _livelier(evidence: Evidence, held_out: HeldOut, guess: Array) -> Fix | None:
    """What may bring a network to life that predicts a constant."""
    recipe, problem = evidence.problem.recipe, evidence.problem
    shares = np.unique(problem.parts["train"].truth.astype(str), return_counts=True)[1]
    if held_out.task == "classification" and guess.ndim == 1 and not _constant_output(held_out):
        if shares.max() >= 0.6 * shares.sum() and recipe.class_weight is None:
            return Fix("weight the classes", {"class_weight": "balanced"})
        return None
    settings: Settings = {"momentum": None} if recipe.momentum is not None else {}
    settings |= {"optimizer": "adam", "learning_rate": 0.003, "clip": 1.0} | scaled_inputs(recipe)
    if adaptive(recipe):
        settings = {"learning_rate": 0.003, "clip": 1.0} | scaled_inputs(recipe)
    if recipe.full_batch:
        settings = scaled_inputs(recipe)
    network, words = None, "use adam with clipped gradients"
    if evidence.dead_share > 0:
        network = with_layers(
            evidence, lambda layer: not bounded(layer.activation), activation="leaky_relu", initializer=None
        )
        words += " and leaky_relu, whose slope is never 0"
    return Fix(words, settings, network) if settings or network else None


@dataclass(frozen=True)
class _Winner:
    """The baseline model that beats the network by most."""

    name: str
    prediction: Any
    rows: int
    gain: float
    standard_errors: float


@check("worse than a baseline model", when="after", source="Grinsztajn et al. 2022, arXiv:2207.08815",
      criterion="a linear model, nearest neighbours or boosted trees, trained on at most 4,000 of the same rows, score "
                "0.05 more on the held-out rows (0.02: advice), by 3 standard errors")  # fmt: skip
def behind_baseline(evidence: Evidence) -> Iterator[Finding]:
    """A simple model predicts the held-out rows clearly better."""
    if evidence.status == "interrupted" or grown(evidence):
        return
    held_out, problem = evidence.held_out, evidence.problem
    if held_out is None or held_out.part == "train" or len(held_out.truth) < MIN_ROWS:
        return
    if not held_out.score() < 1 - MARGINS["advice"]:
        return
    best = None
    for model in evidence.baselines:
        gain, standard_errors = held_out.gain(model.prediction, held_out.prediction)
        if standard_errors >= CLEARLY and gain >= MARGINS["advice"] and (best is None or gain > best.gain):
            best = _Winner(model.name, model.prediction, model.rows, gain, standard_errors)
    if best is None:
        return
    name, own, others = evidence.score_label, held_out.score(), held_out.score(best.prediction)
    trained = evidence.train_score
    fitted = "" if best.rows == len(problem.parts["train"].X) else f", trained on {best.rows:,} rows,"
    if trained - own >= GAP:
        cause, fix = _memorized(evidence, trained)
    else:
        cause, fix = _too_small(evidence, trained)
    yield Finding(
        "worse than a baseline model", "warning" if best.gain >= MARGINS["warning"] else "advice",
        f"The {held_out.part} {name} is {own:.3g}, but {best.name}{fitted} reach{'es' * (best.name[-1] != 's')} "
        f"{others:.3g} on the same {len(held_out.truth):,} rows: {cause}.",
        {f"{held_out.part} {name}": own, f"{name} of {best.name}": others, f"train {name}": trained,
         "standard errors": best.standard_errors},
        fix=fix,
    )  # fmt: skip


def _too_small(evidence: Evidence, trained: float) -> tuple[str, Fix]:
    recipe = evidence.problem.recipe
    settings: Settings = scaled_inputs(recipe)
    if not recipe.full_batch and not adaptive(recipe):
        settings |= ({"momentum": None} if recipe.momentum is not None else {}) | {"optimizer": "adam"}
        settings |= {"learning_rate": 0.003}
    elif not recipe.full_batch:
        settings |= at_most_default_rate(recipe)
    if evidence.status == "finished":
        settings |= {"epochs": max(2 * recipe.epochs, MIN_EPOCHS)}
    words = "use more neurons" + " and train longer" * ("epochs" in settings)
    reached = f"{_score(evidence.score_label, trained)} on its training rows"
    return f"the network (only {reached}) is too small or undertrained", Fix(words, settings, wider_network(evidence))


def _memorized(evidence: Evidence, trained: float) -> tuple[str, Fix]:
    fix = regularization(evidence) if evidence.problem.recipe.patience is not None else early_stopping(evidence)
    return f"the network fits its training rows ({_score(evidence.score_label, trained)}) but overfits", fix


def _score(name: str, value: float) -> str:
    return f"an accuracy of {value:.1%}" if name == "accuracy" else f"{name} {value:.3g}"


def _value(label: Any) -> str:
    """A label as text: 'No', 3."""
    return repr(label.item() if isinstance(label, np.generic) else label)
