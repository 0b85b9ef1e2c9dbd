"""The training problem: a dataset, an architecture and a recipe, checked, split and encoded."""

import os
import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from nnplay.catalog import losses, optimizers
from nnplay.data import Dataset, Encoding, LargeDataset, Split, TargetCoding, load, split, with_split
from nnplay.data.columns import all_finite
from nnplay.data.out_of_core.shuffle_buffer import ShuffleBuffer
from nnplay.data.sample_weights import mean_weight
from nnplay.engine.batches import batches_per_epoch
from nnplay.errors import DataWarning, DerivativeWarning, NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Parameters, check_memory, initialize, layout
from nnplay.training.model import Model, infer_output
from nnplay.training.recipe import FILE_SETTINGS, Recipe
from nnplay.utils.cache import LRUCache
from nnplay.utils.types import Array


@dataclass(frozen=True, eq=False)
class Part:
    """One split of the data: encoded inputs X (n, n_in) and targets Y (n, n_out), weights (n,), original targets.

    `weight` is what the loss uses; `sample_weight` (n,), what metrics use, is without class weights, or None.
    """

    X: Array
    Y: Array
    weight: Array
    truth: Array
    sample_weight: Array | None = None


@dataclass(frozen=True, eq=False)
class Problem:
    """Everything that training needs; `parts` has the train, validation and test split, those that have rows."""

    dataset: Dataset
    architecture: Architecture
    recipe: Recipe
    split: Split
    encoding: Encoding
    coding: TargetCoding
    parts: dict[str, Part]
    start: Parameters
    shuffle_buffer: ShuffleBuffer | None = None
    """The training rows, if they do not fit into memory; `parts["train"]` is then a sample of them."""

    @property
    def training_rows(self) -> int:
        """Number of training rows."""
        return len(self.parts["train"].X) if self.shuffle_buffer is None else self.shuffle_buffer.rows

    @property
    def batch(self) -> int:
        """Rows per step."""
        return min(self.recipe.batch_size or self.training_rows, self.training_rows)

    @cached_property
    def full_batch(self) -> bool:
        """Whether the optimizer needs all rows in every step (L-BFGS)."""
        return self.recipe.full_batch

    @cached_property
    def steps_per_epoch(self) -> int:
        """Number of batches in an epoch."""
        return batches_per_epoch(self.architecture, self.training_rows, self.batch)

    @property
    def mean_weight(self) -> float:
        """The mean weight of the training rows, class weights included."""
        if self.shuffle_buffer is not None:
            return self.shuffle_buffer.mean_weight
        return mean_weight(*np.unique(self.parts["train"].weight, return_counts=True))

    @property
    def rows(self) -> int:
        """Number of rows in all splits."""
        others = sum(len(part.X) for name, part in self.parts.items() if name != "train")
        return others + self.training_rows

    @property
    def eval_split(self) -> str:
        """The split on which results are reported: "test", or "train" if there is no test split."""
        return "test" if "test" in self.parts else "train"

    def part_name(self, name: str | None) -> str:
        """The name of a split, checked; None is `eval_split`.

        Raises:
            NNPlayError: there is no such split.
        """
        part = self.eval_split if name is None else name
        if not isinstance(part, str) or part not in self.parts:
            raise NNPlayError(f"There are no {str(part)[:40]} rows; choose one of {', '.join(self.parts)}.")
        return part

    def model(self, parameters: Parameters) -> Model:
        """A model with these parameters."""
        return Model(parameters, self.encoding, self.coding)


def as_dataset(data: Any, recipe: Recipe) -> Dataset:
    """The data as a Dataset, loaded with the settings of the recipe if necessary.

    Raises:
        NNPlayError: the data cannot be used, or are a Dataset that was loaded without the recipe's files or weights.
    """
    if isinstance(data, Dataset):
        for name in FILE_SETTINGS:
            value = getattr(recipe, name)
            if value is not None and data.row_parts is None:
                raise NNPlayError(f"These data are loaded already: pass {name}={value!r} to nn.load instead.")
        if recipe.sample_weight is not None and data.sample_weight is None:
            raise NNPlayError(f"{data.name!r} was loaded without weights; pass sample_weight= to nn.load.")
        return data if recipe.split in (None, data.split) else with_split(data, recipe.split)
    return load(
        data, target=recipe.target and list(recipe.target), features=recipe.features and list(recipe.features),
        exclude=recipe.exclude and list(recipe.exclude), columns=recipe.columns, task=recipe.task, noise=recipe.noise,
        samples=recipe.samples, seed=recipe.data_seed, missing=recipe.missing, sheet=recipe.sheet,
        header=recipe.header, sample_weight=recipe.sample_weight, split=recipe.split, test_data=recipe.test_data,
        validation_data=recipe.validation_data,
    )  # fmt: skip


def origin_settings(dataset: Dataset) -> dict[str, Any]:
    """The settings of a recipe with which this dataset can be loaded again."""
    names = {"source": "data", "seed": "data_seed"}
    return {names.get(k, k): v for k, v in dataset.origin.items() if v is not None}


def data_source(data: Any, recipe: Recipe) -> Any:
    """The data themselves, or else their source in the recipe.

    Raises:
        NNPlayError: neither is known.
    """
    if data is None and recipe.data is None:
        raise NNPlayError("It is not recorded where these data came from: pass the same data again.")
    return recipe.data if data is None else data


def data_changed(name: str) -> NNPlayError:
    """The error for data that differ from those that were trained on."""
    return NNPlayError(f"{name!r} has other rows than when this was started: pass the original data, or start again.")


def prepare(
    dataset: Dataset,
    architecture: Architecture,
    recipe: Recipe,
    *,
    large: LargeDataset | None = None,
    cache: LRUCache | None = None,
    divided: Split | None = None,
) -> Problem:
    """Split the rows, fit the encoding to the training rows, complete the architecture, and draw the initial weights.

    Args:
        dataset: the data.
        architecture: the network; what it leaves open is inferred from the data.
        recipe: the settings.
        large: the file of which `dataset` is a sample; its split and encoding are used.
        cache: encoded data that problems with the same dataset share.
        divided: the split to use instead of the recipe's.

    Raises:
        NNPlayError: data, architecture and recipe do not fit together.
    """
    cache = cache or LRUCache()
    key = (
        recipe.seed, dataset.split, recipe.test_fraction, recipe.resolved_validation_fraction, recipe.scale,
        recipe.unknown, recipe.input_limit,
    )  # fmt: skip
    if divided is not None:
        parts, encoding = divided, _fit_encoding(dataset, divided, recipe)
    elif large is None:
        parts, encoding = cache.get(key, lambda: _split_and_fit(dataset, recipe))
    else:
        parts, encoding = large.split, large.encoding
    resolved, form = infer_output(architecture, dataset, encoding.n_in, scale=recipe.scale)
    entry = optimizers.resolve(recipe.optimizer)[0]
    if entry.full_batch and any(layer.dropout for layer in resolved.layers):
        raise NNPlayError(
            "L-BFGS needs the same objective at each step; leave out dropout, or choose another optimizer."
        )
    rows = len(parts.train)
    batch = rows if entry.full_batch else min(recipe.batch_size or rows, rows)
    check_batch_norm(resolved, rows, batch)
    instead = "choose an optimizer that takes batches" if entry.full_batch else "use a smaller batch_size"
    check_memory(
        resolved, copies=4 + len(entry.slots), itemsize=8 if entry.full_batch else np.dtype(recipe.dtype).itemsize,
        available=available_memory(), rows=batch, instead=instead,
    )  # fmt: skip

    def encoded() -> tuple[TargetCoding, dict[str, Part]]:
        options: Any = {"low": form.low, "high": form.high, "scale": form.scale}
        if large:
            coding = large.fit_coding(form.form, **options)
        else:
            coding = TargetCoding.fit(dataset, parts.train, form.form, **options)
        return coding, _encode_parts(dataset, recipe, parts, encoding, coding, large)

    coding, encoded_parts = cache.get((*key, recipe.dtype, str(recipe.class_weight), form), encoded)
    start = first_weights(resolved, recipe)
    if dataset.task == "classification" and not dataset.multilabel and len(dataset.classes) < 2:
        warnings.warn(
            f"All rows belong to the class {dataset.classes[0]!r}, so nothing can be learned; check the target column.",
            DataWarning,
            3,
        )
    entries = [block.activation for block in layout(resolved).blocks] + [losses.resolve(resolved.loss or "")[0]]
    for name in dict.fromkeys(each.name for each in entries if each.numerical):
        warnings.warn(f"{name!r} has no derivative; nnplay differentiates it numerically.", DerivativeWarning, 3)
    return Problem(dataset, resolved, recipe, parts, encoding, coding, encoded_parts, start)


def first_weights(architecture: Architecture, recipe: Recipe) -> Parameters:
    """The parameters with which training starts."""
    return initialize(
        architecture, seed=recipe.seed, restarts=recipe.restarts, random_streams=recipe.random_streams,
        initializer=recipe.initializer, dtype=recipe.dtype,
    )  # fmt: skip


def rebuild_problem(model: Model, dataset: Dataset, divided: Split, recipe: Recipe) -> Problem:
    """The problem on which a model was trained, with the encoding of the model."""
    parts = _encode_parts(dataset, recipe, divided, model.encoding, model.coding, None)
    start = first_weights(model.architecture, recipe)
    return Problem(dataset, model.architecture, recipe, divided, model.encoding, model.coding, parts, start)


def split_rows(dataset: Dataset, recipe: Recipe) -> Split:
    """The recipe's split of the rows, each part in the order of the data."""
    parts = split(dataset, recipe.test_fraction, recipe.resolved_validation_fraction, recipe.seed)
    return Split(*(np.sort(rows) for rows in (parts.train, parts.validation, parts.test)))


def _split_and_fit(dataset: Dataset, recipe: Recipe) -> tuple[Split, Encoding]:
    """The split, and the encoding fitted to the training rows."""
    parts = split_rows(dataset, recipe)
    return parts, _fit_encoding(dataset, parts, recipe)


def _fit_encoding(dataset: Dataset, parts: Split, recipe: Recipe) -> Encoding:
    return Encoding.fit(dataset, parts.train, recipe.scale, recipe.unknown, recipe.input_limit)


def _encode_parts(
    dataset: Dataset, recipe: Recipe, parts: Split, encoding: Encoding, coding: TargetCoding, large: LargeDataset | None
) -> dict[str, Part]:
    """The encoded rows of every split that has rows."""
    weights = class_weights(dataset, large.class_counts if large else None, parts.train, recipe)
    encoded = {}
    for name in ("train", "validation", "test"):
        rows = getattr(parts, name)
        if len(rows):
            own = None if dataset.sample_weight is None else dataset.sample_weight[rows].astype(float)
            if name != "train" and own is not None and not own.sum() > 0:
                warnings.warn(
                    f"{dataset.name}: the sample weights of all {name} rows are 0, so these rows count the same",
                    DataWarning,
                    3,
                )
                own = None
            weight = np.ones(len(rows)) if own is None else own
            truth = coding.truth(dataset, rows)
            if name == "train" and weights:
                weight = weight * np.array([weights[label] for label in truth.tolist()])
            X = _encode_inputs(dataset, recipe, encoding, rows, training=name == "train")
            Y = cast_to_dtype(coding.transform(dataset, rows), "The targets", recipe)
            encoded[name] = Part(X, Y, weight, truth, own)
    dataset.check_unchanged()
    if not np.all(encoded["train"].weight >= 0) or encoded["train"].weight.sum() <= 0:
        raise NNPlayError("Sample weights must be at least 0, and those of the training rows must not all be 0.")
    return encoded


def _encode_inputs(dataset: Dataset, recipe: Recipe, encoding: Encoding, rows: Array, *, training: bool) -> Array:
    """X (n, n_in) in the recipe's dtype: the dataset's own matrix if it is that, else encoded."""
    stored = encoding.stored_matrix(dataset, rows)
    if stored is not None and stored.dtype == recipe.dtype:
        return stored
    transform = encoding.transform_training if training else encoding.transform
    X: Array = transform(dataset, rows, recipe.dtype)
    return X if all_finite(X) else cast_to_dtype(transform(dataset, rows), "The inputs", recipe)


def cast_to_dtype(matrix: Array, what: str, recipe: Recipe) -> Array:
    """The matrix in the recipe's dtype.

    Raises:
        NNPlayError: the dtype cannot hold its numbers; `what` names the matrix in the message.
    """
    with np.errstate(over="ignore"):
        cast = np.ascontiguousarray(matrix, dtype=recipe.dtype)
    if not all_finite(cast):
        raise NNPlayError(
            f"{what} reach {np.abs(matrix).max():.3g}, more than {recipe.dtype} can hold; use scale='standard', "
            "dtype='float64' or smaller units."
        )
    return cast


def check_batch_norm(architecture: Architecture, rows: int, batch: int) -> None:
    """Check that batch normalization has more than one row per batch; a single row is its own mean.

    Raises:
        NNPlayError: a batch has one row.
    """
    if batch == 1 and architecture.has_batch_norm:
        instead = "batch_size=2 or more" if rows > 1 else "more rows"
        raise NNPlayError(
            "Batch normalization takes the mean over the rows of a batch, but a batch has one row; use "
            f"{instead}, or norm='layer'."
        )


def available_memory() -> int:
    """Bytes that training may use: 80 % of the machine's memory."""
    try:
        return int(0.8 * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (ValueError, OSError, AttributeError):
        return 8 << 30


def class_weights(
    dataset: Dataset, class_counts: Mapping[Any, int] | None, rows: Array, recipe: Recipe
) -> dict[Any, float]:
    """The weight of a training row of each class; {} if all rows weigh the same.

    Args:
        dataset: the data.
        class_counts: number of training rows per class; None counts them.
        rows: indices of the training rows.
        recipe: its `class_weight` is used.

    Raises:
        NNPlayError: the data have no classes, or not a class that the recipe names.
    """
    if recipe.class_weight is None:
        return {}
    if dataset.task != "classification" or dataset.multilabel:
        raise NNPlayError("class_weight applies only to data with one class per row; leave it out.")
    if recipe.class_weight == "balanced":
        if class_counts is None:
            class_counts = _rows_per_class(dataset, rows)
        total = sum(class_counts.values())
        counts = {c: class_counts.get(c, 0) for c in dataset.classes}
        return {c: total / (len(counts) * n) if n else 0.0 for c, n in counts.items()}
    weights = {str(c): weight for c, weight in recipe.class_weight}
    classes = {str(c) for c in dataset.classes}
    unknown = [c for c, _ in recipe.class_weight if str(c) not in classes]
    if unknown:
        raise NNPlayError(f"class_weight names the class {unknown[0]!r}, but the data have {list(dataset.classes)}.")
    return {c: weights.get(str(c), 1.0) for c in dataset.classes}


def _rows_per_class(dataset: Dataset, rows: Array) -> Counter[Any]:
    """Number of these rows per class, which is its label or the text of it."""
    classes, by_text = set(dataset.classes), {str(c): c for c in dataset.classes}
    counts: Counter[Any] = Counter()
    for label, count in Counter(dataset.targets[0].values[rows].tolist()).items():
        counts[label if label in classes else by_text.get(str(label))] += count
    return counts
