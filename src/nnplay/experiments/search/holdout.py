"""The rows of a search: those that its trials may see, and those that judge the best one at the end."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import replace

from nnplay.data import Dataset
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.training.problem import Problem, prepare
from nnplay.training.recipe import Recipe
from nnplay.training.setup import make_problem
from nnplay.utils.cache import LRUCache

VALIDATION = 0.2  # of the rows that do not test
SOURCE = ("data", "target", "features", "task", "missing", "sheet", "out_of_core", "noise", "samples", "data_seed")


class Rows:
    """A dataset of which the test rows are kept apart: the rows by which `train` would judge with the same recipe.

    Trials are given a dataset in which these rows do not exist, so that neither scaling nor classes can tell of them.

    Attributes:
        dataset: all rows.
        origin: the settings of a recipe that say where the data come from.
        visible: the rows to train and to validate on.
        training: how many of them train.

    Raises:
        NNPlayError: when the recipe leaves no rows to validate or to test.
    """

    def __init__(self, dataset: Dataset, recipe: Recipe) -> None:
        if recipe.test_fraction == 0 or recipe.validation_fraction == 0:
            raise NNPlayError(
                "A search compares trials on validation rows and judges the best one on test rows: leave test_fraction "
                "and validation_fraction above 0."
            )
        problem = make_problem(dataset, (), recipe.replace(validation_fraction=None, patience=None), {})
        rest, given, weight = problem.split.train, recipe.validation_fraction, dataset.sample_weight
        if not len(problem.split.test) or len(rest) < 2:
            raise NNPlayError(
                f"{dataset.name} has {dataset.n_rows} rows, too few for training, validation and test: bring more."
            )
        self.dataset, self._cache = dataset, LRUCache()
        self.origin = {name: getattr(problem.recipe, name) for name in SOURCE}
        self._share = VALIDATION if given is None else given / (1 - recipe.test_fraction)
        self.training = max(1, len(rest) - max(1, round(len(rest) * self._share)))
        self.visible = replace(
            dataset,
            features=tuple(column.take(rest) for column in dataset.features),
            targets=tuple(column.take(rest) for column in dataset.targets),
            raw=tuple(column.take(rest) for column in dataset.raw),
            sample_weight=None if weight is None else weight[rest],
            origin={},
        )

    def prepare(self, architecture: Architecture, recipe: Recipe) -> Problem:
        """A trial: training and validation rows only. Warnings are left to `probe`."""
        mine = recipe.replace(test_fraction=0.0, validation_fraction=self._share)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return prepare(self.visible, architecture, mine, cache=self._cache)

    def probe(self, pairs: Iterable[tuple[Architecture, Recipe]]) -> None:
        """Prepare each of these, so that what does not fit is told before the search, and each warning once.

        Raises:
            NNPlayError: of the first that does not fit.
        """
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            for architecture, recipe in pairs:
                mine = recipe.replace(test_fraction=0.0, validation_fraction=self._share)
                prepare(self.visible, architecture, mine, cache=self._cache)
        for warning in {str(w.message): w.message for w in said}.values():
            warnings.warn(warning, stacklevel=5)
