# make serve   a demo on http://127.0.0.1:8001/claims/-/claims
# make test    all tests, on both lines of Datasette
# make laws    the tests of laws again, with other examples
# make check   lint, types, contracts and tests
#
# Only Python 3.10 or newer and make must be there. What else the tests need comes by apt-get on Debian and Ubuntu.

PYTHON ?= python3
PORT ?= 8001

STABLE := datasette==0.65.5
NEXT := datasette==1.0a41 datasette-auth-tokens==0.4a13

BIN := .venv/bin
NEXT_BIN := .venv-1.0/bin
COVERAGE := COVERAGE_FILE="$(CURDIR)/build/coverage/data"
CORE := datasette_claims/model.py,datasette_claims/identity.py,datasette_claims/changes.py,datasette_claims/anchors.py,datasette_claims/correction.py,datasette_claims/review.py,datasette_claims/steps.py,datasette_claims/chain.py,datasette_claims/priority.py,datasette_claims/matching.py,datasette_claims/naming/*,datasette_claims/agreement/*,datasette_claims/claims/*,datasette_claims/exports/*
# 26 February 2025, the day after the seed article: the demo is the same whenever it is built.
EPOCH := 1740528000

PIP := -m pip install --quiet --disable-pip-version-check
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)
APT := $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get

.PHONY: serve test laws check lint format types contracts bench desk faults pages pictures floors quality docs clean browser claims.db

serve: .venv/.installed
	@mkdir -p build/demo
	$(BIN)/datasette claims load build/demo/claims.db seeds
	@echo "Look at http://127.0.0.1:$(PORT)/claims/-/claims (stop with Ctrl-C). To review, sign in first at the address that follows."
	@$(BIN)/datasette build/demo/claims.db -m metadata.yml -h 127.0.0.1 -p $(PORT) --setting suggest_facets off --root

# Two runs at the same time: what the second says is shown when the first is done. Lines are counted where each test has
# some of its own, as counting takes almost as long again.
test: .venv/.tests .venv-1.0/.tests browser
	@rm -rf build/coverage && mkdir -p build/coverage
	@($(NEXT_BIN)/python -m pytest -m "not house"; next=$$?; $(BIN)/python -m pytest -m sweep && exit $$next) \
	>build/coverage/next 2>&1 & next=$$!; \
	trap 'kill $$next' INT TERM; $(COVERAGE) $(BIN)/coverage run -m pytest -m "not sweep"; stable=$$?; \
	wait $$next; next=$$?; cat build/coverage/next; [ $$stable = 0 ] && [ $$next = 0 ]
	@$(COVERAGE) $(BIN)/coverage combine --quiet
	$(COVERAGE) $(BIN)/coverage report
	$(COVERAGE) $(BIN)/coverage report --include "$(CORE)" --fail-under 100

# Laws hold for examples that no test run has tried: other ones each time.
laws: .venv/.tests
	$(BIN)/python -m pytest --hypothesis-profile chance $(shell grep -rlw hypothesis tests --include='test_*.py')

check: lint types contracts test

lint: .venv/.tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: .venv/.tests
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: .venv/.tests
	$(BIN)/mypy

contracts: .venv/.tests
	$(BIN)/lint-imports

bench: .venv/.installed
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/load.py
	$(BIN)/python benchmarks/extract.py

# The review desk on a million claims, and what it does when things go wrong; on both lines of Datasette, for minutes.
desk: .venv/.tests .venv-1.0/.tests
	$(BIN)/python benchmarks/review.py --python $(BIN)/python --python $(NEXT_BIN)/python

faults: .venv/.tests .venv-1.0/.tests
	$(BIN)/python benchmarks/faults.py --python $(BIN)/python --python $(NEXT_BIN)/python

pages: .venv/.tests .venv-1.0/.tests
	$(BIN)/python benchmarks/pages.py --python $(BIN)/python --python $(NEXT_BIN)/python
	$(BIN)/python benchmarks/large.py --python $(BIN)/python --python $(NEXT_BIN)/python

pictures: .venv/.tests browser
	CLAIMS_PICTURES="$(CURDIR)/docs/pictures" $(BIN)/python -m pytest -q tests/browser/test_pictures.py

# Both need the corpora (docs/evaluation.md).
floors: .venv/.tests
	$(BIN)/python benchmarks/floors.py $(if $(REASON),--lower "$(REASON)")

quality: .venv/.tests
	$(BIN)/python benchmarks/quality.py $(if $(POLNEAR),--polnear "$(POLNEAR)")

docs: .venv/.tests
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/operations.py

# The demo database that git tracks: made from seeds/ by the loader and by nothing else.
claims.db: .venv/.installed
	@mkdir -p build && rm -f build/claims.db*
	SOURCE_DATE_EPOCH=$(EPOCH) $(BIN)/datasette claims load build/claims.db seeds
	$(BIN)/datasette claims pack build/claims.db
	@mv build/claims.db claims.db

clean:
	rm -rf .venv .venv-1.0 build dist .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/.installed: pyproject.toml
	@$(call environment,.venv)
	$(BIN)/python $(PIP) --editable . $(STABLE)
	@touch $@

.venv/.tests: .venv/.installed
	$(BIN)/python $(PIP) --editable '.[test,lint,auth]' $(STABLE)
	@touch $@

.venv-1.0/.tests: pyproject.toml
	@$(call environment,.venv-1.0)
	$(NEXT_BIN)/python $(PIP) --editable '.[test,auth]' $(NEXT)
	@touch $@

# Playwright drives Debian's Chromium; CHROMIUM names another one.
browser:
	@[ -n "$$CHROMIUM" ] || command -v chromium >/dev/null || [ -x /usr/bin/chromium ] \
	|| { command -v apt-get >/dev/null && $(APT) update -qq && $(APT) install -y -qq chromium; } \
	|| { echo "Chromium is missing. Install it, or set CHROMIUM to its path."; exit 1; }

# Debian and Ubuntu keep the module venv in a package of its own.
define environment
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 10) else "Python 3.10 or newer is needed")' \
	&& { [ -x $(1)/bin/pip ] || $(PYTHON) -m venv --clear $(1) >/dev/null \
	|| { command -v apt-get >/dev/null && $(APT) update -qq && $(APT) install -y -qq python3-venv \
	&& $(PYTHON) -m venv --clear $(1); }; }
endef
