"""Lesson files: Markdown with a short header and one section for each step; docs/how-to/lessons.md describes them.

`web/site/app/lesson_file.js` reads the same files in the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from nnplay.errors import NNPlayError
from nnplay.playground.lessons.expression import ExpressionError, Node, parse

TaskKind: TypeAlias = Literal["read", "do", "number", "choice"]

MAX_LETTERS, MAX_STEPS = 100_000, 40
HEADER = ("title", "summary", "minutes", "hide")
WORDS = ("name", "start", "let", "task", "done", "goal", "score", "answer", "hint", "then", "solution")
UNTRANSLATED = ("name", "start", "let", "done", "answer", "solution")  # a translation takes them from the lesson
LINE = re.compile(r"([a-z]+):(?:\s+(.*))?$")
OPTION = re.compile(r"[-*] \[([ xX])\] (.+)$")
GOAL = re.compile(r"(.+?)\s*`([^`]+)`$")
PLACEHOLDER = re.compile(r"\{([^{}:]+)(?::(\d|%))?\}")


class LessonError(NNPlayError):
    """A mistake in a lesson file.

    Attributes:
        line: its number, from 1.
    """

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"Line {line}: {message}")
        self.line = line


@dataclass(frozen=True)
class Step:
    """One step of a lesson.

    Attributes:
        title: its heading.
        line: of the heading in the file.
        name: of a challenge in links.
        start: the query of the link from which it starts; "" continues with the network of the step before.
        values: named numbers for texts and conditions, each an expression.
        text: paragraphs to read; expressions in braces are replaced by their values.
        task: what to do.
        done: the condition that is checked.
        goals: conditions that must hold at the same time, each with its text.
        score: of a challenge, the less the better: its text and expression.
        answer: the number that is asked for.
        options: answers to choose from.
        correct: index of the right one.
        hint: help.
        then: appears when the task is done.
        solution: actions that solve the task.
    """

    title: str
    line: int
    name: str = ""
    start: str = ""
    values: tuple[tuple[str, str], ...] = ()
    text: tuple[str, ...] = ()
    task: str = ""
    done: str = ""
    goals: tuple[tuple[str, str], ...] = ()
    score: tuple[str, str] | None = None
    answer: str = ""
    options: tuple[str, ...] = ()
    correct: int = -1
    hint: str = ""
    then: str = ""
    solution: tuple[str, ...] = ()

    @property
    def kind(self) -> TaskKind:
        """How the task is checked."""
        return "do" if self.done or self.goals else "number" if self.answer else "choice" if self.options else "read"


@dataclass(frozen=True)
class Lesson:
    """A lesson, or the text of a challenge.

    Attributes:
        name: its identifier in links.
        title: its title in the list.
        summary: one sentence.
        minutes: how long it takes.
        hide: the parts of the page that it does not need.
        steps: in order.
    """

    name: str
    title: str
    summary: str = ""
    minutes: int = 0
    hide: tuple[str, ...] = ()
    steps: tuple[Step, ...] = field(default=())


def parse_lesson(text: str, name: str = "lesson") -> Lesson:
    """Read a lesson file.

    Raises:
        LessonError: the first mistake, with its line.
    """
    return _read(text, name, translation=False)


def parse_translation(text: str, original: Lesson) -> Lesson:
    """Read the translation of a lesson: its texts, with everything else from the original.

    Raises:
        LessonError: a mistake, or steps or answers that the original does not have.
    """
    own = _read(text, original.name, translation=True)
    if len(own.steps) != len(original.steps):
        raise LessonError(1, f"The translation has {len(own.steps)} steps, but the lesson has {len(original.steps)}.")
    steps = []
    for mine, theirs in zip(own.steps, original.steps, strict=True):
        if (len(mine.options), mine.correct) != (len(theirs.options), theirs.correct):
            raise LessonError(mine.line, f"The choices of this step must be those of “{theirs.title}”, in its order.")
        for part in ("task", "hint", "then", "goals", "score"):
            if _count(getattr(mine, part)) != _count(getattr(theirs, part)):
                raise LessonError(mine.line, f"This step and “{theirs.title}” must both have a “{part}:” or neither.")
        steps.append(
            replace(
                mine, name=theirs.name, start=theirs.start, values=theirs.values, done=theirs.done,
                goals=tuple((own[0], its[1]) for own, its in zip(mine.goals, theirs.goals, strict=True)),
                score=mine.score and theirs.score and (mine.score[0], theirs.score[1]),
                answer=theirs.answer, solution=theirs.solution,
            )
        )  # fmt: skip
    return replace(own, minutes=original.minutes, hide=original.hide, steps=tuple(steps))


def _count(part: Any) -> int:
    return len(part) if isinstance(part, tuple) else int(bool(part))


def _read(text: str, name: str, *, translation: bool) -> Lesson:
    if len(text) > MAX_LETTERS:
        raise LessonError(1, f"A lesson has at most {MAX_LETTERS:,} letters.")
    lines = re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff"))
    end = next((k for k, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if lines[0].strip() != "---" or end is None:
        raise LessonError(1, "A lesson begins with a header between two lines of “---”.")
    lesson = _header(lines[1:end], name)
    sections: list[list[tuple[int, str]]] = []
    for number, line in enumerate(lines[end + 1 :], end + 2):
        if line.startswith("## "):
            sections.append([])
        if not sections:
            if line.strip():
                raise LessonError(number, "A step begins with its title: “## Title”.")
            continue
        sections[-1].append((number, line.rstrip()))
    if not sections:
        raise LessonError(end + 1, "The lesson has no step; write “## Title” and the text below it.")
    if len(sections) > MAX_STEPS:
        raise LessonError(sections[MAX_STEPS][0][0], f"A lesson has at most {MAX_STEPS} steps.")
    steps = tuple(_step(section, translation) for section in sections)
    if not translation and not steps[0].start:
        raise LessonError(steps[0].line, "The first step needs a “start:”: the link that it begins with.")
    return replace(lesson, steps=steps)


def _header(lines: Sequence[str], name: str) -> Lesson:
    values: dict[str, str] = {}
    for number, line in enumerate(lines, 2):
        if not line.strip():
            continue
        match = LINE.match(line.strip())
        if match is None or match[1] not in HEADER:
            raise LessonError(number, f"The header has {', '.join(HEADER)}, not “{line.strip()[:40]}”.")
        values[match[1]] = (match[2] or "").strip()
        if match[1] == "minutes" and not re.fullmatch(r"[1-9]\d{0,2}", values["minutes"]):
            raise LessonError(number, f"minutes must be a whole number up to 999, not “{values['minutes'][:20]}”.")
    if not values.get("title"):
        raise LessonError(1, "The header needs a “title:”.")
    hide = tuple(part.strip() for part in values.get("hide", "").split(",") if part.strip())
    return Lesson(name, values["title"], values.get("summary", ""), int(values.get("minutes", 0)), hide)


def _step(section: Sequence[tuple[int, str]], translation: bool) -> Step:
    """A step from its lines, the heading first."""
    line, heading = section[0]
    step = Step(heading[3:].strip(), line)
    parts: list[tuple[int, str, str]] = []  # line, word ("" for a paragraph, "[ ]" or "[x]" for a choice), text
    fresh = True  # whether a paragraph begins
    for number, content in section[1:]:
        word, option = LINE.match(content), OPTION.match(content)
        if not content.strip():
            fresh = True
        elif option:
            parts.append((number, "[x]" if option[1] in "xX" else "[ ]", option[2].strip()))
            fresh = False
        elif word:
            if word[1] not in WORDS:
                raise LessonError(number, f"There is no “{word[1]}:” in a lesson; use {', '.join(WORDS)}.")
            if translation and word[1] in UNTRANSLATED:
                raise LessonError(number, f"A translation takes “{word[1]}:” from the lesson; leave it out.")
            if not (word[2] or "").strip():
                raise LessonError(number, f"There is nothing after “{word[1]}:”.")
            parts.append((number, word[1], word[2].strip()))
            fresh = False
        elif fresh or not parts:
            parts.append((number, "", content.strip()))
            fresh = False
        else:
            first, kind, text = parts[-1]
            parts[-1] = (first, kind, f"{text} {content.strip()}")
    for number, part, text in parts:
        step = _with_part(step, number, part, text, translation)
    checks = {"done": step.done, "goal": step.goals, "answer": step.answer, "choices": step.options}
    kinds = [kind for kind, content in checks.items() if content]
    if len(kinds) > 1:
        raise LessonError(line, f"A step is checked in one way, not by {' and '.join(kinds)}.")
    if step.options and step.correct < 0:
        raise LessonError(line, "One of the choices must be the right one: “- [x] …”.")
    if not translation and kinds and not step.task and not step.goals:
        raise LessonError(line, "The step needs a “task:” that says what to do.")
    return step


def _with_part(step: Step, line: int, word: str, text: str, translation: bool) -> Step:
    if word == "":
        _check_placeholders(line, text)
        return replace(step, text=(*step.text, text))
    if word in ("[ ]", "[x]"):
        if word == "[x]" and step.correct >= 0:
            raise LessonError(line, "Only one of the choices can be the right one.")
        if word == "[x]":
            step = replace(step, correct=len(step.options))
        return replace(step, options=(*step.options, text))
    if word == "let":
        name, sign, expression = (part.strip() for part in text.partition("="))
        if not sign or not re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII):
            raise LessonError(line, "Write a value as “let: w = weight(1, 1, 1)”.")
        check_expression(line, expression)
        return replace(step, values=(*step.values, (name, expression)))
    if word in ("goal", "score"):
        match = GOAL.match(text)
        if match is None and not translation:
            raise LessonError(line, f"Write “{word}: at most 4 neurons `neurons <= 4`”, with the backticks.")
        pair = (match[1], match[2]) if match else (text, "true")
        check_expression(line, pair[1])
        return replace(step, score=pair) if word == "score" else replace(step, goals=(*step.goals, pair))
    if word == "solution":
        return replace(step, solution=(*step.solution, text))
    if getattr(step, word):
        raise LessonError(line, f"A step has one “{word}:”.")
    if word in ("done", "answer"):
        check_expression(line, text)
    elif word not in ("start", "name"):
        _check_placeholders(line, text)
    changes: dict[str, Any] = {word: text.lstrip("?") if word == "start" else text}
    return replace(step, **changes)


def _check_placeholders(line: int, text: str) -> None:
    for match in PLACEHOLDER.finditer(text):
        check_expression(line, match[1])


def check_expression(line: int, text: str) -> Node:
    """The syntax tree of an expression in a line.

    Raises:
        LessonError: a mistake in it.
    """
    try:
        return parse(text)
    except ExpressionError as error:
        raise LessonError(line, str(error)) from None
