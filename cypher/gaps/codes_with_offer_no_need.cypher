// name: codes_with_offer_no_need
// Waste codes that offers carry and no need does, with the offers and their amounts by unit and period.
// An offer that carries both codes of a mirror pair is one or the other by its content: it stands in one row, under
// code, either_codes names the other code, and title has both. So it counts once.
// Codes of one number count as one, whatever version of the list they stand in. Expected amounts only.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param on: date = null              day asked for; today when empty
// returns code, either_codes, title, offer_ids, offers, amount, unit, period, without_amount, earliest, latest, methods, source_ids
// scan: Offer
MATCH (o:Offer)-[:CODED]->(c:WasteCode)
MATCH (o)<-[:OFFERS]-(f:Facility)
WITH o, c, f, toString(coalesce($on, date())) AS day
WHERE coalesce(f.status, '') <> 'closed' AND (f.until IS NULL OR f.until >= day OR day STARTS WITH f.until)
WITH day, o, collect(DISTINCT c.code) AS carried
UNWIND carried AS number
WITH day, number, collect([o, carried]) AS carriers
WHERE NOT EXISTS { MATCH (k:WasteCode {code: number})<-[:CODED]-(:Need)-[:AT]->(g:Facility)
        WHERE coalesce(g.status, '') <> 'closed' AND (g.until IS NULL OR g.until >= day OR day STARTS WITH g.until) }
WITH number, carriers,
     COLLECT { MATCH (k:WasteCode {code: number})
               MATCH (k)-[:MIRROR_OF]-{0,2}(m:WasteCode)
               RETURN DISTINCT m.code AS code ORDER BY code } AS family,
     COLLECT { MATCH (k:WasteCode {code: number})
               MATCH (k)-[:MIRROR_OF]-(near:WasteCode)-[:MIRROR_OF]-{0,1}(far:WasteCode)
               RETURN DISTINCT [near.code, far.code] AS way } AS ways
UNWIND carriers AS one
WITH number, one[0] AS o, one[1] AS carried, family, ways
WITH number, o, [one IN family WHERE one = number
         OR (one IN carried AND any(way IN ways WHERE way[1] = one AND way[0] IN carried))] AS pair
WITH o, reduce(text = '', one IN pair | text + one + ' ') AS pair, min(number) AS number
ORDER BY o.id
WITH split(trim(pair), ' ') AS pair, number, o.unit AS unit, o.period AS period, collect(o) AS streams,
     CASE WHEN count(o.amount) > 0 THEN round(sum(o.amount), 6) END AS amount,
     sum(CASE WHEN o.amount IS NULL THEN 1 ELSE 0 END) AS without_amount, min(o.as_of) AS earliest,
     max(o.as_of) AS latest
WITH *, head(COLLECT {
    MATCH (k:WasteCode {code: number})
    WHERE EXISTS { (k)<-[:CODED]-(:Offer) }
    RETURN k ORDER BY k.valid_from DESC
}) AS carried
WITH *, COLLECT {
    UNWIND pair AS each
    MATCH (k:WasteCode {code: each})
    WHERE EXISTS { (k)<-[:CODED]-(:Offer) }
    WITH each, k ORDER BY each, k.valid_from DESC
    WITH each, head(collect(k)) AS k
    RETURN k.display + ': ' + k.title AS named ORDER BY each
} AS named
RETURN carried.display AS code,
       COLLECT { UNWIND pair AS other
                 MATCH (k:WasteCode {code: other})
                 WHERE other <> number AND EXISTS { (k)<-[:CODED]-(:Offer) }
                 RETURN DISTINCT k.display AS display ORDER BY display } AS either_codes,
       CASE WHEN size(named) = 1 THEN carried.title
            ELSE 'either ' + reduce(all = head(named), one IN tail(named) | all + ', or ' + one) END AS title,
       [o IN streams | o.id] AS offer_ids, [o IN streams | o.name] AS offers, amount, unit, period,
       without_amount, earliest, latest,
       COLLECT { UNWIND streams AS o RETURN DISTINCT o.method AS method ORDER BY method } AS methods,
       COLLECT { UNWIND streams AS o RETURN DISTINCT o.source_id AS source ORDER BY source } AS source_ids
ORDER BY code, unit, period, either_codes
