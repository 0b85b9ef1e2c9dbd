"""The problem: a dataset, an architecture and a recipe brought together, ready to be trained."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.catalog import losses, optimizers
from nnplay.data import Dataset, Encoding, Large, Split, TargetCoding, load, split
from nnplay.data.out_of_core.shuffle_buffer import ShuffleBuffer
from nnplay.errors import DataWarning, DerivativeWarning, NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Parameters, initialize, layout, refuse_too_large
from nnplay.training.model import Model, infer_output
from nnplay.training.recipe import Recipe
from nnplay.utils.cache import LRUCache

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Part:
    """The rows of one part of the data: encoded inputs X (n, n_in), encoded targets Y (n, n_out), weights, truth."""

    X: Array
    Y: Array
    weight: Array
    truth: Array


@dataclass(frozen=True, eq=False)
class Problem:
    """Everything training needs, made ready from a dataset, an architecture and a recipe."""

    dataset: Dataset
    architecture: Architecture
    recipe: Recipe
    split: Split
    encoding: Encoding
    coding: TargetCoding
    parts: dict[str, Part]
    start: Parameters
    shuffle_buffer: ShuffleBuffer | None = None
    """The training rows, when they are too many for memory; then `parts` holds a sample of them."""

    @property
    def training_rows(self) -> int:
        """How many rows train."""
        return len(self.parts["train"].X) if self.shuffle_buffer is None else self.shuffle_buffer.rows

    @property
    def rows(self) -> int:
        """How many rows there are."""
        held = sum(len(part.X) for name, part in self.parts.items() if name != "train")
        return held + self.training_rows

    @property
    def eval_split(self) -> str:
        """The part that says how good a network is: test, or train where nothing was kept aside."""
        return "test" if "test" in self.parts else "train"

    def part_called(self, name: str | None) -> str:
        """The name of a part of the rows; None is the judged one.

        Raises:
            NNPlayError: there is none of that name.
        """
        part = self.eval_split if name is None else name
        if not isinstance(part, str) or part not in self.parts:
            raise NNPlayError(f"There are no {str(part)[:40]} rows: choose one of {', '.join(self.parts)}.")
        return part

    def model(self, parameters: Parameters) -> Model:
        """The model with these parameters."""
        return Model(parameters, self.encoding, self.coding)


def as_dataset(data: Any, recipe: Recipe) -> Dataset:
    """The data as a Dataset: itself, or loaded as the recipe says."""
    if isinstance(data, Dataset):
        return data
    return load(
        data, target=recipe.target and list(recipe.target), features=recipe.features and list(recipe.features),
        task=recipe.task, noise=recipe.noise, samples=recipe.samples, seed=recipe.data_seed, missing=recipe.missing,
        sheet=recipe.sheet,
    )  # fmt: skip


def prepare(
    dataset: Dataset,
    architecture: Architecture,
    recipe: Recipe,
    *,
    large: Large | None = None,
    cache: LRUCache | None = None,
    divided: Split | None = None,
) -> Problem:
    """Split, encode on the training rows only, settle the architecture, and draw the first weights.

    With `large`, a file of which the dataset is a sample, split and encoding are those of the file; with `divided` the
    split is that. Problems that are given the same `shelf` must have the same dataset: they share split, encoding and
    matrices where these are equal.

    Raises:
        NNPlayError: when data, architecture and recipe do not go together.
    """
    cache = cache or LRUCache()
    same = (recipe.seed, recipe.test_fraction, recipe.held_out, recipe.scale)
    if divided is not None:
        parts, encoding = divided, Encoding.fit(dataset, divided.train, recipe.scale)
    elif large is None:
        parts, encoding = cache.get(same, lambda: _divided(dataset, recipe))
    else:
        parts, encoding = large.split, large.encoding
    settled, form = infer_output(architecture, dataset, encoding.n_in, scale=recipe.scale)
    entry = optimizers[optimizers.resolve(recipe.optimizer)[0].name]
    if entry.full_batch and any(layer.dropout for layer in settled.layers):
        raise NNPlayError(
            "L-BFGS needs the same objective at each step: leave out dropout, or choose another optimizer."
        )
    rows = len(parts.train)
    batch = rows if entry.full_batch else min(recipe.batch_size or rows, rows)
    refuse_single_rows(settled, rows, batch)
    instead = "choose an optimizer that takes batches" if entry.full_batch else "use a smaller batch_size"
    refuse_too_large(
        settled, copies=4 + len(entry.slots), itemsize=8 if entry.full_batch else np.dtype(recipe.dtype).itemsize,
        available=memory_limit(), rows=batch, instead=instead,
    )  # fmt: skip

    def encoded() -> tuple[TargetCoding, dict[str, Part]]:
        ends: Any = {"low": form.low, "high": form.high, "scale": form.scale}
        coding = large.coding(form.form, **ends) if large else TargetCoding.fit(dataset, parts.train, form.form, **ends)
        return coding, _encoded(dataset, recipe, parts, encoding, coding, large)

    weighted = str(recipe.class_weight)
    coding, ready = cache.get((*same, recipe.dtype, weighted, form), encoded)
    start = initialize(settled, seed=recipe.seed, initializer=recipe.initializer, dtype=recipe.dtype)
    if dataset.task == "classification" and not dataset.multilabel and len(dataset.classes) < 2:
        warnings.warn(
            f"All rows have the class {dataset.classes[0]!r}: there is nothing to tell apart.", DataWarning, 3
        )
    used = [(b.activation.name, b.activation.numerical) for b in layout(settled).blocks]
    loss, _ = losses.resolve(settled.loss or "")
    for name in dict.fromkeys(name for name, numerical in [*used, (loss.name, loss.numerical)] if numerical):
        text = f"{name!r} has no derivative of its own: nnplay differentiates it numerically."
        warnings.warn(text, DerivativeWarning, 3)
    return Problem(dataset, settled, recipe, parts, encoding, coding, ready, start)


def prepare_again(model: Model, dataset: Dataset, divided: Split, recipe: Recipe) -> Problem:
    """The problem of a model that has been trained, with its own encoding, so that every number is what it was."""
    parts = _encoded(dataset, recipe, divided, model.encoding, model.coding, None)
    start = initialize(model.architecture, seed=recipe.seed, initializer=recipe.initializer, dtype=recipe.dtype)
    return Problem(dataset, model.architecture, recipe, divided, model.encoding, model.coding, parts, start)


def divide(dataset: Dataset, recipe: Recipe) -> Split:
    """The recipe's split of the rows, each part in the order of the file."""
    parts = split(dataset, recipe.test_fraction, recipe.held_out, recipe.seed)
    return Split(*(np.sort(rows) for rows in (parts.train, parts.validation, parts.test)))


def _divided(dataset: Dataset, recipe: Recipe) -> tuple[Split, Encoding]:
    """The split, and the encoding that the training rows teach."""
    parts = divide(dataset, recipe)
    return parts, Encoding.fit(dataset, parts.train, recipe.scale)


def _encoded(
    dataset: Dataset, recipe: Recipe, parts: Split, encoding: Encoding, coding: TargetCoding, large: Large | None
) -> dict[str, Part]:
    """The matrices of every part that has rows."""
    class_weights = weights_of_classes(dataset, large.class_counts if large else None, parts.train, recipe)
    ready = {}
    for name in ("train", "validation", "test"):
        rows = getattr(parts, name)
        if len(rows):
            weight = np.ones(len(rows)) if dataset.sample_weight is None else dataset.sample_weight[rows].astype(float)
            truth = coding.truth(dataset, rows)
            if name == "train" and class_weights:
                weight = weight * np.array([class_weights[label] for label in truth.tolist()])
            X = in_range(encoding.transform(dataset, rows), "The inputs", recipe)
            Y = in_range(coding.transform(dataset, rows), "The targets", recipe)
            ready[name] = Part(X, Y, weight, truth)
    if not np.all(ready["train"].weight >= 0) or ready["train"].weight.sum() <= 0:
        raise NNPlayError("Sample weights must be at least 0, and some training rows must weigh more than 0.")
    return ready


def in_range(matrix: Array, what: str, recipe: Recipe) -> Array:
    """The matrix in the recipe's dtype, refused where that cannot hold its numbers."""
    with np.errstate(over="ignore"):
        cast = np.ascontiguousarray(matrix, dtype=recipe.dtype)
    if not np.isfinite(cast).all():
        raise NNPlayError(
            f"{what} reach {np.abs(matrix).max():.3g}, more than {recipe.dtype} can hold: use scale='standard', "
            "dtype='float64', or smaller units."
        )
    return cast


def refuse_single_rows(architecture: Architecture, rows: int, batch: int) -> None:
    """Refuse to normalise batches of one row, each of which is its own mean: nothing could be learned.

    Raises:
        NNPlayError: batch normalisation would see one row at a time.
    """
    if batch == 1 and any(layer.norm == "batch" for layer in architecture.layers):
        instead = "batch_size=2 or more" if rows > 1 else "more rows"
        raise NNPlayError(
            "Batch normalisation takes the mean of a batch of rows, and here a batch has one row: use "
            f"{instead}, or norm='layer'."
        )


def memory_limit() -> int:
    """Bytes that training may use: 80 % of the machine's memory."""
    try:
        return int(0.8 * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (ValueError, OSError, AttributeError):
        return 8 << 30


def weights_of_classes(
    dataset: Dataset, counted: Mapping[Any, int] | None, rows: Array, recipe: Recipe
) -> dict[Any, float]:
    """What a training row of each class weighs, {} where all weigh the same.

    Args:
        dataset: the data.
        counted: how many training rows have each class, where that is known; else
        rows: the training rows, to be counted.
        recipe: the class weights that are wished.

    Raises:
        NNPlayError: the data have no classes, or not the class that is named.
    """
    if recipe.class_weight is None:
        return {}
    if dataset.task != "classification" or dataset.multilabel:
        raise NNPlayError("class_weight is for data with one class a row: leave it out here.")
    if recipe.class_weight == "balanced":
        if counted is None:
            labels = [dataset.targets[0].values[i] for i in rows]
            counted = {c: sum(_same(label, c) for label in labels) for c in dataset.classes}
        total = sum(counted.values())
        counts = {c: counted.get(c, 0) for c in dataset.classes}
        return {c: total / (len(counts) * n) if n else 0.0 for c, n in counts.items()}
    given = dict(recipe.class_weight)
    by_text = {str(c): w for c, w in given.items()}
    unknown = [c for c in given if str(c) not in {str(known) for known in dataset.classes}]
    if unknown:
        raise NNPlayError(f"class_weight names the class {unknown[0]!r}, but the data have {list(dataset.classes)}.")
    return {c: by_text.get(str(c), 1.0) for c in dataset.classes}


def _same(label: Any, c: Any) -> bool:
    return bool(label == c) or str(label) == str(c)
