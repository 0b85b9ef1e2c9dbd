"""The languages of the page: message catalogs in words/*.json, which a translator can edit."""

import json
from pathlib import Path

FOLDER = Path(__file__).with_name("words")
TEXTS: dict[str, dict[str, str]] = {
    file.stem: {key: text for panel in json.loads(file.read_text("utf-8")).values() for key, text in panel.items()}
    for file in sorted(FOLDER.glob("*.json"), reverse=True)
}


def language_of(asked: str | None, accepted: str) -> str:
    """The language to speak: the one that the address asks for, else the first of the browser's that is known."""
    if asked in TEXTS:
        return asked
    wanted = [part.split(";")[0].strip().lower()[:2] for part in accepted.split(",")]
    return next((name for name in wanted if name in TEXTS), "en")
