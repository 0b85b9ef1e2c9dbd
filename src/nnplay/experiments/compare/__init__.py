"""Comparison of several networks over seeds, with significance tests."""
