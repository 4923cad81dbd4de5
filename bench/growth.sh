#!/usr/bin/env bash
# Measures whether time grows in proportion to what is backed up, and memory not at all.
#
#   bench/growth.sh [-d SCRATCH] [files|stream...]
#
# files:  first and unchanged run, list of files, verification and restore of tiny files, each a file of the store (rsync,
#         encrypted). FILES="10000 100000 1000000" says how many. Each takes some 12 KiB and 5 inodes of SCRATCH: a million
#         needs "mount -o remount,nr_inodes=8m /dev/shm" before.
# stream: a run and a restore of one file that is a hole, as an archive (tgz, encrypted). GIBS="1 16 64" says how large.
#         What it takes of SCRATCH is little.
#
# SCRATCH is a new directory in /dev/shm unless told, and goes in the end. Prints each run: wall and CPU seconds, peak of
# resident memory, and CPU for each file or GiB. Needs GNU time.
set -euo pipefail
scratch=
while getopts d: option; do
  case $option in
    d) scratch=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- files stream
scratch=$(mktemp -d "${scratch:-/dev/shm}/holdfast-growth.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
bench=$(dirname "$(realpath "$0")")
holdfast=$bench/../holdfast
type -P time > /dev/null || sudo apt-get install -y time

export HOLDFAST_PASSWORD='correct horse battery staple' HOLDFAST_CONFIG= HOLDFAST_STATE=$scratch/state
source=$scratch/source
store=$scratch/store
"$holdfast" version > /dev/null

room() { # KIB INODES
  local kib inodes
  read -r kib inodes < <(df --output=avail,iavail -k "$scratch" | tail -n 1)
  if [ "$kib" -lt "$1" ] || [ "$inodes" -lt "$2" ]; then
    echo "$scratch has $kib KiB and $inodes inodes left, and this needs $1 and $2" >&2
    exit 1
  fi
}

run() { # PHASE COUNT UNIT ARGUMENT...
  local phase=$1 count=$2 unit=$3
  shift 3
  /usr/bin/time -o "$scratch/time" -f '%e %U %S %M' "$holdfast" "$@" > /dev/null 2> "$scratch/errors" || { cat "$scratch/errors" >&2; exit 1; }
  tail -n 1 "$scratch/time" | awk -v phase="$phase" -v count="$count" -v unit="$unit" '{
    cpu = $2 + $3
    each = unit == "file" ? sprintf("%8.0f us", cpu / count * 1e6) : sprintf("%8.2f s", cpu / count)
    printf "%-22s %8d %-5s %9.2f s wall %9.2f s CPU %5d MiB %s CPU a %s\n", phase, count, unit, $1, cpu, $4 / 1024, each, unit
  }'
}

restored() { # COUNT
  local found
  found=$(find "$scratch/restored" -type f | wc -l)
  [ "$found" -eq "$1" ] || { echo "$found files were restored, not $1" >&2; exit 1; }
}

files() {
  local count
  for count in ${FILES:-10000 100000 1000000}; do
    room $((count * 12)) $((count * 5))
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" "$bench/Corpus.java" tiny "$source" "$count"
    run 'rsync, first' "$count" file backup create --source "$source" --to "$store" --quiet
    run 'rsync, unchanged' "$count" file backup create --source "$source" --to "$store" --quiet
    run 'files' "$count" file backup files latest --from "$store"
    run 'verify' "$count" file backup verify latest --from "$store" --quiet
    rm -rf "$source"
    run 'rsync, restore' "$count" file backup restore latest --from "$store" --target "$scratch/restored" --quiet
    restored "$count"
    rm -rf "$store" "$scratch/restored" "$scratch/state"
  done
}

stream() {
  local gib
  for gib in ${GIBS:-1 16 64}; do
    room $((gib * 4096 + 65536)) 1000
    mkdir "$source"
    truncate -s "${gib}G" "$source/stream"
    run 'tgz, first' "$gib" GiB backup create --source "$source" --to "$store" --format tgz --quiet
    run 'tgz, restore' "$gib" GiB backup restore latest --from "$store" --target "$scratch/restored" --quiet
    restored 1
    rm -rf "$source" "$store" "$scratch/restored" "$scratch/state"
  done
}

for what in "$@"; do
  "$what"
done
