#!/usr/bin/env bash
# Measures backups to an S3 server beside rclone's crypt to the same server, in turns (ours, theirs, ours, theirs …):
# one file of 1 GiB as tgz, and 5000 files of 4 KiB as rsync; first run, unchanged run and restore of each.
#
#   bench/s3.sh ENDPOINT [PAIRS] [SCRATCH]     keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; 5 pairs by default
#
# Prints each run as it ends, and then a table: medians of wall and CPU seconds of the client, the highest peak of its
# resident memory, what the bucket holds of it, the requests, and the ratio of our wall to rclone's, pair by pair:
# median, min..max. The server's work is in the wall time of both. Needs rclone and GNU time; SCRATCH takes 4 GiB,
# better on a tmpfs.
#
# S3_REQUESTS is a command that prints how many requests the server has answered so far. For a Ceph gateway:
#   S3_REQUESTS="ceph --admin-daemon SOCKET perf dump rgw | grep -m 1 -o '\"req\": [0-9]*' | tr -dc 0-9"
# Without it none are counted.
set -euo pipefail
endpoint=${1:?ENDPOINT}
pairs=${2:-5}
scratch=${3:-$(mktemp -d)}
bench=$(dirname "$(realpath "$0")")
holdfast=$bench/../holdfast
mkdir -p "$scratch"
results=$scratch/results
: > "$results"
export HOLDFAST_STATE=$scratch/state HOLDFAST_PASSWORD='correct horse battery staple' HOLDFAST_CONFIG=
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

requests() {
  if [ -n "${S3_REQUESTS:-}" ]; then bash -c "$S3_REQUESTS"; else echo 0; fi
}

run() { # NAME WHO PLACE COMMAND...
  local name=$1 who=$2 place=$3 before after stored
  shift 3
  sync
  before=$(requests)
  /usr/bin/time -o "$scratch/time" -f '%e %U %S %M' "$@" > /dev/null
  after=$(requests)
  stored=$(rclone size --json "lab:$bucket/$place" | grep -o '"bytes":[0-9]*' | tr -dc 0-9)
  awk -v name="$name" -v who="$who" -v stored="$stored" -v requests=$((after - before)) \
    '{printf "%s\t%s\t%.2f\t%.2f\t%.0f\t%.0f\t%d\n", name, who, $1, $2 + $3, $4 / 1024, stored / 1048576, requests}' "$scratch/time" |
    tee -a "$results" |
    awk -F '\t' '{printf "%-16s %-13s %8.2f s wall %8.2f s CPU %6d MiB %6d MiB stored %6d requests\n", $1, $2, $3, $4, $5, $6, $7}'
}

ours() { # SOURCE FORMAT PAIR
  local place=holdfast-$1-$3
  local url="s3://$bucket/$place?endpoint=$endpoint&provider=ceph"
  run "$1 first" holdfast "$place" "$holdfast" backup create --source "$scratch/$1" --to "$url" --format "$2" --quiet
  run "$1 unchanged" holdfast "$place" "$holdfast" backup create --source "$scratch/$1" --to "$url" --format "$2" --quiet
  run "$1 restore" holdfast "$place" "$holdfast" backup restore latest --from "$url" --target "$scratch/restored" --quiet
  diff -r "$scratch/$1" "$scratch/restored"
  rm -rf "$scratch/restored"
}

theirs() { # SOURCE PAIR
  local place=rclone
  run "$1 first" 'rclone crypt' "$place" rclone sync "$scratch/$1" "sealed:$1-$2"
  run "$1 unchanged" 'rclone crypt' "$place" rclone sync "$scratch/$1" "sealed:$1-$2"
  run "$1 restore" 'rclone crypt' "$place" rclone sync "sealed:$1-$2" "$scratch/restored"
  diff -r "$scratch/$1" "$scratch/restored"
  rm -rf "$scratch/restored"
}

corpus
# A server that was empty pays for memory and disk of its own while it takes the first GiB: who comes first would pay.
rclone copy "$scratch/large" "lab:$bucket/before"
rclone purge "lab:$bucket/before"
for pair in $(seq "$pairs"); do
  for workload in 'large tgz' 'small rsync'; do
    read -r source format <<< "$workload"
    ours "$source" "$format" "$pair"
    theirs "$source" "$pair"
    rclone delete "lab:$bucket" > /dev/null
  done
done
echo
awk -f "$bench/table.awk" "$results"
rclone purge "lab:$bucket"
rm -rf "$scratch"
