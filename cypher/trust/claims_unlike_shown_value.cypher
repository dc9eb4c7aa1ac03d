// name: claims_unlike_shown_value
// Claims that differ from the value the node itself shows; the value shown comes from another source.
// Amounts of streams are compared in the same unit and period only; a missing bound is open.
// param subject_id: string = null    one subject; all when empty
// returns subject_id, subject, property, shown, shown_source_id, shown_as_of, claim_id, amount_min, amount, amount_max, unit, period, value, valid_for, rule, confidence, as_of, method, source_id
// scan: Claim
MATCH (c:Claim)-[:ABOUT]->(s)
WHERE ($subject_id IS NULL OR c.subject_id = $subject_id) AND NOT coalesce(c.chosen, false)
WITH DISTINCT c, s, toFloatOrNull(s[c.property]) AS number, toStringOrNull(s[c.property]) AS shown
WHERE shown <> c.value
   OR ((c.property <> 'amount' OR (c.unit = s.unit AND coalesce(c.period, '') = coalesce(s.period, '')))
       AND (number < coalesce(c.amount_min, c.amount) OR number > coalesce(c.amount_max, c.amount)))
RETURN s.id AS subject_id, coalesce(s.name, s.title) AS subject, c.property AS property, shown,
       s.source_id AS shown_source_id, s.as_of AS shown_as_of, c.id AS claim_id, c.amount_min AS amount_min,
       c.amount AS amount, c.amount_max AS amount_max, c.unit AS unit, c.period AS period, c.value AS value,
       c.valid_for AS valid_for, c.rule AS rule, c.confidence AS confidence, c.as_of AS as_of,
       c.method AS method, c.source_id AS source_id
ORDER BY subject_id, property, valid_for, claim_id
