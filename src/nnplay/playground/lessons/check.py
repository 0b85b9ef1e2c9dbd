"""Checks a lesson file that a teacher wrote: its form, its names and links, and that each step can be solved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from nnplay.errors import NNPlayError
from nnplay.playground.lessons.expression import evaluate, parse
from nnplay.playground.lessons.lesson_file import (
    PLACEHOLDER,
    Lesson,
    LessonError,
    Step,
    parse_lesson,
    parse_translation,
)
from nnplay.playground.lessons.lesson_state import check_names
from nnplay.playground.lessons.solutions import StepPlayer, check_solution, is_done, read_settings
from nnplay.utils import files

MAX_BYTES = 400_000


@dataclass
class CheckResult:
    """What is wrong with a lesson.

    Attributes:
        problems: line (0 if it is not known) and message of each.
        steps: number, title and status of each step: "solved", "no solution", "checked" or "not solved".
    """

    problems: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)

    def add(self, line: int, message: str) -> None:
        """Add a problem."""
        text = message if message.startswith("Line ") or not line else f"Line {line}: {message}"
        self.problems.append({"line": line, "message": text})


def check_lesson(
    path: Path, original: Path | None = None, *, play: bool = True, on_step: Callable[[str], None] = lambda text: None
) -> CheckResult:
    """Check a lesson file.

    Args:
        path: the lesson.
        original: the lesson that it translates.
        play: play the solution of each step.
        on_step: told what is being done.

    Raises:
        NNPlayError: a file that cannot be read.
    """
    result = CheckResult()
    try:
        if original is None:
            lesson = parse_lesson(_read(path), path.stem)
        else:
            lesson = parse_translation(_read(path), parse_lesson(_read(original), original.stem))
    except LessonError as error:
        result.add(error.line, str(error))
        return result
    for step in lesson.steps:
        _check_step(step, result)
    if play and not result.problems and original is None:
        _play(lesson, path, result, on_step)
    else:
        result.steps = [_status(k, step, "checked") for k, step in enumerate(lesson.steps, 1)]
    return result


def _check_step(step: Step, result: CheckResult) -> None:
    """Check the names in a step's expressions, its link, and the actions of its solution."""
    known: list[str] = []
    for name, text in step.values:
        _check_expression(step, text, known, result)
        known.append(name)
    placeholders = [match[1] for text in (*step.text, step.task, step.then) for match in PLACEHOLDER.finditer(text)]
    goals = [condition for _, condition in (*step.goals, *([step.score] if step.score else []))]
    for text in filter(None, (*placeholders, step.done, step.answer, *goals)):
        _check_expression(step, text, known, result)
    checks: list[Callable[[], Any]] = [partial(read_settings, step.start)] if step.start else []
    checks += [partial(check_solution, action) for action in step.solution]
    for check in checks:
        try:
            check()
        except NNPlayError as error:
            result.add(step.line, f"In the step “{step.title}”: {error}")


def _check_expression(step: Step, text: str, known: list[str], result: CheckResult) -> None:
    try:
        check_names(parse(text), known)
    except NNPlayError as error:
        result.add(step.line, f"In the step “{step.title}”: {error}")


def _play(lesson: Lesson, path: Path, result: CheckResult, on_step: Callable[[str], None]) -> None:
    player = StepPlayer(path.parent)
    try:
        for number, step in enumerate(lesson.steps, 1):
            on_step(f"Step {number} of {len(lesson.steps)}: {step.title} …")
            try:
                status = _solve(player, step, result)
            except NNPlayError as error:
                result.add(step.line, f"In the step “{step.title}”: {error}")
                status = "not solved"
            result.steps.append(_status(number, step, status))
            if player.session is None:  # what follows needs the network of this step
                break
    finally:
        player.close()


def _solve(player: StepPlayer, step: Step, result: CheckResult) -> str:
    """Begin a step and play its solution."""
    player.begin(step)
    if step.kind == "number":
        right = evaluate(parse(step.answer), player.state.with_values(step.values))
        if not isinstance(right, float | int) or right != right:
            result.add(step.line, f"In the step “{step.title}”: the answer is not a number here.")
            return "not solved"
    if step.kind != "do":
        return "solved"
    if is_done(step, player.state):
        result.add(step.line, f"The step “{step.title}” is done before anything was done; change its condition.")
    if not step.solution:
        return "no solution"
    for action in step.solution:
        player.play(action)
    if not is_done(step, player.state):
        result.add(step.line, f"The solution of the step “{step.title}” does not solve it.")
        return "not solved"
    return "solved"


def _status(number: int, step: Step, status: str) -> dict[str, Any]:
    return {"number": number, "title": step.title, "line": step.line, "status": status}


def _read(path: Path) -> str:
    content = files.read_bytes(path, MAX_BYTES)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise NNPlayError(f"{path} is not UTF-8 text; save the lesson as UTF-8.") from None
