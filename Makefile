# Everything a newcomer or CI runs. `make` alone lists it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILER := ziglang==0.17.1
JOBS   ?= 2
ENCODE_WORKERS ?= 1
.DEFAULT_GOAL := help
.PHONY: help short kpis up down status deploy test check pytest nightly lint types contracts bench bench-pipe bench-gate bench-download bench-assembly bench-cost setup clean

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

setup: $(READY) ## Make the virtual environment from requirements.lock

$(READY): requirements.lock
	$(PYTHON) -m venv $(VENV)
	@# Side by side they are there in half the time; then what else this platform needs.
	xargs -n 52 -P 2 $(PIP) --no-deps < requirements.lock
	$(PIP) -r requirements.lock
	@command -v cc >/dev/null || command -v gcc >/dev/null || command -v clang >/dev/null || \
	    { echo "no C compiler here: installing one as a wheel"; $(PIP) $(COMPILER); }
	@touch $@

short: $(READY) ## Make a short: make short ARGS="--source notes.md"
	@$(BIN)/python -m flows short $(ARGS)

kpis: $(READY) ## Report on past runs, with charts: make kpis ARGS="--channel demo"
	@$(BIN)/python -m flows kpis $(ARGS)

up: $(READY) ## Run every day: Prefect server, deployments, workers, until Ctrl-C: make up ENCODE_WORKERS=1 ARGS="--port 4200"
	@ENCODE_WORKERS=$(ENCODE_WORKERS) $(BIN)/python -m deployments up $(ARGS)

down: $(READY) ## Stop what `make up` started on this host
	@$(BIN)/python -m deployments down

status: $(READY) ## Workers, and what is scheduled
	@$(BIN)/python -m deployments status

deploy: $(READY) ## Deploy prefect.yaml and every channel file, for example after adding one
	@$(BIN)/python -m deployments deploy $(ARGS)

test: check ## Everything CI checks: style, types, floors, tests

check: lint types contracts pytest ## The same, by its other name

pytest: $(READY) ## The tests alone: make pytest ARGS="tests/domain -x"
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup --no-loadscope-reorder $(ARGS)

nightly: $(READY) ## The tests that take minutes: twenty channels at one minute, a week without the server, hosts that fail
	$(BIN)/python -m pytest -m slow $(ARGS)

lint: $(READY) ## ruff: style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY) ## mypy strict
	$(BIN)/mypy

contracts: $(READY) ## import-linter: the floors of the house
	$(BIN)/lint-imports

bench: $(READY) ## Cost of the assembly against the seed's design, in one run
	$(BIN)/python -m tests.bench.assembly $(ARGS)

bench-assembly: $(READY) ## All that the assembly costs: the limit, repeats, lengths, shapes, moviepy; ARGS="--peers"
	$(BIN)/python -m tests.bench.assembly --all $(ARGS)

bench-pipe: $(READY) ## Cost of the pipe to an encoder in another process
	$(BIN)/python -m tests.bench.pipe $(ARGS)

bench-gate: $(READY) ## Cost of the quality gate against the encode
	$(BIN)/python -m tests.bench.gate $(ARGS)

bench-cost: $(READY) ## What one short costs, stage by stage
	$(BIN)/python -m tests.bench.cost $(ARGS)

bench-download: $(READY) ## Fetching a short's pictures, mapped against one after another
	$(BIN)/python -m tests.bench.download $(ARGS)

clean: ## Remove what was made here (not the shorts in out/)
	rm -rf $(VENV) .dailies .pytest_cache .mypy_cache .ruff_cache .hypothesis
