// name: neighbourhood
// Nodes within one or two steps of a node, in any direction, for a map view: ids, nearest first.
// param node_id: string              id of a node of any label
// param hops: integer = 1            1 or 2
// param max_rows: integer = 300      most rows, the nearest nodes first
// returns id, label, name, hops
MATCH (n:Organisation|Facility|Network|Municipality|Region|Industry|Resource|Offer|Need|Exchange|Technology|
    Process|Permit|WasteCode|Programme|Measure|Task|Project|Pilot|Funding|Tender|Source|Claim|Chain {id: $node_id})
CALL (n) {
    RETURN n AS m, 0 AS steps
  UNION ALL
    MATCH (n)--(m)
    RETURN m, 1 AS steps
  UNION ALL
    WITH n WHERE $hops >= 2
    MATCH (n)--()--(m)
    RETURN m, 2 AS steps
}
WITH m, min(steps) AS hops,
    head([l IN labels(m) WHERE NOT l IN ['Material', 'Energy', 'Water', 'Service']]) AS label
RETURN m.id AS id, label, coalesce(m.name, m.title, m.property, m.id) AS name, hops
ORDER BY hops, label, id
LIMIT $max_rows
