# Completion of holdfast for fish, written by "holdfast completion fish". For one session:
#     holdfast completion fish | source
# For good:
#     holdfast completion fish > ~/.config/fish/completions/holdfast.fish

# Sets __holdfast_words to the words before the cursor's, without the program, options and their values; once for what is
# typed, since hundreds of conditions ask.
function __holdfast_read
    set -l line (commandline -cp)
    test "$line" = "$__holdfast_line"; and return
    set -g __holdfast_line $line
    set -g __holdfast_words
    set -l skip no
    set -l options yes
    for word in (commandline -opc)[2..]
        if test $skip = yes
            set skip no
        else if test $options = yes -a "$word" = --
            set options no
        else if test $options = yes; and string match -q -- '-*' $word
            contains -- $word $__holdfast_valued; and set skip yes
        else
            set -a __holdfast_words $word
        end
    end
end

# Whether what is typed begins with this command.
function __holdfast_under
    __holdfast_read
    set -l count (count $argv)
    test $count -eq 0; and return
    test "$__holdfast_words[1..$count]" = "$argv"
end

# Whether the next word is a command that this one holds.
function __holdfast_in
    __holdfast_under $argv; and test (count $__holdfast_words) -eq (count $argv)
end

# __holdfast_place NUMBER alone|more COMMAND...: whether the next word is the NUMBER-th beside the options, or a later one.
function __holdfast_place
    set -l number $argv[1]
    set -l kind $argv[2]
    set -e argv[1..2]
    __holdfast_under $argv; or return 1
    set -l next (math 1 + (count $__holdfast_words) - (count $argv))
    test $next -eq $number; or test $kind = more -a $next -gt $number
end

# Names from the configuration; silent if there is none. Reaches no store.
function __holdfast_names
    set -l tokens (commandline -opc)
    set -l configuration
    for i in (seq 2 (count $tokens))
        if test "$tokens[$i]" = --config
            set configuration --config (string replace -r '^~/' "$HOME/" -- $tokens[(math $i + 1)])
        else if string match -q -- '--config=*' $tokens[$i]
            set configuration $tokens[$i]
        end
    end
    command -q $tokens[1]; and $tokens[1] completion fish --names $argv[1] $configuration 2>/dev/null </dev/null
end

function __holdfast_backups
    echo latest
    __holdfast_names apps | string replace -r '$' '@latest'
end

complete -c holdfast -e
complete -c holdfast -f
#COMMANDS#
