#!/usr/bin/env bash
# Measures backups to an S3 server beside rclone's crypt to the same server, in turns (ours, theirs, ours, theirs …):
# one file of 1 GiB as tgz, and 5000 files of 4 KiB as rsync; first run, unchanged run and restore of each.
#
#   bench/s3.sh ENDPOINT [PAIRS] [SCRATCH]     keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; 3 pairs by default
#
# One line a run: wall seconds, CPU seconds of the client (user + system), its peak resident memory in MiB. Then the
# median of each, and the ratio of the medians. Needs rclone and GNU time; SCRATCH takes 4 GiB, better on a tmpfs. The
# server's work is in the wall time of both.
set -euo pipefail
endpoint=${1:?ENDPOINT}
pairs=${2:-3}
scratch=${3:-$(mktemp -d)}
holdfast=$(dirname "$(realpath "$0")")/../holdfast
mkdir -p "$scratch"
results=$scratch/results
: > "$results"
export HOLDFAST_STATE=$scratch/state HOLDFAST_PASSWORD='correct horse battery staple'
bucket=holdfast-bench-$$
unset AWS_CA_BUNDLE # rclone 1.60 stops at it, and this is plain HTTP
export RCLONE_CONFIG=/dev/null RCLONE_CONFIG_LAB_TYPE=s3 RCLONE_CONFIG_LAB_PROVIDER=Ceph RCLONE_CONFIG_LAB_ENDPOINT=$endpoint
export RCLONE_CONFIG_LAB_ENV_AUTH=true RCLONE_CONFIG_SEALED_TYPE=crypt RCLONE_CONFIG_SEALED_REMOTE=lab:$bucket/rclone
RCLONE_CONFIG_SEALED_PASSWORD=$(rclone obscure "$HOLDFAST_PASSWORD")
export RCLONE_CONFIG_SEALED_PASSWORD
"$holdfast" version > /dev/null
rclone mkdir "lab:$bucket"

corpus() {
  mkdir -p "$scratch/large" "$scratch/small"
  # Does not compress, and is the same each time.
  openssl enc -aes-128-ctr -K 00000000000000000000000000000001 -iv 00000000000000000000000000000002 -nosalt \
    -in <(head -c 1G /dev/zero) -out "$scratch/large/file"
  split -b 4096 -a 4 -d <(head -c $((5000 * 4096)) "$scratch/large/file") "$scratch/small/file-"
}

run() { # NAME WHO COMMAND...
  local name=$1 who=$2
  shift 2
  sync
  /usr/bin/time -o "$scratch/time" -f '%e %U %S %M' "$@" > /dev/null
  awk -v name="$name" -v who="$who" '{printf "%s\t%s\t%.2f\t%.2f\t%.0f\n", name, who, $1, $2 + $3, $4 / 1024}' "$scratch/time" |
    tee -a "$results" | awk -F '\t' '{printf "%-28s %-9s %8.2f s wall %8.2f s CPU %6d MiB\n", $1, $2, $3, $4, $5}'
}

ours() { # SOURCE FORMAT PAIR
  local url="s3://$bucket/holdfast-$1-$3?endpoint=$endpoint&provider=ceph"
  run "$1 first" holdfast "$holdfast" backup create --source "$scratch/$1" --to "$url" --format "$2" --quiet
  run "$1 unchanged" holdfast "$holdfast" backup create --source "$scratch/$1" --to "$url" --format "$2" --quiet
  run "$1 restore" holdfast "$holdfast" backup restore latest --from "$url" --target "$scratch/restored" --quiet
  diff -r "$scratch/$1" "$scratch/restored"
  rm -rf "$scratch/restored"
}

theirs() { # SOURCE PAIR
  run "$1 first" rclone rclone sync "$scratch/$1" "sealed:$1-$2"
  run "$1 unchanged" rclone rclone sync "$scratch/$1" "sealed:$1-$2"
  run "$1 restore" rclone rclone sync "sealed:$1-$2" "$scratch/restored"
  diff -r "$scratch/$1" "$scratch/restored"
  rm -rf "$scratch/restored"
}

corpus
for pair in $(seq "$pairs"); do
  ours large tgz "$pair"
  theirs large "$pair"
  ours small rsync "$pair"
  theirs small "$pair"
  rclone delete "lab:$bucket" > /dev/null
done
echo
echo 'medians'
for name in 'large first' 'large unchanged' 'large restore' 'small first' 'small unchanged' 'small restore'; do
  for who in holdfast rclone; do
    awk -F '\t' -v name="$name" -v who="$who" '$1 == name && $2 == who {print $3}' "$results" | sort -n |
      awk '{wall[NR] = $1} END {print wall[int((NR + 1) / 2)]}'
  done | paste - - | awk -v name="$name" '{printf "%-20s holdfast %7.2f s   rclone %7.2f s   ratio %.2f\n", name, $1, $2, $1 / $2}'
done
rclone purge "lab:$bucket"
rm -rf "$scratch"
