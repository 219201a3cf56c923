# Two commands do everything on a fresh machine: `make demo` and `make test`.
PORT ?= 8000
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null || echo .boot/bin/uv)
RUN := $(BIN)/tongxin

.PHONY: setup assets parts demo test test-sqlite test-postgres test-browser check fix packs openapi docs bench bench-kill long audit

setup: $(BIN)/tongxin assets

# uv is taken from the path, or put into a folder of our own.
.boot/bin/uv:
	python3 -m venv .boot
	.boot/bin/pip install --quiet uv

$(BIN)/tongxin: pyproject.toml uv.lock | $(if $(findstring .boot,$(UV)),.boot/bin/uv)
	$(UV) sync --frozen --quiet
	$(BIN)/python scripts/assets.py
	$(RUN) collectstatic --no-input --verbosity 0
	@touch $@

# The phone's pages, built where they have changed; Node comes from the path, or into a folder of our own.
assets: $(BIN)/tongxin
	@$(BIN)/python scripts/assets.py

# Programs that the tests start for real: PostgreSQL, Chromium, LibreOffice, Chinese fonts.
parts:
	scripts/parts.sh

demo: setup
	$(RUN) migrate --verbosity 0
	$(RUN) demo
	$(RUN) serve --port $(PORT)

test: setup parts check test-sqlite test-postgres test-browser
	$(BIN)/python scripts/coverage_floor.py

# Whoever is done takes over what waits for the other: the long ones do not stand alone in the end.
BOTH = -n 2 --dist worksteal
PYTEST = $(BIN)/pytest $(BOTH)
COVERED = $(BIN)/python -m slipcover --out build/covered.$@.json
PLAIN = -m pytest $(BOTH) -m "not e2e and not wide"

test-sqlite:
	@mkdir -p build
	$(COVERED) $(PLAIN)
	$(PYTEST) -m wide

# Measured only where PostgreSQL has lines of its own.
test-postgres:
	@mkdir -p build
	scripts/postgres.sh $(COVERED) --source src/tongxin/orgs/shifts $(PLAIN)

test-browser:
	$(PYTEST) -m e2e

check: setup
	$(BIN)/python scripts/check.py

fix: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

packs: setup
	$(RUN) packs check

openapi: setup
	$(RUN) openapi --write

docs: setup
	$(BIN)/python scripts/mission.py

audit: setup
	$(BIN)/python scripts/audit.py

bench: setup parts
	scripts/postgres.sh $(BIN)/python -m bench

# Phones and server are killed ten thousand times: about half an hour. A browser two thousand times: an hour.
bench-kill: setup
	$(BIN)/python -m bench.kill_sync 10000 100
	$(BIN)/python -m bench.kill_browser 2000

long: setup parts
	TONGXIN_LONG=1 $(PYTEST) -m "not e2e"
	TONGXIN_LONG=1 $(PYTEST) -m e2e
	scripts/postgres.sh $(PYTEST) -m wide
