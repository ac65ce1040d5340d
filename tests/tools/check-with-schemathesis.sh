#!/usr/bin/env bash
# Calls `orders` with what Schemathesis makes of its documents, right and wrong data, and holds every answer against them.
#
#   tests/tools/check-with-schemathesis.sh PROGRAM
#
# PROGRAM is `orders`, built with all that it serves. It is started twice, on a free port and with nothing kept: open, and
# with callers who have to prove who they are. All checks of Schemathesis are on, as they are when none is named; what they
# have to be told of this project is in schemathesis.toml and schemathesis_hooks.py. The expanded document has a path for
# each command and the REST routes; the usual one has `/cmd` instead, and its REST routes are the same.
#
# COMMANDRY_SCHEMATHESIS_EXAMPLES is how many cases are made for each operation beside those that a document needs in any
# case. If it is not set they are 4, and the service with keys is not asked all that the open one is; this takes about a
# minute and a half. COMMANDRY_SCHEMATHESIS_SEED makes other cases than those of last time.
#
# Needs python3 and curl; without python3 it is skipped with a line that says so, or a fault with COMMANDRY_REQUIRE_ALL=1.
# Exit code 1 when a check fails.
set -euo pipefail

if [ "$#" -ne 1 ] || [ ! -x "$1" ]; then
  echo "usage: $0 PROGRAM (a built \`orders\`)" >&2
  exit 2
fi
program="$(realpath "$1")"
tools="$(cd "$(dirname "$0")" && pwd)"
python_tools="$tools/.venv-schemathesis/bin"
examples="${COMMANDRY_SCHEMATHESIS_EXAMPLES:-4}"
# Data that were right or wrong for the open service are no others with a key, unless somebody has the time to see.
with_keys="examples,fuzzing"
[ -z "${COMMANDRY_SCHEMATHESIS_EXAMPLES:-}" ] || with_keys="examples,coverage,fuzzing,stateful"
seed="${COMMANDRY_SCHEMATHESIS_SEED:-1}"
# Longest time of all together. What takes longer hangs.
patience=$((120 + examples * 60))

work="$(mktemp -d)"
service=""
finish() {
  if [ -n "$service" ]; then
    kill "$service" 2>/dev/null || true
    wait "$service" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT

# shellcheck source=tests/tools/common.sh
. "$tools/common.sh"

# Starts the service with the settings in a file; sets `address`.
start() {
  local _
  (cd "$work" && exec "$program" --config "$1" serve --port 0 --db :memory:) >"$work/output" 2>"$work/log" &
  service=$!
  for _ in $(seq 150); do
    address="$(sed -n 's/^listening on //p' "$work/output")"
    [ -z "$address" ] || return 0
    sleep 0.1
  done
  fail "the service did not start within 15 seconds: $(tail -5 "$work/log")"
}

stop() {
  kill -TERM "$service"
  wait "$service" || fail "the service did not end as it should: $(tail -5 "$work/log")"
  service=""
  # Whatever the answers say: a command that panics is a fault.
  if grep -E 'panic|ERROR' "$work/log" >&2; then fail "the service noted errors"; fi
}

# Holds the service against a document: its name, its file, and further words for Schemathesis.
check() {
  local name="$1" document="$2"
  shift 2
  local left=$((patience - SECONDS))
  [ "$left" -gt 0 ] || fail "all together took longer than $patience seconds"
  if ! (cd "$tools" && timeout "$left" "$python_tools/schemathesis" --config-file schemathesis.toml run "$document" \
    --url "$address" --max-examples "$examples" --seed "$seed" --no-color "$@") >"$work/report" 2>&1; then
    # Some requests are longer than anybody reads.
    cut -c 1-600 "$work/report" >&2
    fail "Schemathesis found faults: $name"
  fi
  echo "  $name: $(sed -n 's/^ *\([0-9]* generated.*\)/\1/p' "$work/report")"
}

# The document of a level, as a caller with these headers gets it.
document() {
  local level="$1"
  shift
  curl --silent --show-error --fail --max-time 20 "$@" --output "$work/$level.json" "$address/openapi.json?level=$level"
}

have python3 "all of it" || exit 0
install_python .venv-schemathesis requirements-schemathesis.txt

# Sent where a document asks for one.
export COMMANDRY_API_KEY="none"
# Everything comes from one address here, as fast as it can.
cat >"$work/open.toml" <<END
[http.rate_limit]
enabled = false

[log]
level = "warn"
END
start "$work/open.toml"
echo "open, at $address"
document expanded
document commands
check "a path for each command, and REST" "$work/expanded.json"
check "JSON-RPC" "$work/commands.json" --include-path /cmd
stop

# One key for those who may, which the settings name.
"$program" auth key checker --role clerk >"$work/key" 2>/dev/null
key="$(sed -nE 's/.*(cmdk_[0-9a-f]+).*/\1/p' "$work/key")"
cat "$work/open.toml" - >"$work/guarded.toml" <<END

[auth]
enabled = true
# Schemathesis tries what happens without a key, and with wrong ones.
failures_per_minute = 1000000

$(sed -n '/^\[\[auth/,$p' "$work/key")

[[access.rules]]
groups = ["customers", "orders", "products", "stock", "jobs"]
roles = ["clerk"]
END
start "$work/guarded.toml"
echo "with keys, at $address"
document expanded --header "x-api-key: $key"
document commands --header "x-api-key: $key"
# Documents do not say how callers prove who they are, and Schemathesis tries to do without only where they do.
"$python_tools/python" "$tools/with_api_key.py" "$work/expanded.json" "$work/commands.json"
COMMANDRY_API_KEY="$key"
check "a path for each command, and REST" "$work/expanded.json" --phases "$with_keys"
check "JSON-RPC" "$work/commands.json" --include-path /cmd
stop
