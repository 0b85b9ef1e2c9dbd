"""Explanations of a network's computation, matrix by matrix, and worksheets made from them.

explanation.py and worksheet.py build a document. trace.py computes the arrays; forward.py, backward.py and update.py
describe them, with the symbols and number formats of trace_view.py; user_units.py and targets.py translate between the
network's values and the user's columns, labels and units. document.py holds the document as data, and render.py picks
its renderer: render_text.py, render_html.py (with mathml.py) or render_latex.py (with latex.py). Equations are texts in
the notation of formula_markup.py; number_format.py formats numbers and matrices.
"""

from nnplay.analysis.explain.explanation import Explanation, explain
from nnplay.analysis.explain.worksheet import Worksheet, worksheet, worksheet_of

__all__ = ["Explanation", "Worksheet", "explain", "worksheet", "worksheet_of"]
