"""The training loop: a generator of snapshots that can be paused, stepped and closed, and never prints.

The snapshots of a block of epochs (epoch_blocks.py) are handed out one by one, and the progress goes with them, so that
whoever stops, edits or forks at a snapshot is at exactly that epoch; what was computed ahead is then forgotten.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from threading import Event

import numpy as np

from nnplay.engine.batches import largest_batch
from nnplay.errors import DivergenceError
from nnplay.network.parameters import Parameters
from nnplay.training.epoch_blocks import EpochBlock, gradient_descent, is_set, lbfgs
from nnplay.training.evaluation import EpochScores, PartEvaluator
from nnplay.training.gradient_descent import divergence_message
from nnplay.training.problem import Problem
from nnplay.training.progress import TrainingProgress
from nnplay.utils.types import Array
from nnplay.utils.validation import check_int


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The network at the end of an epoch; epoch 0 is the untrained network.

    Attributes:
        epoch: number of completed epochs.
        loss: mean loss over the training rows, without penalties.
        metrics: ``{"train": {"loss": …, "accuracy": …}, "validation": …, "test": …}``, for the splits that have rows.
        seconds: time spent on training and evaluation, without loading data and compiling.
        learning_rate: the learning rate of the last step.
        parameters: a copy of θ if it was requested.
        batches: number of steps since that epoch, when each batch is a snapshot; 0 at the end of an epoch.
        same_output: whether every training row has the same output.
    """

    epoch: int
    loss: float
    metrics: dict[str, dict[str, float]]
    seconds: float
    learning_rate: float
    parameters: Parameters | None = None
    batches: int = 0
    same_output: bool = False


def stream(
    problem: Problem,
    *,
    every: int = 1,
    keep_parameters: bool = False,
    stop: Event | None = None,
    threads: int | None = None,
    progress: TrainingProgress | None = None,
) -> Generator[Snapshot, None, None]:
    """Train, and yield a snapshot of the untrained network, of each `every`-th epoch, and of the last one.

    Args:
        problem: what to train.
        every: epochs between two snapshots.
        keep_parameters: copy θ into each snapshot.
        stop: an event that ends the stream within a tenth of a second when another thread sets it.
        threads: maximum number of threads, one per core by default; the numbers do not depend on it.
        progress: progress to resume from if it has a state. The first snapshot is then the next epoch, and the numbers
            are those of a run without the interruption.

    Raises:
        DivergenceError: a loss is not finite; raised within one batch, with epoch, layer and learning rate.
        NNPlayError: `every` or `threads` is not a positive integer.
    """
    from nnplay.engine.compiled import Engine

    every, threads = check_int(every, "every"), None if threads is None else check_int(threads, "threads")
    recipe = problem.recipe
    rows = largest_batch(problem.architecture, problem.batch)
    engine = Engine(problem.architecture, recipe.dtype, rows=rows, threads=threads)
    ahead = engine.threads > engine.training_threads and not recipe.full_batch
    evaluation_engine = engine
    if ahead:  # two threads, one that trains and one that evaluates, need scratch memory of their own
        idle = engine.threads - engine.training_threads
        evaluation_engine = Engine(problem.architecture, recipe.dtype, rows=rows, threads=idle)
    progress, size = progress or TrainingProgress(), len(problem.start.theta)
    resumed, seconds = progress.state is not None, progress.seconds
    evaluators = {name: PartEvaluator(problem, evaluation_engine, part) for name, part in problem.parts.items()}
    if recipe.full_batch:
        blocks = lbfgs(problem, every, stop, progress, threads)
    else:
        outputs = sum(evaluator.output_bytes for evaluator in evaluators.values())
        blocks = gradient_descent(problem, engine, every, stop, progress, outputs, ahead=ahead)

    def evaluate(block: EpochBlock) -> Iterator[Snapshot]:
        """The snapshots of a block; the first one is ready when this is called."""
        scores = {name: evaluator(block.states) for name, evaluator in evaluators.items()}
        thetas = block.states[:, :size]
        finite = np.logical_and.reduce(np.isfinite(thetas), axis=1)
        return (snapshot(block, k, scores, thetas[k], bool(finite[k])) for k in range(len(block.epochs)))

    def snapshot(block: EpochBlock, k: int, scores: dict[str, EpochScores], theta: Array, finite: bool) -> Snapshot:
        epoch, rate = block.epochs[k], block.rates[k]
        metrics = {name: each.metrics[k] for name, each in scores.items()}
        loss = metrics["train"]["loss"]
        if epoch and not (finite and math.isfinite(loss)):
            what = "A statistic of the normalization" if math.isfinite(loss) else "The loss"
            raise DivergenceError(divergence_message(problem.architecture, recipe, theta, epoch, rate, what=what))
        parameters = problem.start.replace(theta) if keep_parameters else None
        time_spent = seconds + block.seconds * (k + 1) / len(block.epochs)
        same_output = scores["train"].same_output[k]
        return Snapshot(epoch, loss, metrics, time_spent, rate, parameters, block.batches, same_output)

    with closing(blocks):
        first = next(blocks)  # loads and compiles everything before the clock starts
        if not resumed:
            yield from evaluate(first)
        while True:
            started = time.perf_counter()
            block = next(blocks, None)
            if block is None:
                return
            snapshots = evaluate(block)
            block.seconds = max(time.perf_counter() - started, block.seconds)
            latest = seconds
            for k in range(len(block.epochs)):
                if k and (progress.changed or is_set(stop)):
                    break
                progress.state = block.state(k) or progress.state
                current = next(snapshots)
                latest = current.seconds
                if not block.batches:
                    progress.epoch, progress.seconds = current.epoch, latest
                yield current
            seconds = latest
