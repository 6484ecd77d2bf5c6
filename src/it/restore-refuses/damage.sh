# One byte of one file is another one.
set -e
cd "$(dirname "$0")"
printf X | dd of="$(ls .dbguard/backups/*/*/dump/shop/*.dat.gz | head -n 1)" bs=1 seek=20 conv=notrunc
