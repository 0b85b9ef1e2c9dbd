"""Sampling of trials by Optuna's tree-structured Parzen estimator, and the importance of settings."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from nnplay.errors import NNPlayError
from nnplay.experiments.search.space import Dimension

STARTUP_TRIALS = 10  # random trials before the sampler uses a model
MIN_TRIALS = 12  # finished trials needed to estimate the importance of settings
MANY_TRIALS = 400  # above this number, a faster estimate is used


def load_optuna() -> Any:
    """The module optuna, with logging turned off.

    Raises:
        NNPlayError: Optuna is not installed.
    """
    try:
        import optuna as library
    except ImportError:
        raise NNPlayError("A search needs Optuna: pip install 'nnplay[search]'.") from None
    library.logging.set_verbosity(library.logging.ERROR)
    return library


class Sampler:
    """Proposes trials, and learns from their results.

    Proposals depend only on the seed and on the results before them, in their order: each trial has its own random
    generator. Multivariate TPE: Bergstra et al. 2011, "Algorithms for hyper-parameter optimization", and Falkner et al.
    2018, arXiv:1807.01774.
    """

    def __init__(self, dimensions: Sequence[Dimension], *, higher: bool, seed: int) -> None:
        self._optuna, self._dimensions, self._seed = load_optuna(), dimensions, seed
        self._study = self._optuna.create_study(direction="maximize" if higher else "minimize")
        self._distributions = {d.name: _distribution(d) for d in dimensions}
        self._trials: list[Any] = []

    def ask(self) -> dict[str, Any]:
        """The values of the next trial, by name."""
        seed = int(np.random.SeedSequence([self._seed, len(self._trials)]).generate_state(1)[0])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._study.sampler = self._optuna.samplers.TPESampler(
                seed=seed, multivariate=True, constant_liar=True, n_startup_trials=STARTUP_TRIALS
            )
            trial = self._study.ask(self._distributions)
        self._trials.append(trial)
        return {d.name: d.decode(trial.params[d.name]) for d in self._dimensions}

    def tell(self, number: int, state: str, value: float | None, epoch: int) -> None:
        """Report the result of a trial: "finished" with a value, "pruned" at an epoch with a value, or "diverged"."""
        trial = self._trials[number]
        if state == "finished":
            self._study.tell(trial, value)
            return
        if state == "pruned" and value is not None:
            trial.report(value, epoch)
        self._study.tell(trial, state=self._optuna.trial.TrialState.PRUNED)


def importance(
    dimensions: Sequence[Dimension], samples: Sequence[dict[str, Any]], values: Sequence[float], seed: int
) -> dict[str, float]:
    """Each setting's share of the variance of the values, the largest first; {} for too few values.

    Functional ANOVA on a random forest (Hutter et al. 2014, "An efficient approach for assessing hyperparameter
    importance"); for many trials PED-ANOVA (Watanabe et al. 2023, arXiv:2304.10255).
    """
    if len(values) < MIN_TRIALS or len(set(values)) < 2:
        return {}
    optuna = load_optuna()
    study = optuna.create_study()
    distributions = {d.name: _distribution(d) for d in dimensions}
    for sample, value in zip(samples, values, strict=True):
        params = {d.name: d.encode(sample[d.name]) for d in dimensions}
        study.add_trial(optuna.trial.create_trial(params=params, distributions=distributions, value=value))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        evaluator = optuna.importance.FanovaImportanceEvaluator(seed=seed % 2**32)
        if len(values) > MANY_TRIALS:
            evaluator = optuna.importance.PedAnovaImportanceEvaluator()
        shares = optuna.importance.get_param_importances(study, evaluator=evaluator)
    total = sum(float(share) for share in shares.values())
    return {name: float(share) / total for name, share in shares.items()} if total > 0 else {}


def _distribution(dimension: Dimension) -> Any:
    """Optuna's distribution for a dimension: indices of ordered choices, labels of other choices, or a range."""
    distributions = load_optuna().distributions
    if dimension.ordered:
        return distributions.IntDistribution(0, len(dimension.choices) - 1)
    if dimension.choices:
        return distributions.CategoricalDistribution(dimension.labels)
    if dimension.integer:
        return distributions.IntDistribution(int(dimension.low), int(dimension.high), log=dimension.log)
    return distributions.FloatDistribution(dimension.low, dimension.high, log=dimension.log)
