// name: codes_with_offer_no_need
// Waste codes that offers carry and no need does, with the offers and their amounts by unit and period.
// Codes of one number count as one, whatever version of the list they stand in. Expected amounts only.
// returns code, title, offer_ids, offers, amount, unit, period, without_amount, earliest, latest, methods, source_ids
// scan: Offer
MATCH (o:Offer)-[:CODED]->(c:WasteCode)
WITH DISTINCT c.code AS number, o
ORDER BY o.id
WITH number, o.unit AS unit, o.period AS period, collect(o) AS streams,
     CASE WHEN count(o.amount) > 0 THEN round(sum(o.amount), 6) END AS amount,
     sum(CASE WHEN o.amount IS NULL THEN 1 ELSE 0 END) AS without_amount, min(o.as_of) AS earliest,
     max(o.as_of) AS latest
WHERE NOT EXISTS { (k:WasteCode {code: number})<-[:CODED]-(:Need) }
WITH *, head(COLLECT {
    MATCH (k:WasteCode {code: number})
    WHERE EXISTS { (k)<-[:CODED]-(:Offer) }
    RETURN k ORDER BY k.valid_from DESC
}) AS carried
RETURN carried.display AS code, carried.title AS title,
       [o IN streams | o.id] AS offer_ids, [o IN streams | o.name] AS offers, amount, unit, period,
       without_amount, earliest, latest,
       COLLECT { UNWIND streams AS o RETURN DISTINCT o.method AS method ORDER BY method } AS methods,
       COLLECT { UNWIND streams AS o RETURN DISTINCT o.source_id AS source ORDER BY source } AS source_ids
ORDER BY code, unit, period
