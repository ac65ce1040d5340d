#!/usr/bin/env bash
# Starts `orders` with TLS, authentication, metrics and jobs, in a folder that holds its data and secrets.
#
#   deploy/production/start.sh [FOLDER] [PROGRAM]
#
# The folder is `orders-data` unless another is named. Keys that are missing are made, and so is a certificate for
# `localhost` that signs itself: put a real one as server.crt and server.key before anybody else calls. The program is
# built by cargo unless it is named.
set -euo pipefail

here="$(cd "$(dirname "$0")" && pwd)"
folder="${1:-orders-data}"
program="${2:-}"
if [ -z "$program" ]; then
  cargo build --release --locked --package orders --manifest-path "$here/../../Cargo.toml" >&2
  target="${CARGO_TARGET_DIR:-$here/../../target}"
  program="$target/release/orders"
fi
program="$(realpath "$program")"

umask 077
mkdir -p "$folder"
cd "$folder"
for key in token_key request_state_key; do
  [ -s "$key" ] || openssl rand -hex 32 >"$key"
done
if [ ! -s server.key ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout server.key -out server.crt 2>/dev/null
fi
echo "a token for calls: (cd $PWD && $program --config $here/orders.toml auth token me --role admin)" >&2
exec "$program" --config "$here/orders.toml" serve
