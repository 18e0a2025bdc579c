# Every target sets up what it needs by itself, and costs nothing the second time.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
READY  := $(VENV)/.ready
VERSION = $(shell sed -n 's/^__version__ = "\(.*\)"/\1/p' inventory/__init__.py)
BENCH  := .venv-bench
DOCS   := .venv-site
CRAWL  := .venv-crawl
PIP    := -m pip --disable-pip-version-check install -qq --no-deps --require-hashes --requirement

# The web front end: node from the system if it is new enough, else from a wheel.
NODE   := .venv-node
NPM    := PATH="$(CURDIR)/$(NODE)/bin:$$PATH" npm --prefix static --loglevel=error
MODULES := static/node_modules/.ready
PAGES  := static/dist/.ready
SITE   := build/site/.ready
WRITTEN := $(shell find docs site -type f ! -name '*.pyc') $(wildcard *.md)
SOURCES := $(shell find static/src static/public static/scripts static/index.html static/*.json static/*.ts docs/manual \
             -type f ! -name schema.d.ts ! -name components.d.ts ! -name openapi.json ! -name '*.test.ts')
SHAPES := $(wildcard inventory/*/*/views.py inventory/*/*/schemas.py inventory/core/web/*.py inventory/app/*.py)

.DEFAULT_GOAL := help
.PHONY: demo serve front site package bundle test check-pages test-pages test-fast drill crawl sbom release audit open-data coverage lint bench screenshots help

# Without the pages the API still serves: a machine that cannot reach a package registry loses no more.
demo: $(READY) ## Fresh demo database, a table of what was found, then the server (DEMO_ARGS=--no-serve: table only)
	$(if $(findstring --no-serve,$(DEMO_ARGS)),,-@$(MAKE) --no-print-directory front)
	$(PY) app.py demo $(DEMO_ARGS)

serve: $(READY) ## Serve the ledger in var/ with its worker and scheduler (SERVE_ARGS are passed on)
	-@$(MAKE) --no-print-directory front
	$(PY) app.py serve $(SERVE_ARGS)

front: $(PAGES) ## Build the web pages into static/dist, if they are missing or old

site: $(SITE) ## Build the documentation into build/site: open index.html, or /docs of the product

# One wheel, so that an image is built of this version and not refused because of two.
package: $(READY) $(PAGES) $(SITE) ## Build dist/huanxin-VERSION.whl and .tar.gz, with the pages and docs in them
	rm -f dist/huanxin-*.whl
	$(PY) -m hatchling build

# Binary libraries are those of this machine's Python and processor: make it on a machine like the server.
bundle: $(READY) $(PAGES) $(SITE) ## Build dist/huanxin-offline.tar.gz: everything that a server without internet needs
	rm -rf build/huanxin-offline && mkdir -p build/huanxin-offline/wheels dist
	$(PY) -m hatchling build -t wheel -d build/huanxin-offline/wheels
	$(PY) -m pip freeze >build/versions.txt
	$(PY) -m pip --disable-pip-version-check download -qq --only-binary :all: -c build/versions.txt \
	  -d build/huanxin-offline/wheels build/huanxin-offline/wheels/huanxin-*.whl
	cp docs/deploy/install.sh docs/deploy/huanxin.sh docs/deploy/huanxin.env docs/deploy/huanxin.service docs/deploy/nginx.conf \
	  docs/deploy/postgres-roles.sql \
	  docs/operations.md LICENSE build/huanxin-offline
	$(PY) -c 'import sys; print("%d.%d" % sys.version_info[:2])' >build/huanxin-offline/PYTHON
	cd build/huanxin-offline && find . -type f ! -name SHA256SUMS | sort | xargs sha256sum >SHA256SUMS
	tar -C build -czf dist/huanxin-offline.tar.gz huanxin-offline

# In the order of the folders: the browser first, whose few tests are the longest, small ones at the end.
test: $(READY) $(PAGES) $(SITE) ## Check the pages' types, then run every test, on SQLite, PostgreSQL and in a browser (TEST_ARGS: for pytest)
	$(MAKE) --no-print-directory --jobs=2 --output-sync=target check-pages test-pages
	$(PY) -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(TEST_ARGS)

check-pages: $(PAGES) ## Check the types of the pages
	$(NPM) run --silent check

test-pages: $(PAGES) ## Run the tests of the parts of the pages, without a server
	$(NPM) run --silent test

test-fast: $(READY) ## What a change is tried with: SQLite only, no browser, no long searches (TEST_ARGS: for pytest)
	$(PY) -m pytest --numprocesses 2 --dist loadfile --fast $(TEST_ARGS)

drill: $(READY) $(PAGES) ## Kill every kind of work at every stage, on both databases, all of axe on every page, and more that takes long (DRILL_ARGS: for pytest)
	@for each in nginx curl openssl systemd-analyze strace unshare ip; do command -v $$each >/dev/null || missing="$$missing $$each"; done; \
	  test -z "$$missing" || { echo "Missing here:$$missing. Debian: apt-get install nginx curl openssl systemd strace util-linux iproute2"; exit 1; }
	$(PY) -m pytest --drill -m drill $(DRILL_ARGS)
	$(PY) -m tests.fuzz
	$(PY) -m tests.benchmarks.restore_drill

crawl: $(READY) $(PAGES) $(CRAWL)/.ready ## Attack the running demo with wapiti, as four roles (CRAWL_ARGS: seconds for each kind of attack, then roles)
	WAPITI=$(CRAWL)/bin/wapiti $(PY) -m tests.crawl $(CRAWL_ARGS)

sbom: $(READY) ## Write dist/huanxin.cdx.json (CycloneDX): what the product is made of, from the locks
	$(PY) .ci/sbom.py dist/huanxin.cdx.json

release: package sbom ## Build what is published: wheel, source, list of parts and their SHA256SUMS in dist/
	cd dist && sha256sum huanxin-$(VERSION)-py3-none-any.whl huanxin-$(VERSION).tar.gz huanxin.cdx.json >SHA256SUMS
	cd dist && sha256sum --quiet --check SHA256SUMS && cat SHA256SUMS

audit: $(READY) ## Known weaknesses of all parts, from api.osv.dev or an offline copy (AUDIT_FROM: its folder)
	$(PY) .ci/audit.py

open-data: $(READY) $(DOCS)/.ready ## Export the library to build/open-data; frictionless holds every row against its schema
	rm -rf build/open-data
	$(PY) app.py library export build/open-data >/dev/null
	$(DOCS)/bin/frictionless validate --json build/open-data/datapackage.json >build/open-data.json \
	  || { $(DOCS)/bin/frictionless validate build/open-data/datapackage.json; exit 1; }

coverage: $(READY) ## How much of the code the tests run; fails below the floors (standards 97 %, inventory 90 %)
	$(PY) -m pytest --numprocesses 2 --dist loadfile --ignore tests/browser --cov --cov-report= -q
	$(PY) -m coverage report --include='standards/*' --fail-under=97
	$(PY) -m coverage report --include='inventory/*' --fail-under=90

lint: $(READY) $(MODULES) ## Check style, types, the order of the bands, declared libraries and dead code
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --verbose >$(VENV)/bands.log || { cat $(VENV)/bands.log; exit 1; }
	$(PY) -m deptry .
	$(PY) -m vulture
	$(NPM) run --silent lint

bench: $(READY) $(BENCH)/.ready ## Measure against peers and write docs/BENCHMARKS.md (BENCH_ARGS: names of single benchmarks, short; keep before them; or charts)
	$(PY) -m tests.benchmarks.run $(BENCH_ARGS)

screenshots: $(READY) $(PAGES) ## Photograph the main pages into docs/screenshots
	$(PY) -m tests.browser.screenshots

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

# The stamp is written last: an installation that broke off is begun anew, from an empty environment.
$(READY): requirements.txt
$(BENCH)/.ready: requirements-bench.txt
$(NODE)/.ready: requirements-node.txt
$(DOCS)/.ready: requirements-site.txt
$(CRAWL)/.ready: requirements-crawl.txt
.venv-fuzz/.ready: requirements-fuzz.txt
%/.ready:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; name one with PYTHON=…" if sys.version_info < (3, 11) else 0)'
	@echo "Setting up $* from $< (once, about a minute) …"
	@$(PYTHON) -m venv --clear $*
	@$*/bin/python $(PIP) $<
	@touch $@

$(MODULES): static/package-lock.json static/.npmrc
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null \
	  || $(MAKE) --no-print-directory $(NODE)/.ready
	@echo "Fetching what the pages are built with (once, about half a minute) …"
	@$(NPM) install --no-save --silent  # not `ci`: a mirror may lack other platforms' optional builds
	@touch $@

# NO_MKDOCS_2_WARNING: the theme advertises its successor.
$(SITE): $(WRITTEN) | $(DOCS)/.ready
	@echo "Building the documentation …"
	@NO_MKDOCS_2_WARNING=1 $(DOCS)/bin/python -m mkdocs build --quiet --config-file site/mkdocs.yml
	@touch $@

# The types of the API come from the API: a changed schema that the pages do not fit fails the check.
$(PAGES): $(MODULES) $(SOURCES) $(SHAPES) | $(READY)
	@echo "Building the pages …"
	@$(PY) app.py openapi >static/openapi.json
	@$(NPM) run --silent types
	@$(NPM) run --silent build -- --logLevel warn
	@touch $@
