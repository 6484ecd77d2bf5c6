#!/bin/sh
# Entry point of the test bed's own PostgreSQL images. It behaves like the official image's where a deploy can tell the
# difference. POSIX sh on purpose: the cut-down images have no bash.
set -eu

fail() {
  printf 'Error: %s\n' "$*" >&2
  exit 1
}

# from_env_or_file NAME [DEFAULT]: NAME, or what the file named by NAME_FILE holds (Docker secrets), or DEFAULT.
from_env_or_file() {
  eval "value=\${$1:-} file=\${$1_FILE:-}"
  if [ -n "$value" ] && [ -n "$file" ]; then
    fail "both $1 and $1_FILE are set (but are exclusive)"
  fi
  if [ -n "$file" ]; then
    value=$(cat "$file")
  elif [ -z "$value" ]; then
    value=${2:-}
  fi
  eval "export $1=\$value"
  unset "$1_FILE"
}

# Arguments such as --version end postgres at once: no data directory may come of them.
only_asks() {
  for argument; do
    case $argument in
      '-?' | --help | --describe-config | -V | --version) return 0 ;;
    esac
  done
  return 1
}

# 18 and later keep data in a folder of the major's own below one volume. Where there is data in an older place, or a
# volume mounted on the older place, a fresh initdb would hide that data: refuse, as the official image does.
refuse_hidden_data() {
  [ "$PGDATA" = "/var/lib/postgresql/$PG_MAJOR/docker" ] || return 0
  for place in /var/lib/postgresql /var/lib/postgresql/data /var/lib/postgresql/*/docker; do
    if [ -s "$place/PG_VERSION" ]; then
      fail "in 18+, these Docker images keep data below /var/lib/postgresql in a folder of the major's own." \
        "Counter to that, there appears to be PostgreSQL data in: $place"
    fi
  done
  if awk '$5 == "/var/lib/postgresql/data" { found = 1 } END { exit !found }' /proc/self/mountinfo; then
    fail "in 18+, these Docker images keep data below /var/lib/postgresql in a folder of the major's own." \
      "Counter to that, there appears to be PostgreSQL data in: /var/lib/postgresql/data (unused mount/volume)"
  fi
}

own_directories() {
  mkdir -p "$PGDATA"
  chmod 700 "$PGDATA" || :
  mkdir -p /var/run/postgresql || :
  chmod 3775 /var/run/postgresql || :
  if [ -n "${POSTGRES_INITDB_WALDIR:-}" ]; then
    mkdir -p "$POSTGRES_INITDB_WALDIR"
    chmod 700 "$POSTGRES_INITDB_WALDIR" || :
  fi
  if [ "$(id -u)" = 0 ]; then
    find "$PGDATA" /var/run/postgresql ${POSTGRES_INITDB_WALDIR:+"$POSTGRES_INITDB_WALDIR"} \
      ! -user postgres -exec chown postgres '{}' +
  fi
}

create_cluster() {
  # The official image lets POSTGRES_INITDB_ARGS carry quotes, hence eval.
  eval "set -- $POSTGRES_INITDB_ARGS"
  if [ -n "${POSTGRES_INITDB_WALDIR:-}" ]; then
    set -- --waldir="$POSTGRES_INITDB_WALDIR" "$@"
  fi
  # Through a pipe: a password neither shows in the process list nor lies in a file.
  printf '%s\n' "$POSTGRES_PASSWORD" | initdb --username="$POSTGRES_USER" --pwfile=/dev/stdin "$@"
}

# initdb's own pg_hba.conf trusts the socket and loopback. Everyone else logs in the way this server stores passwords:
# scram-sha-256, and md5 on 13.
allow_other_hosts() {
  shift
  method=${POSTGRES_HOST_AUTH_METHOD:-$(postgres -C password_encryption "$@")}
  printf '\nhost all all all %s\n' "$method" >> "$PGDATA/pg_hba.conf"
}

# The server of the first start is on the socket alone, so that a health check over TCP cannot call it ready too early.
start_for_setup() {
  shift
  options=
  for argument in "$@" -c listen_addresses= -p "${PGPORT:-5432}"; do
    options="$options '$(printf '%s' "$argument" | sed "s/'/'\\\\''/g")'"
  done
  PGUSER=${PGUSER:-$POSTGRES_USER} pg_ctl -D "$PGDATA" -o "$options" -w start
}

stop_after_setup() {
  PGUSER=${PGUSER:-$POSTGRES_USER} pg_ctl -D "$PGDATA" -m fast -w stop
}

run_sql() {
  PGHOST='' PGHOSTADDR='' psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc --username "$POSTGRES_USER" "$@"
}

create_database() {
  known=$(echo "SELECT 1 FROM pg_database WHERE datname = :'db'" |
    run_sql --dbname postgres --set db="$POSTGRES_DB" --tuples-only --no-align)
  if [ -z "$known" ]; then
    echo 'CREATE DATABASE :"db"' | run_sql --dbname postgres --set db="$POSTGRES_DB"
  fi
}

run_initdb_scripts() {
  for script in /docker-entrypoint-initdb.d/*; do
    case $script in
      *.sh)
        echo "$0: running $script"
        # An executable file has its own shell; any other is read by this one, as in the official image.
        if [ -x "$script" ]; then "$script"; else . "$script"; fi
        ;;
      *.sql) echo "$0: running $script" && run_sql --dbname "$POSTGRES_DB" -f "$script" ;;
      *.sql.gz) echo "$0: running $script" && gunzip -c "$script" | run_sql --dbname "$POSTGRES_DB" ;;
      *.sql.xz) echo "$0: running $script" && xz -dc "$script" | run_sql --dbname "$POSTGRES_DB" ;;
      *.sql.zst) echo "$0: running $script" && zstd -dc "$script" | run_sql --dbname "$POSTGRES_DB" ;;
      '/docker-entrypoint-initdb.d/*') ;;
      *) echo "$0: ignoring $script" ;;
    esac
  done
}

first_start() {
  if [ -z "$POSTGRES_PASSWORD" ] && [ "${POSTGRES_HOST_AUTH_METHOD:-}" != trust ]; then
    fail 'Database is uninitialized and superuser password is not specified. Set POSTGRES_PASSWORD to a non-empty' \
      'value, or POSTGRES_HOST_AUTH_METHOD=trust to let everyone in (not recommended).'
  fi
  refuse_hidden_data
  ls /docker-entrypoint-initdb.d/ > /dev/null
  create_cluster
  allow_other_hosts "$@"
  # Only matters where POSTGRES_INITDB_ARGS asks for a password on the socket too.
  export PGPASSWORD="${PGPASSWORD:-$POSTGRES_PASSWORD}"
  start_for_setup "$@"
  create_database
  run_initdb_scripts
  stop_after_setup
  unset PGPASSWORD
  printf '\nPostgreSQL init process complete; ready for start up.\n\n'
}

case ${1:-} in
  -*) set -- postgres "$@" ;;
esac

if [ "${1:-}" = postgres ] && ! only_asks "$@"; then
  from_env_or_file POSTGRES_PASSWORD
  from_env_or_file POSTGRES_USER postgres
  from_env_or_file POSTGRES_DB "$POSTGRES_USER"
  from_env_or_file POSTGRES_INITDB_ARGS
  own_directories
  if [ "$(id -u)" = 0 ]; then
    exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$0" "$@"
  fi
  if [ -s "$PGDATA/PG_VERSION" ]; then
    printf '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n'
  else
    first_start "$@"
  fi
  # The server need not carry the password in its environment.
  for name in $(env | sed -n 's/^\(POSTGRES_[A-Za-z0-9_]*\)=.*/\1/p'); do unset "$name"; done
fi

exec "$@"
