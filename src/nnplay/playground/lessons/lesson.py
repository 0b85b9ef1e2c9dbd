"""Lessons and their steps: a text to read and a task that is checked automatically.

The texts are in texts/*.json, one message catalog for each language, which a translator can edit.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from nnplay.playground.session import PlaygroundSession
from nnplay.playground.view_state import ViewState

LocalizedText: TypeAlias = Mapping[str, str]  # language code → text
Values: TypeAlias = Mapping[str, float]
CATALOGS: dict[str, dict[str, Any]] = {
    file.stem: json.loads(file.read_text("utf-8"))
    for file in sorted((Path(__file__).parent / "texts").glob("*.json"), reverse=True)
}
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
        correct: index of the correct option.
        options: the answers to choose from.
    """

    correct: int
    options: tuple[LocalizedText, ...] = ()


Task: TypeAlias = ActionTask | NumberTask | ChoiceTask


@dataclass(frozen=True)
class Step:
    """One step of a lesson.

    Attributes:
        task: how the answer is checked.
        page: query string of the page that the step starts from; "" leaves the page as it is.
        values: computes the numbers that the texts and the task refer to.
        text: the explanation; names in braces are replaced by the values of the step.
        instruction: what to do, with the same placeholders.
        conclusion: the text that appears once the task is done.
    """

    task: Task
    page: str = ""
    values: Callable[[ViewState], Values] = field(default=lambda view_state: {})
    text: LocalizedText = field(default_factory=dict)
    instruction: LocalizedText = field(default_factory=dict)
    conclusion: LocalizedText = field(default_factory=dict)


@dataclass(frozen=True)
class Lesson:
    """A lesson.

    Attributes:
        name: its identifier in links, and of its texts.
        minutes: how long it takes.
        hide: the parts of the page that the lesson does not need.
        steps: in order.
        title: its title in the list.
        summary: one sentence.
    """

    name: str
    minutes: int
    hide: tuple[str, ...]
    steps: tuple[Step, ...]
    title: LocalizedText = field(default_factory=dict)
    summary: LocalizedText = field(default_factory=dict)

    def with_texts(self) -> Lesson:
        """The lesson with its texts in every language."""
        texts = {language: catalog[self.name] for language, catalog in CATALOGS.items()}
        steps = tuple(_with_texts(step, {key: own["steps"][k] for key, own in texts.items()})
                      for k, step in enumerate(self.steps))  # fmt: skip
        title, summary = ({key: own[name] for key, own in texts.items()} for name in ("title", "summary"))
        return replace(self, title=title, summary=summary, steps=steps)


def _with_texts(step: Step, texts: Mapping[str, Any]) -> Step:
    text, instruction, conclusion = (
        {language: own[name] for language, own in texts.items()} for name in ("text", "instruction", "conclusion")
    )
    task = step.task
    if isinstance(task, ChoiceTask):
        count = len(next(iter(texts.values()))["options"])
        options = ({language: own["options"][k] for language, own in texts.items()} for k in range(count))
        task = replace(task, options=tuple(options))
    return replace(step, task=task, text=text, instruction=instruction, conclusion=conclusion)
