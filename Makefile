# The verbs of this project. `make` alone, or `make help`, lists them.
PY := .venv/bin/python
TEMPLATES := src/dunmiao/web/templates
.DEFAULT_GOAL := help
.PHONY: help setup run test test-fast seen test-15 test-long journeys coverage mutants pictures check fix bench demo messages docs lock clean

help: ## list the verbs
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.done ## make .venv with the dunmiao command; start nothing
.venv/.done: requirements.lock requirements-uv.lock pyproject.toml tools/compile_messages.py $(wildcard src/dunmiao/locale/*/LC_MESSAGES/*.po)
	python3 -m venv .venv
	.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock
	.venv/bin/uv pip install -q --python $(PY) --require-hashes -r requirements.lock
	.venv/bin/uv pip install -q --python $(PY) --no-deps --no-build-isolation -e .
	$(PY) tools/compile_messages.py
	@touch $@

run: setup ## database, example city (first time) and pages at http://127.0.0.1:8000
	.venv/bin/dunmiao run --demo

test: setup ## every test; journeys too where Chromium is found (tools/install_chromium.sh)
	$(PY) tools/run_tests.py

test-fast: setup ## the pure rooms only: no server is started
	$(PY) -m pytest -q -p no:django tests/formats tests/engines tests/kernel

test-15: setup ## schema, policy and constraint tests again on PostgreSQL 15 (/usr/lib/postgresql/15)
	DUNMIAO_TEST_PG_BIN=/usr/lib/postgresql/15/bin $(PY) -m pytest -q -n 2 tests/db tests/access

seen: setup ## which templates no test of the rooms renders
	$(PY) -m pytest -q -n 2 -p tools.seen_templates --ignore tests/journeys tests

test-long: setup ## each night: the larger simulations and samples that `make test` leaves out
	$(PY) -m pytest -q -n 2 -m long --ignore tests/journeys tests

coverage: setup ## branch coverage of each room, never below its floor (RAISE=1 lifts the floors)
	$(PY) -m tools.coverage_table $(if $(RAISE),--raise)

mutants: setup ## one change at a time in the pure files: a test must fail (ARGS="FILE… --sample 20")
	$(PY) -m tools.mutants $(ARGS) $(if $(RAISE),--raise)
	$(if $(wildcard tools/mutants_policy.py),$(PY) -m tools.mutants_policy)

journeys: setup ## only the stories in a real Chromium
	$(PY) -m pytest -q -p no:django -n 2 --dist loadfile tests/journeys

pictures: setup ## pictures of the pages in var/pictures, and the one README shows
	JOURNEY_PICTURES=var/pictures $(PY) -m pytest -q -p no:django -n 2 --dist loadfile tests/journeys
	cp var/pictures/desk.png docs/pictures/desk.png

check: setup ## format, lint, floors, types, missing migrations
	.venv/bin/ruff format --check -q
	.venv/bin/ruff check -q
	.venv/bin/djangofmt -q --check $(TEMPLATES)
	.venv/bin/lint-imports
	.venv/bin/mypy
	.venv/bin/dunmiao manage makemigrations --check --dry-run

fix: setup ## format and mend what can be mended by itself
	.venv/bin/ruff format -q
	.venv/bin/ruff check -q --fix
	.venv/bin/djangofmt -q $(TEMPLATES)

bench: setup ## measure: ratios beside named peers, and budgets
	$(PY) -m benchmarks

demo: setup ## write the example city's files anew (the same bytes every time)
	$(PY) -m tools.example_city

messages: setup ## gather the texts of the pages into the English catalogue
	$(PY) tools/gather_messages.py

docs: setup ## write the generated reference and the picture of the floors
	$(PY) -m tools.write_docs

lock: setup ## resolve the dependencies anew
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --group pyproject.toml:dev --extra embedded --extra parquet --extra cluster pyproject.toml -o requirements.lock

clean: ## remove .venv (the data in .dunmiao stays)
	rm -rf .venv
