"""Shared by all tests: Hypothesis without deadlines (the first call of a kernel compiles it)."""

from hypothesis import settings

settings.register_profile("nnplay", deadline=None, max_examples=30, derandomize=True)
settings.load_profile("nnplay")
