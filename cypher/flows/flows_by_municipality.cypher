// name: flows_by_municipality
// What the sites of each municipality offer and need, summed by resource, unit and period.
// Expected amounts only; streams without one are counted, not guessed.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param municipality_id: string = null   one municipality; all when empty
// param on: date = null              day asked for; today when empty
// returns municipality_id, municipality, resource_id, resource, unit, period, offers, offered, offers_without_amount, needs, needed, needs_without_amount, earliest, latest
// scan: Municipality
MATCH (f:Facility)-[:LOCATED_IN]->(m:Municipality)
WITH f, m, toString(coalesce($on, date())) AS day
WHERE ($municipality_id IS NULL OR m.id = $municipality_id)
  AND coalesce(f.status, '') <> 'closed' AND (f.until IS NULL OR f.until >= day OR day STARTS WITH f.until)
CALL (f) {
    MATCH (f)-[:OFFERS]->(x:Offer)-[:OF]->(r:Resource)
    RETURN DISTINCT r, x, 1 AS offer, 0 AS need
  UNION ALL
    MATCH (f)<-[:AT]-(x:Need)<-[:SERVES]-(r:Resource)
    RETURN DISTINCT r, x, 0 AS offer, 1 AS need
}
RETURN m.id AS municipality_id, m.name AS municipality, r.id AS resource_id, r.name AS resource,
       x.unit AS unit, x.period AS period, sum(offer) AS offers,
       CASE WHEN count(CASE WHEN offer = 1 THEN x.amount END) > 0
           THEN round(sum(CASE WHEN offer = 1 THEN x.amount END), 6) END AS offered,
       sum(CASE WHEN offer = 1 AND x.amount IS NULL THEN 1 ELSE 0 END) AS offers_without_amount,
       sum(need) AS needs,
       CASE WHEN count(CASE WHEN need = 1 THEN x.amount END) > 0
           THEN round(sum(CASE WHEN need = 1 THEN x.amount END), 6) END AS needed,
       sum(CASE WHEN need = 1 AND x.amount IS NULL THEN 1 ELSE 0 END) AS needs_without_amount,
       min(x.as_of) AS earliest, max(x.as_of) AS latest
ORDER BY municipality, resource, unit, period, municipality_id, resource_id
