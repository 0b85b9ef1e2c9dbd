"""Readers: files and DataFrames as tables of cells."""
