# Every target works from a fresh clone: the first one makes .venv, the later ones find it finished.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help venv audit test lint bench deployments prove steady independent docs screenshots clean

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.finished
REPORT := bearproof-report

# The first Python that is new enough; name another with `make PYTHON=/path/to/python3`.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)

help: ## Show what can be made
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

audit: venv ## Audit the bundled reference server, real browser included; the report is in bearproof-report/
	@$(BIN)/bearproof browser --install || echo "Going on without a browser: its rules will be untested."
	@$(BIN)/bearproof audit --profile guide-2019 --report-dir $(REPORT)

test: lint ## Run the project's own tests, then the suites against the reference server
	@$(BIN)/bearproof browser --install
	@$(BIN)/python -m pytest tests -n 2
	@$(BIN)/python -m pytest suites

lint: venv ## Check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy .

bench: venv ## Measure how long an audit takes, against the budgets
	@$(BIN)/python -m bench.run

deployments: venv ## Audit real products and compare with what is known of them; ARGUMENTS=--init for files of init's
	@$(BIN)/python -m deployments.run $(ARGUMENTS)

prove: venv ## Run every rule against every fault and every broken server, and write docs/proof.md
	@$(BIN)/python -m tests.proof $(ARGUMENTS)

steady: venv ## Audit the honest servers twenty times each, with the rules in another order each time; takes half an hour
	@$(BIN)/python -m tests.proof.steady $(ARGUMENTS)

independent: venv ## Audit three applications that Bearproof was not made with; ARGUMENTS=--honest, or --help for more
	@$(BIN)/python -m tests.independent $(ARGUMENTS)

docs: venv ## Build the documentation as a site, in build/site
	@$(BIN)/python -m bearproof.documentation
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

screenshots: venv ## Take the pictures of the documentation anew, of an audit with a few faults
	@$(BIN)/python -m bearproof.documentation.screenshots

clean: ## Remove what the other targets made
	@rm -rf $(VENV) $(REPORT) build dist .mypy_cache .ruff_cache .pytest_cache

venv: $(STAMP)

$(STAMP): pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
		echo "Bearproof needs Python 3.11 or newer, and no python3 here is." >&2; \
		echo "Next: install one, or name it: make $(or $(MAKECMDGOALS),audit) PYTHON=/path/to/python3.11" >&2; exit 1; fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Bearproof needs Python 3.11 or newer; $(PYTHON) is older, or cannot be run." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments: its module ensurepip is missing." >&2; \
		echo "Next: on Debian and Ubuntu, apt-get install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version); this is done once."
	@$(PYTHON) -m venv $(VENV)
	@# pip before 25.1 cannot install a dependency group, so the group is written out for it.
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")' \
		> $(VENV)/dev-requirements.txt
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --editable . -r $(VENV)/dev-requirements.txt
	@touch $@
