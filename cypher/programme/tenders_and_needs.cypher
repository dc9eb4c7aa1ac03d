// name: tenders_and_needs
// Public tenders, what they want, and offers of the same resource or of a kind of it.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param status: string = null        planned, open or closed; all when empty
// param on: date = null              day asked for; today when empty
// returns tender_id, tender, status, due, callers, need_id, need, resources, amount_min, amount, amount_max, unit, period, offer_ids, offers, as_of, method, source_id
// scan: Tender
MATCH (t:Tender)
WHERE $status IS NULL OR t.status = $status
OPTIONAL MATCH (t)-[:WANTS]->(n:Need)
WITH DISTINCT t, n, toString(coalesce($on, date())) AS day
RETURN t.id AS tender_id, t.name AS tender, t.status AS status, t.due AS due,
       COLLECT { MATCH (o:Organisation)-[:CALLS]->(t) RETURN DISTINCT o.name AS name ORDER BY name } AS callers,
       n.id AS need_id, n.name AS need,
       COLLECT { MATCH (r:Resource)-[:SERVES]->(n) RETURN DISTINCT r.name AS name ORDER BY name } AS resources,
       n.amount_min AS amount_min, n.amount AS amount, n.amount_max AS amount_max, n.unit AS unit,
       n.period AS period,
       COLLECT { MATCH (n)<-[:SERVES]-(:Resource)<-[:KIND_OF]-{0,3}(:Resource)<-[:OF]-(o:Offer)<-[:OFFERS]-(f:Facility)
                 WHERE coalesce(f.status, '') <> 'closed' AND (f.until IS NULL OR f.until >= day OR day STARTS WITH f.until)
                 RETURN DISTINCT o.id AS id ORDER BY id } AS offer_ids,
       COLLECT { MATCH (n)<-[:SERVES]-(:Resource)<-[:KIND_OF]-{0,3}(:Resource)<-[:OF]-(o:Offer)<-[:OFFERS]-(f:Facility)
                 WHERE coalesce(f.status, '') <> 'closed' AND (f.until IS NULL OR f.until >= day OR day STARTS WITH f.until)
                 WITH DISTINCT o
                 RETURN o.name AS name ORDER BY o.id } AS offers,
       t.as_of AS as_of, t.method AS method, t.source_id AS source_id
ORDER BY due, tender_id, need_id
