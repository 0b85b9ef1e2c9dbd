"""Plays the solution of a lesson's step: the actions that a pupil would take on the page.

Actions: `set learning_rate=0.1&net=4:tanh`, `train 60`, `batches 3`, `weight(1, 2, 1) = 0.5`, `bias(2, 1) = -1`,
`go to lowest_epoch(test loss)`, `table bikes.csv`: a file beside the lesson.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.resources import as_file
from importlib.resources.abc import Traversable
from typing import Any

from nnplay.errors import NNPlayError
from nnplay.playground.lessons import library
from nnplay.playground.lessons.expression import evaluate, parse
from nnplay.playground.lessons.lesson_file import Step
from nnplay.playground.lessons.lesson_state import LessonState, check_names
from nnplay.playground.link import RECIPE, PageSettings, default_recipe, read_link, to_query
from nnplay.playground.session import PlaygroundSession

TABLE = re.compile(r"table ([\w-]+\.csv)$")
TRAIN = re.compile(r"(train|batches) (\d{1,6})$")
EDIT = re.compile(r"(weight|bias)\(([\d, ]+)\) *= *(.+)$")
HOW = (
    "Write a solution as “set learning_rate=0.1”, “train 60”, “batches 3”, “weight(1, 2, 1) = 0.5”, "
    "“bias(2, 1) = -1”, “go to 30” or “table flowers.csv”."
)


def check_solution(text: str) -> None:
    """Check that an action can be read.

    Raises:
        NNPlayError: it cannot.
    """
    edit = EDIT.match(text)
    if text.startswith("set "):
        read_settings(text[4:])
    elif text.startswith("go to ") or edit:
        check_names(parse(edit[3] if edit else text[6:]))
    elif not (TRAIN.match(text) or TABLE.match(text)):
        raise NNPlayError(HOW)


def read_settings(query: str, base: PageSettings | None = None) -> PageSettings:
    """The settings of a link in a lesson, or a page's with those of a link added.

    Raises:
        NNPlayError: a part that cannot be read.
    """
    page, troubles = read_link(query if base is None else f"{to_query(base)}&{query}")
    if troubles:
        raise NNPlayError(str(troubles[0]))
    return page


class StepPlayer:
    """A session that goes through the steps of a lesson.

    Args:
        folder: where the tables are that a lesson opens.
    """

    def __init__(self, folder: Traversable | None = None) -> None:
        self.folder, self.table = folder, ""
        self.page = PageSettings()
        self.session: PlaygroundSession | None = None

    def begin(self, step: Step) -> None:
        """Go to where a step starts, or stay where the one before ended.

        Raises:
            NNPlayError: a start that cannot be read or trained.
        """
        if step.start:
            self.table = ""
            self._configure(read_settings(step.start))

    def play(self, action: str) -> None:
        """Take one action of a solution.

        Raises:
            NNPlayError: an action that cannot be read or taken.
        """
        assert self.session is not None
        session, edit, train = self.session, EDIT.match(action), TRAIN.match(action)
        if action.startswith("set "):
            self._set(action[4:])
        elif train:
            advance: Callable[[], None] = session.step if train[1] == "train" else session.step_batch
            for _ in range(int(train[2])):
                if not session.finished:
                    advance()
        elif edit:
            index = tuple(int(part) - 1 for part in edit[2].split(","))
            session.edit_weight(index[0], index[1:], float(evaluate(parse(edit[3]), self.state.scope)))
        elif action.startswith("go to "):
            session.go_to_epoch(int(float(evaluate(parse(action[6:]), self.state.scope))))
        elif table := TABLE.match(action):
            self.table = table[1]
            self._configure(self.page)
        else:
            raise NNPlayError(HOW)

    @property
    def state(self) -> LessonState:
        """The values of the session now."""
        assert self.session is not None
        return LessonState(self.session, own_data=bool(self.table))

    def close(self) -> None:
        """Stop training."""
        if self.session is not None:
            self.session.close()
            self.session = None

    def _set(self, query: str) -> None:
        """Change settings as the page does: those that may change in a run continue it, others start it again."""
        assert self.session is not None
        page = read_settings(query, self.page)
        same_network = replace(page, recipe=self.page.recipe, view=self.page.view) == replace(self.page)
        changes: dict[str, Any] = _differences(self.page.recipe, page.recipe)
        if not same_network or "data" in changes:
            self._configure(page)
        else:
            _, _, recipe = page.problem()
            self.session.change(**{name: getattr(recipe, name) for name in changes})
            self.page = page

    def _configure(self, page: PageSettings) -> None:
        if self.table:
            mine = {name: value for name, value in page.recipe.items() if name not in RECIPE}
            page = replace(page, recipe=default_recipe(self.table) | mine | {
                name: page.recipe[name] for name in default_recipe(self.table) if name in page.recipe and name != "data"
            })  # fmt: skip
        data, architecture, recipe = page.problem()
        if self.table:
            with as_file((self.folder or library.folder()) / self.table) as path:
                session = PlaygroundSession(str(path), architecture, recipe)
        else:
            session = PlaygroundSession(data, architecture, recipe)
        self.close()
        self.page, self.session = page, session


def is_done(step: Step, state: LessonState) -> bool:
    """Whether the task of a step that is done on the page is done."""
    scope = state.with_values(step.values)
    conditions = [step.done] if step.done else [condition for _, condition in step.goals]
    return all(evaluate(parse(condition), scope) is True for condition in conditions)


def accepts(step: Step, answer: float, state: LessonState) -> bool:
    """Whether a number answers the question of a step: to 1 %, or 0.01 for numbers below 1."""
    expected = float(evaluate(parse(step.answer), state.with_values(step.values)))
    return abs(answer - expected) <= TOLERANCE * max(1.0, abs(expected))


TOLERANCE = 0.01


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    names = {*before, *after}
    return {name: after.get(name) for name in names if before.get(name) != after.get(name)}
