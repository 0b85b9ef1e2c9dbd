"""Explanations: every matrix of one forward and one backward pass, with its equation; and worksheets made from them.

`trace` computes the arrays, `forward`, `backward` and `update` tell them as steps of a `sheet`, which `terminal`,
`page` (HTML) and `paper` (LaTeX) write. Equations are texts in one notation, read by `notation`.
"""

from nnplay.explain.explanation import Explanation, explain

__all__ = ["Explanation", "explain"]
