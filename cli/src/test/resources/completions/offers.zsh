# zsh -f offers.zsh SCRIPT < LINES: for each line "= LINE" and what zsh offers there, one a line. Zsh completes at a
# terminal only, so that it gets one; what it offers comes back by a pipe.
zmodload zsh/zpty
directory=$(mktemp -d)
trap 'zpty -d inner; rm -rf $directory' EXIT
mkfifo $directory/offers
cp $1 $directory/_holdfast
cat > $directory/.zshrc <<'RC'
PROMPT=
stty -echo
fpath=($ZDOTDIR $fpath)
autoload -Uz compinit && compinit -u -d $ZDOTDIR/dump
exec 9> $ZDOTDIR/offers
compadd() {
    # Asked only what would match, it offers nothing.
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
        builtin compadd "$@"
        return
    fi
    local -a hits
    builtin compadd -A hits "$@"
    (( $#hits )) && print -rlu9 -- $hits
    builtin compadd "$@"
}
offers() {
    print -ru9 -- "= $BUFFER"
    _main_complete
    compstate[list]= compstate[insert]=
    print -ru9 -- .
}
zle -C offers list-choices offers
next() { BUFFER= }
zle -N next
bindkey '^I' offers '^U' next
zle-line-init() { print -ru9 -- ready }
zle -N zle-line-init
RC
zpty inner env ZDOTDIR=$directory zsh -i
exec 3< $directory/offers
read -ru3 ready
while IFS= read -r line; do
    zpty -w -n inner $'\C-u'$line$'\t'
    while IFS= read -ru3 offer && [[ $offer != . ]]; do
        print -r -- $offer
    done
    # What it writes to its terminal has to go somewhere.
    while zpty -rt inner shown; do :; done
done
