# Every target is a line of Python in scripts/; bare `make` lists them.
PYTHON ?= python3
BOOTSTRAP = @$(PYTHON) scripts/bootstrap.py
.DEFAULT_GOAL := help
.PHONY: help run test check bench services demo-reset

help:        ## this list
	@awk -F ' *## ' '/^[a-z-]+: *##/ { sub(/:.*/, "", $$1); printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run:         ## open the demo building (PORT=8080, SERVICES=real)
	$(BOOTSTRAP) run

test:        ## run everything on real services (TESTS="tests/unit -k name", FULL=<area>)
	$(BOOTSTRAP) test

check:       ## lint, format, types, imports, templates, Django's own checks
	$(BOOTSTRAP) check

bench:       ## measure speed on real services (PEERS=<folder>, ONLY=<section>)
	$(BOOTSTRAP) bench

services:    ## leave PostgreSQL, Redis and Elasticsearch up for development
	$(BOOTSTRAP) services

demo-reset:  ## put the demo building back to its first day
	$(BOOTSTRAP) demo-reset
