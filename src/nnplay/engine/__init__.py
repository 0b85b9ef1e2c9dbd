"""The forward and the backward pass: in plain NumPy (reference.py, read this first), and compiled (compiled/)."""
