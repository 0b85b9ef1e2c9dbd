"""Build the documentation as a site: `make docs`, or `python docs/site/build.py [FOLDER]`.

The pages of `docs/` are Markdown that forges show as it is. This program copies them, fills in what is generated from
the package (the API, the commands, the catalogue and the gallery, each where a page has a marker such as
``<!-- generated: commands -->``), and lets Sphinx make the site. A warning is an error, and so are links that lead
nowhere and anything that a reader's browser would load from the internet.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent
ROOT = DOCS.parent
sys.path.insert(0, str(HERE))

import api  # noqa: E402
import commands  # noqa: E402
import components  # noqa: E402
import gallery  # noqa: E402
import offline  # noqa: E402
import pages  # noqa: E402

GENERATED: dict[str, Callable[..., str]] = {
    "api": api.write, "commands": commands.write, "catalogue": components.write, "gallery": gallery.write,
}  # fmt: skip
MARKER = re.compile(r"<!-- generated: ([\w ]+) -->\n(?:.*?)<!-- end of generated -->\n", re.DOTALL)


def main(output: Path) -> None:
    """Write the site into a folder."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="nnplay-docs-") as folder:
        source = Path(folder)
        os.environ["NNPLAY_STORE"] = str(source / "runs.sqlite")  # the reader's own runs stay as they are
        prepare(source)
        run_sphinx(source, output)
    problems = offline.elsewhere(output) + offline.dead_links(output)
    if problems:
        sys.exit("\n".join(problems))
    sys.stdout.write(f"{output}/index.html, built in {time.perf_counter() - started:.0f} s\n")


def prepare(source: Path) -> None:
    """Copy the pages, fill in what is generated, and turn links to files outside of docs into links to pages."""
    for path in DOCS.rglob("*"):
        if path.suffix in (".md", ".png", ".svg", ".webp") and HERE not in path.parents:
            copy = source / path.relative_to(DOCS)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    shutil.copytree(HERE / "static", source / "static")
    for name in ("conf.py", "mathml.py"):
        shutil.copyfile(HERE / name, source / name)
    for path in sorted(source.rglob("*.md")):
        path.write_text(
            MARKER.sub(lambda match, page=path: fill(match, page), path.read_text("utf-8")), encoding="utf-8"
        )
    pages.link(source, DOCS)


def fill(match: re.Match[str], page: Path) -> str:
    """What takes the place of a marker; pages that it needs are written beside the page with the marker."""
    name, *arguments = match[1].split()
    return GENERATED[name](page.parent, *arguments) + "\n"


def run_sphinx(source: Path, output: Path) -> None:
    """Make the site; a warning is an error."""
    from sphinx.cmd.build import build_main

    shutil.rmtree(output, ignore_errors=True)
    code = build_main(
        ["-q", "-W", "--keep-going", "-j", "2", "-d", str(source / ".doctrees"), str(source), str(output)]
    )
    if code:
        sys.exit("The site has not been built; see the warnings above.")
    for rest in (".buildinfo", "objects.inv"):
        (output / rest).unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "docs")
