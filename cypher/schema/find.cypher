// name: find
// Records whose name holds a text, capital and small letters alike; names that start with it come first.
// Looks at the English, Finnish and Swedish names of resources.
// param text: string                 part of a name
// param max_rows: integer = 50       most rows
// returns label, id, name, name_fi, name_sv
// scan: *
MATCH (n:Facility|Organisation|Network|Resource|Offer|Need|Process|Technology|Project|Measure|Municipality)
WHERE toLower(n.name) CONTAINS toLower($text)
   OR toLower(n.name_fi) CONTAINS toLower($text)
   OR toLower(n.name_sv) CONTAINS toLower($text)
WITH n, head([l IN labels(n) WHERE NOT l IN ['Material', 'Energy', 'Water', 'Service']]) AS label
RETURN label, n.id AS id, n.name AS name, n.name_fi AS name_fi, n.name_sv AS name_sv
ORDER BY CASE WHEN toLower(name) STARTS WITH toLower($text) THEN 0 ELSE 1 END, name, label, id
LIMIT $max_rows
