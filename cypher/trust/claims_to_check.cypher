// name: claims_to_check
// Claims to look at again: their reader was not sure, their source has no date, or they state no time.
// param confidence: strings = low,medium   confidences that are not enough
// returns claim_id, subject_id, property, about, amount_min, amount, amount_max, unit, value, valid_for, confidence, reasons, statement, as_of, method, source_id, source
// scan: Claim
MATCH (c:Claim)
OPTIONAL MATCH (s:Source {id: c.source_id})
WITH c, s, [reason IN [
         CASE WHEN c.confidence IN $confidence THEN c.confidence + ' confidence' END,
         CASE WHEN s.published IS NULL THEN 'undated source' END,
         CASE WHEN c.valid_for IS NULL THEN 'no time stated' END
     ] WHERE reason IS NOT NULL] AS reasons
WHERE size(reasons) > 0
RETURN c.id AS claim_id, c.subject_id AS subject_id, c.property AS property, c.about AS about,
       c.amount_min AS amount_min, c.amount AS amount, c.amount_max AS amount_max, c.unit AS unit,
       c.value AS value, c.valid_for AS valid_for, c.confidence AS confidence, reasons,
       c.statement AS statement, c.as_of AS as_of, c.method AS method, c.source_id AS source_id,
       s.title AS source
ORDER BY size(reasons) DESC, subject_id, property, claim_id
