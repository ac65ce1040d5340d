#!/usr/bin/env bash
# Makes the secrets of compose.yaml, each a file of its own, in the folder `secrets` beside this script.
#
#   deploy/compose/make-secrets.sh [postgres|redis] [FOLDER]
#
# The word says where jobs are kept. Secrets that are there stay as they are, but for `settings.env` and `redis.conf`, which
# are put together anew. Containers read the files as users of their own, so that these are readable for all; nobody but you
# can look into the folder.
set -euo pipefail

store="${1:-postgres}"
folder="${2:-$(cd "$(dirname "$0")" && pwd)/secrets}"
case "$store" in
  postgres | redis) ;;
  *)
    echo "usage: $0 [postgres|redis] [FOLDER]" >&2
    exit 2
    ;;
esac

umask 077
mkdir -p "$folder"
for secret in postgres_password redis_password token_key request_state_key; do
  # 32 random bytes as 64 hexadecimal digits: they fit into a URL as they are.
  [ -s "$folder/$secret" ] || openssl rand -hex 32 >"$folder/$secret"
done

rm -f "$folder/redis.conf" "$folder/settings.env"
cat >"$folder/redis.conf" <<END
requirepass $(cat "$folder/redis_password")
dir /data
# A Redis that forgets on a crash forgets jobs: this one may forget the last second.
appendonly yes
appendfsync everysec
# Jobs are not a cache: a full store refuses, and drops nothing.
maxmemory 384mb
maxmemory-policy noeviction
END
case "$store" in
  postgres) url="postgres://orders:$(cat "$folder/postgres_password")@postgres:5432/orders" ;;
  redis) url="redis://:$(cat "$folder/redis_password")@redis:6379/0" ;;
esac
echo "APP_JOBS__URL=$url" >"$folder/settings.env"
chmod 0444 "$folder"/*
echo "secrets are in $folder; jobs are kept in $store"
