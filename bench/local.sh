#!/usr/bin/env bash
# Measures Holdfast beside its peers on local stores, in turns: each round runs every contender of a workload once.
#
#   bench/local.sh [-n ROUNDS] [-d SCRATCH] [WORKLOAD...]
#
# WORKLOAD: mixed-rsync mixed-tgz pure-java small start (default: all). 5 rounds by default; the first of ours after a build is not
# warm, so call it twice. SCRATCH takes 6 GiB; put it on a tmpfs, and then on a disk (default: a new one in /dev/shm).
# Each run takes another 3 GiB of /dev/shm for a moment.
# MIB (1024) and FILES (50000) change the size of the trees.
#
# Prints each run as it ends, and then a table: medians of wall and CPU seconds, the highest peak of resident memory (of
# the largest process), what was stored; and of each peer the ratio of our wall to its, round by round: median, min..max.
# Missing peers are installed (Debian: restic, rclone, pigz, isal, rsync, borgbackup, time).
set -euo pipefail
rounds=5
scratch=
while getopts n:d: option; do
  case $option in
    n) rounds=$OPTARG ;;
    d) scratch=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- mixed-rsync mixed-tgz pure-java small start
scratch=${scratch:-$(mktemp -d /dev/shm/holdfast-bench.XXXXXX)}
bench=$(dirname "$(realpath "$0")")
holdfast=$bench/../holdfast
work=$scratch/work
results=$scratch/results
mkdir -p "$scratch"
: > "$results"

missing=()
for peer in restic:restic rclone:rclone pigz:pigz igzip:isal borg:borgbackup rsync:rsync openssl:openssl time:time; do
  type -P "${peer%:*}" > /dev/null || missing+=("${peer#*:}")
done
[ ${#missing[@]} -eq 0 ] || sudo apt-get install -y "${missing[@]}"

export PASS='correct horse battery staple'
export HOLDFAST_PASSWORD=$PASS RESTIC_PASSWORD=$PASS BORG_PASSPHRASE=$PASS HOLDFAST_CONFIG=
export HOLDFAST_STATE=$work/state RESTIC_CACHE_DIR=$work/restic-cache BORG_BASE_DIR=$work/borg-base
export RCLONE_CONFIG=/dev/null RCLONE_CONFIG_SEALED_TYPE=crypt RCLONE_CONFIG_SEALED_REMOTE=$work/rclone
RCLONE_CONFIG_SEALED_PASSWORD=$(rclone obscure "$PASS")
export RCLONE_CONFIG_SEALED_PASSWORD
"$holdfast" version > /dev/null

corpus() { # KIND AMOUNT
  [ -d "$scratch/$1" ] || "${JAVA_HOME:+$JAVA_HOME/bin/}java" "$bench/Corpus.java" "$1" "$scratch/$1.new" "$2"
  [ -d "$scratch/$1" ] || mv "$scratch/$1.new" "$scratch/$1"
  find "$scratch/$1" -type f -exec cat {} + > /dev/null # into the page cache
}

run() { # PHASE WHO STORE COMMAND...
  local phase=$1 who=$2 store=$3
  shift 3
  sync
  # A virtual machine may get its memory when it touches it, and give back what it does not use for some seconds. Who
  # comes first would pay for all.
  head -c 3G /dev/zero > /dev/shm/holdfast-bench-touched
  rm /dev/shm/holdfast-bench-touched
  /usr/bin/time -o "$scratch/time" -f '%e %U %S %M' "$@" > /dev/null 2> "$scratch/errors" || { cat "$scratch/errors" >&2; exit 1; }
  local stored=0
  [ "$store" = - ] || stored=$(du -sb "$store" | cut -f 1)
  tail -n 1 "$scratch/time" | awk -v phase="$phase" -v who="$who" -v stored="$stored" \
    '{printf "%s\t%s\t%.2f\t%.2f\t%.0f\t%.0f\n", phase, who, $1, $2 + $3, $4 / 1024, stored / 1048576}' |
    tee -a "$results" |
    awk -F '\t' '{printf "%-24s %-22s %8.2f s wall %8.2f s CPU %6d MiB %6d MiB stored\n", $1, $2, $3, $4, $5, $6}'
}

restored() { # SOURCE: the restored tree is the same, and goes
  diff -r "$1" "$work/restored"
  rm -rf "$work/restored"
}

sealing='openssl enc -aes-256-cbc -pbkdf2 -pass env:PASS'

pipe() { # PHASE WHO SOURCE COMPRESS DECOMPRESS, first or restore
  local tar=$work/$2.tar
  case $1 in
    *first) run "$1" "$2" "$tar" bash -c "set -o pipefail; tar -C '$3' -c . $4 | $sealing > '$tar'" ;;
    *restore)
      mkdir "$work/restored"
      run "$1" "$2" - bash -c "set -o pipefail; $sealing -d < '$tar' $5 | tar -C '$work/restored' -x"
      restored "$3"
      ;;
  esac
}

holdfast() { # PHASE SOURCE FORMAT
  local store=$work/holdfast-$3
  case $1 in
    *restore)
      run "$1" holdfast - "$holdfast" backup restore latest --from "$store" --target "$work/restored" --quiet
      restored "$2"
      ;;
    *) run "$1" holdfast "$store" "$holdfast" backup create --source "$2" --to "$store" --format "$3" --quiet ;;
  esac
}

rclone_crypt() { # PHASE SOURCE
  case $1 in
    *restore)
      run "$1" 'rclone crypt' - rclone sync sealed: "$work/restored"
      restored "$2"
      ;;
    *) run "$1" 'rclone crypt' "$work/rclone" rclone sync "$2" sealed: ;;
  esac
}

restic() { # PHASE SOURCE
  local repository=$work/restic
  [ -d "$repository" ] || command restic -q -r "$repository" init > /dev/null
  case $1 in
    *restore)
      run "$1" restic - restic -q -r "$repository" restore latest --target "$work/restored-by-restic"
      mv "$work/restored-by-restic/$2" "$work/restored"
      restored "$2"
      rm -r "$work/restored-by-restic"
      ;;
    *) run "$1" restic "$repository" restic -q -r "$repository" backup "$2" ;;
  esac
}

borg() { # PHASE SOURCE
  local repository=$work/borg
  [ -d "$repository" ] || command borg init -e repokey-blake2 "$repository" 2> /dev/null
  run "$1" borg "$repository" borg create "$repository::$(date +%s%N)" "$2"
}

mixed-rsync() {
  corpus mixed "${MIB:-1024}"
  for phase in 'mixed rsync first' 'mixed rsync restore'; do
    holdfast "$phase" "$scratch/mixed" rsync
    rclone_crypt "$phase" "$scratch/mixed"
    restic "$phase" "$scratch/mixed"
    [ "$phase" = 'mixed rsync restore' ] || borg "$phase" "$scratch/mixed"
    pipe "$phase" 'tar|openssl' "$scratch/mixed" '' ''
  done
}

mixed-tgz() {
  corpus mixed "${MIB:-1024}"
  for phase in 'mixed tgz first' 'mixed tgz restore'; do
    holdfast "$phase" "$scratch/mixed" tgz
    restic "$phase" "$scratch/mixed"
    pipe "$phase" 'tar|igzip -1|openssl' "$scratch/mixed" '| igzip -1' '| igzip -d'
    pipe "$phase" 'tar|pigz -1|openssl' "$scratch/mixed" '| pigz -1' '| pigz -d'
  done
}

pure-java() { # archives of a site that may not load native code
  corpus mixed "${MIB:-1024}"
  (umask 077 && echo "$PASS" > "$work/password")
  cat > "$work/holdfast.yaml" <<END
sites:
  java:
    provider: filesystem
    path: $work/holdfast-java
    format: tgz
    compression: { native: false }
    encryption: { passwordFile: $work/password }
apps:
  mixed: { data: $scratch/mixed }
END
  local phase='mixed tgz in pure Java, first'
  run "$phase" holdfast "$work/holdfast-java" env -u HOLDFAST_PASSWORD HOLDFAST_CONFIG="$work/holdfast.yaml" \
    "$holdfast" backup create mixed --quiet
  pipe "$phase" 'tar|pigz -1|openssl' "$scratch/mixed" '| pigz -1' ''
}

small() {
  corpus small "${FILES:-50000}"
  local source=$scratch/small phase
  for phase in 'small first' 'small unchanged' 'small changed' 'small restore'; do
    if [ "$phase" = 'small changed' ]; then
      "${JAVA_HOME:+$JAVA_HOME/bin/}java" "$bench/Corpus.java" change "$source" 100 "$round"
    fi
    holdfast "$phase" "$source" rsync
    rclone_crypt "$phase" "$source"
    restic "$phase" "$source"
  done
  command rsync -a "$source/" "$work/copy/"
  run 'small scan' holdfast - "$holdfast" backup create --source "$source" --to "$work/holdfast-rsync" --format rsync --dry-run --quiet
  run 'small scan' 'rsync -an' - rsync -an "$source/" "$work/copy/"
}

start() {
  mkdir -p "$work/few"
  echo one > "$work/few/one"
  "$holdfast" backup create --source "$work/few" --to "$work/started" --quiet > /dev/null
  run 'start: version' holdfast - "$holdfast" version
  run 'start: backup list' holdfast - "$holdfast" backup list --from "$work/started"
}

for workload in "$@"; do
  for round in $(seq "$rounds"); do
    rm -rf "$work"
    mkdir "$work"
    "$workload"
  done
done
rm -rf "$work"

echo
awk -f "$bench/table.awk" "$results"
