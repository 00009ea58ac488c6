#!/usr/bin/env bash
# Pin everything the project installs, with hashes, for all supported Pythons. Needs uv. Run it after changing pyproject.toml; read the diff.
set -eu
cd "$(dirname "$0")/.."
compile() { uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --quiet \
  --custom-compile-command "scripts/lock.sh" "$@"; }
compile requirements/build.in -o requirements/build.txt
compile pyproject.toml -o requirements/base.txt
compile pyproject.toml --extra test -c requirements/base.txt -o requirements/test.txt
compile pyproject.toml --extra spark -c requirements/base.txt -o requirements/spark.txt
compile requirements/areas.in -o requirements/areas.txt
