"""Lesson: regularization."""

import numpy as np

from nnplay.playground.lessons.conditions import all_of, at_least, below, setting, trained
from nnplay.playground.lessons.lesson import ActionTask, ChoiceTask, Lesson, Step
from nnplay.playground.lessons.overfitting import OVERFITTING_PAGE
from nnplay.playground.session import PlaygroundSession

ZERO = 0.01  # a smaller |weight| counts as zero
ALL_FEATURES = "x1,x2,x1^2,x2^2,x1*x2,sin(x1),sin(x2)"


def half_of_weights_zero(session: PlaygroundSession) -> bool:
    """Whether at least half of the weights are close to zero."""
    return float(np.mean(np.abs(np.concatenate([W.ravel() for W in session.parameters.W])) < ZERO)) >= 0.5


def has_dropout(session: PlaygroundSession) -> bool:
    """Whether any layer has dropout."""
    return any(layer.dropout for layer in session.problem.architecture.layers)


REGULARIZATION = Lesson(
    "regularization",
    20,
    (
        "set",
        "sets",
        "problem",
        "own",
        "batch_size",
        "noise",
        "samples",
        "share",
        "regenerate",
        "points",
        "runs",
        "figures",
        "again",
        "columns",
    ),
    (
        Step(
            ActionTask(all_of(setting("l2", lambda strength: strength > 0), trained(300), below("test", 0.4))),
            OVERFITTING_PAGE,
        ),
        Step(
            ActionTask(
                all_of(
                    setting("l1", lambda strength: strength > 0),
                    half_of_weights_zero,
                    at_least("test", "accuracy", 0.95),
                )
            ),
            f"data=circle&net=6:tanh&features={ALL_FEATURES}&noise=0.1&learning_rate=0.1",
        ),
        Step(ChoiceTask(1)),
        Step(ActionTask(all_of(has_dropout, trained(300), below("test", 0.4))), OVERFITTING_PAGE),
        Step(
            ActionTask(lambda session: session.finished and session.training_session.status == "stopped early"),
            "data=circle&net=16:tanh;16:tanh&noise=0.4&samples=300&test_fraction=0.4&optimizer=adam&learning_rate=0.03&tests=1",
        ),
    ),
)
