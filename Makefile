# One obvious command a chore. `make` alone lists them.

PYTHON ?= python3
BIN = .venv/bin
SOURCES = pyproject.toml scripts/environment $(wildcard scripts/locks/*.txt)
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help demo test test-long watch docs figures lint bench warm clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.venv/.core: $(SOURCES)
	@scripts/environment core $@

.venv/.viz: $(SOURCES)
	@scripts/environment viz $@
	@touch .venv/.core

.venv/.test: $(SOURCES)
	@scripts/environment test $@
	@touch .venv/.core .venv/.docs .venv/.viz

.venv/.docs: $(SOURCES)
	@scripts/environment docs $@
	@touch .venv/.core

.venv/.bench: $(SOURCES)
	@scripts/environment bench $@
	@touch .venv/.core

warm: .venv/.core ## compile the rules ahead (once a version, about a minute)
	@$(BIN)/foedus warm

demo: warm ## compare three policies on the real roster, write results/demo and its report
	@$(BIN)/foedus compare baseline hague qualified-majority --runs 200 --out results/demo
	@$(BIN)/foedus report results/demo
	@echo
	@echo "Next: open results/demo/report.html in a browser;"
	@echo "      .venv/bin/foedus list policies        what else can be compared"
	@echo "      .venv/bin/foedus compare --help       how to ask your own question"

test: .venv/.test ## the whole suite but the long tests, on two cores
	@scripts/browser
	@$(BIN)/foedus warm
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not long"

test-long: .venv/.test ## the tests that take minutes
	@scripts/browser
	@$(BIN)/foedus warm
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m long

docs: .venv/.docs ## build the documentation's site in docs/_build/html; a warning is an error
	@$(BIN)/foedus warm
	@$(BIN)/python docs/tables.py
	@$(BIN)/sphinx-build -q -W --keep-going -n -j auto -d docs/_build/doctrees docs docs/_build/html
	@$(BIN)/python -m viz.site docs/_build/html/live --docs ../index.html > /dev/null
	@echo "open docs/_build/html/index.html"

lint: .venv/.test ## ruff's rules and format, who imports whom, types, the format of the JavaScript
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache --no-logo
	@$(BIN)/mypy
	@scripts/javascript

figures: .venv/.docs ## every table and picture of the docs again, in the one order that works (half an hour)
	@$(BIN)/foedus warm
	@$(BIN)/foedus validate > /dev/null
	@for page in tables transcripts figures hindcast robustness studies/washington_leaves result atlas; do \
	  echo "docs/$$page.py"; $(BIN)/python docs/$$page.py || exit 1; done

bench: .venv/.bench ## measure everything side by side, write docs/performance.md again (ten minutes)
	@$(BIN)/foedus warm
	@$(BIN)/python -m benchmarks

watch: .venv/.viz ## the live view in your browser, on this machine only
	@$(BIN)/foedus warm
	@$(BIN)/foedus watch --open

clean: ## remove the environment and caches; results stay
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
