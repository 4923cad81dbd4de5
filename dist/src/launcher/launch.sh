# How Java is started with Holdfast, read by the launcher of a checkout and by that of a package. They set before:
#   java   the home of the Java to use
#   app    the directory with lib/ and server/, where the jars are, and with what Java keeps of the program

# The jars of directories in $app, in an order that is the same in every language and on every disk: what Java kept
# fits a class path that begins as its own.
class_path() (
    LC_ALL=C
    path=
    for directory; do
        for jar in "$app/$directory"/*.jar; do
            path=$path${path:+:}$jar
        done
    done
    printf %s "$path"
)

# What $1 and $2, the first words of a command, are about, as $kind:
#   offline  only what this machine knows
#   look     a look at a store, or waiting for one
#   files    a manifest, which may be large
#   work     everything else
find_kind() {
    case "${1:-} ${2:-}" in
        ' ' | -* | version* | completion* | config* | 'site list' | 'site show' | 'app list' | 'app show') kind=offline ;;
        site* | 'backup list' | 'backup show' | 'backup cleanup') kind=look ;;
        'backup files') kind=files ;;
        *) kind=work ;;
    esac
}

# Java with $1, a further option, and $2, the class to run, and then its arguments, for a command of $kind. Does not
# return.
run() {
    option=$1
    class=$2
    shift 2
    # Other commands are not to look through what only the server needs.
    case ${1:-} in
        serve) path=$(class_path lib server) ;;
        *) path=$(class_path lib) ;;
    esac
    # What Java compiled in the rehearsal it compiles again at once, beside the program, and what else there is ten times
    # later than usual. Commands that are over before that gain nothing from it, nor does a cleanup, which waits for the
    # store: they have the quick compiler alone, but for what opens a manifest.
    case $kind in
        offline | look)
            suited='-XX:-AOTReplayTraining -XX:TieredStopAtLevel=1 -Xmn13m -XX:SurvivorRatio=8'
            ;;
        files) suited=-XX:-AOTReplayTraining ;;
        *)
            suited='-XX:+AOTReplayTraining -XX:Tier3InvocationThreshold=2000 -XX:Tier3MinInvocationThreshold=1000
                -XX:Tier3CompileThreshold=20000'
            ;;
    esac
    # Little memory, and a collector that takes little of it: what a backup needs does not grow with what is backed up.
    # The heap begins small, since Java would begin with all that it may have, and touch it; its young part stays small
    # enough for the processor's cache. Two fifths of that are for what survives: with the usual fifth, what requests on
    # their way hold would count as old, and stay. Commands that hold nothing on its way, but thousands of records, are
    # quicker with a larger young part.
    # The optimising compiler waits ten times longer than usual, and puts less of what is called into what calls: of the
    # processor's time of a run over thousands of small files compiling took half, now it takes a quarter. It does not
    # wait for what AES and SHA-256 take the processor's own instructions for, a whole buffer at a time: until it
    # compiles their callers, Java goes block by block, at half the speed (bench/local.sh, bench/s3.sh). And it leaves
    # alone what would take it more than 6 MiB: the few methods that call everything else, which is compiled by itself.
    # Java says nothing of a cache that does not fit, and does without. It maps the cache to the addresses that are
    # written in it; by itself it would choose others at each start, and rewrite all of them.
    # HOLDFAST_JAVA_OPTIONS comes last, so it wins, and is split into words on purpose.
    # shellcheck disable=SC2086
    exec "$java/bin/java" \
        -XX:+UseSerialGC -Xms32m -Xmx128m -Xmn10m -XX:SurvivorRatio=3 -XX:-UsePerfData \
        -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=10000 \
        -XX:Tier4CompileThreshold=100000 -XX:Tier4BackEdgeThreshold=400000 -XX:FreqInlineSize=100 \
        -XX:CompileCommand=quiet "-XX:CompileCommand=MemLimit,*.*,6M~stop" \
        "-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.CipherBlockChaining::*,0.01" \
        "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.DigestBase::*,0.01" \
        -Dstdin.encoding=UTF-8 --enable-native-access=ALL-UNNAMED \
        "$option" "-Xlog:aot*=off" "-Xlog:cds*=off" -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 \
        $suited ${HOLDFAST_JAVA_OPTIONS:-} \
        -cp "$path" "$class" "$@"
}

# Holdfast with its arguments. Does not return.
start() {
    find_kind "$@"
    case $kind in
        offline) kept=cache-offline ;;
        *) kept=cache ;;
    esac
    [ -s "$app/$kept" ] || kept=cache
    run "-XX:AOTCache=$app/$kept" org.holdfast.cli.Main "$@"
}

# Has Java keep what it loads, links and learns of the program, as caches for later starts: one from short lives of
# stores, and one, half as large, for commands that reach none. Java loads all that is in a cache at each start.
# Best effort: without them each start takes longer, and nothing else.
rehearse() {
    scratch=$(mktemp -d) || return 0
    # Whoever does not wait for it makes it at the next start.
    trap 'rm -rf "$scratch"; rm -f "$app/cache" "$app/cache.$$" "$app/cache-offline.$$"; exit 130' INT TERM HUP
    learn cache work Rehearsal
    learn cache-offline offline OfflineRehearsal
    trap - INT TERM HUP
    rm -rf "$scratch"
}

# Keeps as $1 what it takes to run commands of the kind $2 as the class $3 does.
learn() {
    mkdir "$scratch/$1-life"
    # With nothing of the user's own: no configuration, no options, no password.
    (
        unset HOLDFAST_JAVA_OPTIONS JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS HTTP_PROXY http_proxy ALL_PROXY all_proxy
        unset AWS_PROFILE AWS_SESSION_TOKEN
        HOLDFAST_STATE=$scratch/$1-state HOLDFAST_PASSWORD='correct horse battery staple' HOLDFAST_CONFIG=
        AWS_ACCESS_KEY_ID=nobody AWS_SECRET_ACCESS_KEY=nothing
        export HOLDFAST_STATE HOLDFAST_PASSWORD HOLDFAST_CONFIG AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
        kind=$2
        run "-XX:AOTCacheOutput=$scratch/$1" "org.holdfast.cli.$3" "$scratch/$1-life"
    ) > /dev/null 2>&1 < /dev/null
    # Moved under its name when it is whole; elsewhere, a move would not be one step.
    if [ -s "$scratch/$1" ] && cp "$scratch/$1" "$app/$1.$$"; then
        mv -f "$app/$1.$$" "$app/$1"
    fi
    rm -f "$app/$1.$$"
}
