# The two commands of the README are `make report` and `make test`. Everything else is for the people who build iomlib.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
PIP := $(BIN)/pip install --quiet --disable-pip-version-check

# Made, not kept: simulated people and crimes and public research data, for the demonstration.
PEOPLE := data/people.csv

.PHONY: report test browser check audit bench bench-faults docs lab lock clean

report: $(STAMP) $(PEOPLE)
	$(BIN)/iom run params/reports/demo.yml

test: check browser $(PEOPLE)
	$(BIN)/pytest -n auto --dist worksteal

# Pages are opened in a real browser. Where none may be installed, the summary of the tests says that they were not run.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo 'Installing Chromium for the browser tests.' \
			&& apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } \
		|| echo 'No Chromium here, and none could be installed: the tests in a real browser will NOT be run.'

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Known flaws in the packages of the lock. Not part of `test`: it needs the advisory database, which CI may not reach;
# then it says that it did not run and fails, so that nobody takes silence for health.
audit: $(STAMP)
	@$(PYTHON) -m venv .venv/audit && .venv/audit/bin/pip install --quiet --disable-pip-version-check pip-audit \
		&& .venv/audit/bin/pip-audit --strict --no-deps --disable-pip --requirement requirements.lock \
		|| { echo 'AUDIT: NOT PASSED. Either a flaw is named above, or the advisory data could not be had and nothing was looked at.'; exit 1; }

# Minutes of both processors: how fast, and what comes of faults, beside a loop without iomlib. Written into docs.
bench: $(STAMP) $(PEOPLE)
	$(BIN)/python -m bench.run

bench-faults: $(STAMP)
	PYTHONPATH=.:tests:tests/faults $(BIN)/python tests/faults/compare.py

# The reference of functions, from their docstrings: static pages, not in git.
docs: $(STAMP)
	$(BIN)/python docs/make_api.py site/api

lab: $(STAMP)
	$(PIP) --require-hashes --no-deps -r requirements-lab.lock
	$(BIN)/jupyter lab notebooks

$(PEOPLE): $(wildcard examples/*.py iomlib/simulate/*.py iomlib/tables/recorded/*.py) | $(STAMP)
	$(BIN)/python -m examples data

$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo '$(PYTHON) is not on this machine. Name another: make PYTHON=python3.12'; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'iomlib needs Python 3.11 or newer; $(PYTHON) is older. Name another: make PYTHON=python3.12'; exit 2; }
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || { echo 'Python cannot make a virtual environment here. On Debian or Ubuntu: apt install python3-venv'; exit 2; }
	@echo 'Installing into .venv: one to four minutes, and 1.5 GB of disk.'
	@$(PIP) --require-hashes --no-deps -r requirements.lock || { echo 'The packages could not be installed. Is the Python package index reachable, or a proxy needed?'; exit 2; }
	@$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@

# A maintainer's command: needs uv on the PATH. Exact versions with hashes, and no index address in the file.
lock:
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 --extra dev pyproject.toml --output-file requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 --extra dev --extra lab --constraint requirements.lock pyproject.toml \
		--output-file requirements-lab.lock
	$(BIN)/python -m iomlib.build.conda > environment.yml

clean:
	rm -rf .venv outputs site data/people.csv data/control_pool.csv data/events.csv data/*.parquet data/truth.json \
		data/staffing.csv data/service_counts.csv data/predicted_offending.csv data/recorded_crime \
		data/scheme_costs.csv data/effects.csv
