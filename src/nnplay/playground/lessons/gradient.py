"""Lesson: the gradient and gradient descent."""

from nnplay.playground.lessons import step_values
from nnplay.playground.lessons.conditions import trained
from nnplay.playground.lessons.lesson import ActionTask, ChoiceTask, Lesson, NumberTask, Step

GRADIENT = Lesson(
    "gradient",
    20,
    ("data", "settings", "time", "points", "doctor", "compare", "runs", "figures", "again", "columns", "results"),
    (
        Step(
            NumberTask(lambda n: (n["after"] - n["before"]) / n["step"]),
            "data=gauss&net=0&scale=none&batch_size=none&learning_rate=0.1&seed=10",
            step_values.slope,
        ),
        Step(ChoiceTask(0)),
        Step(
            NumberTask(lambda n: n["w"] - n["rate"] * n["g"]),
            "data=gauss&net=0&scale=none&batch_size=none&learning_rate=0.1&seed=10",
            step_values.slope,
        ),
        Step(ActionTask(trained(20))),
        Step(
            NumberTask(lambda n: n["delta"] * n["v"] * (1 - n["a"] ** 2)),
            "data=gauss&net=1:tanh&scale=none&seed=4&learning_rate=0.1",
            step_values.backpropagation,
        ),
        Step(ChoiceTask(0)),
    ),
)
