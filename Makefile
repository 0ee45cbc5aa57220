# Thin: the work is done by `dopadist` and pytest in the locked environment.
#   make book [PROFILE=quick]   every notebook run, every figure checked, the book built
#   make test                   the whole test suite and the linters
#   make site-test              the built book in a headless browser
#   make bench                  the speed table, quickly; fails below two thirds of a target
#   make lab                    the notebooks in JupyterLab
PROFILE ?= full
WORKERS ?= 0
PYTHON  ?= python3

BIN := .venv/bin
UV  := .tools/bin/uv --quiet
# Some machines forbid byte code, and then every kernel start is slow.
export PYTHONDONTWRITEBYTECODE :=
export UV_PYTHON_DOWNLOADS := never
export VIRTUAL_ENV := $(CURDIR)/.venv

.PHONY: bench book test site-test proof lab lock clean help
.DEFAULT_GOAL := help

help:
	@sed -n 's/^#   //p' Makefile

book: .venv/book.stamp
	@$(BIN)/dopadist book --profile $(PROFILE) --workers $(WORKERS)

test: .venv/test.stamp
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest -n auto --cov --cov-report=term:skip-covered --cov-fail-under=90

bench: .venv/book.stamp
	@$(BIN)/dopadist bench --quick --share 0.667

site-test: .venv/test.stamp
	@$(BIN)/pytest tests/site -m site

proof: .venv/test.stamp
	@$(BIN)/pytest tests/proofs -m proof

lab: .venv/lab.stamp
	@$(BIN)/jupyter lab notebooks

.tools/bin/uv: tools/uv.txt
	@rm -rf .tools
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --target .tools --require-hashes -r tools/uv.txt
	@touch $@

.venv/pyvenv.cfg: .tools/bin/uv
	@$(UV) venv --clear --python ">=3.11" .venv
	@touch $@

# `install`, not `sync`: one target never takes away what another brought.
.venv/book.stamp: requirements.lock pyproject.toml .venv/pyvenv.cfg
	@echo "installing the locked environment"
	@$(UV) pip install --compile-bytecode --require-hashes -r requirements.lock
	@$(UV) pip install --no-deps --editable .
	@touch $@

.venv/test.stamp: requirements-test.lock .venv/book.stamp
	@echo "installing what the tests need"
	@$(UV) pip install --compile-bytecode --require-hashes -r requirements-test.lock
	@touch $@

.venv/lab.stamp: requirements-lab.lock .venv/book.stamp
	@echo "installing JupyterLab"
	@$(UV) pip install --compile-bytecode --require-hashes -r requirements-lab.lock
	@touch $@

# Exact versions with hashes and no addresses, from absent files: uv keeps what a file holds.
COMPILE := $(UV) pip compile pyproject.toml --generate-hashes --universal --fork-strategy fewest \
	--no-emit-index-url --no-annotate --no-header --extra fast --group book --group bench
lock: .tools/bin/uv
	@rm -f requirements.lock requirements-test.lock requirements-lab.lock
	@$(COMPILE) -o requirements.lock
	@$(COMPILE) --group test -c requirements.lock -o requirements-test.lock
	@$(COMPILE) --group lab -c requirements.lock -o requirements-lab.lock
	@$(PYTHON) tools/environment.py

clean:
	@rm -rf _build .pytest_cache .ruff_cache .mypy_cache .hypothesis .coverage .import_linter_cache
