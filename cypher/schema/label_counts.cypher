// name: label_counts
// How many nodes there are by label. A resource counts twice: as Resource and as its kind.
// returns label, nodes
// scan: *
MATCH (n)
WHERE n.id > ''
UNWIND labels(n) AS label
RETURN label, count(*) AS nodes
ORDER BY label
