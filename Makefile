# `make help` lists what there is. Nothing here needs more than GNU make, bash and Python 3.11 or later.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:

PORT ?= 8000
export PORT

VENV := .venv
PYTHON := $(VENV)/bin/python
RUNTIME := $(VENV)/runtime.stamp
DEV := $(VENV)/dev.stamp
# An environment that has everything already: make check VENV=/path/to/it TOOLS=
TOOLS = $(DEV)
# Beside it: what reads the API's document as strangers do.
CONTRACT := $(VENV)-contract/contract.stamp

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F ':.*?## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

# ---- use ----

.PHONY: demo
demo: $(RUNTIME) ## Start admin, API, worker and beat with demo content (PORT=8000, CORPORA=folder of real data)
	@VENV=$(VENV) exec scripts/demo "$(CORPORA)"

.PHONY: migrate
migrate: $(RUNTIME) ## Bring the database up to date
	@$(PYTHON) manage.py migrate

.PHONY: shell
shell: $(RUNTIME) ## A Python shell with the models loaded
	@$(PYTHON) manage.py shell

# ---- work ----

.PHONY: test
test: $(TOOLS) $(CONTRACT) ## Run every test on SQLite, then on PostgreSQL with Redis (ARGS="-k word" goes to pytest)
	@$(PYTHON) -m tests.run $(ARGS)

.PHONY: faults
faults: $(TOOLS) ## Cause every fault that publishing is to survive, with a table of what was seen (ONLY=word)
	@$(PYTHON) -m tests.faults.matrix $(ONLY)

SEED := 1
CASES := 20000

.PHONY: fuzz
fuzz: $(TOOLS) $(CONTRACT) ## Ask every operation of the API's document for 20,000 odd things (CASES=n SEED=n, DATABASE_URL)
	@$(PYTHON) -m pytest -n0 -q -s --fuzz-cases $(CASES) --fuzz-seed $(SEED) tests/contract/test_fuzz.py

MINUTES := 20

.PHONY: soak
soak: $(TOOLS) ## Kill processes at random while editors schedule at random, for 20 minutes (MINUTES=n SEED=n)
	@$(PYTHON) -m tests.soak --minutes $(MINUTES) --seed $(SEED)

# What stock is measured behind. It says that it wants an older Wagtail, and works with ours.
WAGTAIL_CACHE = $(VENV)/bin/pip install --quiet --no-deps wagtail-cache==3.0.0

.PHONY: bench
bench: $(TOOLS) ## Measure publishing and reading against stock Wagtail, and lateness (DATABASE_URL, REDIS_URL; else SQLite)
	@$(WAGTAIL_CACHE)
	$(PYTHON) -m bench.throughput
	$(PYTHON) -m bench.lateness
	$(PYTHON) -m bench.delivery

.PHONY: bench-long
bench-long: $(TOOLS) ## Releases of 500, bursts of 1,000 and 10,000, lateness without Redis, 50,000 pages, purges (needs PostgreSQL and Redis)
	@$(WAGTAIL_CACHE)
	$(PYTHON) -m bench.delivery --pages 50000
	$(PYTHON) -m bench.growth
	$(PYTHON) -m bench.purge --publishes 1000
	$(PYTHON) -m bench.lateness
	$(PYTHON) -m bench.lateness --redis-stopped
	DATABASE_URL= REDIS_URL= $(PYTHON) -m bench.lateness
	$(PYTHON) -m bench.release --pages 500
	$(PYTHON) -m bench.burst --pages 1000
	$(PYTHON) -m bench.burst --pages 10000 --bystanders 30 --stock 2000

.PHONY: check
check: $(TOOLS) ## Lint, types, import layers, migrations, settings, lock files
	@VENV=$(VENV) scripts/check

.PHONY: format
format: $(TOOLS) ## Format the code and fix what can be fixed
	@$(VENV)/bin/ruff check --fix-only --quiet .
	$(VENV)/bin/ruff format .

.PHONY: migrations
migrations: $(TOOLS) ## Write the migrations that the models ask for
	@$(PYTHON) manage.py makemigrations

.PHONY: lock
lock: ## Refresh uv.lock and the requirements files made from it (needs uv)
	@scripts/lock

.PHONY: clean
clean: ## Remove the environment, caches and test results; var/ with your data stays
	@rm -rf $(VENV) $(VENV)-contract .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis htmlcov static var/test
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- environments: made once, brought up to date when a requirements file changes ----

$(PYTHON):
	@scripts/make-venv $(VENV)

$(RUNTIME): requirements.txt | $(PYTHON)
	@echo "Installing the requirements into $(VENV)"
	$(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

$(DEV): requirements-dev.txt | $(PYTHON)
	@echo "Installing the requirements for development into $(VENV)"
	$(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@ $(RUNTIME)

# What can't be had is left out, and named by the tests; it is tried again with the next run.
$(CONTRACT): requirements-contract.txt tests/contract/typescript/package-lock.json
	@scripts/make-contract-tools $(VENV)-contract
