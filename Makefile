# Crisis Timeline: `make demo` to see it, `make test` to check it, `make help` for the rest.

PYTHON ?= python3
PORT   ?= 8000
LISTEN ?= 127.0.0.1
DATA   ?= $(or $(DATA_DIR),data)
VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip install --disable-pip-version-check --require-hashes
SERVE  := exec env DATA_DIR="$(DATA)" PORT="$(PORT)" LISTEN="$(LISTEN)" $(PY) manage.py serve
# No address of any package index ends up in the lock files.
LOCK    = $(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header

.PHONY: help demo serve test torture bench check fuzz screenshots lock messages clean python runtime development

help:
	@echo "make demo [PORT=8000] [DATA=data]   set up everything, load the demo, serve it"
	@echo "make serve [PORT=8000] [DATA=data]  the same without the demo"
	@echo "make test [ON=sqlite|browser|postgresql] [ONLY='tests/test_x.py -k word']"
	@echo "                                    every test, on every database here and in a browser"
	@echo "make torture [LOAD_REQUESTS=20000]  writers killed, PostgreSQL stopped, backups carried over, too many readers:"
	@echo "                                    a quarter of an hour"
	@echo "make bench [ON=sqlite|postgresql] [EVENTS=1000,100000] [ONLY='lanes|search'] [ROUNDS=7] [KEEP=1]"
	@echo "                                    what answers cost, as multiples of a plain view; RACE=1: from a click to the"
	@echo "                                    painted list, beside vis-timeline"
	@echo "make check                          style, and mistakes that show without running anything"
	@echo "make fuzz [FUZZ_SECONDS=600]        nonsense into everything that takes text; CASE=number tries one again"
	@echo "make screenshots                    take the pictures of the README anew, of the demo"
	@echo "make lock [UPGRADE=--upgrade]       write the lock files from pyproject.toml"
	@echo "make messages                       collect what is to be translated, compile what is (needs gettext)"
	@echo "make clean                          remove what these made, but not the data folder"

demo: runtime
	@$(SERVE) --demo

serve: runtime
	@$(SERVE)

test: development
	@$(PY) -m tests.run $(if $(ON),--on $(ON)) $(ONLY)

bench: development
	@$(PY) -m tests.benchmarks$(if $(RACE),.racing,$(if $(ON), --on $(ON)) $(if $(EVENTS),--events $(EVENTS)) \
	  $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(ONLY),--only '$(ONLY)') $(if $(KEEP),--keep))

torture: development
	@$(PY) -m tests.torture

check: development
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(PY) -m tests.styles
	find templates -name '*.html' -exec $(VENV)/bin/djade --check --target-version 5.2 {} +

# Ten minutes, or FUZZ_SECONDS of the environment.
fuzz: development
	@$(PY) -m tests.trust.fuzz $(CASE)

screenshots: development
	@KEEP_PICTURES=1 $(PY) -m tests.run --on browser tests/browser/test_pictures_of_the_readme.py -n 0

lock: development
	$(LOCK) $(UPGRADE) pyproject.toml -o requirements.lock
	$(LOCK) $(UPGRADE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

messages: development
	$(PY) manage.py makemessages --all --no-location --no-obsolete --no-wrap --ignore 'tests/*' --ignore 'data/*'
	$(PY) manage.py compilemessages --ignore $(VENV)

clean:
	rm -rf $(VENV) .hypothesis .mypy_cache .pytest_cache .ruff_cache test-results
	find manage.py timeline tests -name __pycache__ -prune -exec rm -rf {} +

# What is installed is compared with the lock by content: a fresh clone or another branch gives files new times.
runtime: python
	@cmp -s requirements.lock $(VENV)/requirements.lock || { \
	  echo "Installing what the program needs (only this once) …" && \
	  $(PIP) -r requirements.lock && cp requirements.lock $(VENV)/requirements.lock; }

development: runtime
	@cmp -s requirements-dev.lock $(VENV)/requirements-dev.lock || { \
	  echo "Installing what the tests need (only this once) …" && \
	  $(PIP) -r requirements-dev.lock && cp requirements-dev.lock $(VENV)/requirements-dev.lock; }

python:
	@$(PY) -c "import pip" 2>/dev/null || { \
	  command -v "$(PYTHON)" >/dev/null || { \
	    echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }; \
	  "$(PYTHON)" -c "import sys; sys.exit(sys.version_info < (3, 11))" || { \
	    echo "$$("$(PYTHON)" --version) is too old: 3.11 or newer is needed. Name one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }; \
	  "$(PYTHON)" -c "import ensurepip, venv" 2>/dev/null || { \
	    echo "This Python cannot make virtual environments. On Debian or Ubuntu: apt install python3-venv"; exit 1; }; \
	  echo "Making a virtual environment in $(VENV) …" && rm -rf $(VENV) && "$(PYTHON)" -m venv $(VENV); }
