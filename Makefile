# `make check` does what CI does; each part can be run alone.
PYTHON ?= $(shell test -x .venv/bin/python && echo .venv/bin/python || echo python3)

.PHONY: check lint types contracts test slow format

check: lint types contracts test slow

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m mypy

contracts:
	$(PYTHON) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

test:
	$(PYTHON) -m pytest

slow:
	$(PYTHON) -m pytest -m slow

format:
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .
