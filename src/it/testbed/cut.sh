#!/bin/sh
# cut.sh nobash|bare, run inside the image while it is built.
#   nobash: the way to a socket is busybox's nc, and the common tools are busybox's, as in an image on Alpine.
#   bare:   nothing in it can open a socket.
set -eu

# psql and its kin in /usr/bin are Perl scripts choosing a version: with Perl gone they must be the real ones.
for tool in /usr/lib/postgresql/"$PG_MAJOR"/bin/*; do
  if [ -L "/usr/bin/${tool##*/}" ]; then ln -sf "$tool" /usr/bin/; fi
done

cp /cut/docker-entrypoint.sh /usr/local/bin/docker-entrypoint.sh

if [ "$1" = nobash ]; then
  cp /cut/busybox /bin/busybox
  /bin/busybox true
  # Not sh: Debian's static busybox sh finds its own tools whatever PATH says, which the one on Alpine does not. Dash stays.
  for applet in awk base64 cat cp cut date dd df du env find free grep gunzip gzip head hostname id ln ls md5sum mkdir \
    mktemp mv nc od ps rm rmdir sed seq sha256sum sha512sum sleep sort stat sync tail tar tee test timeout touch tr wc \
    wget which xargs zcat; do
    if /bin/busybox --list | /bin/busybox grep -qx "$applet"; then
      # Where the tool already is: an applet further down PATH would never be the one to run.
      place=$(command -v "$applet" || :)
      case $place in
        /*) ln -sf /bin/busybox "$place" ;;
        *) ln -sf /bin/busybox "/usr/bin/$applet" ;;
      esac
    fi
  done
else
  rm -f /bin/busybox
fi

for tool in bash rbash perl 'perl[0-9]*' 'python[0-9]*' python socat ncat netcat telnet openssl; do
  # shellcheck disable=SC2086 # some of them are patterns
  rm -f /bin/$tool /usr/bin/$tool
done
if [ "$1" = bare ]; then rm -f /bin/nc /usr/bin/nc /bin/nc.* /usr/bin/nc.*; fi
rm -rf /cut
