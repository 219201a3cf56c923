#!/usr/bin/env bash
# Starts a PostgreSQL of its own on a socket, runs the command given with TONGXIN_DATABASE_URL
# set to it, and stops it: scripts/postgres.sh COMMAND...
set -euo pipefail

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "PostgreSQL is missing. Run: apt-get install postgresql" >&2; exit 1; }

folder=$(mktemp -d /tmp/tongxin-pg.XXXXXX)
as=()
if [ "$(id -u)" = 0 ]; then  # initdb refuses root
    chown postgres "$folder"
    as=(runuser -u postgres --)
fi
stop() {
    "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT

cd "$folder"
"${as[@]}" "$bin/initdb" -D "$folder/data" -U tongxin --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
    -o "-k $folder -c listen_addresses='' -c fsync=${TONGXIN_PG_FSYNC:-off} -c max_connections=60 -c shared_buffers=${TONGXIN_PG_BUFFERS:-128MB} -c work_mem=32MB -c max_wal_size=4GB" \
    start >/dev/null
"${as[@]}" "$bin/createdb" -h "$folder" -U tongxin tongxin
cd "$OLDPWD"

export TONGXIN_DATABASE_URL="postgresql://tongxin@/tongxin?host=$folder"
if [[ "${1:-}" == *=* ]]; then exec_with=(env "$@"); else exec_with=("$@"); fi
"${exec_with[@]}"
