"""Helpers that know nothing of networks: files, paths, validation, text."""
