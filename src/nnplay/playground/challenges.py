"""Challenges: train a network that meets every goal at the same time. They are in web/site/lessons/challenges.md."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from nnplay.errors import NNPlayError
from nnplay.playground.lessons import library
from nnplay.playground.lessons.expression import evaluate, parse
from nnplay.playground.lessons.lesson_file import Step
from nnplay.playground.lessons.lesson_state import LessonState
from nnplay.playground.lessons.solutions import read_settings
from nnplay.playground.session import PlaygroundSession

LocalizedText: TypeAlias = Mapping[str, str]  # language code → text


@dataclass(frozen=True)
class Challenge:
    """A task with goals that must all be met at the same time.

    Attributes:
        id: its identifier in links.
        name: its title.
        text: the task in one or two sentences.
        hint: a hint.
        steps: what the file says, by language.
    """

    id: str
    name: LocalizedText
    text: LocalizedText
    hint: LocalizedText
    steps: Mapping[str, Step]

    @property
    def data(self) -> str:
        """The name of its dataset."""
        return str(read_settings(self.steps["en"].start).recipe["data"])

    def start(self, session: PlaygroundSession) -> None:
        """Load the data and the network of the challenge into a session."""
        data, architecture, _ = read_settings(self.steps["en"].start).problem()
        session.set_architecture(architecture)
        session.use_data(data)

    def progress(self, session: PlaygroundSession) -> tuple[tuple[LocalizedText, bool], ...]:
        """The text of each goal, and whether it is met now."""
        matches, scope = self.uses_data(session), LessonState(session).scope
        goals = zip(*(step.goals for step in self.steps.values()), strict=True)
        return tuple(
            (
                {language: text for language, (text, _) in zip(self.steps, goal, strict=True)},
                matches and evaluate(parse(goal[0][1]), scope) is True,
            )
            for goal in goals
        )

    def uses_data(self, session: PlaygroundSession) -> bool:
        """Whether the session uses the data of the challenge."""
        return bool(session.recipe.data == self.data)

    def is_solved(self, session: PlaygroundSession) -> bool:
        """Whether all goals are met."""
        return all(is_met for _, is_met in self.progress(session))

    def score(self, session: PlaygroundSession) -> tuple[LocalizedText, float]:
        """What is counted, the less the better: its name and value."""
        scores = {language: step.score for language, step in self.steps.items() if step.score}
        if not scores:
            return {}, math.nan
        value = evaluate(parse(scores["en"][1]), LessonState(session).scope)
        return {language: text for language, (text, _) in scores.items()}, float(value)


@cache
def challenges() -> tuple[Challenge, ...]:
    """All challenges, in the order of the file."""
    files = {language: library.lesson(library.CHALLENGES, language) for language in library.LANGUAGES}
    result = []
    for steps in zip(*(file.steps for file in files.values()), strict=True):
        by_language = dict(zip(files, steps, strict=True))
        name, text, hint = (
            {language: getattr(step, part) for language, step in by_language.items()}
            for part in ("title", "text", "hint")
        )
        texts = {language: " ".join(paragraphs) for language, paragraphs in text.items()}
        result.append(Challenge(steps[0].name, name, texts, hint, by_language))
    return tuple(result)


def challenge_of(name: str) -> Challenge:
    """The challenge of that name.

    Raises:
        NNPlayError: there is none.
    """
    known = {challenge.id: challenge for challenge in challenges()}
    if name not in known:
        raise NNPlayError(f"There is no challenge {name[:40]!r}; choose from {', '.join(known)}.")
    return known[name]
