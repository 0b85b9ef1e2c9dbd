"""Lesson: what the loss measures."""

import math

from nnplay.playground.lessons import step_values
from nnplay.playground.lessons.conditions import all_of, losses, metric, trained
from nnplay.playground.lessons.lesson import ActionTask, Lesson, NumberTask, Step

LOSS = Lesson(
    "loss",
    15,
    ("data", "settings", "time", "points", "doctor", "compare", "runs", "figures", "again", "columns"),
    (
        Step(
            NumberTask(lambda n: -math.log(n["p"])),
            "data=gauss&net=0&scale=none&seed=10&learning_rate=0.003",
            step_values.likelihood,
        ),
        Step(ActionTask(all_of(trained(1), lambda session: metric("train", "loss")(session) < losses(session)[0] / 2))),
        Step(ActionTask(lambda session: not session.parameters.theta.any())),
        Step(
            NumberTask(lambda n: (n["y_hat"] - n["y"]) ** 2), "data=plane&net=0&scale=none&seed=1", step_values.residual
        ),
        Step(ActionTask(all_of(lambda session: session.problem.architecture.loss not in (None, "mse"), trained(10)))),
    ),
)
