# bash offers.bash SCRIPT < LINES: for each line "= LINE" and what bash offers there, one a line.
source "$1"

# What readline does where a function asks for it.
compopt() {
    case $2 in
        default) files=$(compgen -f -- "$completed") ;;
        dirnames | plusdirs) files=$(compgen -d -- "$completed") ;;
    esac
}

COMP_WORDBREAKS=$' \t\n"\'@><=;|&(:'
while IFS= read -r COMP_LINE; do
    COMP_POINT=${#COMP_LINE} COMP_WORDS=() COMP_CWORD=-1
    rest=$COMP_LINE
    # As readline breaks lines: at spaces, and before and behind = : @.
    while [[ $rest =~ ^(' '*)([=:@]+|[^ =:@]+)(.*)$ ]]; do
        COMP_WORDS[++COMP_CWORD]=${BASH_REMATCH[2]}
        rest=${BASH_REMATCH[3]}
    done
    [[ $COMP_LINE == *' ' ]] && COMP_WORDS[++COMP_CWORD]=''
    completed=${COMP_WORDS[COMP_CWORD]}
    [[ $completed == [=:@] ]] && completed=''
    COMPREPLY=() files=''
    _holdfast holdfast "$completed" "${COMP_WORDS[COMP_CWORD - 1]}"
    printf '= %s\n' "$COMP_LINE"
    # What stands before a break stays as it is typed.
    front=${COMP_LINE##* }
    front=${front%"$completed"}
    for offer in "${COMPREPLY[@]}"; do
        printf '%s\n' "$front$offer"
    done
    [[ -z $files ]] || sed "s|^|$front|" <<< "$files"
done
