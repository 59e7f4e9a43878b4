# Every command works from a fresh clone; tools/setup.py makes what is missing and skips what is done.
PYTHON ?= python3
PORT ?= 8000
PY = .venv/bin/python
export PORT

.PHONY: run dev test check test-services test-browser bench bench-all fuzz lock messages

run: ; @$(PYTHON) tools/setup.py run && exec $(PY) tools/serve.py
dev: ; @$(PYTHON) tools/setup.py dev && exec $(PY) tools/serve.py --reload
test: ; @$(PYTHON) tools/setup.py test && $(PY) -m pytest -n auto --dist worksteal -m "not browser and not services"
check: ; @$(PYTHON) tools/setup.py test && $(PY) -m tools.check
test-services: ; @$(PYTHON) tools/setup.py test && $(PY) -m tools.services -- $(PY) -m pytest -n auto --dist worksteal -m "not browser"
test-browser: ; @$(PYTHON) tools/setup.py test && $(PY) -m pytest tests/browser -m browser -n auto --dist worksteal
bench: ; @$(PYTHON) tools/setup.py test && $(PY) -m tools.services -- $(PY) -m benchmarks.pages
bench-all: ; @$(PYTHON) tools/setup.py test && $(PY) -m tools.services -- $(PY) -m benchmarks $(ARGS)
fuzz: ; @$(PYTHON) tools/setup.py test && $(PY) -m benchmarks.generated_inputs && NIGHTLY=1 $(PY) -m pytest -n auto --dist worksteal -m "(hypothesis or nightly) and not services"
lock: ; @tools/lock.sh
messages: ; @$(PYTHON) tools/setup.py test && $(PY) -m tools.messages
