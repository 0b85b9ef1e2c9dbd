"""Lesson: overfitting."""

from nnplay.playground.lessons.conditions import accuracy_gap, all_of, at_least, hidden_widths, losses, setting, trained
from nnplay.playground.lessons.lesson import ActionTask, ChoiceTask, Lesson, Step
from nnplay.playground.session import PlaygroundSession

OVERFITTING_PAGE = (
    "data=circle&net=16:tanh;16:tanh&noise=0.4&samples=100&test_fraction=0.7&optimizer=adam&learning_rate=0.01&seed=43"
    "&tests=1"
)
LOSS_TOLERANCE = 1.02  # times the lowest test loss


def at_lowest_test_loss(session: PlaygroundSession) -> bool:
    """Whether the session shows a past epoch whose test loss is close to the lowest."""
    test_losses = losses(session, "test")
    return session.past_epoch is not None and test_losses[session.past_epoch] <= LOSS_TOLERANCE * min(test_losses)


OVERFITTING = Lesson(
    "overfitting",
    20,
    (
        "set",
        "sets",
        "problem",
        "own",
        "batch_size",
        "noise",
        "regularization",
        "strength",
        "points",
        "runs",
        "figures",
        "again",
        "columns",
    ),
    (
        Step(
            ActionTask(all_of(at_least("train", "accuracy", 0.95), lambda session: accuracy_gap(session) >= 0.08)),
            OVERFITTING_PAGE,
        ),
        Step(ActionTask(at_lowest_test_loss)),
        Step(ChoiceTask(2)),
        Step(
            ActionTask(
                all_of(
                    setting("samples", lambda count: (count or 0) >= 800),
                    trained(100),
                    lambda session: accuracy_gap(session) < 0.08,
                )
            )
        ),
        Step(
            ActionTask(
                all_of(lambda session: 0 < sum(hidden_widths(session)) <= 8, at_least("test", "accuracy", 0.85))
            ),
            OVERFITTING_PAGE,
        ),
    ),
)
