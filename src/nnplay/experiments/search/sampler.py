"""What to try next, by Optuna's tree-structured Parzen estimator; the only importer of Optuna."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from nnplay.errors import NNPlayError
from nnplay.experiments.search.space import Dimension

RANDOM = 10  # trials before the sampler draws conclusions
ENOUGH = 12  # finished trials from which the importance of settings is estimated
MANY = 400  # finished trials from which that is done by a quicker estimate


def optuna() -> Any:
    """The library, told to be silent.

    Raises:
        NNPlayError: when it is not installed.
    """
    try:
        import optuna as library
    except ImportError:
        raise NNPlayError("Searching needs Optuna: pip install 'nnplay[search]'.") from None
    library.logging.set_verbosity(library.logging.ERROR)
    return library


class Sampler:
    """Proposes trials, and learns from what came of them.

    What it proposes depends on the seed and on what it was told before, in that order, and on nothing else: every trial
    has a generator of its own. Multivariate TPE is Bergstra et al. 2011, "Algorithms for hyper-parameter optimization",
    with Falkner et al. 2018, arXiv:1807.01774.
    """

    def __init__(self, dimensions: Sequence[Dimension], *, higher: bool, seed: int) -> None:
        self._library, self._dimensions, self._seed = optuna(), dimensions, seed
        self._study = self._library.create_study(direction="maximize" if higher else "minimize")
        self._distributions = {d.name: _distribution(d) for d in dimensions}
        self._trials: list[Any] = []

    def ask(self) -> dict[str, Any]:
        """The values of the next trial by name."""
        seed = int(np.random.SeedSequence([self._seed, len(self._trials)]).generate_state(1)[0])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._study.sampler = self._library.samplers.TPESampler(
                seed=seed, multivariate=True, constant_liar=True, n_startup_trials=RANDOM
            )
            trial = self._study.ask(self._distributions)
        self._trials.append(trial)
        return {d.name: d.value(trial.params[d.name]) for d in self._dimensions}

    def tell(self, number: int, state: str, value: float | None, epoch: int) -> None:
        """What came of a trial: "finished" with a value, "pruned" at an epoch with one, or "diverged", the worst."""
        trial = self._trials[number]
        if state == "finished":
            self._study.tell(trial, value)
            return
        if state == "pruned" and value is not None:
            trial.report(value, epoch)
        self._study.tell(trial, state=self._library.trial.TrialState.PRUNED)


def importance(
    dimensions: Sequence[Dimension], asked: Sequence[dict[str, Any]], values: Sequence[float], seed: int
) -> dict[str, float]:
    """The share that each setting has in the variance of the values, the largest first; {} when they are too few.

    Functional ANOVA on a random forest (Hutter et al. 2014, "An efficient approach for assessing hyperparameter
    importance"); of many trials PED-ANOVA (Watanabe et al. 2023, arXiv:2304.10255).
    """
    if len(values) < ENOUGH or len(set(values)) < 2:
        return {}
    library = optuna()
    study = library.create_study()
    distributions = {d.name: _distribution(d) for d in dimensions}
    for each, value in zip(asked, values, strict=True):
        drawn = {d.name: d.drawn(each[d.name]) for d in dimensions}
        study.add_trial(library.trial.create_trial(params=drawn, distributions=distributions, value=value))
    kinds = library.importance
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        judge = kinds.FanovaImportanceEvaluator(seed=seed % 2**32)
        if len(values) > MANY:
            judge = kinds.PedAnovaImportanceEvaluator()
        shares = kinds.get_param_importances(study, evaluator=judge)
    total = sum(float(share) for share in shares.values())
    return {name: float(share) / total for name, share in shares.items()} if total > 0 else {}


def _distribution(dimension: Dimension) -> Any:
    """How Optuna calls a dimension: places of numbers in order, labels of other choices, or a range."""
    kinds = optuna().distributions
    if dimension.ordered:
        return kinds.IntDistribution(0, len(dimension.choices) - 1)
    if dimension.choices:
        return kinds.CategoricalDistribution(dimension.labels)
    if dimension.whole:
        return kinds.IntDistribution(int(dimension.low), int(dimension.high), log=dimension.log)
    return kinds.FloatDistribution(dimension.low, dimension.high, log=dimension.log)
