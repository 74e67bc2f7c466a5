PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check bench data clean

# Two environments would drift apart: one folder, two stamps.
$(VENV)/run.stamp: requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/dev.stamp: requirements-dev.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@ $(VENV)/run.stamp

run: $(VENV)/run.stamp
	$(BIN)/streamlit run server.py --server.port $(PORT)

# Each worker starts with its half of the tests, and so makes what a file's tests share only once.
check: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m geo check
	$(BIN)/pytest -q -n 2 --dist worksteal --durations 10 -m "not (browser or thorough or programs or random)"

test: check
	$(BIN)/python tests/get_chromium.py
	$(BIN)/python tests/get_programs.py
	$(BIN)/pytest -q -n 2 --dist worksteal -m "thorough or programs or random"
	$(BIN)/pytest -q --durations 10 -m browser

bench: $(VENV)/dev.stamp
	PYTHONPATH=. $(BIN)/python tests/bench.py

data: $(VENV)/dev.stamp
	$(BIN)/python -m geo build

clean:
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache
