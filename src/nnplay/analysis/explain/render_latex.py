"""Render a document as a LaTeX article, for pdfLaTeX, XeLaTeX and LuaLaTeX."""

from collections.abc import Iterator

from nnplay.analysis.explain.document import DerivationStep, Document, DocumentTable, Section
from nnplay.analysis.explain.latex import formula, matrix, words

PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[a4paper, margin=22mm]{geometry}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \usepackage{textcomp}
  \DeclareRobustCommand{\other}[1]{\textsc{[u+#1]}}% a character without a glyph in this encoding
\else
  \DeclareRobustCommand{\other}[1]{\char"#1\relax}
\fi
\usepackage{amsmath, amssymb}
\usepackage{graphicx}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\newsavebox{\measured}
\newcommand{\fitted}[1]{% scale down to the width of the text
  \sbox{\measured}{$\displaystyle #1$}%
  \par\noindent\hspace*{1em}%
  \ifdim\wd\measured>\dimexpr\linewidth-1em\relax
    \resizebox{\dimexpr\linewidth-1em\relax}{!}{\usebox{\measured}}%
  \else
    \usebox{\measured}%
  \fi\par}
\newcommand{\blank}{\fbox{\rule{0pt}{2.2ex}\hspace{3.2em}}}
\newcommand{\what}[2]{\par\addvspace{9pt}\textit{#1}\hfill{\footnotesize #2}\par\nopagebreak}
"""


def article(document: Document) -> str:
    """The complete LaTeX source."""
    return (
        f"{PREAMBLE}\n\\title{{{words(document.title)}}}\n\\author{{{words(document.subtitle)}}}\n\\date{{}}\n"
        f"\\begin{{document}}\n\\maketitle\n{''.join(_sections(document))}\\end{{document}}\n"
    )


def _sections(document: Document) -> Iterator[str]:
    for part, section in document.sections_with_parts():
        if part:
            yield f"\n\\section*{{{words(part)}}}\n"
        yield from _section(section, document)


def _section(section: Section, document: Document) -> Iterator[str]:
    if section.title:
        yield f"\n\\subsection*{{{words(section.title)}}}\n"
    yield from (f"{words(text)}\n\n" for text in section.text)
    if section.table:
        yield _table(section.table)
    yield from (_step(step, document) for step in section.steps)


def _step(step: DerivationStep, document: Document) -> str:
    numbers = document.excerpt(step)
    scalar, equation = step.shape == (1, 1), formula(step.equation or step.symbol)
    size = "" if scalar else rf"${step.shape[0]} \times {step.shape[1]}$"
    omitted = f" {words(numbers.left_out)}" if numbers.left_out else ""
    value = formula(numbers.cells[0][0]) if scalar and step.values is not None else matrix(numbers)
    lines = [rf"\what{{{words(step.meaning)}}}{{{size}{omitted}}}"]
    lines += [rf"\fitted{{{formula(rule)}}}" for rule in step.rules]
    lines.append(rf"\fitted{{{equation} = {value}}}")
    lines += [rf"\fitted{{{formula(text)}}}" for text in step.written]
    return "\n".join(lines) + "\n"


def _table(table: DocumentTable) -> str:
    widths = (
        "p{0.3\\linewidth}" if k in (1, 2) else "r" if k in table.numbers else "l" for k in range(len(table.header))
    )
    columns = "".join(widths)
    rows = [" & ".join(map(words, table.header)) + r" \\ \hline"]
    rows += [" & ".join(map(words, row)) + r" \\" for row in table.rows]
    body = "\n".join(rows)
    return f"\\par\\medskip\\noindent\\begin{{tabular}}{{{columns}}}\n{body}\n\\end{{tabular}}\\par\n"
