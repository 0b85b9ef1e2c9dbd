"""The expression language that formulas and derived columns share: language, tokens, parser, tree and evaluation.

The text is never handed to Python: only what the grammar in `parser.py` lists can be computed.
"""
