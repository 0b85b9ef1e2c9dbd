"""Explanations: every matrix of one forward and one backward pass, with its equation; and worksheets made from them.

`trace` computes the arrays; `forward`, `backward` and `update` tell them as the steps of a `sheet`; `terminal`, `page`
(HTML) and `paper` (LaTeX) write it. Equations are texts in one notation, which `notation` reads.
"""

from nnplay.analysis.explain.explanation import Explanation, explain
from nnplay.analysis.explain.worksheet import Worksheet, worksheet, worksheet_of

__all__ = ["Explanation", "Worksheet", "explain", "worksheet", "worksheet_of"]
