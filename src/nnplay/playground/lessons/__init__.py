"""Lessons: Markdown files with conditions that are checked on the network; docs/how-to/lessons.md describes them."""
