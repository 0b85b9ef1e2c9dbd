"""Render a document as a self-contained HTML page: equations in MathML, no scripts, no external resources."""

import html
from collections.abc import Iterator

from nnplay.analysis.explain.document import DerivationStep, Document, DocumentTable, Section
from nnplay.analysis.explain.formula_markup import printable
from nnplay.analysis.explain.mathml import display, mathml


def page(document: Document) -> str:
    """A complete page, for phones, screens and print, in the light or dark colors the reader prefers."""
    from nnplay.plots.html_report import POLICY, STYLE  # imports Matplotlib, which the other forms don't need

    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="nnplay">
<title>{_text(document.title)}</title>
<style>{STYLE}{CSS}</style>
</head>
<body>
<main class="sheet">
<header>
<h1>{_text(document.title)}</h1>
<p class="subtitle">{_text(document.subtitle)}</p>
</header>
{"".join(_sections(document))}</main>
</body>
</html>
"""


def fragment(document: Document) -> str:
    """The document as a fragment to embed in another page, such as a notebook."""
    return f"""<div class="sheet"><style>{CSS}</style>
<h2>{_text(document.title)}</h2>
<p class="subtitle">{_text(document.subtitle)}</p>
{"".join(_sections(document))}</div>"""


def _text(value: object) -> str:
    return html.escape(printable(value))


def _sections(document: Document) -> Iterator[str]:
    for part, section in document.sections_with_parts():
        if part:
            yield f"<h2>{_text(part)}</h2>\n"
        yield from _section(section, document)


def _section(section: Section, document: Document) -> Iterator[str]:
    if section.title:
        yield f"<h3>{_text(section.title)}</h3>\n"
    yield from (f"<p>{_text(text)}</p>\n" for text in section.text)
    if section.table:
        yield _table(section.table)
    yield from (_step(step, document) for step in section.steps)


def _step(step: DerivationStep, document: Document) -> str:
    """One step: its meaning, the formulas behind it, its equation with the values, and one entry written out."""
    numbers = document.excerpt(step)
    scalar = step.shape == (1, 1)
    size = "" if scalar else f'<span class="shape">{step.shape[0]:,} × {step.shape[1]:,}</span>'
    omitted = f'<span class="shape">{numbers.left_out}</span>' if numbers.left_out else ""
    equation = step.equation or step.symbol
    if scalar and step.values is not None:
        formula = display(f"{equation} = {numbers.cells[0][0]}")
    else:
        formula = display(f"{equation} =" if "←" not in equation else f"{equation}  =", numbers)
    rules = "".join(f'<div class="rule wide">{mathml(rule)}</div>' for rule in step.rules)
    written = "".join(f'<div class="written wide">{mathml(text)}</div>' for text in step.written)
    return (
        f'<section class="step"><p class="what">{_text(step.meaning)} {size}{omitted}</p>\n{rules}'
        f'<div class="wide" role="region" tabindex="0" aria-label="{_text(step.meaning)}">{formula}</div>\n{written}'
        "</section>\n"
    )


def _table(table: DocumentTable) -> str:
    def line(row: tuple[str, ...], tag: str) -> str:
        kinds = (' class="number"' if k in table.numbers else "" for k in range(len(row)))
        return "".join(f"<{tag}{kind}>{_text(text)}</{tag}>" for kind, text in zip(kinds, row, strict=True))

    body = "".join(f"<tr>{line(row, 'td')}</tr>\n" for row in table.rows)
    return (f'<div class="wide" role="region" tabindex="0" aria-label="Table">\n<table>\n<thead><tr>'
            f"{line(table.header, 'th')}</tr></thead><tbody>\n{body}</tbody></table></div>\n")  # fmt: skip


CSS = """
.sheet math { font-family: "Latin Modern Math", "STIX Two Math", "Cambria Math", "Libertinus Math", math,
  "DejaVu Serif", serif; font-size: 1.08em; }
.sheet h3 { font-size: 1.02rem; margin: 2rem 0 .25rem; }
.sheet .step { margin: 1.1rem 0 1.5rem; padding-left: 1rem; border-left: 3px solid var(--rule, #d5dbe0); }
.sheet .what { margin: 0 0 .35rem; color: var(--muted, #5a6570); font-size: .9rem; }
.sheet .shape { display: inline-block; margin-left: .5rem; padding: 0 .45rem; border-radius: 99px; font-size: .78rem;
  background: var(--mist, #eef1f4); color: var(--muted, #5a6570); white-space: nowrap;
  font-variant-numeric: tabular-nums; }
.sheet .step .wide { overflow-x: auto; padding: .15rem 0; }
.sheet .step math[display="block"] { text-align: left; margin: .3rem 0; width: max-content; }
.sheet mtable { font-variant-numeric: tabular-nums; }
.sheet mtd { text-align: right; text-align: -moz-right; text-align: -webkit-right; padding: .22em .5em; }
.sheet mtable.cases mtd { text-align: left; text-align: -moz-left; text-align: -webkit-left; padding: .15em .35em; }
.sheet mtd.gap { text-align: center; text-align: -moz-center; text-align: -webkit-center; }
.sheet mrow.blank { border: 1px solid currentColor; border-radius: 4px; }
.sheet .rule { font-size: .93rem; }
.sheet .written { font-size: .9rem; margin-top: .3rem; padding: .3rem .7rem !important; border-radius: 6px;
  background: var(--mist, #f4f6f8); width: fit-content; max-width: 100%; }
@media print { .sheet .step { break-inside: avoid; } .sheet h3 { break-after: avoid; }
  .sheet .wide { overflow: visible !important; } }
"""
