# make demo         set up, crawl the bundled sample sites over loopback, publish, serve (SERVE=0: all but serve)
# make test         set up and run every check
# make browser      install the browser and the fonts that the browser tests use
# make screenshots  take the pictures of the README again
# make bench        measure everything into tests/bench/RESULTS.md, in at most 45 minutes; PAGES=, SPECS=, DATES= and FALSE=
#                   are folders of public data, CLAIMS=1000000 the size of the big database (see tests/bench/everything.py);
#                   without them their part is skipped
# make lock         choose the newest versions of the dependencies
# make clean        remove what the targets above have made

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
SERVE ?= 1
PORT ?= 8001
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test lint setup browser screenshots bench lock clean
.DELETE_ON_ERROR:

setup: $(VENV)/.done

$(VENV)/.done: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Reportedly needs Python 3.11 or newer: make PYTHON=/path/to/python3"; exit 1; }
	@echo "Setting up $(VENV) (once; takes a minute or two)"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || \
	  { echo "Cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	@$(BIN)/reportedly demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

test: setup browser lint
	$(BIN)/python -m pytest -rs

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

CHROMIUM = $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

browser:
	@if [ -n "$(CHROMIUM)" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing chromium and fonts for the browser tests"; \
	  apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends \
	    chromium fonts-noto-core fonts-noto-cjk >/dev/null; \
	else \
	  echo "No browser found: the browser tests will be skipped. To run them install Chromium and the Noto fonts:"; \
	  echo "  Debian, Ubuntu:  sudo apt-get install chromium fonts-noto-core fonts-noto-cjk"; \
	  echo "  Fedora:          sudo dnf install chromium google-noto-sans-arabic-fonts google-noto-sans-cjk-fonts"; \
	  echo "  macOS:           brew install --cask chromium"; \
	fi

screenshots: setup browser
	$(BIN)/python tests/bench/screenshots.py

bench: setup
	$(BIN)/python -m tests.bench.everything --pages $(PAGES) --specs $(SPECS) --dates $(DATES) --false $(FALSE) --claims $(CLAIMS)

lock:
	@$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --all-extras --group dev --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command 'make lock' --output-file requirements.lock

clean:
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
