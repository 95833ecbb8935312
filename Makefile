# Jalon's house: `make help` says what each target does.
# Everything is installed in .venv, from hashed locks; everything that runs writes under var/.

# The system's own Python where it is recent enough: it is built to be fast (a tenth less time for the tests than one
# compiled without optimisation) and kept safe with the rest. PYTHON=… names another.
PYTHON ?= $(shell /usr/bin/python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
	echo /usr/bin/python3 || echo python3)
PORT ?= 8000
PY := .venv/bin/python
# Administrations often sit behind a proxy with its own authority: trust what the machine trusts.
UV := UV_SYSTEM_CERTS=1 $(PY) -m uv -q
SAY := @printf '· %s\n'

.PHONY: help demo test check lock clean system-demo system-check system-test
.NOTPARALLEL:
.DELETE_ON_ERROR:

help: ## say what each target does
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile | expand -t 14

demo: system-demo .venv/.app ## build the demo lab, serve it on 127.0.0.1:8000 (SERVE=0: only build; PORT=…)
ifneq ($(SERVE),0)
	@$(PY) bin/serve.py --port $(PORT) --only-check
endif
	@mkdir -p "$${JALON_VAR:-var}/static"
	$(SAY) "database: migrating"
	@$(PY) manage.py migrate --verbosity 0
	@DEMO=1 JALON_SITE_URL=http://127.0.0.1:$(PORT) $(PY) manage.py demo
ifneq ($(SERVE),0)
	@exec $(PY) bin/serve.py --port $(PORT)
endif

test: system-test .venv/.dev .venv/.browser ## run the tests, on SQLite and PostgreSQL (T="tests/copil -k quorum": only these)
	@bin/test $(T)

check: system-check .venv/.dev ## style, types, templates, imports, migrations, production settings, stale files
	@bin/check

lock: .venv/.uv ## rebuild the hashed locks, keeping the versions that still fit (UPGRADE=1: take the newest)
	@bin/lock $(if $(UPGRADE),--upgrade)

clean: ## remove the virtual environment and every cache; var/ (databases, files) stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "var/ is kept: it holds databases and files."

system-demo:
	@bin/system $(PYTHON) demo

system-check:
	@bin/system $(PYTHON) check

system-test:
	@bin/system $(PYTHON) test

.venv/.uv: locks/uv.txt
	$(SAY) "virtual environment in .venv"
	@$(PY) -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r locks/uv.txt
	@touch $@

# $(call install,LOCK): uv is quick; pip stands in where only pip knows the way to the packages.
define install
	@$(UV) pip install --python .venv --compile-bytecode --require-hashes -r $(1) || { \
		echo "· uv could not: pip tries (a minute or two)"; \
		$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r $(1); }
	@touch $@
endef

.venv/.app: .venv/.uv locks/app.txt
	$(SAY) "Python packages (half a minute on a slow line)"
	$(call install,locks/app.txt)

.venv/.dev: .venv/.uv locks/dev.txt
	$(SAY) "Python packages, tools and tests included (a minute on a slow line)"
	$(call install,locks/dev.txt)

.venv/.browser: .venv/.dev
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || \
		command -v google-chrome >/dev/null || { \
		echo "· a browser, Playwright's own: no package has one here"; \
		$(PY) -m playwright install --with-deps chromium; }
	@touch $@
