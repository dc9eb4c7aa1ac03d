// name: largest_offers
// The largest offers in one unit and period, by expected amount, or by its bound where only a bound is known.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param unit: string = t             t, m3, Nm3, MWh, MW
// param period: string = year        year, month, day, hour, once; rate for amounts without a period
// param resource_kind: string = null Material, Energy, Water or Service; all when empty
// param max_rows: integer = 20       most rows
// param on: date = null              day asked for; today when empty
// returns offer_id, offer, facility_id, facility, resource_id, resource, amount_min, amount, amount_max, unit, period, legal_status, as_of, method, source_id
// scan: Offer
MATCH (o:Offer)
WHERE o.unit = $unit AND coalesce(o.period, 'rate') = $period
  AND coalesce(o.amount, o.amount_max, o.amount_min) IS NOT NULL
MATCH (o)<-[:OFFERS]-(f:Facility)
MATCH (o)-[:OF]->(r:Resource)
WITH DISTINCT f, o, r, toString(coalesce($on, date())) AS day
WHERE ($resource_kind IS NULL OR r.kind = $resource_kind)
  AND coalesce(f.status, '') <> 'closed' AND (f.until IS NULL OR f.until >= day OR day STARTS WITH f.until)
RETURN o.id AS offer_id, o.name AS offer, f.id AS facility_id, f.name AS facility, r.id AS resource_id,
       r.name AS resource, o.amount_min AS amount_min, o.amount AS amount, o.amount_max AS amount_max,
       o.unit AS unit, o.period AS period, o.legal_status AS legal_status, o.as_of AS as_of,
       o.method AS method, o.source_id AS source_id
ORDER BY coalesce(amount, amount_max, amount_min) DESC, offer_id, facility_id, resource_id
LIMIT $max_rows
