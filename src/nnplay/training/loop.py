"""The training loop: a generator of snapshots that can be paused, stepped and closed, and never prints.

The snapshots of a block of epochs (epoch_blocks.py) are handed out one by one, and the progress goes with them, so that
whoever stops, edits or forks at a snapshot is at exactly that epoch; what was computed ahead is then forgotten.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing
from threading import Event

from nnplay.engine.batches import largest_batch
from nnplay.training.epoch_blocks import EpochBlock, gradient_descent, is_set, lbfgs
from nnplay.training.evaluation import EpochScores, PartEvaluator
from nnplay.training.problem import Problem
from nnplay.training.progress import TrainingProgress
from nnplay.training.snapshot import Snapshot, SnapshotBlock
from nnplay.utils.validation import check_int


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
    progress = progress or TrainingProgress()
    blocks = stream_blocks(problem, progress, every=every, stop=stop, threads=threads)
    with closing(blocks):
        for block in blocks:
            for k in range(len(block)):
                if k and (progress.changed or is_set(stop)):
                    break
                block.advance_to(k, progress)
                yield block.snapshot(k, keep_parameters=keep_parameters)


def stream_blocks(
    problem: Problem,
    progress: TrainingProgress,
    *,
    every: int = 1,
    stop: Event | None = None,
    threads: int | None = None,
) -> Generator[SnapshotBlock, None, None]:
    """The same snapshots as those of `stream`, in blocks of epochs that take about a fiftieth of a second.

    Whoever uses a block brings the progress to the last epoch that was used, with `SnapshotBlock.advance_to`. Training
    goes on from the end of the block, or from the state of the progress if that is marked as changed.
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
    resumed, seconds = progress.state is not None, progress.seconds
    evaluators = {
        name: PartEvaluator(problem, evaluation_engine, part, compare=name == "train")
        for name, part in problem.parts.items()
    }
    if recipe.full_batch:
        blocks = lbfgs(problem, every, stop, progress, threads)
    else:
        outputs = sum(evaluator.output_bytes for evaluator in evaluators.values())
        blocks = gradient_descent(problem, engine, every, stop, progress, outputs, ahead=ahead)

    def evaluate(block: EpochBlock) -> dict[str, EpochScores]:
        return {name: evaluator(block.states) for name, evaluator in evaluators.items()}

    with closing(blocks):
        first = next(blocks)  # loads and compiles everything before the clock starts
        if not resumed:
            yield SnapshotBlock(problem, first, evaluate(first), seconds)
        while True:
            started = time.perf_counter()
            block = next(blocks, None)
            if block is None:
                return
            scores = evaluate(block)
            block.seconds = max(time.perf_counter() - started, block.seconds)
            snapshots = SnapshotBlock(problem, block, scores, seconds)
            yield snapshots
            seconds = snapshots.used_seconds
