// name: claims_that_disagree
// Claims about the same property of the same subject whose amounts do not overlap or whose words differ.
// Amounts are compared in the same unit and period only; a missing bound is open. One row per claim of a group.
// param subject_id: string = null    one subject; all when empty
// param same_time: boolean = true    whether claims for different times are no disagreement
// returns subject_id, subject, property, about, valid_for, claim_id, amount_min, amount, amount_max, unit, period, value, chosen, rule, confidence, as_of, method, source_id
// scan: Claim
MATCH (c:Claim)
WHERE $subject_id IS NULL OR c.subject_id = $subject_id
WITH c, CASE WHEN $same_time THEN c.valid_for END AS time,
     coalesce(c.amount, c.amount_min, c.amount_max) IS NOT NULL AS counted
WITH c.subject_id AS subject_id, c.property AS property, c.about AS about, c.unit AS unit, c.period AS period,
    time,
     collect(c) AS claims, count(DISTINCT c.value) AS wordings,
     max(CASE WHEN counted THEN coalesce(c.amount_min, c.amount, 0.0) END) AS largest_from,
     min(CASE WHEN counted THEN coalesce(c.amount_max, c.amount, 1.0e300) END) AS smallest_to
WHERE wordings > 1 OR largest_from > smallest_to
UNWIND claims AS c
OPTIONAL MATCH (c)-[:ABOUT]->(s)
RETURN DISTINCT subject_id, coalesce(s.name, s.title) AS subject, property, about, c.valid_for AS valid_for,
       c.id AS claim_id, c.amount_min AS amount_min, c.amount AS amount, c.amount_max AS amount_max, unit,
       period, c.value AS value, c.chosen AS chosen, c.rule AS rule, c.confidence AS confidence,
       c.as_of AS as_of, c.method AS method, c.source_id AS source_id
ORDER BY subject_id, property, about, unit, period, valid_for, claim_id
