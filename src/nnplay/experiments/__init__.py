"""Experiments: many networks at once, compared or searched."""
