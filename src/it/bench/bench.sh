#!/usr/bin/env bash
# Measures dbguard against what people run today, side by side, in one run, as whole processes.
#
#   bench.sh <maven> <local repository> <plugin version> <report folder>
#
# BENCH_GB="1 3"       sizes of the databases, as pg_database_size has them
# BENCH_MAJORS="15 17" 15 compresses with gzip, 17 with zstd
# BENCH_RUNS=3         each figure is the median of so many runs
set -euo pipefail

mvn=$1 repository=$2 version=$3 reports=$4
sizes=${BENCH_GB:-1 3}
majors=${BENCH_MAJORS:-15 17}
runs=${BENCH_RUNS:-3}
work=$(mktemp -d)
container=dbguard-bench-$$
mkdir -p "$reports"
report=$reports/bench.md

cleanup() { docker rm -fv "$container" >/dev/null 2>&1 || true; rm -rf "$work"; }
trap cleanup EXIT

say() { echo "$*" | tee -a "$report"; }
now() { date +%s.%N; }
calc() { awk "BEGIN { printf \"$1\", $2 }"; }
psql() { docker exec -i "$container" psql -qAtX -v ON_ERROR_STOP=1 -U postgres "$@"; }

# Prints the median of the seconds that a command takes. What a function <command>_first does is not timed.
median() {
  for _ in $(seq "$runs"); do
    if declare -F "$1_first" >/dev/null; then "$1_first"; fi
    sync
    local start; start=$(now)
    "$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }
    calc "%.2f\n" "$(now) - $start"
  done | sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'
}

# Without autovacuum: it would set to work on what has just been restored, in the middle of the next measurement.
start() { # major
  docker rm -fv "$container" >/dev/null 2>&1 || true
  docker run -d --name "$container" --label dbguard-test=1 --shm-size=8g -e POSTGRES_PASSWORD=bench \
    "dbguard-testbed/postgres:$1" -c shared_buffers=512MB -c max_wal_size=8GB -c max_locks_per_transaction=256 -c autovacuum=off >/dev/null
  until docker exec "$container" pg_isready -qh 127.0.0.1 && psql -c 'SELECT 1' >/dev/null 2>&1; do sleep 0.3; done
}

# A shop with what such tables hold: names, addresses, states, prices, times, JSON of a few shapes, UUIDs. About 1 GB a
# call of 1.
fill() { # gigabytes
  psql -c 'CREATE DATABASE shop'
  psql shop <<SQL
    CREATE TABLE customer (id bigserial PRIMARY KEY, email text NOT NULL, name text, street text, city text, created timestamptz);
    CREATE TABLE orders (id bigserial PRIMARY KEY, customer bigint, placed timestamptz, state text, note text);
    CREATE TABLE line (order_id bigint, n int, product int, price numeric(10,2), quantity int, PRIMARY KEY (order_id, n));
    CREATE TABLE event (id uuid PRIMARY KEY, at timestamptz, kind text, payload jsonb);
    CREATE FUNCTION pick(i bigint, VARIADIC words text[]) RETURNS text IMMUTABLE LANGUAGE sql AS
      'SELECT words[1 + abs(hashint8(i)) % array_length(words, 1)]';
    INSERT INTO customer SELECT i, lower(f) || '.' || lower(l) || i % 977 || '@example.org', f || ' ' || l, 1 + i % 140 || ' ' || s || ' Street', c,
        '2020-01-01'::timestamptz + i * interval '97 s'
      FROM (SELECT i, pick(i, 'Ada','Grace','Alan','Edsger','Barbara','Donald','Frances','John','Margaret','Ken','Radia','Tony') AS f,
          pick(i * 31, 'Miller','Smith','Garcia','Rossi','Novak','Kim','Silva','Dubois','Weber','Tanaka','Larsen','Okafor') AS l,
          pick(i * 7, 'Oak','High','Church','Station','Mill','Park','Queen','River') AS s,
          pick(i * 13, 'Berlin','Lisbon','Oslo','Turin','Ghent','Porto','Graz','Lyon','Cork','Brno') AS c
        FROM generate_series(1, 300000 * $1) i) people;
    INSERT INTO orders SELECT i, 1 + abs(hashint8(i)) % (300000 * $1), '2020-01-01'::timestamptz + i * interval '41 s', pick(i * 3, 'new','paid','sent','sent','sent'),
        pick(i * 5, 'Please ring twice','Leave it with the neighbour','','','Deliver after six in the evening','Gift: no invoice in the parcel','')
      FROM generate_series(1, 2000000 * $1) i;
    INSERT INTO line SELECT 1 + i / 3, i % 3, abs(hashint8(i)) % 50000, (abs(hashint8(i * 3)) % 20000) / 100.0, 1 + i % 4
      FROM generate_series(1, 5000000 * $1) i;
    INSERT INTO event SELECT md5(i::text)::uuid, '2024-01-01'::timestamptz + i * interval '3.7 s', pick(i, 'view','view','view','basket','checkout','login'),
        jsonb_build_object('customer', abs(hashint8(i)) % 300000, 'path', '/product/' || abs(hashint8(i * 11)) % 50000, 'ms', abs(hashint8(i * 17)) % 900,
          'agent', pick(i * 19, 'Mozilla/5.0 (X11; Linux x86_64) Firefox/132.0','Mozilla/5.0 (iPhone; CPU iPhone OS 18_1) Safari/605.1','Mozilla/5.0 (Windows NT 10.0) Chrome/130.0'))
      FROM generate_series(1, 1200000 * $1) i;
    VACUUM ANALYZE;
SQL
}

guard() { (cd "$work" && guard_here "$@"); } # goal, further arguments
guard_here() {
  "$mvn" -B -q -Dmaven.repo.local="$repository" \
    "io.github.dbguard:dbguard-maven-plugin:$version:$1" -Ddbguard.container="$container" "${@:2}"
}

backup() { rm -rf "$work/.dbguard"; guard pre-deploy-backup -Ddbguard.databases=shop; }
piped() { docker exec "$container" pg_dump -U postgres shop | gzip > "$work/shop.sql.gz"; }
floor() { docker exec "$container" sh -c 'rm -rf /dev/shm/f && pg_dump -U postgres -Fd -j2 -Z0 -f /dev/shm/f shop && rm -rf /dev/shm/f'; }
nothing() { guard help; }

bench_backup() { # major, gigabytes
  start "$1"; fill "$2"
  local size; size=$(psql -c "SELECT pg_size_pretty(pg_database_size('shop'))")
  local piped_s floor_s ours_s maven_s ours_b piped_b
  floor_s=$(median floor); piped_s=$(median piped); ours_s=$(median backup); maven_s=$(median nothing)
  piped_b=$(stat -c %s "$work/shop.sql.gz")
  ours_b=$(du -sb "$work"/.dbguard/backups/*/*/dump | awk '{ print $1 }')
  say "| backup $size, PostgreSQL $1 | docker exec pg_dump \\| gzip | $piped_s s, $((piped_b >> 20)) MiB | $ours_s s, $((ours_b >> 20)) MiB | $(calc %.2f "$piped_s / $ours_s") times faster, $(calc %.0f "100 * $ours_b / $piped_b") % of the size |"
  say "| the same, Maven's start ($maven_s s) apart | pg_dump -Fd -j2 -Z0 to /dev/shm inside | $floor_s s | $(calc %.2f "$ours_s - $maven_s") s | $(calc %.2f "($ours_s - $maven_s) / $floor_s") of the floor |"
  bench_restore "$1" "$size" "$maven_s"
  bench_fingerprint "$1"
}

# What was dumped above comes back: by psql into an empty database, and by dbguard beside the live one, which it replaces.
bench_restore() { # major, size in words, Maven's start
  local piped_s ours_s
  piped_s=$(median unpiped); psql -c 'DROP DATABASE shop_again'
  ours_s=$(median restore); restore_first
  say "| restore $2, PostgreSQL $1, Maven's start ($3 s) apart | gunzip \\| docker exec -i psql | $piped_s s | $(calc %.2f "$ours_s - $3") s | $(calc %.2f "$piped_s / ($ours_s - $3)") times faster |"
}
unpiped_first() { psql -c 'DROP DATABASE IF EXISTS shop_again' -c 'CREATE DATABASE shop_again' -c CHECKPOINT; }
unpiped() { gunzip < "$work/shop.sql.gz" | docker exec -i "$container" psql -qX -v ON_ERROR_STOP=1 -U postgres shop_again; }
restore_first() {
  local kept
  for kept in $(psql -c "SELECT datname FROM pg_database WHERE datname LIKE 'shop\_before\_%'"); do psql -c "DROP DATABASE $kept"; done
  psql -c CHECKPOINT
}
restore() { guard restore -Ddbguard.safetyBackup=false -Ddbguard.confirm="$container"; }

# The statement that verify-counts sends for the largest table, timed by the server, against count(*) alone.
bench_fingerprint() { # major
  local mark a b
  psql -c "ALTER SYSTEM SET log_min_duration_statement = 0" -c "SELECT pg_reload_conf()" >/dev/null
  rm -rf "$work/.dbguard"; guard record-counts -Ddbguard.databases=shop
  psql shop -c "UPDATE line SET quantity = quantity + 1 WHERE order_id < 1000"
  mark=$(date -u +%FT%T)
  for _ in $(seq "$runs"); do
    guard verify-counts -Ddbguard.databases=shop
    psql shop -c 'SELECT count(*) FROM line' >/dev/null
  done
  a=$(durations "$mark" 'statement: SELECT count(\*) FROM line')
  b=$(durations "$mark" 'statement: SELECT [0-9]*, count.*"line"')
  psql -c "ALTER SYSTEM RESET log_min_duration_statement" -c "SELECT pg_reload_conf()" >/dev/null
  say "| count, keys and survivors of the largest table, PostgreSQL $1 | count(*) alone | $a ms | $b ms | $(calc %.2f "$b / $a") times |"
}
durations() { docker logs --since "$1" "$container" 2>&1 | sed -n "s/.*duration: \([0-9.]*\) ms *$2.*/\1/p" | sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

bench_tables() { # major
  start "$1"
  psql -c 'CREATE DATABASE many'
  psql many -c "SELECT format('CREATE TABLE t%s (id int PRIMARY KEY, v text); INSERT INTO t%s SELECT g, g::text FROM generate_series(1,20) g', i, i) FROM generate_series(1,1000) i" > "$work/many.sql"
  sed -i 's/$/;/' "$work/many.sql"
  psql many < "$work/many.sql"
  rm -rf "$work/.dbguard"; guard record-counts -Ddbguard.databases=many
  local loop_s ours_s
  loop_s=$(runs=1 median loop)
  ours_s=$(median guard verify-counts -Ddbguard.databases=many)
  say "| verify-counts, 1,000 tables, PostgreSQL $1 | docker exec psql a table | $loop_s s | $ours_s s | $(calc %.1f "$loop_s / $ours_s") times faster |"
}
loop() { for i in $(seq 1000); do docker exec "$container" psql -qAtX -U postgres many -c "SELECT count(*) FROM t$i"; done; }

# A repository of 10,000 files: copies of this one, of which nearly every file holds commands.
bench_scan() {
  local project maven_s ours_s; project=$(cd "$(dirname "$0")/../../.." && pwd)
  maven_s=$(median nothing)
  for copy in $(seq 10); do
    mkdir -p "$work/repository/$copy"
    (cd "$project" && git ls-files -z | xargs -0 cp --parents -t "$work/repository/$copy")
  done
  ours_s=$(median scan)
  say "| scan of $(find "$work/repository" -type f | wc -l) files, Maven's start ($maven_s s) apart | 5 s | | $(calc %.2f "$ours_s - $maven_s") s | |"
}
scan() { (cd "$work/repository" && guard_here scan -Ddbguard.failOn=none -Ddbguard.failOnUnread=false); }

guard help >/dev/null  # what is not there yet is fetched before anything is timed
: > "$report"
say "$(date -u +%FT%TZ), $(nproc) cores, Docker Engine $(docker version -f '{{.Server.Version}}'), median of $runs"
say ""
say "| work | against | that | dbguard | |"
say "|---|---|---|---|---|"
for major in $majors; do for size in $sizes; do bench_backup "$major" "$size"; done; done
bench_tables 15
bench_scan
