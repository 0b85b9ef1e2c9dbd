"""What the site adds to the pages that forges show as they are: the menu, and pages for files outside of docs."""

from __future__ import annotations

import os
import re
from pathlib import Path

LINK = re.compile(r"\[(?P<text>[^\[\]]*)\]\((?P<target>[^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LANGUAGES = {".md": "markdown", ".py": "python", ".js": "javascript", ".toml": "toml", ".css": "css", ".html": "html"}
MENU = "\n```{{toctree}}\n:hidden:\n{options}\n{entries}\n```\n"


def link(source: Path, docs: Path) -> None:
    """Add the menus to the index pages, and turn every link out of `docs` into one within the site."""
    root = docs.parent
    outside: dict[Path, str] = {}
    for page in sorted(source.rglob("*.md")):
        text = page.read_text("utf-8")
        home = docs / page.relative_to(source).parent

        def inward(match: re.Match[str], page: Path = page, home: Path = home) -> str:
            target, _, anchor = match["target"].partition("#")
            if not target or re.match(r"[a-z]+:", target):
                return match[0]
            path = Path(os.path.normpath(home / target))
            if path.is_relative_to(docs) or not path.is_relative_to(root) or not path.exists():
                return match[0]
            if path.suffix not in LANGUAGES:
                return match["text"]
            outside[path] = name = "files/" + str(path.relative_to(root)).replace("/", "-") + ".md"
            return f"[{match['text']}]({os.path.relpath(source / name, page.parent)}{'#' + anchor if anchor else ''})"

        page.write_text(without_fences(text, lambda prose: LINK.sub(inward, prose)), encoding="utf-8")
    for path, name in outside.items():
        copy = source / name
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(file_page(path, root, docs, copy.parent, source), encoding="utf-8")
    for index in sorted(source.rglob("index.md")):
        index.write_text(index.read_text("utf-8") + menu(index, source), encoding="utf-8")


def without_fences(text: str, change: object) -> str:
    """The text with its prose changed and its code as it is."""
    parts, place = [], 0
    for fence in FENCE.finditer(text):
        parts += [change(text[place : fence.start()]), fence[0]]
        place = fence.end()
    return "".join([*parts, change(text[place:])])


def file_page(path: Path, root: Path, docs: Path, folder: Path, source: Path) -> str:
    """The page of a file outside of docs: code with its colours, Markdown as text, its links turned into the site."""
    if path.suffix != ".md":
        name, code = str(path.relative_to(root)), path.read_text("utf-8")
        fence = "`" * (3 + code.count("```"))
        return f"---\norphan: true\nnosearch: true\n---\n\n# {name}\n\n{fence}{LANGUAGES[path.suffix]}\n{code}{fence}\n"

    def inward(match: re.Match[str]) -> str:
        target, _, anchor = match["target"].partition("#")
        if not target or re.match(r"[a-z]+:", target):
            return match[0]
        inside = Path(os.path.normpath(path.parent / target))
        if not inside.is_relative_to(docs):
            return match["text"]
        place = os.path.relpath(source / inside.relative_to(docs), folder)
        return f"[{match['text']}]({place}{'#' + anchor if anchor else ''})"

    return "---\norphan: true\n---\n\n" + without_fences(path.read_text("utf-8"), lambda prose: LINK.sub(inward, prose))


def menu(index: Path, source: Path) -> str:
    """The hidden table of contents of an index page: the pages of its folder that it links to, in their order."""
    entries: list[str] = []
    for match in LINK.finditer(FENCE.sub("", index.read_text("utf-8"))):
        target = match["target"].partition("#")[0]
        page = Path(os.path.normpath(index.parent / target))
        beside = page.parent == index.parent or (page.name == "index.md" and page.parent.parent == index.parent)
        if target.endswith(".md") and beside and page != index and page.exists():
            entries.append(target.removesuffix(".md"))
    entries = list(dict.fromkeys(entries))
    return MENU.format(options=":maxdepth: 2\n", entries="\n".join(entries)) if entries else ""
