# serve · demo · test · check · bench: each sets up what it needs.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: serve demo test check pictures bench clean

serve: .venv/ready
	$(BIN)/postbag serve

demo: .venv/ready
	$(BIN)/postbag --db demo/postbag.db demo

test: .venv/ready-for-tests
	$(BIN)/python -m tests.programs
	$(BIN)/pytest -q -n auto --dist loadfile

check: .venv/ready-for-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

pictures: .venv/ready-for-tests
	POSTBAG_PICTURES=docs/images $(BIN)/pytest -q tests/browser/test_pictures.py -k readme

bench: .venv/ready-for-tests
	$(BIN)/python -m benchmarks

clean:
	rm -rf .venv demo build dist

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Postbag needs Python 3.11 or newer; try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/ready-for-tests: .venv/ready
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
