# Every target sets up what it needs by itself, and costs nothing the second time.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
READY  := $(VENV)/.ready
BENCH  := .venv-bench
PIP    := -m pip --disable-pip-version-check install -qq --require-hashes --requirement

.DEFAULT_GOAL := help
.PHONY: demo serve test lint bench help

demo: $(READY) ## Fresh demo database, a table of what was found, then the server (DEMO_ARGS=--no-serve: table only)
	$(PY) app.py demo $(DEMO_ARGS)

serve: $(READY) ## Serve the ledger in var/ with its worker and scheduler (SERVE_ARGS are passed on)
	$(PY) app.py serve $(SERVE_ARGS)

test: $(READY) ## Run every test, on SQLite and on PostgreSQL (TEST_ARGS are passed on to pytest)
	$(PY) -m pytest $(TEST_ARGS)

lint: $(READY) ## Check style, and the types of standards/
	$(PY) -m ruff check .
	$(PY) -m mypy

bench: $(READY) $(BENCH)/.ready ## Measure against peers and write docs/BENCHMARKS.md (BENCH_ARGS: names of single benchmarks)
	$(PY) -m tests.benchmarks.run $(BENCH_ARGS)

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

# The stamp is written last: an installation that broke off is begun anew, from an empty environment.
$(READY): requirements.txt
$(BENCH)/.ready: requirements-bench.txt
%/.ready:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; name one with PYTHON=…" if sys.version_info < (3, 11) else 0)'
	@echo "Setting up $* from $< (once, about a minute) …"
	@$(PYTHON) -m venv --clear $*
	@$*/bin/python $(PIP) $<
	@touch $@
