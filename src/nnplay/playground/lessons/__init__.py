"""Lessons: Markdown files with conditions that are checked on the network. docs/lessons.md says how to write one."""
