// name: facts_by_method
// Nodes whose values came to be known in one way, such as those that were assumed.
// param method: string = assumed     measured, reported, estimated, planned, inferred or assumed
// param label: string = null         label such as Offer; all when empty
// returns label, id, name, amount_min, amount, amount_max, unit, period, as_of, source_id
// scan: *
MATCH (n)
WHERE n.method = $method AND ($label IS NULL OR $label IN labels(n))
WITH n, head([l IN labels(n) WHERE NOT l IN ['Material', 'Energy', 'Water', 'Service']]) AS label
RETURN label, n.id AS id, coalesce(n.name, n.title, n.statement, n.id) AS name, n.amount_min AS amount_min,
       n.amount AS amount, n.amount_max AS amount_max, n.unit AS unit, n.period AS period, n.as_of AS as_of,
       n.source_id AS source_id
ORDER BY label, name, id
