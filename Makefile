# Everything a developer does. Each target sets up what it needs in .venv; a second run is quick.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BUILT := $(VENV)/.built
export NIXRAY_BUILD_JOBS ?= 2
PYTEST_ARGS ?=
REFERENCE ?= $(HOME)/.cache/reference-nix/2.34/bin/nix-instantiate
REFERENCE_28 ?= nix-instantiate

PROGRAMS ?= language
FUZZ_LIMIT = $(if $(COUNT),--count $(COUNT),--seconds $(or $(SECONDS),60))

COMPILED := $(shell find evaluator debugger -name '*.pxd')
# Modules that stay Python: every .py of the packages without a .pxd beside it.
PLAIN := nixray.py $(filter-out $(COMPILED:.pxd=.py),$(shell find evaluator debugger eval_jobs reports corpus -name '*.py'))

NIXPKGS ?=

.PHONY: help demo test lint accept fuzz drill tour screenshots bench clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

demo: $(BUILT) ## evaluate the embedded package set, compare it with reference Nix, write a report
	@$(BIN)/nixray demo

test: $(BUILT) ## run all tests
	@$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS)

lint: $(READY) ## check style and types
	@$(BIN)/ruff check .
	@$(BIN)/mypy $(PLAIN)

accept: $(BUILT) ## record expected results anew, from real reference Nix
	@$(BIN)/python -m corpus.recording $(REFERENCE) $(REFERENCE_28)
	@$(BIN)/python -m tests.syntax.record $(REFERENCE)
	@NIXRAY_REFERENCE=$(REFERENCE) $(BIN)/python -m tests.corpus.record

tour: $(BUILT) ## run the examples of docs/debugging.md again
	@$(BIN)/python docs/tour.py

screenshots: $(BUILT) ## draw the debugger's screen anew for the documentation (NIXPKGS=a tree of nixpkgs 20.09)
	@$(BIN)/python docs/screenshot.py $(NIXPKGS)

fuzz: $(BUILT) ## generated programs against reference Nix: SECONDS=60 or COUNT=, SEED=, PROGRAMS=language|library|hostile|builtins
	@NIXRAY_REFERENCE=$(REFERENCE) $(BIN)/python -m tests.differential --programs $(PROGRAMS) $(FUZZ_LIMIT) \
		$(if $(SEED),--seed $(SEED))

bench: $(BUILT) ## measure speed against reference Nix
	@$(BIN)/python -m benchmarks

drill: $(BUILT) ## put faults into the evaluator and see them found (NIXPKGS=tree for more attributes)
	@$(BIN)/python -m tests.drill.exercise $(NIXPKGS)

clean: ## remove what the other targets made
	rm -rf $(VENV) build dist out *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
	find evaluator debugger -name '*.so' -delete

$(READY): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'setuptools>=77' 'Cython>=3.1'
	@NIXRAY_COMPILE=later $(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-build-isolation --editable '.[test,lint]'
	@touch $@

# Changes to a compiled module only rebuild that one. Of plain ones the code is kept, which a benchmark needs.
$(BUILT): $(READY) setup.py $(COMPILED) $(wildcard $(COMPILED:.pxd=.py)) $(PLAIN)
	@$(BIN)/python setup.py --quiet build_ext --inplace
	@$(BIN)/python -m compileall -q $(PLAIN)
	@touch $@
