"""The lessons of the browser playground, in teaching order."""

from nnplay.playground.lessons.depth import DEPTH
from nnplay.playground.lessons.forward import FORWARD
from nnplay.playground.lessons.gradient import GRADIENT
from nnplay.playground.lessons.lesson import ActionTask, ChoiceTask, Lesson, NumberTask, Step, Values
from nnplay.playground.lessons.loss import LOSS
from nnplay.playground.lessons.overfitting import OVERFITTING
from nnplay.playground.lessons.rate import RATE
from nnplay.playground.lessons.regularization import REGULARIZATION

__all__ = ["LESSONS", "ActionTask", "ChoiceTask", "Lesson", "NumberTask", "Step", "Values"]

LESSONS = {
    lesson.name: lesson.with_texts() for lesson in (FORWARD, LOSS, GRADIENT, RATE, DEPTH, OVERFITTING, REGULARIZATION)
}
