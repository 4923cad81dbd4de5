# The table of a benchmark, from its runs: workload, who, wall and CPU seconds, peak MiB, stored MiB and requests, with tabs
# between. In each round, the run of ours of a workload comes before theirs.
BEGIN { FS = "\t" }
function median(list,   n, i, j, value, sorted) {
  n = split(list, sorted, " ")
  for (i = 2; i <= n; i++)
    for (j = i; j > 1 && sorted[j - 1] + 0 > sorted[j] + 0; j--) { value = sorted[j]; sorted[j] = sorted[j - 1]; sorted[j - 1] = value }
  lowest = sorted[1]; highest = sorted[n]
  return sorted[int((n + 1) / 2)]
}
{
  key = $1 FS $2
  if (!(key in wall)) order[++keys] = key
  if ($2 == "holdfast") ours[$1] = $3
  wall[key] = wall[key] " " $3; cpu[key] = cpu[key] " " $4; stored[key] = $6; requests[key] = requests[key] " " $7; counted = counted || $7
  peak[key] = $5 > peak[key] ? $5 : peak[key]
  ratio[key] = ratio[key] " " ($3 > 0 ? ours[$1] / $3 : 0)
}
END {
  print "| workload | | wall s | CPU s | peak MiB | stored MiB |" (counted ? " requests |" : "") " ours : theirs |"
  print "| --- | --- | --- | --- | --- | --- |" (counted ? " --- |" : "") " --- |"
  for (i = 1; i <= keys; i++) {
    split(order[i], name, FS)
    line = sprintf("| %s | %s | %.2f | %.2f | %d | %s |", name[1], name[2], median(wall[order[i]]), median(cpu[order[i]]), peak[order[i]], stored[order[i]] > 0 ? stored[order[i]] : "")
    if (counted) line = line sprintf(" %d |", median(requests[order[i]]))
    middle = median(ratio[order[i]])
    print line (name[2] == "holdfast" ? " |" : sprintf(" %.2f (%.2f..%.2f) |", middle, lowest, highest))
  }
}
