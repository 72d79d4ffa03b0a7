# Everything that is done with this repository. `make help` lists it.
#
# Profiles: the client is always built with `wasm-release` (small before fast). The server is built with `dev` for serve, test and lint
# (quick to build; reads book, styles and client from the tree), and with `release` for release and full (everything embedded).

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

BINARYEN := 132.0.0
# The generator of the JS glue must be of the very version that the crate is.
BINDGEN := $(shell awk '/^name = "wasm-bindgen"$$/ { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock)
BINDGEN_CLI := $(if $(filter $(BINDGEN),$(lastword $(shell wasm-bindgen --version 2>/dev/null))),wasm-bindgen,.tools/bindgen-$(BINDGEN)/bin/wasm-bindgen)
WASM_OPT := .tools/binaryen-$(BINARYEN)/node_modules/.bin/wasm-opt

CLIENT_CARGO := --lib --target wasm32-unknown-unknown --no-default-features --features hydrate --target-dir target/client
CLIENT_RAW := target/client/wasm32-unknown-unknown/wasm-release/statusbook.wasm
CLIENT := target/site/statusbook_bg.wasm

ESBUILD_VERSION := 0.28.2
ESBUILD := .tools/esbuild-$(ESBUILD_VERSION)/node_modules/.bin/esbuild
EARLY := target/site/early.js

.PHONY: help serve client release test full audit examples lint spelling fmt units e2e e2e-release wasm-target clean client-cargo

help: ## show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: client ## build client and server, serve on http://127.0.0.1:3000 (dev profile; ARGS=… for settings)
	cargo build
	exec target/debug/statusbook $(ARGS)

client: $(CLIENT) $(EARLY) ## build script and wasm for the browser (wasm-release profile)

release: client ## build target/release/statusbook with everything embedded (release profile)
	cargo build --release

test: lint client units e2e ## prove the project: lint, Rust tests, end-to-end tests in Chromium (dev profile)

full: test release e2e-release ## test, and the end-to-end tests again on the release program

# Times and scores depend on the machine, so they are no part of the tests. Needs firefox-esr.
audit: release end2end/audit/node_modules/.package-lock.json ## measure the release program: Lighthouse, slow 3G, Firefox
	cd end2end/audit; export STATUSBOOK=../../target/release/statusbook; missed=0; \
	node audit.mjs $(ARGS) || missed=1; \
	node --test --test-concurrency=1 --test-reporter=spec slow.mjs firefox.mjs || missed=1; \
	exit $$missed

# Every client for every status, pairs of options and switches, and sixty copies from pages: half an hour. `make test` runs a sample of it.
examples: client end2end/node_modules/.package-lock.json ## run the examples of all pages with their real clients (ARGS='--clients python,go')
	cargo build
	cd end2end/examples && STATUSBOOK=../../target/debug/statusbook node examples.mjs $(ARGS)

lint: wasm-target spelling ## rustfmt, clippy with warnings denied for both halves (dev profile), spelling
	cargo fmt --check
	cargo clippy --all-targets --quiet -- --deny warnings
	cargo clippy $(CLIENT_CARGO) --quiet -- --deny warnings

spelling: end2end/node_modules/.package-lock.json ## the words of the book and of the repository's own pages
	end2end/node_modules/.bin/cspell lint --config cspell.json --no-progress

fmt: ## put the code into the one format
	cargo fmt

units: ## the tests in Rust (dev profile)
	cargo test --quiet

e2e: client end2end/node_modules/.package-lock.json ## the tests in Chromium, on the dev program
	cargo build
	cd end2end && STATUSBOOK=../target/debug/statusbook npx playwright test $(ARGS)

e2e-release: release end2end/node_modules/.package-lock.json ## the tests in Chromium, on the release program
	cd end2end && STATUSBOOK=../target/release/statusbook npx playwright test $(ARGS)

clean: ## remove everything that was built
	rm -rf target .tools end2end/node_modules end2end/audit/node_modules end2end/test-results

wasm-target:
	@rustup target list --installed | grep -qx wasm32-unknown-unknown || rustup target add wasm32-unknown-unknown

client-cargo: wasm-target
	cargo build $(CLIENT_CARGO) --profile wasm-release

# Cargo decides whether it changed; if its time stayed, what follows is not made again.
$(CLIENT_RAW): client-cargo
	@:

$(CLIENT): $(CLIENT_RAW) | $(BINDGEN_CLI) $(WASM_OPT)
	$(BINDGEN_CLI) --target web --no-typescript --out-name statusbook --out-dir target/bindgen $(CLIENT_RAW)
	mkdir -p target/site
	cp target/bindgen/statusbook.js target/site/
	$(WASM_OPT) -Oz --strip-debug --strip-producers --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals --enable-reference-types --enable-multivalue target/bindgen/statusbook_bg.wasm -o $@
	@ls -l target/site

# It is in every page.
$(EARLY): src/site/early.js | $(ESBUILD)
	$(ESBUILD) --minify --charset=utf8 --log-level=warning --outfile=$@ $<

# Unoptimised: it takes half as long to build, and writes the same. Not --locked: the lock file of the tool may ask for crates that a registry mirror does not have yet.
.tools/bindgen-$(BINDGEN)/bin/wasm-bindgen:
	CARGO_PROFILE_DEV_DEBUG=0 cargo install --debug wasm-bindgen-cli --version $(BINDGEN) --root .tools/bindgen-$(BINDGEN)

wasm-bindgen:
	@:

$(WASM_OPT):
	npm install --prefix .tools/binaryen-$(BINARYEN) --no-save --no-audit --no-fund binaryen@$(BINARYEN)

$(ESBUILD):
	npm install --prefix .tools/esbuild-$(ESBUILD_VERSION) --no-save --no-audit --no-fund esbuild@$(ESBUILD_VERSION)

end2end/audit/node_modules/.package-lock.json: end2end/audit/package-lock.json
	cd end2end/audit && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --no-audit --no-fund
	touch $@

# Browsers are the system's: Playwright must not fetch its own.
end2end/node_modules/.package-lock.json: end2end/package-lock.json
	cd end2end && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
	touch $@
