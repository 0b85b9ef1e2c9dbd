"""Lessons and challenges: what there is, and what an entry of a challenge was."""

from collections.abc import Callable
from typing import Any

from nnplay.playground.challenges import CHALLENGES
from nnplay.playground.lessons import LESSONS
from nnplay.web.page.fields import words
from nnplay.web.page.part import Part
from nnplay.web.page.playground_page import PlaygroundPage


def build(page: PlaygroundPage) -> Callable[[], Any]:
    """Lay it out."""
    say, guide = page.language, page.guide

    async def asked(what: Any) -> None:
        match what:
            case {"do": "lesson", "name": str(name)}:
                await page.lead(lambda: guide.teach(name))
            case {"do": "challenge", "name": str(name)}:
                await page.lead(lambda: guide.pose(name))
            case {"do": "again", "link": str(link)}:
                await page.lead(lambda: guide.do_again(link))

    lessons = [
        {"name": one.name, "title": one.title[say], "about": one.summary[say], "minutes": one.minutes,
         "steps": len(one.steps)} for one in LESSONS.values()
    ]  # fmt: skip
    challenges = [
        {"name": one.id, "title": one.name[say], "about": one.text[say],
         "conditions": [condition.text[say] for condition in one.conditions]} for one in CHALLENGES
    ]  # fmt: skip
    words("p", page.say["lessons_hint"], "hint")
    Part("lessons", page.options | {"lessons": lessons, "challenges": challenges}, asked).classes("lessons")
    return lambda: None
