# Two commands: `make run` starts a demonstration desk, `make test` runs everything. The rest serves these two.
GO ?= go
DATA ?= .data/demo
ENGINE := internal/pdf/engine

.PHONY: run test fuzz build tools bench screenshots clean

run: build tools ## build, prepare the demonstration once, start it
	./bin/todoke demo --data $(DATA)

build:
	$(GO) build -trimpath -o bin/todoke ./cmd/todoke

tools: $(ENGINE)/node_modules/.package-lock.json ## the PDF engine and its fonts

$(ENGINE)/node_modules/.package-lock.json: $(ENGINE)/package-lock.json
	sh test/install.sh node
	npm ci --prefix $(ENGINE) --no-audit --no-fund --ignore-scripts
	@touch $@

test: build tools ## everything: unit, both databases, the walk, the browser
	sh test/run.sh

fuzz: ## every reader on odd input, 60 s each: for the night
	sh test/fuzz.sh

bench: build tools ## figures as ratios against a limit in the same run
	$(GO) run ./bench/filing
	$(GO) run ./bench/edition
	$(GO) run ./bench/check
	$(GO) run ./bench/start
	$(GO) run ./bench/stats
	$(GO) run ./bench/mask
	$(GO) run ./bench/site

screenshots: build tools ## the pictures in docs/images, from a walk in the browser
	sh test/install.sh test
	npm ci --prefix test/browser --no-audit --no-fund --ignore-scripts --silent
	TODOKE_SCREENSHOTS=docs/images sh test/browser/run.sh

clean:
	rm -rf bin .data test-results
