# Everything this project can do, from a bare checkout: make help

SHELL := /bin/bash
.DEFAULT_GOAL := help
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

PORT ?= 8000
DEMO ?= 1
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
AUDIT := $(VENV)/audit
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
UV := UV_SYSTEM_CERTS=true $(BIN)/uv pip install --quiet --python $(BIN)/python
install = $(UV) $(1) || $(PIP) $(1) # uv takes a tenth of pip's time; some networks let only pip through
ASSETS := reflect/static/built/.stamp
TRANSLATIONS := $(wildcard reflect/translations/*/LC_MESSAGES/messages.po)
CATALOGUES := $(TRANSLATIONS:.po=.mo)
ASSET_SOURCES := $(wildcard reflect/static/src/*) reflect/web/build_assets.py package-lock.json

.PHONY: help setup serve test lint format shots pictures docs links bench wheel sbom audit words clean

help: ## What there is to run
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

setup: $(STAMPS)/reflect $(ASSETS) $(CATALOGUES) ## Environment, packages and assets
	@$(BIN)/python -m compileall -q reflect # who serves may not write here, and else compiles it at every start

serve: setup ## Serve on http://localhost:8000 with a demo organisation. PORT=… DEMO=0
	@exec $(BIN)/reflect serve --port $(PORT) $(if $(filter 0,$(DEMO)),--no-demo)

test: setup $(STAMPS)/dev ## Everything that is checked: lint, types, every test
	@# Beside the lint, which takes one core, the tests are compiled once: else every worker compiles them all at once.
	@$(BIN)/python -m pytest --collect-only -qq >/dev/null 2>&1 & $(MAKE) lint && wait
	@exec $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder # one more than a small machine has cores: browsers make it wait

lint: $(STAMPS)/reflect $(STAMPS)/dev ## Style, types and which part may import which
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports

format: $(STAMPS)/dev ## Put the code into its usual form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

shots: setup $(STAMPS)/dev ## Pictures of every page at 390 and 1280 into shots/
	@$(BIN)/python -m tests.browser.shots

pictures: setup $(STAMPS)/dev ## The pictures of the documentation, taken anew. ONLY="home team" takes some
	@$(BIN)/python -m tests.browser.pictures $(ONLY)

docs: $(STAMPS)/reflect $(STAMPS)/dev ## The documentation as pages into docs/_build/, and whether it is true
	@$(BIN)/sphinx-build -W -q -b html docs docs/_build
	@$(BIN)/python -m pytest -q --no-header -k "not builds_without" tests/guarantees/test_docs_*.py \
	  tests/guarantees/test_everything_is_documented.py
	@echo "Open docs/_build/index.html"

links: $(STAMPS)/reflect $(STAMPS)/dev ## Whether links that lead out still lead somewhere; asks the network
	@$(BIN)/sphinx-build -q -b linkcheck docs docs/_build/links

bench: setup $(STAMPS)/dev ## The benchmarks, a JSON line each. ONLY="floor pages" runs some
	@$(BIN)/python -m bench $(ONLY)

wheel: setup ## A package to install elsewhere, with the assets inside, into dist/
	@rm -rf build
	@$(BIN)/python -m pip --disable-pip-version-check --quiet wheel --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

words: $(STAMPS)/reflect ## Every sentence into reflect/translations/messages.pot, and each translation brought up to date
	@mkdir -p reflect/translations
	@$(BIN)/pybabel --quiet extract --mapping-file babel.cfg --keywords "_l marked by_number:1,2" --project Reflect \
	  --no-location --sort-by-file --output-file reflect/translations/messages.pot reflect
	@for po in $(TRANSLATIONS); do $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete \
	  --input-file reflect/translations/messages.pot --output-file $$po \
	  --locale $$(basename $$(dirname $$(dirname $$po))); done
	@grep -c '^msgid' reflect/translations/messages.pot | sed 's/$$/ sentences are in reflect\/translations\/messages.pot/'

sbom: $(STAMPS)/audit $(STAMPS)/npm ## What Reflect is made of, as two CycloneDX files, into dist/
	@mkdir -p dist
	@$(AUDIT)/bin/cyclonedx-py requirements --output-reproducible -o dist/sbom-python.cdx.json requirements.txt
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm sbom --sbom-format=cyclonedx --package-lock-only >dist/sbom-assets.cdx.json
	@ls dist/sbom-*

audit: $(STAMPS)/audit $(STAMPS)/npm ## Ask the network for known weaknesses in what Reflect is made of
	@found=0; export PATH="$(CURDIR)/$(BIN):$$PATH"; for lock in requirements*.txt package-lock.json; do \
	  case $$lock in \
	    *.json) ask="npm audit --package-lock-only";; \
	    *) ask="$(AUDIT)/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off --timeout 15 -r $$lock";; \
	  esac; \
	  if said=$$(timeout 300 $$ask 2>&1); then echo "$$lock: no weakness is known."; \
	  elif grep -qE '[0-9]+ .*vulnerabilit' <<<"$$said"; then echo "$$lock:"; echo "$$said"; found=1; \
	  else echo "$$lock was not compared: the list of known weaknesses does not answer. Is the network there?"; fi; \
	done; exit $$found

clean: ## Remove what setup made. Databases and secrets in instance/ stay
	rm -rf $(VENV) node_modules reflect/static/built

# A virtual environment with pip, from the first Python that is new enough.
$(STAMPS)/venv:
	@python=$$(for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	    $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done || true); \
	if [ -z "$$python" ]; then echo "Reflect needs Python 3.11 or newer. On Debian: apt-get install python3 python3-venv" >&2; exit 1; fi; \
	if ! $$python -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "$$python has no venv module. On Debian: apt-get install python3-venv" >&2; exit 1; fi; \
	echo "Making a virtual environment with $$($$python --version) …"; \
	$$python -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/uv: requirements-uv.txt $(STAMPS)/venv
	@$(PIP) --require-hashes -r requirements-uv.txt
	@touch $@

$(STAMPS)/packages: requirements.txt $(STAMPS)/uv
	@echo "Installing packages …"
	@UV_COMPILE_BYTECODE=true $(call install,--require-hashes -r requirements.txt)
	@touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/packages
	@echo "Installing what the tests need …"
	@$(call install,--require-hashes -r requirements-dev.txt)
	@touch $@

# Tools that look at the locks, apart from what is looked at.
$(STAMPS)/audit: requirements-audit.txt $(STAMPS)/venv
	@$(BIN)/python -m venv --clear $(AUDIT)
	@$(AUDIT)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-audit.txt
	@touch $@

$(STAMPS)/reflect: setup.cfg pyproject.toml $(STAMPS)/packages
	@$(call install,--no-deps --no-build-isolation -e .)
	@touch $@

# npm packages, with Node.js from PyPI where the machine has none that is new enough. Node.js brings its own list of
# certificate authorities; the machine's are added, for networks that look into TLS.
$(STAMPS)/npm: package.json package-lock.json requirements-node.txt $(STAMPS)/packages
	@echo "Installing what the assets are made from …"
	@new_enough='process.exit(parseInt(process.versions.node) < 20)'; \
	if ! { command -v npm && node -e "$$new_enough"; } >/dev/null 2>&1; then \
	  $(call install,--require-hashes -r requirements-node.txt); \
	  export PATH="$(CURDIR)/$(BIN):$$PATH"; fi; \
	authorities=/etc/ssl/certs/ca-certificates.crt; \
	if [ -e $$authorities ]; then export NODE_EXTRA_CA_CERTS="$${NODE_EXTRA_CA_CERTS:-$$authorities}"; fi; \
	npm ci --ignore-scripts --omit=optional --no-fund --no-audit --no-update-notifier --loglevel=error >/dev/null
	@touch $@

# What gettext reads, from what translators write. It refuses a sentence whose places for values are not those of the
# English one: the page would fail there.
%.mo: %.po $(STAMPS)/packages
	@$(BIN)/python -P reflect/web/compile_catalogue.py $< $@

$(ASSETS): $(ASSET_SOURCES) $(STAMPS)/npm
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -P reflect/web/build_assets.py
	@touch $@
