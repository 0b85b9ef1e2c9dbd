"""A sheet as a document for LaTeX: pdfLaTeX, XeLaTeX and LuaLaTeX take it."""

from __future__ import annotations

from collections.abc import Iterator

from nnplay.analysis.explain.document import Grid, Section, Sheet, Step
from nnplay.analysis.explain.latex import formula, matrix, words

HEAD = r"""\documentclass[11pt]{article}
\usepackage[a4paper, margin=22mm]{geometry}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \usepackage{textcomp}
  \DeclareRobustCommand{\other}[1]{\textsc{[u+#1]}}% a letter that this LaTeX does not have
\else
  \DeclareRobustCommand{\other}[1]{\char"#1\relax}
\fi
\usepackage{amsmath, amssymb}
\usepackage{graphicx}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\newsavebox{\measured}
\newcommand{\fitted}[1]{% as wide as the text at most
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


def paper(sheet: Sheet) -> str:
    """The whole document."""
    return (
        f"{HEAD}\n\\title{{{words(sheet.title)}}}\n\\author{{{words(sheet.subtitle)}}}\n\\date{{}}\n"
        f"\\begin{{document}}\n\\maketitle\n{''.join(_sections(sheet))}\\end{{document}}\n"
    )


def _sections(sheet: Sheet) -> Iterator[str]:
    part = ""
    for section in sheet.sections:
        if section.part and section.part != part:
            part = section.part
            yield f"\n\\section*{{{words(part)}}}\n"
        yield from _section(section, sheet)


def _section(section: Section, sheet: Sheet) -> Iterator[str]:
    if section.title:
        yield f"\n\\subsection*{{{words(section.title)}}}\n"
    yield from (f"{words(text)}\n\n" for text in section.text)
    if section.grid:
        yield _grid(section.grid)
    yield from (_step(step, sheet) for step in section.steps)


def _step(step: Step, sheet: Sheet) -> str:
    shown = sheet.excerpt(step)
    scalar, equation = step.shape == (1, 1), formula(step.equation or step.symbol)
    size = "" if scalar else rf"${step.shape[0]} \times {step.shape[1]}$"
    left = f" {words(shown.left_out)}" if shown.left_out else ""
    value = formula(shown.cells[0][0]) if scalar and step.values is not None else matrix(shown)
    lines = [rf"\what{{{words(step.meaning)}}}{{{size}{left}}}"]
    lines += [rf"\fitted{{{formula(rule)}}}" for rule in step.rules]
    lines.append(rf"\fitted{{{equation} = {value}}}")
    lines += [rf"\fitted{{{formula(text)}}}" for text in step.written]
    return "\n".join(lines) + "\n"


def _grid(grid: Grid) -> str:
    widths = (
        "p{0.3\\linewidth}" if k in (1, 2) else "r" if k in grid.numbers else "l" for k in range(len(grid.header))
    )
    columns = "".join(widths)
    rows = [" & ".join(map(words, grid.header)) + r" \\ \hline"]
    rows += [" & ".join(map(words, row)) + r" \\" for row in grid.rows]
    body = "\n".join(rows)
    return f"\\par\\medskip\\noindent\\begin{{tabular}}{{{columns}}}\n{body}\n\\end{{tabular}}\\par\n"
