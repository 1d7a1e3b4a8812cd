# Every target does its own set-up: Python 3.11 or newer and make are enough.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNS := $(VENV)/.can-run
TESTS := $(VENV)/.can-test
PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check
# pip compiles what it copies, not what it installs in place; the first run is then as quick as the second.
COMPILE := $(BIN)/python -m compileall -q emulator permissions syscap

.DEFAULT_GOAL := help
.PHONY: help demo test check fuzz soak docs clean

help:  ## show this
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS='	' read -r target about; do \
		printf '  make %-7s %s\n' "$$target" "$$about"; done

demo: $(RUNS)  ## run apps/hello on a device of its own
	@$(BIN)/python -m emulator run apps/hello

test: $(TESTS)  ## run the tests; ARGS="-k name" is passed on to pytest
	@$(BIN)/python -m pytest -n auto $(ARGS)

check: $(TESTS)  ## look at style, types and imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@cd emulator/guest/api && MYPYPATH=. $(CURDIR)/$(BIN)/mypy --config-file $(CURDIR)/pyproject.toml \
		--cache-dir $(CURDIR)/.mypy_cache/api -p ohos -p kit
	@$(BIN)/lint-imports --no-logo

fuzz: $(TESTS)  ## look for inputs that break something; FUZZ_SECONDS=600, SEED=n, ARGS="frames"
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(PIP_INSTALL) -e '.[fuzz]' 2>/dev/null || true
	@$(BIN)/python -m tests.fuzz --seconds $(or $(FUZZ_SECONDS),600) $(if $(SEED),--seed $(SEED)) $(ARGS)

soak: $(TESTS)  ## run 20 apps with 500 connections through a hard day; SOAK_MINUTES=30, SEED=n
	@$(BIN)/python -m tests.soak --minutes $(or $(SOAK_MINUTES),30) $(if $(SEED),--seed $(SEED)) $(ARGS)

docs: $(TESTS)  ## write docs/reference anew from the code
	@$(BIN)/python docs/generate.py

clean:  ## remove the environment and every cache
	@rm -rf $(VENV) build dist .coverage .fuzz .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNS): pyproject.toml | $(BIN)/pip
	@echo "installing what ohemu needs into $(VENV) (once)"
	@$(PIP_INSTALL) -e .
	@$(COMPILE)
	@touch $@

$(TESTS): pyproject.toml | $(BIN)/pip
	@echo "installing what the tests need into $(VENV) (once)"
	@$(PIP_INSTALL) -e '.[test]'
	@$(COMPILE)
	@touch $(RUNS) $@

$(BIN)/pip:
	@command -v $(PYTHON) >/dev/null || { echo >&2 "there is no $(PYTHON): install Python 3.11 or newer, \
	or name one: make $(MAKECMDGOALS) PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo >&2 "Python 3.11 or newer is needed, \
	but $(PYTHON) is $$($(PYTHON) --version); name another: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo >&2 "$(PYTHON) cannot make a virtual environment: \
	on Debian and Ubuntu install it with: apt-get install python3-venv"; exit 1; }
