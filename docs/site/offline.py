"""Checks of the built site: nothing is loaded from elsewhere, and every link within it leads somewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADING = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "link": "href",
    "video": "src",
    "audio": "src",
}
IN_STYLES = re.compile(r"url\([\"']?((?:https?:)?//[^)\"']*)|@import\s+[\"']((?:https?:)?//[^\"']*)")


class Page(HTMLParser):
    """The names, the links and what is loaded, of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag names, links to or loads."""
        values = dict(attrs)
        self.names.update(value for key in ("id", "name") if (value := values.get(key)))
        if tag == "a" and values.get("href"):
            self.links.append(values["href"] or "")
        if tag in LOADING and values.get(LOADING[tag]):
            self.loaded.append(values[LOADING[tag]] or "")


def read(output: Path) -> dict[Path, Page]:
    """Every page of the site."""
    return {path.resolve(): Page(path.read_text("utf-8")) for path in sorted(output.rglob("*.html"))}


def elsewhere(output: Path) -> list[str]:
    """What a page, a style sheet or a script would load from the internet."""
    found = [
        f"{path.name} loads {each}"
        for path, page in read(output).items()
        for each in page.loaded
        if urlsplit(each).netloc
    ]
    for path in output.rglob("*.css"):
        text = path.read_text("utf-8")
        found += [f"{path.name} loads {match[1] or match[2]}" for match in IN_STYLES.finditer(text)]
    return found


def dead_links(output: Path) -> list[str]:
    """The links within the site that lead nowhere."""
    pages, found = read(output), []
    for path, page in pages.items():
        for link in (*page.links, *page.loaded):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                found.append(f"{path.name} links to {link}, which does not exist")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].names:
                found.append(f"{path.name} links to {link}, but there is no such place")
    return found
