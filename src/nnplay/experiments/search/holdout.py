"""The split of a search: rows for the trials, and test rows for the final evaluation of the best trial."""

import warnings
from collections.abc import Iterable

import numpy as np

from nnplay.data import Dataset
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.training.problem import Problem, prepare
from nnplay.training.recipe import DATA_SETTINGS, Recipe
from nnplay.training.setup import make_problem
from nnplay.utils.cache import LRUCache
from nnplay.utils.text import plural

VALIDATION_FRACTION = 0.2  # of the rows that are not in the test split


class Holdout:
    """A dataset with its test split held out: the same rows that `train` would test on with this recipe.

    Trials get a dataset without these rows, so that neither the scaling nor the classes depend on them.

    Attributes:
        dataset: all rows.
        origin: the recipe settings that say where the data come from.
        visible: the rows for training and validation.
        training: how many of the visible rows are for training.

    Raises:
        NNPlayError: the recipe or the size of the dataset leaves no rows for validation or testing.
    """

    def __init__(self, dataset: Dataset, recipe: Recipe) -> None:
        if recipe.test_fraction == 0 or recipe.validation_fraction == 0:
            raise NNPlayError(
                "A search needs validation rows to compare trials and test rows to evaluate the best one: set "
                "test_fraction and validation_fraction above 0."
            )
        problem = make_problem(dataset, (), recipe.replace(validation_fraction=None, patience=None), {})
        fraction = recipe.validation_fraction
        rest = np.sort(np.concatenate([problem.split.train, problem.split.validation]))  # some data have their own
        if not len(problem.split.test) or len(rest) < 2:
            raise NNPlayError(
                f"{dataset.name} has {plural(dataset.n_rows, 'row')}, too few for training, validation and test "
                "splits: use a larger dataset."
            )
        self.dataset, self._cache = problem.dataset, LRUCache()
        self.origin = {name: getattr(problem.recipe, name) for name in DATA_SETTINGS}
        self._fraction = VALIDATION_FRACTION if fraction is None else fraction / (1 - recipe.test_fraction)
        self.training = max(1, len(rest) - max(1, round(len(rest) * self._fraction)))
        self.visible = problem.dataset.take(rest)

    def prepare(self, architecture: Architecture, recipe: Recipe) -> Problem:
        """The problem of a trial, with training and validation rows only. Warnings are ignored: see `check`."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return self._prepare(architecture, recipe)

    def _prepare(self, architecture: Architecture, recipe: Recipe) -> Problem:
        recipe = recipe.replace(test_fraction=0.0, validation_fraction=self._fraction)
        return prepare(self.visible, architecture, recipe, cache=self._cache)

    def check(self, pairs: Iterable[tuple[Architecture, Recipe]]) -> None:
        """Prepare these problems, to raise errors before the search starts, and to issue each warning once.

        Raises:
            NNPlayError: an architecture or a recipe that does not suit the data.
        """
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            for architecture, recipe in pairs:
                self._prepare(architecture, recipe)
        for warning in {str(w.message): w.message for w in caught}.values():
            warnings.warn(warning, stacklevel=5)
