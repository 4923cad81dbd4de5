# Starts a Ceph cluster of three daemons in the directory $1, whose ceph.conf is there already, and stays.
# $2 and $3 are the access key and the secret key of the one user. Writes "ready" to the file $1/state when he can
# come. Ends, and the daemons with it, when its standard input does: that is when whoever started it is no more.
set -eu
cd "$1"
export CEPH_CONF="$1/ceph.conf"
unset CEPH_ARGS || true
daemons=""
trap 'kill -KILL $daemons 2>/dev/null || true' EXIT
trap 'exit 1' HUP INT TERM

# The kernel ends a daemon when this shell is gone, however it went.
daemon() {
    setpriv --pdeathsig KILL "$@" -f 3<&- >>daemons.out 2>&1 &
    daemons="$daemons $!"
}

# Once standard input ends, so does everything. Kept as number 3, for what runs in the background gets none.
exec 3<&0 </dev/null
{ cat <&3 >/dev/null; kill -TERM $$; } &
daemons="$!"

mkdir -p mon osd rgw
umask 077
ceph-authtool --create-keyring keyring --gen-key -n mon. --cap mon 'allow *'
ceph-authtool keyring --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
ceph-authtool keyring --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
ceph-authtool keyring --gen-key -n client.rgw --cap mon 'allow rw' --cap osd 'allow rwx'
monmaptool --create --fsid "$(sed -n 's/^fsid = //p' ceph.conf)" \
    --addv a "$(sed -n 's/^mon host = \(.*\)\/0\]$/\1]/p' ceph.conf)" monmap
ceph-mon --mkfs -i a --monmap monmap --keyring keyring
daemon ceph-mon -i a

uuid=$(cat /proc/sys/kernel/random/uuid)
ceph --connect-timeout 60 osd new "$uuid"
ceph-osd -i 0 --mkfs --osd-uuid "$uuid"
daemon ceph-osd -i 0
until ceph --connect-timeout 20 osd stat | grep -q '1 up'; do sleep 0.2; done
daemon radosgw -n client.rgw
radosgw-admin -n client.rgw user create --uid=test --display-name=test --access-key="$2" --secret="$3" \
    --max-buckets=0
echo ready >state
wait
