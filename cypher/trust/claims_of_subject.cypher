// name: claims_of_subject
// Everything that is claimed about one node, with source, time and how sure its reader was.
// param subject_id: string           id of the node
// returns claim_id, property, about_id, about, amount_min, amount, amount_max, unit, period, value, valid_for, chosen, rule, statement, confidence, as_of, method, source_id, source
// scan: Claim
MATCH (c:Claim {subject_id: $subject_id})
OPTIONAL MATCH (r:Resource {id: c.about})
OPTIONAL MATCH (s:Source {id: c.source_id})
RETURN c.id AS claim_id, c.property AS property, c.about AS about_id, r.name AS about,
       c.amount_min AS amount_min, c.amount AS amount, c.amount_max AS amount_max, c.unit AS unit,
       c.period AS period, c.value AS value, c.valid_for AS valid_for, c.chosen AS chosen, c.rule AS rule,
       c.statement AS statement, c.confidence AS confidence, c.as_of AS as_of, c.method AS method,
       c.source_id AS source_id, s.title AS source
ORDER BY property, about_id, valid_for, claim_id
