"""Lessons and their steps: a text to read and a task that is checked automatically."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from nnplay.playground.session import PlaygroundSession
from nnplay.playground.view_state import ViewState

LocalizedText: TypeAlias = Mapping[str, str]  # language code → text
Values: TypeAlias = Mapping[str, float]
TOLERANCE = 0.01  # of a typed number: relative above 1, absolute below


@dataclass(frozen=True)
class ActionTask:
    """Something to do on the page.

    Attributes:
        is_done: whether the session is in the required state.
    """

    is_done: Callable[[PlaygroundSession], bool]


@dataclass(frozen=True)
class NumberTask:
    """A question whose answer is a number.

    Attributes:
        solution: computes the number from the values of the step.
    """

    solution: Callable[[Values], float]

    def accepts(self, answer: float, values: Values) -> bool:
        """Whether an answer is close enough to the solution."""
        expected = self.solution(values)
        return abs(answer - expected) <= TOLERANCE * max(1.0, abs(expected))


@dataclass(frozen=True)
class ChoiceTask:
    """A multiple-choice question.

    Attributes:
        options: the answers to choose from.
        correct: index of the correct option.
    """

    options: tuple[LocalizedText, ...]
    correct: int


Task: TypeAlias = ActionTask | NumberTask | ChoiceTask


@dataclass(frozen=True)
class Step:
    """One step of a lesson.

    Attributes:
        text: the explanation; names in braces are replaced by the values of the step.
        instruction: what to do, with the same placeholders.
        task: how the answer is checked.
        conclusion: the text that appears once the task is done.
        page: query string of the page that the step starts from; "" leaves the page as it is.
        values: computes the numbers that the texts and the task refer to.
    """

    text: LocalizedText
    instruction: LocalizedText
    task: Task
    conclusion: LocalizedText
    page: str = ""
    values: Callable[[ViewState], Values] = field(default=lambda view_state: {})


@dataclass(frozen=True)
class Lesson:
    """A lesson.

    Attributes:
        name: its identifier in links.
        title: its title in the list.
        summary: one sentence.
        minutes: how long it takes.
        hide: the parts of the page that the lesson does not need.
        steps: in order.
    """

    name: str
    title: LocalizedText
    summary: LocalizedText
    minutes: int
    hide: tuple[str, ...]
    steps: tuple[Step, ...]
