#!/bin/bash
# Brings up what the tests need and uses what is there already: a Docker engine, Compose v2, PostgreSQL images.
#   up.sh          brings up what is missing; may be run again, and by several at once
#   up.sh --check  changes nothing; succeeds when all is up, else names what is missing
# DBGUARD_TESTBED_DIR is where it works (default /var/tmp/dbguard-testbed), DBGUARD_TESTBED_MIRROR the Debian mirror to
# take (default: the one of this machine's own apt).
set -uo pipefail
# Daemons and debootstrap are there; the PATH of a CI job often lacks them.
export PATH=$PATH:/usr/sbin:/sbin DEBIAN_FRONTEND=noninteractive
# Always the engine's own builder: buildx may build elsewhere (a container, a cloud), without the local images.
export DOCKER_BUILDKIT=0

here=$(cd "$(dirname "$0")" && pwd)
work=${DBGUARD_TESTBED_DIR:-/var/tmp/dbguard-testbed}
name=dbguard-testbed/postgres
label=dbguard.testbed.recipe
# In this order: most tests use 15.
majors=(15 17 13 18)
declare -A suite_of=([13]=bullseye [15]=bookworm [17]=trixie [18]=forky)
cuts=(15-nobash 15-bare)

say() { printf 'testbed: %s\n' "$*"; }
die() { printf 'testbed: FAILED: %s\n' "$*" >&2; exit 1; }

# ---- what is there ----

engine_version() { timeout 20 docker version --format '{{.Server.Version}} (API {{.Server.APIVersion}})' 2>/dev/null; }
compose_version() { timeout 20 docker compose version --short 2>/dev/null; }

# The label of an image names what it was made by, so that a changed recipe makes it anew.
recipe_of() { # recipe_of rootfs|full|cut TAG
  local files=(rootfs.sh)
  case $1 in
    full) files+=(Dockerfile entrypoint.sh) ;;
    cut) files+=(Dockerfile entrypoint.sh Dockerfile.cut cut.sh) ;;
  esac
  { echo "$2 ${suite_of[${2%%-*}]}"; cd "$here" && cat "${files[@]}"; } | sha256sum | cut -c1-16
}
has_image() { # has_image IMAGE RECIPE
  [ "$(docker image inspect --format "{{index .Config.Labels \"$label\"}}" "$1" 2>/dev/null)" = "$2" ]
}
missing_images() {
  local tag
  for tag in "${majors[@]}"; do has_image "$name:$tag" "$(recipe_of full "$tag")" || echo "$tag"; done
  for tag in "${cuts[@]}"; do has_image "$name:$tag" "$(recipe_of cut "$tag")" || echo "$tag"; done
}

# ---- Debian packages ----

need_root() { [ "$(id -u)" = 0 ] || die "$1, and only root can mend that"; }

# The lists may be missing or older than the mirror: only then are they fetched.
install_packages() {
  local opts=(-y --no-install-recommends -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold)
  apt-get install "${opts[@]}" "$@" >> "$work/apt.log" 2>&1 && return
  apt-get update >> "$work/apt.log" 2>&1
  apt-get install "${opts[@]}" "$@" >> "$work/apt.log" 2>&1
}

debian_mirror() {
  if [ -n "${DBGUARD_TESTBED_MIRROR:-}" ]; then echo "$DBGUARD_TESTBED_MIRROR"; return; fi
  # Suites with a dash are updates, security and the like; they are no mirror to start a system from.
  apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(RELEASE) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk '$1 == "Debian" && $2 == "main" && $3 !~ /[-\/]/ { print $4; exit }'
}
# apt knows its lists' origin only once it has them.
find_mirror() {
  mirror=$(debian_mirror)
  [ -n "$mirror" ] || { apt-get update >> "$work/apt.log" 2>&1; mirror=$(debian_mirror); }
  [ -n "$mirror" ]
}
# debootstrap does not read apt's proxy.
use_apt_proxy() {
  local proxy=
  eval "$(apt-config shell proxy Acquire::http::Proxy)"
  if [ -n "$proxy" ] && [ "$proxy" != DIRECT ]; then export http_proxy=${http_proxy:-$proxy}; fi
}

# ---- the engine ----

bring_engine() {
  engine_version > /dev/null && return
  case ${DOCKER_HOST:-unix:///var/run/docker.sock} in
    unix:///var/run/docker.sock | unix:///run/docker.sock) ;;
    *) die "no engine answers at DOCKER_HOST=$DOCKER_HOST (unset it to have one brought up here)" ;;
  esac
  need_root "no Docker engine answers"
  if ! command -v dockerd > /dev/null || ! command -v docker > /dev/null; then
    say "engine: installing"
    # A docker client of another origin in /usr/local/bin stays, and stays first in PATH.
    install_packages docker.io containerd runc iptables || {
      tail -n 5 "$work/apt.log" >&2
      die "the engine's packages cannot be installed (all of it: $work/apt.log)"
    }
    hash -r
  fi
  if [ -d /run/systemd/system ]; then
    systemctl start docker >> "$work/apt.log" 2>&1
  elif ! pidof dockerd > /dev/null; then
    # Left by an engine that was killed: a number in them may be another process's by now, and dockerd would not start.
    pidof containerd > /dev/null ||
      rm -f /run/docker.pid /run/docker/containerd/containerd.pid /run/docker/containerd/containerd.sock \
        /run/containerd/containerd.sock
    # Of a session of its own, to outlive this one; without the lock, which would stay held as long as the engine runs.
    # No job of this shell either: it is neither waited for nor ended with the others.
    (setsid nohup dockerd > "$engine_log" 2>&1 < /dev/null 9>&- &)
  fi
  local pause
  for pause in {1..120}; do
    engine_version > /dev/null && return
    # Once it runs and ends again, more waiting brings nothing.
    [ "$pause" -lt 6 ] || pidof dockerd > /dev/null || break
    sleep 0.5
  done
  tail -n 15 "$engine_log" >&2 2>/dev/null
  die "dockerd does not come up (all of it: $engine_log)"
}

# ---- Compose ----

# Debian 13's runs on 12 too, whose own is 1.x: fetched with lists and folders of our own, so that this machine's apt
# never learns of another suite.
bring_compose() {
  compose_version > /dev/null && return
  find_mirror || { echo "no Debian mirror among this machine's apt sources" >&2; return 1; }
  local apt=$work/compose plugins=${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins
  [ "$(id -u)" != 0 ] || plugins=/usr/local/lib/docker/cli-plugins
  rm -rf "$apt"
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$plugins" || return 1
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" > "$apt/sources.list"
  local opts=(-o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o Dir::State::lists="$apt/lists" -o Dir::Cache="$apt/cache" -o Acquire::Languages=none -o APT::Sandbox::User=root)
  (
    set -e
    cd "$apt"
    apt-get "${opts[@]}" update
    apt-get "${opts[@]}" download docker-compose
    dpkg -x docker-compose_*.deb unpacked
    # Under its name only when whole: another process may look at any moment.
    install -m 755 "$(find unpacked -type f -name docker-compose -size +1M | head -n 1)" "$plugins/.docker-compose.new"
    mv "$plugins/.docker-compose.new" "$plugins/docker-compose"
  ) > "$work/compose.log" 2>&1 || { tail -n 5 "$work/compose.log" >&2; return 1; }
  rm -rf "$apt"
  compose_version > /dev/null || { echo "the plugin in $plugins does not run" >&2; return 1; }
}

# ---- the images ----

# docker build, silent unless it fails: the client complains about the builder each time.
build() {
  local said
  said=$(docker build -q "$@" 2>&1) || { printf '%s\n' "$said" >&2; return 1; }
}

# Prints nothing and fails where no registry answers. A pull may take long, but an answer comes at once.
pull_official() { # pull_official MAJOR
  local log=$work/pull-$1.log pull
  timeout 600 docker pull "postgres:$1" > "$log" 2>&1 9>&- &
  pull=$!
  for _ in {1..75}; do
    grep -qi 'pulling from' "$log" && { wait "$pull"; return; }
    kill -0 "$pull" 2>/dev/null || { wait "$pull"; return; }
    sleep 0.2
  done
  kill "$pull" 2>/dev/null
  return 1
}

# A killed debootstrap leaves this machine's /proc and /sys mounted in there: never to be deleted along.
remove_root() {
  awk -v below="$1/" 'index($2, below) == 1 { print $2 }' /proc/self/mounts | sort -r | xargs -r umount
  rm -rf --one-file-system "$1"
}

image_rootfs() { # image_rootfs MAJOR: from Debian's packages
  local major=$1 root=$work/root-$1 image=dbguard-testbed/rootfs:$1 recipe status
  recipe=$(recipe_of rootfs "$major")
  has_image "$image" "$recipe" && return
  command -v debootstrap > /dev/null || { echo "debootstrap is not installed" >&2; return 1; }
  remove_root "$root" || return 1
  "$here/rootfs.sh" "$major" "${suite_of[$major]}" "$mirror" "$root" 9>&- |
    docker import --change "LABEL $label=$recipe" - "$image.new" > /dev/null
  status=$?
  remove_root "$root"
  [ "$status" = 0 ] && docker tag "$image.new" "$image"
  # An import of half a tar is an image too: it must not get the name.
  status=$?
  docker rmi "$image.new" > /dev/null 2>&1
  return "$status"
}

image_full() { # image_full MAJOR
  local major=$1 recipe data=/var/lib/postgresql/data volume=/var/lib/postgresql/data context=$work/context-$1
  recipe=$(recipe_of full "$major")
  has_image "$name:$major" "$recipe" && return
  if [ "$official" = yes ] && pull_official "$major"; then
    printf 'FROM postgres:%s\nLABEL %s=%s\n' "$major" "$label" "$recipe" | build -t "$name:$major" -
    return
  fi
  image_rootfs "$major" || return
  if [ "$major" -ge 18 ]; then data=/var/lib/postgresql/$major/docker volume=/var/lib/postgresql; fi
  rm -rf "$context"
  mkdir -p "$context" || return 1
  install -m 755 "$here/entrypoint.sh" "$context/entrypoint.sh"
  cp "$here/Dockerfile" "$context/"
  build --network none --label "$label=$recipe" --build-arg BASE="dbguard-testbed/rootfs:$major" \
    --build-arg PG_MAJOR="$major" --build-arg PGDATA="$data" --build-arg VOLUME="$volume" \
    -t "$name:$major" "$context"
}

image_cut() { # image_cut MAJOR-KIND
  local tag=$1 recipe context=$work/context-$1
  recipe=$(recipe_of cut "$tag")
  has_image "$name:$tag" "$recipe" && return
  rm -rf "$context"
  mkdir -p "$context/cut" || return 1
  cp "$here/Dockerfile.cut" "$context/Dockerfile"
  cp "$here/cut.sh" "$context/cut/"
  install -m 755 "$here/entrypoint.sh" "$context/cut/docker-entrypoint.sh"
  if [ "${tag#*-}" = nobash ]; then
    # A static one runs in whatever the base is, an official image too.
    (cd "$context" && { apt-get download busybox-static || { apt-get update && apt-get download busybox-static; }; } &&
      dpkg -x busybox-static_*.deb unpacked && install -m 755 "$(find unpacked -type f -path '*bin/busybox')" cut/busybox &&
      rm -rf unpacked busybox-static_*.deb) > "$work/busybox.log" 2>&1 ||
      { tail -n 5 "$work/busybox.log" >&2; return 1; }
  fi
  build --network none --label "$label=$recipe" --build-arg BASE="$name:${tag%%-*}" \
    --build-arg KIND="${tag#*-}" -t "$name:$tag" "$context"
}

# A major and what is derived from it, as one job.
image_job() { # image_job MAJOR
  local major=$1 tag start=$SECONDS
  image_full "$major" || return
  for tag in "${cuts[@]}"; do
    [ "${tag%%-*}" != "$major" ] || image_cut "$tag" || return
  done
  say "image $major: ready after $((SECONDS - start)) s"
}

bring_images() {
  local missing tag major running=0 failed=0
  missing=$(missing_images)
  [ -n "$missing" ] || return 0
  say "images: making $(tr '\n' ' ' <<< "$missing")"
  # One try tells for all majors. Without the label, so nothing yet says it is ready.
  official=no
  pull_official 15 && official=yes
  if [ "$official" = no ]; then
    need_root "no registry answers, so the images must be built from Debian's packages"
    command -v debootstrap > /dev/null || install_packages debootstrap debian-archive-keyring ||
      die "debootstrap cannot be installed (all of it: $work/apt.log)"
    find_mirror || die "no Debian mirror among this machine's apt sources; name one in DBGUARD_TESTBED_MIRROR"
    use_apt_proxy
  fi
  for major in "${majors[@]}"; do
    grep -qE "^$major(-|\$)" <<< "$missing" || continue
    # Two at once: a third only takes memory and disk from them.
    if [ "$running" -ge 2 ]; then wait -n || failed=1; running=$((running - 1)); fi
    # A process group each, to be ended with all that it started.
    set -m
    image_job "$major" 2> >(sed "s/^/testbed: image $major: /" >&2) &
    set +m
    running=$((running + 1))
  done
  while [ "$running" -gt 0 ]; do wait -n || failed=1; running=$((running - 1)); done
  # What an older recipe had made and no container uses.
  docker image prune -f --filter "label=$label" > /dev/null 2>&1
  return "$failed"
}

# ---- main ----

report() {
  local engine compose missing bad=0
  if engine=$(engine_version); then say "engine: up"; else say "engine: MISSING"; bad=1; fi
  if compose=$(compose_version); then say "compose: up"; else say "compose: MISSING"; bad=1; fi
  missing=$(missing_images | tr '\n' ' ')
  if [ -z "$missing" ]; then say "images: up"; else say "images: MISSING $missing"; bad=1; fi
  [ "$bad" = 0 ] && say "engine $engine, compose $compose, $name: ${majors[*]} ${cuts[*]}"
  return "$bad"
}

main() {
  case ${1:-} in
    --check) report; exit ;;
    '') ;;
    *) die "unknown argument $1 (there is only --check)" ;;
  esac

  # Nothing to do, nothing to lock: also for a user who is not root.
  local said
  if said=$(report); then printf '%s\n' "$said"; exit 0; fi

  mkdir -p "$work" || die "no folder to work in: $work (name another in DBGUARD_TESTBED_DIR)"
  exec 9> "$work/lock" || die "cannot write in $work (name another folder in DBGUARD_TESTBED_DIR)"
  flock -n 9 || { say "another run is at work, waiting for it"; flock 9; }
  trap clean EXIT
  trap 'exit 130' INT TERM

  bring_engine
  say "engine: $(engine_version)"
  bring_compose || die "Compose v2 cannot be had (reasons above)"
  say "compose: $(compose_version)"
  bring_images || die "not all images could be made (reasons above)"
  said=$(report) || { printf '%s\n' "$said" >&2; die "something is still missing"; }
  tail -n 1 <<< "$said"
}

# shellcheck disable=SC2317 # called by the trap
clean() {
  local job root
  for job in $(jobs -p); do kill -- "-$job" 2>/dev/null || kill "$job" 2>/dev/null; done
  wait
  for root in "$work"/root-*; do remove_root "$root"; done
  rm -rf "$work"/context-* "$work"/compose
}

engine_log=$work/dockerd.log
mirror='' official=no
# On one line with its end: bash reads a script as it goes, and this one may be replaced (git) while it runs.
main "$@"; exit
