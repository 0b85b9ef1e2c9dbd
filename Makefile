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
	$(PYTHON) -m pytest -n 0 tests/test_house.py

test:
	$(PYTHON) -m pytest

slow:
	$(PYTHON) -m pytest -m slow

format:
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

# How much of the source the tests reach, and how many small faults they notice; `pip install --group coverage` first.
.PHONY: coverage mutation
coverage:  # of the fast tests and the slow ones; then the table of docs/contributing/trust.md
	$(PYTHON) -m coverage erase
	$(PYTHON) -m coverage run -m pytest -n 0
	$(PYTHON) -m coverage run -m pytest -n 0 -m slow
	$(PYTHON) -m coverage combine -q
	$(PYTHON) tools/coverage_table.py

SAMPLE ?= 100
mutation:  # a random sample of each room; it goes on where it was stopped
	for room in guard files catalog engine; do $(PYTHON) tools/mutate.py $$room --sample $(SAMPLE) || exit 1; done
	$(PYTHON) tools/mutate.py --report

# The documentation as a site of plain files, in build/docs; the first time it installs what it needs into .venv.
.PHONY: docs docs-tools
docs: docs-tools
	$(PYTHON) docs/site/build.py

docs-tools:
	@$(PYTHON) -c "import nnplay, sphinx, furo, myst_parser, sphinx_copybutton, latex2mathml" 2> /dev/null || { \
	  test -x .venv/bin/python || python3 -m venv .venv; \
	  .venv/bin/pip install -q --upgrade 'pip>=25.1' && .venv/bin/pip install -q -e . --group docs; }

# The engine's intermediate code, for a fast first start.
.PHONY: prebuilt
prebuilt:
	$(PYTHON) tools/prebuild.py src/nnplay/engine/compiled/prebuilt.zip

# The engine as WebAssembly, for the page; `make wasm-tools` first.
.PHONY: wasm wasm-check wasm-golden wasm-tools wasm-types
ENGINE = src/nnplay/web/site/engine

wasm:  # build it from the engine's Python source
	$(PYTHON) tools/wasm/build.py $(ENGINE)

wasm-check:  # that it is what its source builds
	$(PYTHON) tools/wasm/build.py .wasm-check
	cmp .wasm-check/engine.wasm $(ENGINE)/engine.wasm
	cmp .wasm-check/engine.json $(ENGINE)/engine.json
	rm -rf .wasm-check

wasm-golden:  # what Python computes, for the tests of the page's engine
	$(PYTHON) tests/wasm/make_golden.py

wasm-tools:  # Zig, which links it, and TypeScript, which checks the types of the JavaScript around it
	$(PYTHON) -m pip install -q \
	  $$($(PYTHON) -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['dependency-groups']['wasm'])")
	cd tests/wasm && npm ci --no-audit --no-fund

wasm-types:
	cd tests/wasm && npm run --silent types

# The page: its libraries as one file, and the types of its JavaScript; `make page-tools` first.
.PHONY: vendor vendor-check page-sets page page-check page-tools page-types lessons
SITE = src/nnplay/web/site
VENDOR = $(SITE)/vendor

vendor:  # build the libraries of the page
	cd tools/vendor && npm run --silent build ../../$(VENDOR)

vendor-check:  # that they are what their versions build
	cd tools/vendor && npm run --silent build ../../.vendor-check
	diff -r .vendor-check $(VENDOR)
	rm -rf .vendor-check

page-sets:  # the small built-in data sets, as files for its engine
	$(PYTHON) tools/page_sets.py

page:  # build what a browser loads: the page's modules as one file, its engine's worker as another
	rm -rf $(SITE)/page
	cd tools/vendor && node page.mjs ../../$(SITE)/page

page-check:  # that it is what its sources build
	rm -rf .page-check
	cd tools/vendor && node page.mjs ../../.page-check
	diff -r .page-check $(SITE)/page
	rm -rf .page-check

page-tools:
	cd tools/vendor && npm ci --no-audit --no-fund
	cd tests/wasm && npm ci --no-audit --no-fund

lessons:  # the list of the lessons for the page
	$(PYTHON) -c "from nnplay.playground.lessons.library import folder, index; open(str(folder() / 'index.json'), 'w', encoding='utf-8').write(index())"

page-types:
	tests/wasm/node_modules/.bin/tsc --project tests/page/tsconfig.json

# What belongs to a release; `pip install uv pip-audit cyclonedx-bom` first.
.PHONY: locked lowest audit sbom
EXTRAS = images search cluster tensorboard notebook web export formula arrow

locked:  # every version with the hashes of its files, for Python 3.11 and later on every system
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --upgrade --python-version 3.11 \
	  $(addprefix --extra ,$(EXTRAS)) --custom-compile-command "make locked" pyproject.toml -o requirements/locked.txt

lowest:  # the tests with the lowest version that pyproject.toml allows of each library
	uv venv -q --clear .venv-lowest
	uv pip install -q --python .venv-lowest --resolution lowest-direct -e '.[dev]'
	NNPLAY_CACHE_DIR=.venv-lowest/cache .venv-lowest/bin/python -m pytest

audit:  # known weaknesses of what is locked
	pip-audit --strict --require-hashes --disable-pip -r requirements/locked.txt

sbom:  # what is locked, who needs what and under which licence, as CycloneDX
	uv venv -q --clear .venv-sbom
	uv pip install -q --python .venv-sbom --require-hashes -r requirements/locked.txt
	cyclonedx-py environment .venv-sbom --pyproject pyproject.toml --output-reproducible --of JSON -o - \
	  | $(PYTHON) requirements/sbom.py > requirements/sbom.cdx.json
	rm -rf .venv-sbom
