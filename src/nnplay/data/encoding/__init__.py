"""Encoding: columns of a table to the matrices X and Y of a network, and back."""
