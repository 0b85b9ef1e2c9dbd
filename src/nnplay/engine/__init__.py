"""The engine: one forward and one backward pass (reference.py, READ THIS FIRST), and the same made fast (compiled)."""
