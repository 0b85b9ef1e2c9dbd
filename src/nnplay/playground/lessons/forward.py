"""Lesson: what a neuron computes."""

import math

from nnplay.playground.lessons import step_values
from nnplay.playground.lessons.conditions import all_of, at_least, trained
from nnplay.playground.lessons.lesson import ActionTask, ChoiceTask, Lesson, NumberTask, Step

FORWARD = Lesson(
    "forward",
    15,
    ("data", "settings", "tabs", "time", "points"),
    (
        Step(
            NumberTask(lambda n: n["w1"] + 2 * n["w2"] + n["b"]),
            "data=gauss&net=1:tanh&scale=none&seed=4",
            step_values.neuron,
        ),
        Step(NumberTask(lambda n: math.tanh(n["z"])), values=step_values.neuron),
        Step(ActionTask(lambda session: abs(float(session.parameters.W[0][0, 0])) < 1e-6)),
        Step(
            ActionTask(
                all_of(trained(0, 0), lambda session: not session.snapshot.batches, at_least("train", "accuracy", 0.95))
            ),
            "data=gauss&net=1:tanh&scale=none&seed=4",
        ),
        Step(ChoiceTask(1)),
    ),
)
