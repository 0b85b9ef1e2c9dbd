"""Readers: files of every kind to a `Table` of cells."""
