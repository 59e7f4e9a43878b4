#!/bin/sh
# Compiles the two hashed, universal locks from pyproject.toml. Needs uv. Neither lock names a registry.
set -eu
cd "$(dirname "$0")/.."
compile() {
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --no-header --no-annotate "$@"
}
compile pyproject.toml --output-file locks/run.txt
compile pyproject.toml --group dev --constraints locks/run.txt --output-file locks/dev.txt
