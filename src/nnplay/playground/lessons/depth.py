"""Lesson: what hidden layers are for."""

from nnplay.playground.lessons.conditions import all_of, at_least, hidden_widths, trained
from nnplay.playground.lessons.lesson import ActionTask, ChoiceTask, Lesson, Step


def train_with(activation: str) -> ActionTask:
    """Train for at least 50 epochs with this activation in every hidden layer."""
    return ActionTask(
        all_of(
            trained(50),
            lambda session: {layer.activation for layer in session.problem.architecture.layers} == {activation},
        )
    )


DEPTH = Lesson(
    "depth",
    20,
    ("data", "regularization", "strength", "points", "runs", "figures", "again", "columns"),
    (
        Step(ActionTask(all_of(trained(50), lambda session: not hidden_widths(session))), "data=xor&net=0"),
        Step(ChoiceTask(1)),
        Step(ActionTask(all_of(lambda session: len(hidden_widths(session)) > 0, at_least("test", "accuracy", 0.9)))),
        Step(train_with("identity"), "data=xor&net=4:identity;4:identity;4:identity"),
        Step(train_with("relu")),
        Step(
            ActionTask(at_least("test", "accuracy", 0.9)),
            "data=spiral&net=4:tanh&optimizer=adam&learning_rate=0.01&seed=1",
        ),
    ),
)
