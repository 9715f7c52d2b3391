# Every target does its own set-up; a second run finds it done. Needs Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input -qq
WHEELS := install --require-hashes --only-binary :all:
ROOT_QUIET := PIP_ROOT_USER_ACTION=ignore
# A dot every three seconds on a terminal, until the line of the recipe that says it ends, by Ctrl-C too: no trap of dash sees that.
DOTS = test ! -t 1 || { while sleep 3 && kill -0 $$$$ 2>/dev/null; do printf .; done & dots=$$!; trap 'kill $$dots; echo' EXIT; }
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help animation architecture setup rehearse run test slow bench chaos proofs mutants sbom audit-supply lint lock dist env-example guide

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready ## the virtual environment, and no more
	@echo "ready: $(PY)"

rehearse: $(VENV)/.ready ## a Telegram for one laptop, with the bot in it, in your browser (ARGS="--no-browser --port 8300")
	@$(PY) -m bot rehearse $(ARGS)

run: $(VENV)/.ready ## the bot, with the settings of the environment or of .env
	@$(PY) -m bot run

# Hundreds of programs start: none has to compile again what another compiled.
test slow bench chaos proofs mutants: export PYTHONDONTWRITEBYTECODE :=

test: $(VENV)/.ready-dev ## the fast tests (ARGS="-k words")
	@$(PY) -m pytest -q -n 2 --dist worksteal $(ARGS)

slow: $(VENV)/.ready-dev ## the tests that take minutes
	@$(PY) -m pytest -q -m slow -n 2 --dist loadfile $(ARGS)

chaos: $(VENV)/.ready-dev ## the bot killed ten thousand times, and what was lost (ARGS="--runs 500")
	@$(PY) -m benchmarks.chaos $(ARGS)

proofs: $(VENV)/.ready-dev ## every promise attacked, under twenty minutes; figures into docs/PROOFS.md (ARGS="T24")
	@$(PY) -m benchmarks.proofs --write $(ARGS)

mutants: $(VENV)/.ready-mutants ## the tests of keys, seals, buttons and rights tested: one change at a time (ARGS="--sample 200")
	@$(PY) -m benchmarks.mutants $(ARGS)

bench: $(VENV)/.ready-bench ## our speed beside python-telegram-bot, aiogram and grammY: tables of docs/PERFORMANCE.md (ARGS="quick --rounds 1")
	@$(PY) -m benchmarks.bench --others $(VENV)/bench/bin/python $(ARGS)

sbom: $(VENV)/.ready-supply ## every component the program installs, with hashes, as CycloneDX: reports/sbom.json
	@$(PY) -m benchmarks.supply sbom --tools $(VENV)/supply/bin $(ARGS)

audit-supply: $(VENV)/.ready-supply ## known vulnerabilities of what the program installs; says NOT RUN where none can be asked
	@$(PY) -m benchmarks.supply audit --tools $(VENV)/supply/bin $(ARGS)

lint: $(VENV)/.ready-dev ## style, types, import rules, dependencies
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(VENV)/bin/deptry .

lock: $(VENV)/.ready-dev ## newer releases into requirements*.txt, with hashes and without an index address
	@for name in requirements requirements-dev requirements-mutants requirements-supply requirements-bench; do \
	  CUSTOM_COMPILE_COMMAND="make lock" $(VENV)/bin/pip-compile -q --upgrade --generate-hashes --allow-unsafe --strip-extras \
	    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --pip-args "--only-binary :all:" -o $$name.txt $$name.in || exit 1; \
	done

animation: $(VENV)/.ready-dev ## the README's moving picture anew, from the rehearsal's own page (needs Chromium)
	@$(PY) -m tests.browser.animation

dist: $(VENV)/.ready-dev ## wheel and sdist of the committed tree into dist/, the same bytes wherever they are built
	@$(PY) deploy/dist.py

env-example: $(VENV)/.ready ## .env.example anew from bot/settings.py
	@$(PY) -c 'from bot.env_example import env_example; print(env_example(), end="")' > .env.example

architecture: $(VENV)/.ready ## the pictures of docs/ARCHITECTURE.md anew, from the code
	@$(PY) -m tests.drawn

guide: $(VENV)/.ready ## the tables of commands in docs/OPERATORS*.md anew
	@$(PY) -c 'from pathlib import Path; from bot.guide import write; from bot.texts import Texts; write(Path("docs"), Texts.load(Path("locales")))'

$(VENV)/.ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "parley: $(PYTHON) is missing or older than 3.11; install it, or say make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
	  && echo "installing python3-venv (as root; half a minute)" && apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y python3-venv >/dev/null; } \
	  || { echo "parley: Python's venv is missing; as root: apt-get install python3-venv, then again" >&2; exit 1; }
	@test -x $(VENV)/bin/pip || { echo "making the virtual environment $(VENV)"; $(PYTHON) -m venv --clear $(VENV); }
	@echo "installing the locked wheels into $(VENV) (once; it takes minutes on a small server)"
	@$(DOTS); $(ROOT_QUIET) $(PIP) $(WHEELS) -r requirements.txt
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt $(VENV)/.ready
	@echo "installing what the tests need into $(VENV) (once; minutes)"
	@$(DOTS); $(ROOT_QUIET) $(PIP) $(WHEELS) -r requirements-dev.txt
	@touch $@

$(VENV)/.ready-mutants: requirements-mutants.txt $(VENV)/.ready-dev
	@echo "installing what mutation testing needs into $(VENV) (once; minutes)"
	@$(DOTS); $(ROOT_QUIET) $(PIP) $(WHEELS) -r requirements-mutants.txt
	@touch $@

# An environment of its own: what looks at our packages is none of them.
$(VENV)/.ready-supply: requirements-supply.txt $(VENV)/.ready
	@echo "installing what looks at our packages into $(VENV)/supply (once)"
	@$(PYTHON) -m venv --clear $(VENV)/supply
	@$(DOTS); $(ROOT_QUIET) $(VENV)/supply/bin/python -m pip --disable-pip-version-check --no-input -qq $(WHEELS) -r requirements-supply.txt
	@touch $@

# Other people's bots, in an environment of their own; grammY needs Node, and is left out loudly where there is none.
$(VENV)/.ready-bench: requirements-bench.txt benchmarks/bench/grammy/package-lock.json $(VENV)/.ready-dev
	@echo "installing what we are measured against into $(VENV)/bench (once)"
	@$(PYTHON) -m venv --clear $(VENV)/bench
	@$(DOTS); $(ROOT_QUIET) $(VENV)/bench/bin/python -m pip --disable-pip-version-check --no-input -qq $(WHEELS) -r requirements-bench.txt
	@if command -v npm >/dev/null; then npm ci --prefix benchmarks/bench/grammy --ignore-scripts --no-audit --no-fund --silent; \
	  else echo "NOT RUN: grammY: npm is missing"; fi
	@touch $@
