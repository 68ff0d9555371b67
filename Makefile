# The two commands: `make run` and `make test`. Each sets up its own environment in .venv the first time.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP = PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet -c constraints.txt# setuptools remarks on every editable install
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: help run lab atlas test fast lint types evidence comparison patterns typology sensitivity facts life statements benchmark fuzz parameters golden clean

help: ## What can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(STAMP) ## Six regions, five years, rules of 2010: figures and a report in results/six_regions
	$(BIN)/python -m experiments.run output=results/six_regions

lab: $(STAMP) ## The laboratory: a page on this machine, http://localhost:8014
	$(BIN)/python -m experiments.lab --open

atlas: $(STAMP) ## The atlas: one HTML file to mail or to carry on a USB key; minutes
	$(BIN)/python -m experiments.atlas

test: $(DEV_STAMP) lint types fast ## All fast tests, lint and types

fast: $(DEV_STAMP)
	$(BIN)/python -m pytest -n auto -m "not slow"

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV_STAMP)
	$(BIN)/mypy

evidence: $(DEV_STAMP) ## Slow evidence: base case over 50 seeds, beside what is known; minutes
	$(BIN)/python -m experiments.base_case --save

comparison: $(STAMP) ## Every rule and recommendation against the rules of 2010: report in results/comparison; minutes
	$(BIN)/python -m experiments.compare variants=all output=results/comparison

sensitivity: $(STAMP) ## Which assumptions decide the final dynamics: 40,000 runs, goes on after an interruption; an hour
	$(BIN)/python -m experiments.sensitivity --save

facts: $(STAMP) ## Dated facts beside the model, region by region: page in results/facts; two minutes
	$(BIN)/python -m experiments.facts

life: $(STAMP) ## Signs of life: is there a process, or a drift with noise? Nulls, controls, facts: results/life; minutes
	$(BIN)/python -m experiments.life

statements: $(STAMP) ## What each given line of the statements moves when it is switched off; ten minutes
	$(BIN)/python -m experiments.statements

patterns: $(STAMP) ## The scorecard of the fourteen patterns: seeds, plausible worlds, controls; half an hour
	$(BIN)/python -m experiments.validate

typology: $(STAMP) ## Thresholds, regime maps, memory of the start: pages in results/typology; a quarter of an hour
	$(BIN)/python -m experiments.typology

benchmark: $(DEV_STAMP) ## What a run costs, stage by stage, beside a plain Mesa version
	$(BIN)/python -m experiments.benchmark --full --save

fuzz: $(DEV_STAMP) ## Hostile inputs of every kind: refused on one screen, no file lost; two minutes (see tests/fuzz)
	$(BIN)/python -m tests.fuzz --seconds 120

parameters: $(STAMP) ## Every parameter with its value, range, unit and source
	$(BIN)/python -m experiments.parameters

golden: $(DEV_STAMP) ## Refresh the golden run (only with a CHANGELOG entry marked "changes results")
	$(BIN)/python -m experiments.golden

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(PIP) -e .
	touch $@

$(DEV_STAMP): $(STAMP)
	$(PIP) -e '.[dev]'
	touch $@

clean: ## Remove the environment, caches and results that git ignores
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis results/six_regions results/comparison results/typology
