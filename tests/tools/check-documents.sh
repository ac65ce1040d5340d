#!/usr/bin/env bash
# Holds published documents against the tools that people use on them.
#
#   tests/tools/check-documents.sh [DOCUMENT…] [--calls CLIENT.ts DOCUMENT…]
#
# An OpenAPI document (`*.json`, any level) must pass openapi-spec-validator, Redocly and Spectral without an error;
# openapi-typescript must make types of it that `tsc --strict` accepts, and openapi-python-client a client that can be
# imported, without a warning. Declarations (`*.d.ts`) must be accepted by `tsc --strict`. `--calls` names a file with
# right and wrong calls: the right ones must compile against the types of every document after it that describes
# `Commands`, and the wrong ones must not.
#
# Needs node, npm and python3; what it installs stays in this folder. Exit code 1 on the first fault.
set -euo pipefail

tools="$(cd "$(dirname "$0")" && pwd)"
calls=""
if [ "$#" -eq 0 ]; then
  echo "usage: $0 [DOCUMENT…] [--calls CLIENT.ts DOCUMENT…]" >&2
  exit 2
fi
for argument in "$@"; do
  if [ "$argument" != --calls ] && [ ! -f "$argument" ]; then
    echo "there is no file $argument" >&2
    exit 2
  fi
done

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
node_tools="$tools/node_modules/.bin"
python_tools="$tools/.venv/bin"
export NO_UPDATE_NOTIFIER=1 REDOCLY_SUPPRESS_UPDATE_NOTICE=true REDOCLY_TELEMETRY=off SCARF_ANALYTICS=false

# shellcheck source=tests/tools/common.sh
. "$tools/common.sh"

# Installs the tools when they are not there, or when the lists of them have changed.
install() {
  if [ ! -e "$tools/node_modules/.package-lock.json" ] ||
    [ "$tools/package-lock.json" -nt "$tools/node_modules/.package-lock.json" ]; then
    (cd "$tools" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
    touch "$tools/node_modules/.package-lock.json"
  fi
  install_python .venv requirements.txt
}

# Runs a tool silently; prints what it said only when it fails.
run() {
  local name="$1"
  shift
  if "$@" >"$work/output" 2>&1; then
    echo "  $name: accepted"
  else
    # Some tools print the whole document in one line.
    cut -c 1-400 "$work/output" >&2
    echo "$document: refused by $name" >&2
    exit 1
  fi
}

# Compiles what lies in a folder, together with the calls where the document says what `Commands` are.
check_calls() {
  local folder="$1" name="tsc --strict"
  if [ -n "$calls" ] && [ -f "$folder/commands_of_document.ts" ]; then
    cp "$tools/clients/call.ts" "$folder"
    cp "$calls" "$folder/client.ts"
    name="tsc --strict with $(basename "$calls")"
  fi
  run "$name" "$node_tools/tsc" --strict --noEmit --target es2022 --module esnext --lib es2022,dom \
    --moduleResolution bundler "$folder"/*.ts
}

check_openapi() {
  local folder="$1"
  run openapi-spec-validator "$python_tools/openapi-spec-validator" "$document"
  run redocly "$node_tools/redocly" lint --config "$tools/redocly.yaml" "$document"
  run spectral "$node_tools/spectral" lint --ruleset "$tools/spectral.yaml" --fail-severity error "$document"
  # Without the switch, parameters with a default would have to be sent.
  run openapi-typescript "$node_tools/openapi-typescript" "$document" --default-non-nullable false \
    --output "$folder/schema.ts"
  if grep -q '^        Commands: {' "$folder/schema.ts"; then
    echo 'import type { components } from "./schema";
export type Commands = components["schemas"]["Commands"];' >"$folder/commands_of_document.ts"
  fi
  check_calls "$folder"
  # The generator formats its output with a program that it looks for in the path.
  run openapi-python-client env PATH="$python_tools:$PATH" "$python_tools/openapi-python-client" generate \
    --path "$document" --output-path "$folder/python" --fail-on-warning
  run "import of the Python client" "$python_tools/python" "$tools/check_python_client.py" "$folder/python"
}

check_declarations() {
  local folder="$1"
  cp "$document" "$folder/commands.d.ts"
  echo 'export type { Commands } from "./commands";' >"$folder/commands_of_document.ts"
  check_calls "$folder"
}

install
number=0
while [ "$#" -gt 0 ]; do
  document="$1"
  shift
  if [ "$document" = --calls ]; then
    calls="${1:?--calls needs a file}"
    shift
    continue
  fi
  echo "$document"
  number=$((number + 1))
  folder="$work/$number"
  mkdir "$folder"
  case "$document" in
    *.d.ts) check_declarations "$folder" ;;
    *.json) check_openapi "$folder" ;;
    *)
      echo "$document: neither an OpenAPI document (.json) nor declarations (.d.ts)" >&2
      exit 2
      ;;
  esac
done
