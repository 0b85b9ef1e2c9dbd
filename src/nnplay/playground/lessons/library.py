"""The lessons that come with nnplay: files in web/site/lessons, which the page reads too."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from nnplay.playground.lessons.lesson_file import Lesson, parse_lesson, parse_translation

NAMES = (
    "forward", "loss", "gradient", "rate", "depth", "overfitting", "regularization", "own-data", "real-overfitting",
    "confusion",
)  # fmt: skip  # in teaching order
CHALLENGES = "challenges"  # a file of the same form
LANGUAGES = ("en", "de")


def folder() -> Traversable:
    """Where the files are."""
    return files("nnplay") / "web" / "site" / "lessons"


@cache
def lesson(name: str, language: str = "en") -> Lesson:
    """A lesson in a language."""
    original = parse_lesson((folder() / f"{name}.md").read_text("utf-8"), name)
    if language == "en":
        return original
    return parse_translation((folder() / f"{name}.{language}.md").read_text("utf-8"), original)


def lessons(language: str = "en") -> tuple[Lesson, ...]:
    """All lessons in a language, in teaching order."""
    return tuple(lesson(name, language) for name in NAMES)


def index() -> str:
    """The list of lessons for the page, as JSON: web/site/lessons/index.json, which a test compares."""
    listing = [
        {
            "name": name, "minutes": lesson(name).minutes, "steps": len(lesson(name).steps),
            **{language: [lesson(name, language).title, lesson(name, language).summary] for language in LANGUAGES},
        }
        for name in NAMES
    ]  # fmt: skip
    return json.dumps(listing, ensure_ascii=False, indent=1) + "\n"
