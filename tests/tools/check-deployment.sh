#!/usr/bin/env bash
# Holds what is in `deploy/` against the programs that will read it, and against `orders` itself.
#
#   tests/tools/check-deployment.sh PROGRAM
#
# PROGRAM is `orders`, built with all that it serves. Every file of settings must be accepted by it. The container file must
# pass hadolint, the compose file Docker Compose, the manifests kustomize and the schemas of Kubernetes, the unit systemd,
# the site nginx; then nginx and `orders` are started, on free ports of this machine, and asked.
#
# Needs python3, openssl and curl; nginx, kubectl and systemd-analyze are asked where they are. What is missing is skipped
# with a line that says so, or a fault with COMMANDRY_REQUIRE_ALL=1. Exit code 1 on the first fault.
set -euo pipefail

if [ "$#" -ne 1 ] || [ ! -x "$1" ]; then
  echo "usage: $0 PROGRAM (a built \`orders\`)" >&2
  exit 2
fi
program="$(realpath "$1")"
tools="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$tools/../.." && pwd)"
deploy="$root/deploy"
python_tools="$tools/.venv-deployment/bin"
# How exposed systemd may find the unit, in tenths.
exposure=12

work="$(mktemp -d)"
processes=()
finish() {
  for process in "${processes[@]}"; do
    kill "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap finish EXIT

# shellcheck source=tests/tools/common.sh
. "$tools/common.sh"

# Runs a tool silently; prints what it said only when it fails.
run() {
  local name="$1"
  shift
  "$@" >"$work/output" 2>&1 || {
    cat "$work/output" >&2
    fail "refused: $name"
  }
  echo "  accepted: $name"
}

# Asks, and compares the status of the answer.
expect() {
  local status="$1" name="$2" got
  shift 2
  got="$(curl --silent --show-error --max-time 20 --cacert "$work/server.crt" --output "$work/answer" \
    --write-out '%{http_code}' "$@" 2>"$work/complaint")" || true
  [ "$got" = "$status" ] || fail "$name: the status is $got and not $status: $(head -c 400 "$work/answer" "$work/complaint" 2>/dev/null)"
  echo "  $status: $name"
}

free_port() {
  python3 -c 'import socket; it = socket.socket(); it.bind(("127.0.0.1", 0)); print(it.getsockname()[1])'
}

# Waits until a text stands in a file.
await() {
  local _
  for _ in $(seq 150); do
    grep -q "$1" "$2" 2>/dev/null && return 0
    sleep 0.1
  done
  cat "$2" >&2
  fail "no \`$1\` within 15 seconds"
}

# A copy of settings whose secrets are files of this run; its path.
settings_of() {
  local copy
  copy="$work/settings/$(echo "${1#"$deploy/"}" | tr / -)"
  sed -E "s#file:(/run/[a-z./]+/)?([a-z_]+)\"#file:$work/secrets/\2\"#" "$1" >"$copy"
  echo "$copy"
}

check_settings() {
  echo "settings"
  local file
  while read -r file; do
    run "${file#"$root/"}" "$program" --config "$(settings_of "$file")" config check
  done < <(find "$deploy" -name '*.toml' | sort)
  # What comes by the secret `.env` has to get there.
  (
    mkdir "$work/environment"
    cd "$work/environment"
    cp "$work/secrets/settings.env" .env
    "$program" --config "$(settings_of "$deploy/compose/orders.toml")" config show --origins >"$work/shown" 2>&1
  ) || fail "the settings cannot be shown: $(cat "$work/shown")"
  grep -E '^ *(jobs\.)?url = "\(secret\)"' "$work/shown" | grep -q '\.env' ||
    fail "the store of jobs is not the one that the secret .env names"
  echo "  accepted: jobs.url by the secret .env"
}

check_container() {
  echo "container"
  run "hadolint, Dockerfile" "$python_tools/hadolint" "$deploy/container/Dockerfile"
  # What is linked to has to be in the image, which has the C library, its mathematics and libgcc.
  local foreign
  foreign="$(ldd "$program" | grep -vE 'linux-vdso|ld-linux|libc\.so|libm\.so|libgcc_s|statically linked' || true)"
  [ -z "$foreign" ] || fail "the image lacks what the program is linked to: $foreign"
  echo "  accepted: linked to what the image has"
}

check_compose() {
  echo "compose"
  run "docker compose config" "$python_tools/docker-compose" --file "$deploy/compose/compose.yaml" \
    --profile redis config --quiet
}

check_kubernetes() {
  echo "kubernetes"
  run "schemas, secret.example.yaml" "$python_tools/kubernetes-validate" --strict --quiet "$deploy/kubernetes/secret.example.yaml"
  # The kind is of the Prometheus operator, whose schema is in no registry: it is read as YAML alone.
  run "YAML, service-monitor.yaml" "$python_tools/python" -c 'import sys, yaml; list(yaml.safe_load_all(open(sys.argv[1])))' \
    "$deploy/kubernetes/service-monitor.yaml"
  have kubectl "the manifests" || return 0
  local form
  for form in base one-replica; do
    kubectl kustomize "$deploy/kubernetes/$form" >"$work/$form.yaml" 2>"$work/output" ||
      fail "kustomize refuses deploy/kubernetes/$form: $(cat "$work/output")"
    run "schemas, $form" "$python_tools/kubernetes-validate" --strict --quiet "$work/$form.yaml"
  done
}

check_systemd() {
  echo "systemd"
  have systemd-analyze "the unit" || return 0
  # It looks for the program that the unit names; here it is where this script was told.
  sed "s#/usr/local/bin/orders#$program#" "$deploy/systemd/orders.service" >"$work/orders.service"
  run "systemd-analyze verify" systemd-analyze verify --man=no "$work/orders.service"
  [ ! -s "$work/output" ] || fail "systemd-analyze verify warns: $(cat "$work/output")"
  run "systemd-analyze security, at most $exposure tenths" systemd-analyze security --offline=true \
    --threshold="$exposure" --no-pager "$work/orders.service"
}

# The real service behind the real proxy.
check_nginx() {
  echo "nginx"
  have nginx "the site" || return 0
  local port http https settings token
  port="$(free_port)" http="$(free_port)" https="$(free_port)"
  sed -e "s#/etc/ssl/orders/#$work/#" -e "s#127.0.0.1:8000#127.0.0.1:$port#" -e '/listen \[::\]/d' \
    -e "s#listen 80;#listen 127.0.0.1:$http;#" -e "s#listen 443 #listen 127.0.0.1:$https #" \
    -e 's#server_name orders.example.com#server_name localhost#' "$deploy/nginx/orders.conf" >"$work/site.conf"
  cat >"$work/nginx.conf" <<END
daemon off;
worker_processes 1;
pid $work/nginx.pid;
error_log $work/nginx.log;
events {}
http {
  access_log off;
  client_body_temp_path $work/body;
  proxy_temp_path $work/proxy;
  fastcgi_temp_path $work/fastcgi;
  uwsgi_temp_path $work/uwsgi;
  scgi_temp_path $work/scgi;
  include $work/site.conf;
}
END
  chmod 0711 "$work"
  run "nginx -t, orders.conf" nginx -t -c "$work/nginx.conf"

  settings="$(settings_of "$deploy/systemd/orders.toml")"
  sed -i -e "s#/var/lib/orders#$work#" -e "s#port = 8000#port = $port#" -e 's#"127.0.0.1:9100"#"127.0.0.1:0"#' "$settings"
  "$program" --config "$settings" serve >"$work/orders.log" 2>&1 &
  local service=$!
  processes+=("$service")
  await 'listening on' "$work/orders.log"
  nginx -c "$work/nginx.conf" &
  processes+=("$!")
  await '[0-9]' "$work/nginx.pid"
  token="$("$program" --config "$settings" auth token checker --role admin 2>/dev/null)"
  local site="https://localhost:$https" json='content-type: application/json'
  local call='{"jsonrpc": "2.0", "id": 1, "method": "stock_level", "params": {"sku": "MUG-STONE"}}'

  expect 308 "HTTP is sent on to HTTPS" "http://localhost:$http/cmd"
  expect 200 "health" "$site/health"
  expect 404 "metrics are not for the world" "$site/metrics"
  expect 404 "nor is readiness" "$site/health/ready"
  expect 401 "a call without a token" "$site/cmd" -H "$json" -d "$call"
  expect 200 "a call with one" "$site/cmd" -H "$json" -H "authorization: Bearer $token" -d "$call"
  grep -q '"result":{"sku":"MUG-STONE"' "$work/answer" || fail "the call has another answer: $(cat "$work/answer")"
  expect 200 "a command by its name" "$site/cmd/stock_level" -H "$json" -H "authorization: Bearer $token" -d '{"sku": "MUG-STONE"}'
  head -c 2097153 /dev/zero | tr '\0' ' ' >"$work/long"
  expect 413 "a body beyond the limit" "$site/cmd" -H "$json" -H "authorization: Bearer $token" --data-binary "@$work/long"
  expect 101 "a WebSocket" --http1.1 --max-time 2 "$site/ws" -H "authorization: Bearer $token" -H 'connection: upgrade' \
    -H 'upgrade: websocket' -H 'sec-websocket-version: 13' -H 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=='

  # What the container asks itself, with callers who have to say who they are.
  run "the health check of the container" "$program" call help --url "http://127.0.0.1:$port"
  kill -TERM "$service"
  wait "$service" || fail "the service did not end as it should: $(tail -5 "$work/orders.log")"
  echo "  accepted: the service ended when it was told to"
  if "$program" call help --url "http://127.0.0.1:$port" >/dev/null 2>&1; then
    fail "the health check of the container passes although nothing is served"
  fi
}

# The form that needs one command.
check_production() {
  echo "production"
  APP_SERVER__PORT=0 APP_METRICS__ADDRESS=127.0.0.1:0 bash "$deploy/production/start.sh" "$work/production" "$program" \
    >"$work/production.log" 2>&1 &
  local service=$! site token
  processes+=("$service")
  await 'metrics on' "$work/production.log"
  site="$(sed -nE 's#^listening on https://[^:]*(:[0-9]+)$#https://localhost\1#p' "$work/production.log")"
  cp "$work/production/server.crt" "$work/server.crt"
  token="$(cd "$work/production" && "$program" --config "$deploy/production/orders.toml" auth token me --role admin 2>/dev/null)"
  expect 200 "ready, over TLS" "$site/health/ready"
  expect 401 "a job without a token" "$site/cmd/job_list" -d '{}' -H 'content-type: application/json'
  expect 200 "jobs with one" "$site/cmd/job_list" -d '{}' -H 'content-type: application/json' -H "authorization: Bearer $token"
  expect 200 "metrics" "$(sed -nE 's/^metrics on //p' "$work/production.log")"
  kill -TERM "$service"
  wait "$service" || fail "the service did not end as it should: $(tail -5 "$work/production.log")"
  echo "  accepted: the service ended when it was told to"
}

mkdir "$work/settings"
bash "$deploy/compose/make-secrets.sh" postgres "$work/secrets" >/dev/null
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost -keyout "$work/server.key" -out "$work/server.crt" 2>/dev/null
install_python .venv-deployment requirements-deployment.txt --only-binary :all:
check_settings
check_container
check_compose
check_kubernetes
check_systemd
check_nginx
check_production
