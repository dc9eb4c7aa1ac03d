# The verbs of this repository. `make demo` and `make test` need nothing but Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup demo check test test-full test-neo4j test-neo4j-ci fuzz bench-load bench-chains bench-compile bench-api full lock clean

setup: $(VENV)/.ready .links/.ready $(VENV)/.kernel

# The lock is complete. Without --no-deps an older pip would look for the newest release behind an extra, such as
# coverage[toml], and refuse it for want of a hash on the day that one appears.
$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" \
	    || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock
	GRAPH_KB_KERNEL=later $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation \
	    --no-deps --editable .
	$(BIN)/python -m pip check --quiet --disable-pip-version-check
	touch $@

# Type checkers do not follow the import hook of an editable install: give them a tree of links.
.links/.ready: pyproject.toml $(wildcard graph_kb/*)
	rm -rf .links && mkdir -p .links/graph_kb
	for entry in graph_kb/*; do ln -s "../../$$entry" ".links/graph_kb/$$(basename $$entry)"; done
	for folder in loaders api cypher; do ln -s "../../$$folder" ".links/graph_kb/$$folder"; done
	touch $@

# The kernel of the chain engine, compiled where there is a C compiler; without one it runs as plain Python.
KERNEL := setup.py $(wildcard graph_kb/symbiosis/kernel/*.p*)
$(VENV)/.kernel: $(VENV)/.ready $(KERNEL)
	@echo "Compiling the search of chains: one to three minutes, the first time"
	$(BIN)/python setup.py --quiet build_ext --inplace --parallel 2
	touch $@

demo: setup
	$(BIN)/graph-kb demo

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# With REPORTS=folder every run of the tests leaves its results there; `scripts/tiers.py` counts them.
junit = $(if $(REPORTS),--junit-xml=$(REPORTS)/$(1).xml)

# Each worker starts servers of its own, of 1 GiB of memory each. WORKERS=0 runs the tests one after the other.
WORKERS ?= 2
PYTEST = $(BIN)/python -m pytest --numprocesses $(WORKERS)

test: setup
	$(PYTEST) --dist worksteal $(call junit,embedded)

# And what takes minutes.
test-full: setup
	$(PYTEST) --dist worksteal --full

# The API on a real Neo4j; it asks much of one server at a time.
API_SUITE := $(addprefix tests/service/test_,changes.py chains.py contract.py cypher.py graph_out.py loads.py queries.py \
    records.py schema.py search.py under_load.py)

# The whole engine suite on a real Neo4j Community; the jars come from Maven Central, the first time.
# Its servers start slowly, so a file stays whole: its servers are started by one worker alone.
NEO4J = $(PYTEST) --dist loadfile --engine
NEO4J_CHAINS := $(addprefix tests/chains/test_,reading.py snapshot.py facts_of_engine.py)
NEO4J_SUITE := tests/conformance tests/engine $(NEO4J_CHAINS)
# What every change runs on the older one: the Cypher suite, connections, old notebooks.
NEO4J_SMOKE := tests/conformance tests/engine/servers/test_own_server.py tests/engine/test_py2neo.py
test-neo4j: setup
	$(NEO4J) neo4j-2026.05.0 $(NEO4J_SUITE)
	$(NEO4J) neo4j-2026.05.0 --full $(API_SUITE)
	$(NEO4J) neo4j-5.26.31 $(NEO4J_SUITE)

test-neo4j-ci: setup
	$(NEO4J) neo4j-2026.05.0 $(NEO4J_SUITE) $(call junit,neo4j-2026.05.0)
	$(NEO4J) neo4j-5.26.31 $(NEO4J_SMOKE) $(call junit,neo4j-5.26.31)

# The chain engine against the enumeration on many worlds.
fuzz: setup
	CHAIN_SEEDS=20000 CHAIN_LARGE=500 $(PYTEST) --dist worksteal tests/chains/test_against_enumeration.py

# A load beside a bare loop that writes the same records; SITES=20000 STREAMS=200000 is a smaller register.
SITES ?= 100000
STREAMS ?= 1000000
bench-load: setup
	$(BIN)/python scripts/bench_load.py --sites $(SITES) --streams $(STREAMS)

# The search of chains in a made region; PROCESSES=200000 TOTAL=1000000 WITHIN=0.25 is the large one. Then paths and
# best chains beside other tools in smaller regions; BESIDE="--no-neo4j --offers 50" changes that part.
PROCESSES ?= 10000
TOTAL ?= 100000
WITHIN ?= 0.05
BESIDE ?= --neo4j
bench-chains: setup $(VENV)/.bench
	$(BIN)/python scripts/bench_chains.py --processes $(PROCESSES) --streams $(TOTAL) --within $(WITHIN)
	$(BIN)/python scripts/bench_beside.py $(BESIDE)

# What the benchmark measures beside is in no other lock: igraph is GPL-2.
$(VENV)/.bench: $(VENV)/.ready requirements-bench.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	    --requirement requirements-bench.lock
	touch $@

# Reading and compiling a made graph for the chain engine; COMPILE="--processes 200000 --streams 1000000" is a region.
bench-compile: setup
	$(BIN)/python scripts/bench_compile.py $(COMPILE)

# Neighbourhoods over HTTP at a fixed rate, beside the bare driver; API="--engine embedded --seconds 10" is shorter.
bench-api: setup
	$(BIN)/python scripts/bench_api.py $(API)

full: check test-full test-neo4j

lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --all-extras --group dev --output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --constraint requirements.lock --group bench --output-file requirements-bench.lock

clean:
	rm -rf $(VENV) .links build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
