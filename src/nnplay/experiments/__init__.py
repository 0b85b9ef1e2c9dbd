"""Experiments with many networks: train them in parallel, compare them, search for the best."""
