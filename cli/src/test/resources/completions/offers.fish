# fish --no-config offers.fish SCRIPT < LINES: for each line "= LINE" and what fish offers there, one a line.
source $argv[1]
while read -l line
    echo "= $line"
    complete -C "$line" | string split -f 1 \t
end
