"""A self-contained HTML report: text, tables and figures, escaped throughout."""

import html
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from matplotlib.figure import Figure

from nnplay.errors import NNPlayError
from nnplay.plots.figure_files import svg
from nnplay.plots.labels import clean, short

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
PIXELS = 96  # of a page, in an inch
BRIEF = 20  # letters that stay on one line of a table
SHRUNK = 0.75  # a figure that would have to be smaller than this share of itself scrolls instead


@dataclass(frozen=True)
class Heading:
    """The title of what follows."""

    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class ReportTable:
    """A header (k,) and rows of k cells; the columns at the indices in `numbers` are flush right.

    A header of empty texts is left out. The first column that holds no numbers names the rows.
    """

    header: Sequence[Any]
    rows: Sequence[Sequence[Any]]
    numbers: Collection[int] = frozenset()


@dataclass(frozen=True)
class Picture:
    """A figure and what it shows."""

    figure: Figure
    caption: str


@dataclass(frozen=True)
class Code:
    """Text in which every space and line counts."""

    text: str


Part: TypeAlias = Heading | Text | ReportTable | Picture | Code


def document(title: str, parts: Sequence[Part], *, subtitle: str = "") -> str:
    """One page of HTML, light or dark as its reader likes, for a telephone, a screen or paper.

    It loads nothing from anywhere and runs nothing; its policy forbids both. Whatever a text holds is shown as text.

    Args:
        title: of the page.
        parts: what stands on it, in this order.
        subtitle: one line under the title.

    Raises:
        NNPlayError: when a row of a table has not as many cells as its header.
    """
    body, about = [], title
    for number, part in enumerate(parts, start=1):
        if isinstance(part, Heading):
            about = part.text
        body.append(_part(part, number, about))
    under = f'\n<p class="subtitle">{_escaped(subtitle)}</p>' if subtitle else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="nnplay">
<title>{_escaped(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<header>
<h1>{_escaped(title)}</h1>{under}
</header>
{"".join(body)}</main>
</body>
</html>
"""


def _escaped(value: Any) -> str:
    """Any value as text of a page."""
    return html.escape(clean(value))


def _part(part: Part, number: int, about: str) -> str:
    """One part; its number makes the names in it its own, and a region that scrolls is named by what it is about."""
    match part:
        case Heading(text):
            return f"<h2>{_escaped(text)}</h2>\n"
        case Text(text):
            return f"<p>{_escaped(text)}</p>\n"
        case Code(text):
            lines = "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else " " for c in _plain(text))
            return f"{_region(f'Text: {about}')}<pre><code>{html.escape(lines)}</code></pre></div>\n"
        case ReportTable(header, rows, numbers):
            return f"{_region(f'Table: {about}')}{_table(header, rows, numbers)}</div>\n"
        case Picture(figure, caption):
            width = float(figure.get_figwidth()) * PIXELS
            style = f"--least:{SHRUNK * width:.0f}px;--most:{1.15 * width:.0f}px"
            return (
                f'<figure style="{style}">{_region(f"Figure: {caption}")}{_inline(figure, number, caption)}</div>'
                f"<figcaption>{_escaped(caption)}</figcaption></figure>\n"
            )


def _plain(text: str) -> str:
    """Lines that end in one way, and spaces for tabs."""
    return str(text).replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)


def _region(name: str) -> str:
    """Where something wide scrolls by itself, by keys too."""
    return f'<div class="wide" role="region" tabindex="0" aria-label="{_escaped(short(name, 120))}">'


def _table(header: Sequence[Any], rows: Sequence[Sequence[Any]], numbers: Collection[int]) -> str:
    naming = next((k for k in range(len(header)) if k not in numbers), None)

    def cell(k: int, value: Any, scope: str) -> str:
        kind = "number" if k in numbers else "brief" if len(clean(value)) <= BRIEF and k != naming else ""
        side = f' class="{kind}"' if kind else ""
        tag = f'th scope="{scope}"' if clean(value) and (scope == "col" or k == naming) else "td"
        return f"<{tag}{side}>{_escaped(value)}</{tag[:2]}>"

    for place, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise NNPlayError(
                f"Row {place} of a table has {len(row)} cells, and its header {len(header)}: make them equal."
            )
    named = any(clean(name) for name in header)
    head = "".join(cell(k, name, "col") for k, name in enumerate(header))
    body = "".join(f"<tr>{''.join(cell(k, value, 'row') for k, value in enumerate(row))}</tr>\n" for row in rows)
    return f"<table>\n{f'<thead><tr>{head}</tr></thead>' if named else ''}<tbody>\n{body}</tbody></table>"


def _inline(figure: Figure, number: int, caption: str) -> str:
    """The figure as an element whose names meet no other figure's: Matplotlib counts from 1 in each."""

    def own(tag: re.Match[str]) -> str:
        return re.sub(r'(\bid="|href="#|url\(#)', rf"\1picture{number}-", tag[0])

    text = re.sub(r"\s*<metadata>.*?</metadata>", "", svg(figure), count=1, flags=re.DOTALL)
    text = re.sub(r"<[a-zA-Z][^<>]*>", own, text)  # in tags alone: in a text of the user's these are words
    return text.replace('role="img"', f'role="img" aria-label="{_escaped(caption)}"', 1)


STYLE = """
:root { color-scheme: light dark; --ink: #1f2933; --muted: #5a6570; --rule: #c9d0d7; --mist: #f4f6f8;
  --paper: #ffffff; --accent: #0072b2; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --muted: #a3adb7; --rule: #3b454f; --mist: #1d242b; --paper: #14191e; --accent: #6fafd6; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2.5rem clamp(1rem, 4vw, 3rem) 4rem; }
h1 { font-size: clamp(1.5rem, 1.1rem + 1.6vw, 2.1rem); line-height: 1.2; margin: 0; text-wrap: balance; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2.75rem 0 .75rem; padding-top: 1.25rem;
  border-top: 1px solid var(--rule); }
p { max-width: 44rem; margin: .75rem 0; }
.subtitle { color: var(--muted); margin: .4rem 0 1.5rem; }
.wide { overflow-x: auto; max-width: 100%; }
.wide:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
table { border-collapse: collapse; font-size: .875rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .7rem; text-align: left; vertical-align: baseline; max-width: 26rem; font-weight: 400;
  overflow-wrap: break-word; border-bottom: 1px solid var(--rule); unicode-bidi: isolate; }
th:first-child, td:first-child { padding-left: .25rem; }
thead th, thead td { color: var(--muted); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 600; min-width: 8rem; }
.brief, .number { white-space: nowrap; }
.number { text-align: right; }
tbody tr:hover { background: var(--mist); }
figure { margin: 1.25rem 0 1.75rem; }
figure .wide { background: #fff; border: 1px solid var(--rule); border-radius: 8px; padding: .5rem; }
figure svg { display: block; margin: 0 auto;
  width: 100%; min-width: var(--least); max-width: var(--most) !important; }
figcaption { color: var(--muted); font-size: .875rem; margin-top: .5rem; max-width: 44rem; }
pre { margin: .75rem 0; padding: .9rem 1rem; background: var(--mist); border: 1px solid var(--rule);
  border-radius: 8px; white-space: pre-wrap;
  font: .8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
@media print {
  :root { color-scheme: light; --ink: #000; --muted: #444; --rule: #bbb; --mist: #fff; --paper: #fff; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  figure, pre, tr { break-inside: avoid; }
  thead { display: table-header-group; }
  figure .wide { border: 0; padding: 0; }
  .wide { overflow: visible; }
  figure svg { min-width: 0; max-width: 100% !important; }
}
"""
