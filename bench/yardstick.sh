#!/usr/bin/env bash
# Measures one tree: first backup, unchanged second backup and restore, tgz and rsync, encrypted, each beside what plain
# tools need for the same: tar | gzip -1 | openssl, and cp -a.
#
#   bench/yardstick.sh TREE [SCRATCH]     SCRATCH must have room for some six times the tree (default: a new one in /tmp)
#
# One line a run: wall seconds, CPU seconds (user + system), peak resident memory of the largest process in MiB.
# Needs GNU time (/usr/bin/time). The machine should be idle: quote ratios, not single figures.
set -euo pipefail
tree=$(realpath "${1:?TREE}")
scratch=${2:-$(mktemp -d)}
holdfast=$(dirname "$(realpath "$0")")/../holdfast
export HOLDFAST_STATE=$scratch/state HOLDFAST_PASSWORD='correct horse battery staple' PASS=yardstick
mkdir -p "$scratch"
"$holdfast" version > /dev/null

run() { # NAME, COMMAND...
  local name=$1; shift
  sync
  /usr/bin/time -o "$scratch/time" -f '%e %U %S %M' "$@" > /dev/null
  awk -v name="$name" '{printf "%-34s %8.2f s wall %8.2f s CPU %6.0f MiB\n", name, $1, $2 + $3, $4 / 1024}' "$scratch/time"
}

find "$tree" -type f -exec cat {} + > /dev/null # into the page cache
for format in tgz rsync; do
  run "$format: first backup" "$holdfast" backup create --source "$tree" --to "$scratch/$format" --format $format --quiet
  run "$format: unchanged backup" "$holdfast" backup create --source "$tree" --to "$scratch/$format" --format $format --quiet
  run "$format: restore" "$holdfast" backup restore latest --from "$scratch/$format" --target "$scratch/restored-$format" --quiet
  diff -r "$tree" "$scratch/restored-$format"
  rm -rf "$scratch/restored-$format"
done
run "tar | gzip -1 | openssl" sh -c 'tar -C "$1" -c . | gzip -1 | openssl enc -aes-256-cbc -pbkdf2 -pass env:PASS > "$2"' sh "$tree" "$scratch/plain.enc"
mkdir "$scratch/untarred"
run "openssl | gzip -d | tar" sh -c 'openssl enc -d -aes-256-cbc -pbkdf2 -pass env:PASS < "$2" | tar -C "$1" -xz' sh "$scratch/untarred" "$scratch/plain.enc"
run "cp -a" cp -a "$tree" "$scratch/copied"
run "cp -al" cp -al "$scratch/copied" "$scratch/linked"
du -sm --apparent-size "$scratch"/tgz/snapshot "$scratch"/plain.enc | awk '{print $2 ": " $1 " MiB"}'
rm -rf "$scratch"
