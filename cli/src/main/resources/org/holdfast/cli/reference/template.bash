# Completion of holdfast for bash, written by "holdfast completion bash". For one session:
#     source <(holdfast completion bash)
# For good, as a file of the name of the program:
#     holdfast completion bash > ~/.local/share/bash-completion/completions/holdfast

# What a command holds and takes: its commands, its options without a value, those with one as NAME=WANTED, and what
# stands beside options, in order. WANTED is one of several|words, or a @kind.
_holdfast_command() {
    commands='' flags='' valued='' places=''
    case $1 in
#COMMANDS#
    esac
}

# Sets "wanted" to what must follow an option; to nothing if nothing must.
_holdfast_option() {
    local one
    wanted=''
    for one in $valued; do
        if [[ ${one%%=*} == "$1" ]]; then
            wanted=${one#*=}
            return
        fi
    done
}

# Names from the configuration; silent if there is none. Reaches no store.
_holdfast_names() {
    "$program" completion bash --names "$1" ${configuration:+--config "$configuration"} 2> /dev/null < /dev/null
}

# Sets "offers" to what is wanted, one a line.
_holdfast_offer() {
    case $1 in
        @file) compopt -o default 2> /dev/null ;;
        @directory | @store) compopt -o dirnames 2> /dev/null ;;
        @site) offers=$(_holdfast_names sites) ;;
        @site_or_store)
            offers=$(_holdfast_names sites)
            compopt -o plusdirs 2> /dev/null
            ;;
        @app) offers=$(_holdfast_names apps) ;;
        @backup) offers=$(printf 'latest\n' && _holdfast_names apps | sed 's/$/@latest/') ;;
        @anything | '') ;;
        *) offers=${1//|/$'\n'} ;;
    esac
}

_holdfast() {
    local program=$1 configuration='' path='' commands flags valued places
    local -a typed
    local line=$COMP_LINE last=-1 i piece

    # Bash breaks words at = : @ as well; here they are whole again.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        piece=${COMP_WORDS[i]}
        if ((last >= 0)) && [[ $line != [[:space:]]* && ($piece == [=:@]* || ${typed[last]} == *[=:@]) ]]; then
            typed[last]+=$piece
        else
            typed[++last]=$piece
        fi
        line=${line#"${line%%[![:space:]]*}"}
        line=${line#"$piece"}
    done

    local wanted='' option='' ended='' word count=0
    _holdfast_command ''
    for ((i = 1; i < last; i++)); do
        word=${typed[i]}
        if [[ -n $wanted ]]; then
            [[ $option == --config ]] && configuration=${word/#\~\//$HOME/}
            wanted=''
        elif [[ -z $ended && $word == -- ]]; then
            ended=yes
        elif [[ -z $ended && $word == -* ]]; then
            option=$word
            [[ $word == --config=* ]] && configuration=${word#*=}
            _holdfast_option "$word"
        elif [[ " $commands " == *" $word "* ]]; then
            path=${path:+$path }$word
            _holdfast_command "$path"
        else
            ((count++))
        fi
    done

    local current=${typed[last]} front='' offers=''
    if [[ -n $wanted ]]; then
        _holdfast_offer "$wanted"
    elif [[ -z $ended && $current == --*=* ]]; then
        front=${current%%=*}=
        current=${current#*=}
        _holdfast_option "${front%=}"
        _holdfast_offer "$wanted"
    elif [[ -z $ended && $current == -* ]]; then
        offers=$flags
        for word in $valued; do
            offers+=" ${word%%=*}"
        done
        offers=${offers// /$'\n'}
    elif [[ -n $commands ]]; then
        ((count == 0)) && offers=${commands// /$'\n'}
    else
        for word in $places; do
            wanted=${word%...}
            ((count-- == 0)) || [[ $word == *... ]] && break
            wanted=''
        done
        _holdfast_offer "$wanted"
    fi

    # Bash replaces only what stands behind the last break.
    local whole=$front$current head='' break
    for break in = : @; do
        if [[ $COMP_WORDBREAKS == *"$break"* && $whole == *"$break"* ]]; then
            piece=${whole%"${whole##*"$break"}"}
            ((${#piece} > ${#head})) && head=$piece
        fi
    done
    COMPREPLY=()
    local IFS=$'\n'
    for word in $offers; do
        [[ $word == "$current"* ]] && word=$front$word && COMPREPLY+=("${word#"$head"}")
    done
}

complete -F _holdfast holdfast
