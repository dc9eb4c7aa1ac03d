// name: relationship_counts
// How many relationships there are by type and the labels they join.
// returns start_label, type, end_label, relationships
// scan: *
MATCH (a)-[r]->(b)
WITH head([l IN labels(a) WHERE NOT l IN ['Material', 'Energy', 'Water', 'Service']]) AS start_label,
     type(r) AS type,
     head([l IN labels(b) WHERE NOT l IN ['Material', 'Energy', 'Water', 'Service']]) AS end_label
RETURN start_label, type, end_label, count(*) AS relationships
ORDER BY start_label, type, end_label
