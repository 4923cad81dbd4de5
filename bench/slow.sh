#!/usr/bin/env bash
# Shows that a slow store makes no memory grow: backs up a file of 10 GiB to a site that takes 1 MiB a second, looks at the
# process now and then, and stops it after a while.
#
#   bench/slow.sh [-s SECONDS] [rsync|tgz...]
#
# 120 seconds by default. Prints how much the process has read (of everything), what the store took, and its resident
# memory; in the end the peak. Takes SECONDS MiB of /dev/shm twice.
set -euo pipefail
seconds=120
while getopts s: option; do
  case $option in
    s) seconds=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- rsync tgz
scratch=$(mktemp -d /dev/shm/holdfast-slow.XXXXXX)
trap 'rm -rf "$scratch"' EXIT
bench=$(dirname "$(realpath "$0")")
holdfast=$bench/../holdfast

export HOLDFAST_PASSWORD='correct horse battery staple' HOLDFAST_STATE=$scratch/state HOLDFAST_CONFIG=$scratch/holdfast.yaml
"${JAVA_HOME:+$JAVA_HOME/bin/}java" "$bench/Corpus.java" stream "$scratch/source" $((seconds + 64))

mib() { # FILE KEY: what /proc says, in MiB
  awk -v key="$2:" -v unit="$3" '$1 == key {printf "%d", $2 / unit}' "$1"
}

slow() { # FORMAT
  cat > "$HOLDFAST_CONFIG" << END
sites:
  slow: { provider: filesystem, path: $scratch/store, format: $1, encryption: {}, limits: { bandwidth: 1MiB/s } }
apps:
  stream: { data: $scratch/source }
END
  chmod 600 "$HOLDFAST_CONFIG"
  "$holdfast" version > /dev/null
  "$holdfast" backup create stream --quiet 2> "$scratch/errors" &
  local process=$! second
  for ((second = 1; second <= seconds; second++)); do
    sleep 1
    kill -0 "$process" 2> /dev/null || { cat "$scratch/errors" >&2; exit 1; }
    if ((second % (seconds > 10 ? seconds / 10 : 1) == 0)); then
      printf '%-6s %4d s: read %6d MiB, store %6d MiB, resident %4d MiB\n' "$1" "$second" \
        "$(mib "/proc/$process/io" rchar 1048576)" "$(du -sm "$scratch/store" | cut -f 1)" "$(mib "/proc/$process/status" VmRSS 1024)"
    fi
  done
  printf '%-6s peak of resident memory: %d MiB\n' "$1" "$(mib "/proc/$process/status" VmHWM 1024)"
  kill "$process"
  wait "$process" || true
  rm -rf "$scratch/store" "$scratch/state"
}

for format in "$@"; do
  slow "$format"
done
