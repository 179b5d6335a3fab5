# The commands of the suite. `make run` and `make test` do all the set-up themselves, on Debian 12 with Swift 6.3.
.DEFAULT_GOAL := help
.PHONY: help run demo test bench storm tsan mutants schemathesis lint dead-code format clean-data packages build release

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## set up, build and run the whole suite on this machine; Ctrl-C stops it
	@Deploy/local/run.sh

demo: ## play the whole journey against the running suite
	@Deploy/local/demo.sh

test: ## set up and run every test
	@Deploy/local/test.sh

bench: ## run the benchmarks; BENCH=relay, http, register, calendar or import for one of them, KAFKA_HOME for Apache Kafka
	@Deploy/local/bench.sh

storm: ## run all operations on three replicas for ten minutes and kill them at random; STORM_SECONDS for another length
	@Deploy/local/storm.sh

tsan: ## run the tests of code with threads under ThreadSanitizer
	@Deploy/local/tsan.sh

mutants: ## break the domains one place at a time and run their tests; MUTANTS="--seed 7 Registration" for a choice
	@Deploy/local/mutants.sh

schemathesis: ## run schemathesis (from PyPI) on the four OpenAPI documents and a suite of its own
	@Deploy/local/schemathesis.sh

packages: ## install the Debian packages that are missing
	@Deploy/local/packages.sh run build test

build: packages ## build the four services and the development broker for release
	@Deploy/local/build.sh

release: ## freeze the contracts of a release; VERSION=1.2.0
	@Deploy/local/release.sh "$(VERSION)"

lint: ## check the format, the rules of the code, and for declarations that nothing uses
	@Deploy/local/lint.sh

dead-code: ## list declarations of the product that nothing in it uses
	@Deploy/local/dead-code

format: ## format the sources in place
	@swift format -i --parallel -r Package.swift Services Shared Tests

clean-data: ## delete the database, broker data, mails and secrets of `make run`
	@Deploy/local/clean-data.sh
