# FUN Platform. `make` alone lists the commands; each is a script of scripts/.
.DEFAULT_GOAL := help
.PHONY: help bootstrap test check start stop status logs shell superuser password migrate demo-course image acceptance bench bench-api bench-portal fuzz cli rotate-key audit-verify clean
# Variables given on the command line (make bootstrap SOURCE=… REF=…) reach the scripts as environment.
export

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

bootstrap: ## install what is missing, start the portal, provision the environment demo (SOURCE=<path or URL> REF=<branch, tag, commit> RELEASE=<name>)
	@scripts/run bootstrap.ts

test: ## everything: rules, types, unit, integration, end to end over the sample platform
	@scripts/run test.ts

check: ## formatting, lint rules and types only
	@scripts/run check.ts

start: ## the portal: API, worker, web, PostgreSQL, Redis
	@scripts/run start.ts

stop: ## the portal; ALL=1 stops environments too
	@scripts/run --as-is stop.ts

status: ## what runs
	@scripts/run --as-is status.ts

logs: ## the portal's logs (SERVICE=api, worker, web, redis, postgres, supervisor; LINES=100)
	@scripts/run --as-is logs.ts

shell: ## a shell in a container of an environment (ENVIRONMENT=demo SERVICE=lms)
	@scripts/run --as-is shell.ts

superuser: ## an administrator of LMS and CMS (ENVIRONMENT=demo NAME=admin EMAIL= PASSWORD=)
	@scripts/run --as-is manage.ts superuser

password: ## a link to choose a new password for the portal (EMAIL=<address> TWO_FACTOR=off turns codes off too)
	@scripts/run --as-is password.ts

migrate: ## manage.py migrate of LMS and CMS (ENVIRONMENT=demo)
	@scripts/run --as-is manage.ts migrate

demo-course: ## import the demo course (ENVIRONMENT=demo)
	@scripts/run --as-is manage.ts demo-course

rotate-key: ## put all stored secrets under a new key while the portal goes on (FORGET=1: then take the earlier keys away)
	@scripts/run --as-is rotate-key.ts

audit-verify: ## walk the chain of the audit log and name the first entry that does not hold (FILE=<export> SEQUENCE= HASH=)
	@scripts/run --as-is audit-verify.ts

image: ## the platform image without the portal, by plain docker build (SOURCE=<repository> REF=HEAD TARGET=production TAG=openedx:local)
	@scripts/run image.ts

acceptance: ## provision a real platform in both kinds and check what served means (REPOSITORY=<bare repository or URL> REF= RELEASE= KINDS=production,development)
	@scripts/run acceptance.ts

bench: ## push fresh commits to a real platform and measure until they are served (REPOSITORY=<bare repository> KINDS=python,… ROUNDS=5 CLASSIC=1)
	@scripts/run bench.ts

cli: ## the command line fun as one file that needs nothing but Node
	@scripts/run cli.ts

bench-api: ## seed 1,000 environments and 100,000 operations and measure what lists, deploys and webhooks take (ROUNDS=200 WEBHOOKS=40)
	@scripts/run bench-api.ts

bench-portal: ## measure the portal's budgets in Chromium: paint, interaction, a fast log, idle use (PARTS=fleet,log,idle ENVIRONMENTS=20 MINUTES=5)
	@scripts/run bench-portal.ts

fuzz: ## Schemathesis against the whole OpenAPI document, by role (SEED=5 EXAMPLES=20)
	@scripts/run fuzz.ts

clean: ## remove what was built and installed in this folder; ALL=1 also environments, data and settings (asks; YES=1 does not)
	@scripts/run --as-is clean.ts
