#compdef holdfast
# Completion of holdfast for zsh, written by "holdfast completion zsh". For one session, after compinit:
#     source <(holdfast completion zsh)
# For good, as a file _holdfast in a directory of $fpath:
#     holdfast completion zsh > ~/.zfunc/_holdfast

# Names from the configuration; silent if there is none. Reaches no store.
_holdfast_names() {
    local configuration=${(Q)opt_args[--config]:-}
    _call_program $1 ${(q)_holdfast_program} completion zsh --names $1 ${configuration:+--config ${(q)~configuration}} < /dev/null 2> /dev/null
}

_holdfast_sites() {
    local -a names=(${(f)"$(_holdfast_names sites)"})
    _wanted sites expl site compadd -a names
}

_holdfast_apps() {
    local -a names=(${(f)"$(_holdfast_names apps)"})
    _wanted apps expl app compadd -a names
}

_holdfast_backups() {
    local -a names=(latest ${^${(f)"$(_holdfast_names apps)"}}@latest)
    _wanted backups expl backup compadd -a names
}

_holdfast_sites_or_stores() {
    _alternative 'sites:site:_holdfast_sites' 'stores:store:_files -/'
}

#COMMANDS#

if [[ $funcstack[1] == _holdfast ]]; then
    _holdfast "$@"
else
    compdef _holdfast holdfast
fi
