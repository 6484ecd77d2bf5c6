#!/bin/bash
# rootfs.sh MAJOR SUITE MIRROR FOLDER: a minimal Debian with PostgreSQL MAJOR, as a tar on standard output.
# FOLDER is used for the work and must not exist. Runs as root.
set -euo pipefail
major=$1 suite=$2 mirror=$3 root=$4

mkdir -p "$root"/etc/dpkg/dpkg.cfg.d "$root"/etc/postgresql-common "$root"/usr/sbin
# Read by the dpkg inside, all along: nothing here needs to survive a power cut, and no one reads manuals in there.
cat > "$root"/etc/dpkg/dpkg.cfg.d/testbed <<'CONF'
force-unsafe-io
path-exclude=/usr/share/doc/*
path-exclude=/usr/share/man/*
path-exclude=/usr/share/info/*
path-exclude=/usr/share/locale/*
path-exclude=/usr/share/lintian/*
CONF
# Without these the package would make a cluster of its own and start it on this very machine.
echo 'create_main_cluster = false' > "$root"/etc/postgresql-common/createcluster.conf
printf '#!/bin/sh\nexit 101\n' > "$root"/usr/sbin/policy-rc.d
chmod 755 "$root"/usr/sbin/policy-rc.d

scripts=/usr/share/debootstrap/scripts
script=$scripts/$suite
# An older debootstrap has not heard of a newer suite; the newest ones are all built as sid is.
[ -e "$script" ] || script=$scripts/sid

build() {
  debootstrap --variant=minbase --include="postgresql-$major,zstd,xz-utils,less" "$@" "$suite" "$root" "$mirror" "$script"
}

said=$(build 2>&1) || {
  if grep -qE 'signed by unknown key|Invalid Release signature|no keyring|Keyring file not available' <<< "$said"; then
    echo "warning: no keyring here knows the signature of $suite: built UNCHECKED" >&2
    said=$(build --no-check-gpg 2>&1) || { tail -n 15 <<< "$said" >&2; exit 1; }
  else
    tail -n 15 <<< "$said" >&2
    exit 1
  fi
}
[ -x "$root/usr/lib/postgresql/$major/bin/postgres" ] || { echo "no postgres $major in $suite" >&2; exit 1; }

# 999 as in the official images: a volume must be able to move from one image to another. Newer suites give that number
# to a group of systemd's, which moves aside.
chroot "$root" sh -ec '
  change() { # change user|group NAME NUMBER, with the files it owns
    case $1 in
      user) old=$(id -u "$2"); usermod -u "$3" "$2"; find / -xdev -user "$old" -exec chown -h "$3" {} + ;;
      group) old=$(getent group "$2" | cut -d: -f3); groupmod -g "$3" "$2"; find / -xdev -group "$old" -exec chgrp -h "$3" {} + ;;
    esac
  }
  taken=$(getent passwd 999 | cut -d: -f1)
  [ -z "$taken" ] || change user "$taken" 899
  taken=$(getent group 999 | cut -d: -f1)
  [ -z "$taken" ] || change group "$taken" 899
  change user postgres 999
  change group postgres 999
  # The collation that databases of the official images have. Ours default to C.UTF-8, but both are there.
  localedef -i en_US -c -f UTF-8 -A /usr/share/locale/locale.alias en_US.UTF-8 2>/dev/null ||
    localedef -i en_US -c -f UTF-8 en_US.UTF-8
' >&2
sed -i -E "s/^#?listen_addresses *=.*/listen_addresses = '*'/" "$root/usr/share/postgresql/$major/postgresql.conf.sample"
grep -q "^listen_addresses = '\*'" "$root/usr/share/postgresql/$major/postgresql.conf.sample"

rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/cache/debconf/*-old "$root"/var/log/* \
  "$root"/debootstrap "$root"/etc/postgresql/"$major" "$root"/var/lib/postgresql/"$major"
# Tells the machine this was built on, and its resolver; Docker brings its own.
rm -f "$root"/etc/hostname "$root"/etc/resolv.conf

tar -c --numeric-owner --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' --exclude='./run/*' -C "$root" .
