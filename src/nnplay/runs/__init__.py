"""Runs: a finished training run, how it is saved, stored, drawn and reproduced."""
