"""What a lesson is made of: steps, each with something to read and a task whose doing can be checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from nnplay.playground.session import PlaygroundSession
from nnplay.playground.view_state import ViewState
from nnplay.playground.words import Words

Numbers: TypeAlias = Mapping[str, float]
NEAR = 0.01  # of a number that is typed, relatively; of a smaller one than 1 absolutely


@dataclass(frozen=True)
class Deed:
    """A task that is done on the page itself.

    Attributes:
        holds: whether it is done.
    """

    holds: Callable[[PlaygroundSession], bool]


@dataclass(frozen=True)
class Typed:
    """A task whose answer is a number.

    Attributes:
        truth: the number, from those that the step shows.
    """

    truth: Callable[[Numbers], float]

    def right(self, answer: float, numbers: Numbers) -> bool:
        """Whether an answer is near enough."""
        wanted = self.truth(numbers)
        return abs(answer - wanted) <= NEAR * max(1.0, abs(wanted))


@dataclass(frozen=True)
class Chosen:
    """A task whose answer is one of several.

    Attributes:
        options: to choose from.
        right: the place of the right one.
    """

    options: tuple[Words, ...]
    right: int


Task: TypeAlias = Deed | Typed | Chosen


@dataclass(frozen=True)
class Step:
    """One step of a lesson.

    Attributes:
        says: what there is to know; the names in braces stand for numbers of the network that is shown.
        asks: what there is to do, with such names too.
        task: what checks it.
        why: what is said when it is done.
        page: the address of the page that it begins with, without the question mark; "" leaves the page as it is.
        numbers: those that the texts name.
    """

    says: Words
    asks: Words
    task: Task
    why: Words
    page: str = ""
    numbers: Callable[[ViewState], Numbers] = field(default=lambda view_state: {})


@dataclass(frozen=True)
class Lesson:
    """A lesson: what it is about, and its steps.

    Attributes:
        name: of its link.
        title: of its list.
        about: one sentence.
        minutes: that a class needs.
        hide: places of the page that it does not need.
        steps: one after the other.
    """

    name: str
    title: Words
    about: Words
    minutes: int
    hide: tuple[str, ...]
    steps: tuple[Step, ...]
