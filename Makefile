# The verbs of this repository. `make demo` and `make test` need nothing but Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup demo check test full lock clean

setup: $(VENV)/.ready .links/.ready

# The lock is complete. Without --no-deps an older pip would look for the newest release behind an extra, such as
# coverage[toml], and refuse it for want of a hash on the day that one appears.
$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" \
	    || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	$(BIN)/python -m pip check --quiet --disable-pip-version-check
	touch $@

# Type checkers do not follow the import hook of an editable install: give them a tree of links.
.links/.ready: pyproject.toml $(wildcard graph_kb/*)
	rm -rf .links && mkdir -p .links/graph_kb
	for entry in graph_kb/*; do ln -s "../../$$entry" ".links/graph_kb/$$(basename $$entry)"; done
	for folder in loaders api cypher; do ln -s "../../$$folder" ".links/graph_kb/$$folder"; done
	touch $@

demo: setup
	$(BIN)/graph-kb demo

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: setup
	$(BIN)/python -m pytest

full: check test

lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --all-extras --group dev --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) .links build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
