"""Lesson: the learning rate."""

from nnplay.playground.lessons.conditions import all_of, at_least, losses, setting, trained
from nnplay.playground.lessons.lesson import ActionTask, ChoiceTask, Lesson, Step

RATE = Lesson(
    "rate",
    15,
    ("data", "activation", "regularization", "strength", "points", "runs", "figures", "again", "columns"),
    (
        Step(
            ActionTask(all_of(trained(30), setting("learning_rate", lambda rate: rate <= 1e-4))),
            "data=circle&net=4:tanh&learning_rate=0.00001&noise=0.0",
        ),
        Step(
            ActionTask(all_of(trained(1, 60), at_least("test", "accuracy", 0.95))),
            "data=circle&net=4:tanh&learning_rate=0.001&noise=0.0",
        ),
        Step(
            ActionTask(all_of(trained(1), lambda session: losses(session)[-1] > losses(session)[0])),
            "data=circle&net=4:tanh&learning_rate=0.03&noise=0.0",
        ),
        Step(ChoiceTask(2)),
        Step(
            ActionTask(
                all_of(
                    setting("optimizer", lambda name: name == "adam"),
                    trained(1, 30),
                    at_least("test", "accuracy", 0.95),
                )
            ),
            "data=circle&net=4:tanh&learning_rate=0.03&noise=0.0",
        ),
    ),
)
