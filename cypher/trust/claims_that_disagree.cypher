// name: claims_that_disagree
// Claims about the same property of the same subject that do not say the same, one row per claim. difference tells
// how: apart (the amounts do not overlap), words (other words), or bound (one claim says only "up to" or "at least",
// and its rival has another number on that side). rival_ids are the claims it disagrees with.
// Amounts are compared in the same unit and period only; a missing bound is open. Times agree when either claim
// has none, or one begins with the other: 2023 and 2023 autumn.
// param subject_id: string = null    one subject; all when empty
// param same_time: boolean = true    whether claims for different times are no disagreement
// returns subject_id, subject, property, about, difference, valid_for, claim_id, amount_min, amount, amount_max, unit, period, value, rival_ids, chosen, rule, confidence, as_of, method, source_id
// scan: Claim
MATCH (c:Claim)
WHERE $subject_id IS NULL OR c.subject_id = $subject_id
WITH c.subject_id AS subject_id, c.property AS property, c.about AS about, c.unit AS unit, c.period AS period,
     collect(c) AS claims
WHERE size(claims) > 1
UNWIND claims AS c
WITH subject_id, property, about, unit, period, c,
     [d IN claims WHERE d.id <> c.id AND (NOT $same_time OR c.valid_for IS NULL OR d.valid_for IS NULL
         OR c.valid_for STARTS WITH d.valid_for OR d.valid_for STARTS WITH c.valid_for)] AS rivals
WITH *, [d IN rivals WHERE coalesce(d.amount_max, d.amount) < coalesce(c.amount_min, c.amount)
             OR coalesce(d.amount_min, d.amount) > coalesce(c.amount_max, c.amount) | d.id] AS apart,
     [d IN rivals WHERE d.value <> c.value | d.id] AS worded,
     [d IN rivals WHERE
         (c.amount IS NULL AND c.amount_min IS NULL AND c.amount_max <> coalesce(d.amount_max, d.amount))
         OR (c.amount IS NULL AND c.amount_max IS NULL AND c.amount_min <> coalesce(d.amount_min, d.amount))
         OR (d.amount IS NULL AND d.amount_min IS NULL AND d.amount_max <> coalesce(c.amount_max, c.amount))
         OR (d.amount IS NULL AND d.amount_max IS NULL AND d.amount_min <> coalesce(c.amount_min, c.amount))
         | d.id] AS bounding
WITH *, apart + worded + [id IN bounding WHERE NOT id IN apart + worded] AS found
WHERE size(found) > 0
OPTIONAL MATCH (c)-[:ABOUT]->(s)
RETURN DISTINCT subject_id, coalesce(s.name, s.title) AS subject, property, about,
       CASE WHEN size(apart) > 0 THEN 'apart' WHEN size(worded) > 0 THEN 'words' ELSE 'bound' END AS difference,
       c.valid_for AS valid_for, c.id AS claim_id, c.amount_min AS amount_min, c.amount AS amount,
       c.amount_max AS amount_max, unit, period, c.value AS value,
       COLLECT { UNWIND found AS id RETURN DISTINCT id ORDER BY id } AS rival_ids, c.chosen AS chosen,
       c.rule AS rule, c.confidence AS confidence, c.as_of AS as_of, c.method AS method, c.source_id AS source_id
ORDER BY subject_id, property, about, unit, period, valid_for, claim_id
