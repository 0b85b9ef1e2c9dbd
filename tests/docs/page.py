"""Read the fenced blocks of a Markdown page and run them as a reader would.

As a program, ``python page.py PAGE``, it runs the page in the current folder and writes one JSON object: for each
block that ran, its line and what it printed. A page has a process of its own, so that the components it registers
stay out of the other tests.

``python page.py --refresh PAGE…`` writes what is printed now into the pages, where it differs in more than numbers and
where the block is not shortened with `…`.
"""

from __future__ import annotations

import contextlib
import io
import json
import linecache
import os
import re
import subprocess
import sys
import tempfile
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"\s+#.*$")
NUMBER = re.compile(r"[-+−]?\d[\d,]*\.?\d*(e[-+]?\d+)?")
DRAWN = re.compile(r"[⠀-⣿─│┤└·]")  # curves and some tables move with the last digits


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the words after it, its text, and the line it starts in."""

    language: str
    words: tuple[str, ...]
    text: str
    line: int

    @property
    def runs(self) -> bool:
        return self.language in ("python", "sh") and "no-run" not in self.words


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page in order; the README's first two are for CI, which runs them on a fresh clone."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in FENCE.finditer(text):
        language, *words = match["info"].split() or [""]
        found.append(Block(language, tuple(words), match["body"], text.count("\n", 0, match.start()) + 1))
    if page.name == "README.md":
        shell = [block for block in found if block.language == "sh"][:2]
        found = [Block("sh", ("no-run",), b.text, b.line) if b in shell else b for b in found]
    return found


def run_python(block: Block, page: Path, names: dict[str, object]) -> str:
    """What the block prints; the project's own warnings are shown as lines, any other is an error."""
    from nnplay import errors

    said = io.StringIO()
    file = f"{page.name}:{block.line}"
    linecache.cache[file] = (len(block.text), None, block.text.splitlines(True), file)
    with contextlib.redirect_stdout(said), warnings.catch_warnings():
        warnings.simplefilter("error")
        for category in (errors.DataWarning, errors.DerivativeWarning, errors.DivergenceWarning, errors.RestartWarning):
            warnings.simplefilter("always", category)
        warnings.showwarning = lambda message, category, *_, **__: said.write(f"{category.__name__}: {message}\n")
        exec(compile(block.text, file, "exec"), names)
    return said.getvalue()


def run_shell(block: Block, columns: int = 100) -> str:
    """What the lines that begin with `nnplay ` print; any other exit code than 0 is an error."""
    said = ""
    quiet = os.environ | {"COLUMNS": str(columns), "NO_COLOR": "1", "PYTHON": sys.executable}
    for line in block.text.replace("\\\n", " ").splitlines():
        if line.startswith("nnplay "):
            script = f'nnplay() {{ "$PYTHON" -m nnplay "$@"; }}\n{COMMENT.sub("", line)}'
            ended = subprocess.run(
                ["bash", "-eo", "pipefail", "-c", script],
                env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
            )  # fmt: skip
            if ended.returncode:
                raise RuntimeError(f"{line}\nended with {ended.returncode}: {ended.stdout}")
            said += ended.stdout
    return said


def plain(line: str) -> str:
    """A line with its numbers and spaces made alike."""
    return " ".join(NUMBER.sub("#", line).split())


def strays(shown: str, said: str) -> list[str]:
    """The lines that are shown but were not said, numbers aside; a lone `…` and the end of `some text…` are free."""
    printed = {plain(line) for line in said.splitlines()}
    found = []
    for line in shown.splitlines():
        text = plain(line)
        if text in ("", "…") or text in printed or DRAWN.search(line):
            continue
        start = text.removesuffix("…").strip()
        if start == text or not any(each.startswith(start) for each in printed):
            found.append(line)
    return found


def shown_beside(page: Path, ran: list[dict[str, object]]) -> list[tuple[Block, str]]:
    """The `text` blocks that follow a block that ran, and what that one said."""
    said = {each["line"]: str(each["said"]) for each in ran}
    found, before = [], None
    for block in blocks(page):
        if block.language == "text" and before is not None and before.line in said:
            found.append((block, said[before.line]))
        before = block
    return found


def refresh(page: Path) -> int:
    """Write what is printed now into a page; how many blocks changed."""
    with tempfile.TemporaryDirectory() as folder:
        program = [sys.executable, __file__, str(page.resolve())]
        ended = subprocess.run(program, cwd=folder, stdout=subprocess.PIPE, text=True, check=True)
    lines = page.read_text("utf-8").split("\n")
    changed = 0
    for block, said in reversed(shown_beside(page, json.loads(ended.stdout))):
        if not block.text.strip() or (strays(block.text, said) and "\n…\n" not in f"\n{block.text}"):
            new = [line.rstrip() for line in said.strip("\n").split("\n")]
            lines[block.line : block.line + block.text.count("\n")] = new
            changed += 1
    page.write_text("\n".join(lines), encoding="utf-8")
    return changed


def run(page: Path) -> list[dict[str, object]]:
    """Run the blocks of a page in order, in one namespace, in the current folder."""
    names: dict[str, object] = {"__name__": "__main__"}
    os.environ["NNPLAY_STORE"] = str(Path.cwd() / "runs.sqlite")  # the reader's own stays as it is
    ran = []
    for block in blocks(page):
        if block.runs:
            try:
                said = run_python(block, page, names) if block.language == "python" else run_shell(block)
            except BaseException:
                raise SystemExit(f"{page.name}, line {block.line}:\n{traceback.format_exc()}") from None
            ran.append({"line": block.line, "said": said})
    return ran


if __name__ == "__main__":
    if sys.argv[1] == "--refresh":
        for name in sys.argv[2:]:
            sys.stdout.write(f"{name}: {refresh(Path(name))} blocks written\n")
    else:
        sys.stdout.write(json.dumps(run(Path(sys.argv[1]))))
