"""The languages of the page."""

from __future__ import annotations

from nnplay.web.words import (
    again,
    ask,
    build,
    compare,
    core,
    figures,
    inside,
    lessons,
    numbers,
    own,
    points,
    runs,
    time,
)  # fmt: skip

MODULES = (core, again, ask, numbers, build, compare, figures, inside, lessons, own, points, runs, time)
TEXTS: dict[str, dict[str, str]] = {"en": {}, "de": {}}
for module in MODULES:
    TEXTS["en"] |= module.ENGLISH
    TEXTS["de"] |= module.GERMAN


def language_of(asked: str | None, accepted: str) -> str:
    """The language to speak: the one that the address asks for, else the first of the browser's that is known."""
    if asked in TEXTS:
        return asked
    wanted = [part.split(";")[0].strip().lower()[:2] for part in accepted.split(",")]
    return next((name for name in wanted if name in TEXTS), "en")
