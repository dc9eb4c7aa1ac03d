// name: exchanges_of_facility
// What one facility sends and receives, with whom, since when and how much.
// param facility_id: string          facility
// param status: string = null        running, planned or ended; all when empty
// returns direction, exchange_id, exchange, resource_id, resource, partner_id, partner, status, since, until, amount_min, amount, amount_max, unit, period, as_of, method, source_id
MATCH (f:Facility {id: $facility_id})
CALL (f) {
    MATCH (f)-[:SENDS]->(x:Exchange)
    OPTIONAL MATCH (x)-[:DELIVERED_TO]->(g:Facility)
    RETURN 'sends' AS direction, x, g
  UNION
    MATCH (f)<-[:DELIVERED_TO]-(x:Exchange)
    OPTIONAL MATCH (x)<-[:SENDS]-(g:Facility)
    RETURN 'receives' AS direction, x, g
}
OPTIONAL MATCH (x)-[:OF]->(r:Resource)
WITH *
WHERE $status IS NULL OR x.status = $status
RETURN DISTINCT direction, x.id AS exchange_id, x.name AS exchange, r.id AS resource_id, r.name AS resource,
       g.id AS partner_id, g.name AS partner, x.status AS status, x.since AS since, x.until AS until,
       x.amount_min AS amount_min, x.amount AS amount, x.amount_max AS amount_max, x.unit AS unit,
       x.period AS period, x.as_of AS as_of, x.method AS method, x.source_id AS source_id
ORDER BY direction DESC, exchange_id, partner_id, resource_id
