"""What leads a visitor over the page: a lesson, step by step, or a challenge and its entry."""

from typing import Any
from urllib.parse import parse_qsl

from nnplay.errors import NNPlayError
from nnplay.playground.challenges import Challenge
from nnplay.playground.lessons import LESSONS, ActionTask, ChoiceTask, Lesson, NumberTask, Step, Values
from nnplay.playground.replay_log import record_entry
from nnplay.playground.session import PlaygroundSession
from nnplay.web.entering import entry_in, link_of, posed
from nnplay.web.hiding import rules
from nnplay.web.link import page_of
from nnplay.web.replay import Replay, proven
from nnplay.web.texts import TEXTS
from nnplay.web.visitor import Visitor

TASK_KINDS = {ActionTask: "deed", NumberTask: "typed", ChoiceTask: "chosen"}  # as the page calls them


class Guide:
    """A lesson or a challenge on the page of one visitor; its methods block.

    Args:
        visitor: who is led.
        language: what it speaks.

    Attributes:
        lesson: that is under way, if any.
        place: of its step, from 0.
        challenge: that is under way, if any.
        replay: the entry that was done again last.
    """

    def __init__(self, visitor: Visitor, language: str) -> None:
        self.visitor, self.language = visitor, language
        self.lesson: Lesson | None = None
        self.place = 0
        self.challenge: Challenge | None = None
        self.replay: Replay | None = None
        self._done: set[tuple[str, int]] = set()
        self._wrong = False
        self._link = ""

    def open(self, text: str, *, plain: bool) -> None:
        """Begin what an address asks for.

        Args:
            text: what stands behind the question mark.
            plain: it says nothing of the training, so a lesson may bring the page to where it begins.

        Raises:
            NNPlayError: a lesson, challenge or entry that there is not.
        """
        asked = dict(parse_qsl(text))
        if "lesson" in asked:
            name, _, place = asked["lesson"].partition(":")
            self.teach(name, int(place) - 1 if place.isdecimal() else 0, turn=plain)
        elif "entry" in asked:
            self.do_again(text)
        elif "challenge" in asked:
            self.pose(asked["challenge"], turn=plain)

    def teach(self, name: str, place: int = 0, *, turn: bool = True) -> None:
        """Go to a step of a lesson; the page stays as it is where the step follows from what was done on it.

        Args:
            name: of the lesson.
            place: of the step, from 0.
            turn: bring the page to where the step begins, if it is elsewhere.

        Raises:
            NNPlayError: there is no such lesson or step.
        """
        lesson = LESSONS.get(name)
        if lesson is None or not 0 <= place < len(lesson.steps):
            known = ", ".join(f"{one} (1 to {len(LESSONS[one].steps)})" for one in LESSONS)
            raise NNPlayError(f"There is no step {place + 1} of a lesson {name[:40]!r}; the lessons are {known}.")
        begins = _beginning(lesson, place)
        goes_on = self.lesson is lesson and place != begins == _beginning(lesson, self.place)
        if turn and not goes_on:
            self._turn(lesson.steps[begins].page)
        self.leave()
        self.lesson, self.place = lesson, place

    def pose(self, name: str, *, turn: bool = True) -> None:
        """Begin a challenge, with a network that has no hidden layer.

        Raises:
            NNPlayError: there is no such challenge.
        """
        challenge = posed(name)
        if turn:
            self._turn(f"data={challenge.data}&net=0")
        self.leave()
        self.challenge = challenge

    def leave(self) -> None:
        """Lead no longer."""
        self.lesson = self.challenge = self.replay = None
        self._wrong, self._link = False, ""

    def _turn(self, address: str) -> None:
        """Bring the page to an address, untrained."""
        wanted, troubles = page_of(address)
        assert not troubles, troubles
        self.visitor.begin(wanted.replace(speed=self.visitor.settings.speed))

    def answer(self, given: str) -> None:
        """Take an answer to the question of this step.

        Raises:
            NNPlayError: no number where one is asked for.
        """
        if self.lesson is None:
            return
        step = self.lesson.steps[self.place]
        if isinstance(step.task, NumberTask):
            try:
                number = float(given.strip().replace(",", ".").replace("−", "-"))
            except ValueError:
                raise NNPlayError(f"Enter a number such as 0.25, not {given[:40]!r}.") from None
            numbers = self._numbers(step)
            if numbers is None:
                raise NNPlayError(TEXTS[self.language]["guide_moved"])
            right = step.task.accepts(number, numbers)
        else:
            right = isinstance(step.task, ChoiceTask) and given == str(step.task.correct)
        self._wrong = not right
        if right:
            self._done.add((self.lesson.name, self.place))

    def enter(self) -> None:
        """Make an entry of the challenge that is done: its link does the training again.

        Raises:
            NNPlayError: a challenge that is not done, or a training that cannot be done again.
        """
        session = self.visitor.session
        if self.challenge is None or not self.challenge.is_solved(session):
            raise NNPlayError("Meet every goal of the challenge before you create an entry.")
        entry = record_entry(session)
        link = link_of(entry, self.challenge, self.visitor.settings)
        proven(entry, PlaygroundSession(entry.recipe.data, entry.architecture, entry.recipe))
        self._link = link

    def do_again(self, text: str) -> None:
        """Do an entry again on the page.

        Args:
            text: its link, or what stands in it behind the question mark.

        Raises:
            NNPlayError: no entry.
        """
        challenge, entry, page = entry_in(text)
        self.pose(challenge.id, turn=False)
        self.replay = Replay(self.visitor, entry, page)

    @property
    def address(self) -> str:
        """What an address says of it."""
        if self.lesson is not None:
            return f"lesson={self.lesson.name}:{self.place + 1}"
        return f"challenge={self.challenge.id}" if self.challenge is not None else ""

    def told(self) -> dict[str, Any]:
        """What the page shows of it."""
        if self.lesson is not None:
            return self._lesson(self.lesson)
        if self.challenge is not None:
            return self._challenge(self.challenge)
        return {"kind": "none"}

    def _lesson(self, lesson: Lesson) -> dict[str, Any]:
        step, say, task = lesson.steps[self.place], self.language, lesson.steps[self.place].task
        numbers = self._numbers(step)
        says, asks = (TEXTS[say]["guide_moved"], "") if numbers is None else (step.text[say], step.instruction[say])
        if isinstance(task, ActionTask) and task.is_done(self.visitor.session):
            self._done.add((lesson.name, self.place))
        done = (lesson.name, self.place) in self._done
        return {
            "kind": "lesson", "name": lesson.name, "title": lesson.title[say], "place": self.place,
            "marks": [(lesson.name, k) in self._done for k in range(len(lesson.steps))],
            "says": says.format(**numbers or {}), "asks": asks.format(**numbers or {}),
            "task": TASK_KINDS[type(task)], "done": done, "wrong": self._wrong and not done,
            "options": [option[say] for option in task.options] if isinstance(task, ChoiceTask) else [],
            "right": task.correct if done and isinstance(task, ChoiceTask) else None,
            "why": step.conclusion[say] if done else "", "hide": rules(lesson.hide),
        }  # fmt: skip

    def _numbers(self, step: Step) -> Values | None:
        """Those that the step asks about; None where the network is no longer one that has them."""
        try:
            return step.values(self.visitor.view_state())
        except (ArithmeticError, LookupError, ValueError):
            return None

    def _challenge(self, challenge: Challenge) -> dict[str, Any]:
        say, session = self.language, self.visitor.session
        state = [(says[say], holds) for says, holds in challenge.progress(session)]
        return {
            "kind": "challenge", "name": challenge.id, "title": challenge.name[say], "says": challenge.text[say],
            "hint": challenge.hint[say], "conditions": state, "done": all(holds for _, holds in state), "hide": "",
            "link": self._link, "replay": self.replay and self.replay.told(),
        }  # fmt: skip


def _beginning(lesson: Lesson, place: int) -> int:
    """The step whose page a step is about."""
    return max(k for k in range(place + 1) if lesson.steps[k].page)
