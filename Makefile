# The two that matter: `make review` (the main job, on built-in facts) and `make test`. Both install what they need into .venv, once.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
UV := $(shell command -v uv 2>/dev/null)
BIN := .venv/bin
AREA ?= WLD
OUT ?=
REVIEWED := src tests scripts
SPARK := $(if $(shell command -v java),.venv/.spark)

ifdef UV
  MAKE_VENV = UV_PYTHON_DOWNLOADS=never $(UV) venv --quiet --python $(PYTHON) .venv
  INSTALL = $(UV) pip install --quiet --python $(BIN)/python
else
  MAKE_VENV = $(PYTHON) -m venv .venv
  INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --progress-bar off
endif

.PHONY: help
help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1|/' | column -t -s'|'

.PHONY: review
review: .venv/.base ## review an area (AREA=MDA, a name in quotes, or a code; default the world), into OUT if given
	@$(BIN)/stocktake review "$(AREA)" $(if $(OUT),--out "$(OUT)")

.PHONY: test
test: .venv/.test $(SPARK) ## run all tests, the examples in code and docs, and a real browser
	@$(BIN)/python scripts/test_tools.py
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

.PHONY: check
check: lint test ## format, lint, types and all tests: what CI runs

.PHONY: lint
lint: .venv/.test ## formatting, lint and strict types
	$(BIN)/ruff format --check --quiet $(REVIEWED)
	$(BIN)/ruff check --quiet $(REVIEWED)
	$(BIN)/mypy --no-error-summary

.PHONY: format
format: .venv/.test ## put the code into its format
	$(BIN)/ruff format $(REVIEWED)
	$(BIN)/ruff check --fix --quiet $(REVIEWED)

.PHONY: bench
bench: .venv/.test $(SPARK) ## time and memory of the main jobs, on this machine
	$(BIN)/python scripts/bench.py
	$(BIN)/python scripts/bench_measure.py
	$(BIN)/python scripts/bench_sources.py
	$(BIN)/python scripts/bench_documents.py
	$(BIN)/python scripts/bench_search.py
	$(BIN)/python scripts/bench_flows.py
	$(BIN)/python scripts/bench_site.py

.PHONY: train
train: .venv/.test ## learn from the labelled documents beside the project how documents are read
	$(BIN)/python scripts/train.py

.PHONY: evaluate
evaluate: .venv/.test ## measure the reader of documents on the labelled ones; rewrites docs/reference/evaluation.md
	$(BIN)/python scripts/evaluate.py

.PHONY: golden
golden: .venv/.test ## write the frozen files that tests compare with; read the diff before you commit it
	$(BIN)/python scripts/golden.py

.PHONY: pictures
pictures: .venv/.test ## take the pictures of a review that the documentation shows
	@$(BIN)/python scripts/test_tools.py
	$(BIN)/python scripts/pictures.py

.PHONY: texts
texts: .venv/.test ## gather the texts of the site, bring the files of the languages up to date and compile them
	$(BIN)/python scripts/texts.py

.PHONY: serve
serve: .venv/.base ## the site on the workspace, at http://127.0.0.1:8000/
	@$(BIN)/stocktake serve

.PHONY: clean
clean: ## take away the environment and what tools left behind; workspaces and reviews stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo 'stocktake needs Python 3.11 or newer; none was found on the PATH (say which with: make PYTHON=/path/to/python3)' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "stocktake needs Python 3.11 or newer; $(PYTHON) is older" >&2; exit 1; }
	@echo "making .venv with $$($(PYTHON) --version)" >&2
	@$(MAKE_VENV)

.venv/.base: requirements/build.txt requirements/base.txt pyproject.toml | .venv/bin/python
	@echo 'installing stocktake (once; about 400 MB)' >&2
	@$(INSTALL) --require-hashes -r requirements/build.txt -r requirements/base.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.spark: requirements/spark.txt .venv/.base
	@echo 'installing Spark for the tests, as there is Java here (once; about 500 MB)' >&2
	@$(INSTALL) --require-hashes -r requirements/spark.txt
	@touch $@

.venv/.test: requirements/test.txt .venv/.base
	@echo 'installing what the tests need (once)' >&2
	@$(INSTALL) --require-hashes -r requirements/test.txt
	@touch $@
