# The two commands are `make demo` and `make test`; `make help` lists the rest.
# Every stage leaves a stamp, so that it costs nothing the second time.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
unexport VIRTUAL_ENV

PYTHON := .venv/bin/python
VENDOR := src/akropolis/base/ui/static/vendor/stamp.txt
CATALOGUES := $(wildcard src/akropolis/*/*/locale/sv/LC_MESSAGES/django.po src/akropolis/base/kernel/*/locale/sv/LC_MESSAGES/django.po)
DJANGO := DJANGO_SETTINGS_MODULE=akropolis.shell.config.settings $(PYTHON) -m django
TEMPLATES = $(shell find src -name '*.html')

.PHONY: help
help:
	@echo "make demo        set up, build the demo city and serve it"
	@echo "make test        set up and run the tests"
	@echo "make test-long   all of them on both databases, in every role, the package and the whole demo city too"
	@echo "make serve       serve the installation in ./var"
	@echo "make pictures    take the README's pictures anew, from the demo city"
	@echo "make check       everything a change must pass before it is tested"
	@echo "make test-rules  the pure rules only, without Django settings"
	@echo "make mutants     change one thing in 60 places, drawn by SEED, and say which changes no test notices"
	@echo "make answers     write down anew what every address answers, how a review's sentences read, and what a document's files hold;"
	@echo "                 AREA=incidents writes only the addresses of that package, or of an area: incidenter, api-incidents, shell"
	@echo "make messages    bring the Swedish catalogues up to the source, and say what is untranslated"
	@echo "make register APP=documents NAME=policy SV=policy SVS=policyer   the skeleton of a register"
	@echo "make migration APP NAME   a new, named migration, and the squash of the app's migrations"
	@echo "make squash      write the squashes of all migrations anew, after a merge"
	@echo "make reference   write docs/reference anew"
	@echo "make static      fetch the third-party styles and fonts"
	@echo "make release     the wheel, what it was tested with, its bill of materials and checksums, in dist; TRIAL=1 makes one of any commit"
	@echo "make clean       remove what make has made, except the data in ./var"

# Set-up

.tools/ready: scripts/bootstrap.sh
	@sh scripts/bootstrap.sh
	@touch $@
# A uv that was moved or removed leaves a dangling link, which make takes as missing.
.tools/uv:
	@sh scripts/bootstrap.sh

.venv/synced: pyproject.toml uv.lock .tools/ready | .tools/uv
	@echo "Installing Python packages"
	@.tools/uv sync --locked --quiet
	@touch $@

$(VENDOR): package-lock.json scripts/static.py $(wildcard src/akropolis/base/ui/editor/*.js) .venv/synced
	@UV="$(CURDIR)/.tools/uv" $(PYTHON) scripts/static.py
	@touch $@

.venv/messages: $(CATALOGUES) scripts/catalogues.py .venv/synced
	@$(PYTHON) scripts/messages.py compile
	@touch $@

.PHONY: setup static
setup: .venv/synced $(VENDOR) .venv/messages
static: $(VENDOR)

# Running

.PHONY: demo serve pictures
demo: setup
	@.venv/bin/akropolis demo $(DEMO)
serve: setup
	@.venv/bin/akropolis serve
pictures: setup
	@.venv/bin/python scripts/pictures.py

# Testing and checking

.PHONY: test test-long test-rules
test: setup
	@$(PYTHON) scripts/test.py
test-long: setup
	@$(PYTHON) scripts/test.py long
test-rules: setup
	@$(PYTHON) scripts/test.py rules

.PHONY: mutants
mutants: setup
	@$(PYTHON) scripts/mutants.py $(SEED) $(COUNT)

.PHONY: answers
WORDED := tests/review_inputs/test_sentences.py tests/reporting/test_whole_files.py
answers: setup
	@ANSWERS=1 AREA="$(AREA)" .venv/bin/pytest -q $(if $(AREA),-n0,-n2 $(WORDED)) tests/behaviours/test_answers.py

CHECKS := check-lock check-format check-lint check-types check-imports check-templates check-migrations check-messages check-words check-reference check-text
.PHONY: check $(CHECKS)
check: $(CHECKS)
	@echo "check: passed"
$(CHECKS): setup
check-lock:
	@.tools/uv lock --check --quiet
check-format:
	@.venv/bin/ruff format --check --quiet
check-lint:
	@.venv/bin/ruff check --quiet
check-types:
	@.venv/bin/mypy --no-error-summary
check-imports:
	@.venv/bin/lint-imports --no-cache --no-logo >.tools/imports.log || { cat .tools/imports.log; exit 1; }
check-templates:
	@[ -z "$(TEMPLATES)" ] || .venv/bin/djade --check --target-version 6.1 $(TEMPLATES)
	@[ -z "$(TEMPLATES)" ] || .venv/bin/djhtml --check --tabwidth 2 $(TEMPLATES)
check-migrations:
	@$(PYTHON) scripts/migrations.py check
check-messages:
	@$(PYTHON) scripts/messages.py check
check-words:
	@$(PYTHON) scripts/words.py
check-reference:
	@$(PYTHON) scripts/reference.py --check
check-text:
	@$(PYTHON) -m pytest -q --no-header --no-summary -p no:cacheprovider tests/architecture/test_text.py >.tools/text.log || { cat .tools/text.log; exit 1; }

# Releasing

.PHONY: release
release: setup
	@.tools/uv run --isolated --locked --quiet --group release python scripts/release.py $(if $(TRIAL),--trial dist)

# Writing

.PHONY: messages reference register migration squash format clean
register: setup
	@[ -n "$(APP)" ] && [ -n "$(NAME)" ] && [ -n "$(SV)" ] && [ -n "$(SVS)" ] || { echo "Say which: make register APP=documents NAME=policy SV=policy SVS=policyer" >&2; exit 2; }
	@AKROPOLIS_DATA_DIR=.tools DJANGO_SETTINGS_MODULE=akropolis.shell.config.settings $(PYTHON) scripts/register.py $(APP) $(NAME) "$(SV)" "$(SVS)" --slug=$(SLUG) --prefix=$(PREFIX) $(if $(ROLE),--role=$(ROLE))
messages: setup
	@$(PYTHON) scripts/messages.py update
	@$(PYTHON) scripts/messages.py compile
	@$(PYTHON) scripts/messages.py check
reference: setup
	@$(PYTHON) scripts/reference.py
squash: setup
	@$(PYTHON) scripts/migrations.py squash
format: setup
	@.venv/bin/ruff check --quiet --fix-only && .venv/bin/ruff format --quiet
	@[ -z "$(TEMPLATES)" ] || .venv/bin/djade --target-version 6.1 $(TEMPLATES) || true
	@[ -z "$(TEMPLATES)" ] || .venv/bin/djhtml --tabwidth 2 $(TEMPLATES) || true
clean:
	@rm -rf .tools .venv build dist node_modules src/akropolis/base/ui/static/vendor

# `make migration risk add_residual_note`: the words after the target are its arguments, not targets.
ifeq (migration,$(firstword $(MAKECMDGOALS)))
ARGUMENTS := $(wordlist 2,3,$(MAKECMDGOALS))
.PHONY: $(ARGUMENTS)
$(ARGUMENTS):
	@:
endif
migration: setup
	@[ -n "$(word 2,$(ARGUMENTS))" ] || { echo "Say which app and what it does: make migration risk add_residual_note" >&2; exit 2; }
	@$(PYTHON) scripts/migrations.py new $(word 1,$(ARGUMENTS)) $(word 2,$(ARGUMENTS))
