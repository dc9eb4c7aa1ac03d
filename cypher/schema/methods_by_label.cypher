// name: methods_by_label
// How the values of each label came to be known: measured, reported, estimated, planned, inferred or assumed.
// returns label, method, nodes, earliest, latest
// scan: *
MATCH (n)
WHERE n.method IS NOT NULL
WITH head([l IN labels(n) WHERE NOT l IN ['Material', 'Energy', 'Water', 'Service']]) AS label, n
RETURN label, n.method AS method, count(*) AS nodes, min(n.as_of) AS earliest, max(n.as_of) AS latest
ORDER BY label, method
