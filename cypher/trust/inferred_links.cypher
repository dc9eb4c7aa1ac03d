// name: inferred_links
// Relationships that no source states: inferred by us, or assumed. Ask before you rely on them.
// param type: string = null          type such as SERVES; all when empty
// param methods: strings = inferred,assumed   methods looked for
// returns type, start_label, start_id, start_name, end_label, end_id, end_name, method, rule, as_of, source_id
// scan: *
MATCH (a)-[r]->(b)
WHERE r.method IN $methods AND ($type IS NULL OR type(r) = $type)
RETURN type(r) AS type,
       head([l IN labels(a) WHERE NOT l IN ['Material', 'Energy', 'Water', 'Service']]) AS start_label,
       a.id AS start_id, coalesce(a.name, a.title, a.id) AS start_name,
       head([l IN labels(b) WHERE NOT l IN ['Material', 'Energy', 'Water', 'Service']]) AS end_label,
       b.id AS end_id, coalesce(b.name, b.title, b.id) AS end_name, r.method AS method, r.rule AS rule,
       r.as_of AS as_of, r.source_id AS source_id
ORDER BY type, start_id, end_id, method, rule
