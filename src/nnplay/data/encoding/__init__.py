"""Encoding of table columns as the matrices X and Y of a network, and decoding of its outputs."""
