// name: excess_heat_users
// Who uses or could use the excess heat of data centres, or any resource: way says how the answer is known.
// exchange: somebody receives it. need: an offer of it serves a need. process: one takes it as main input.
// technology: one would take it, no user is named. Kinds of the resource count as the resource.
// Exchanges come first, then the nearest users. distance_km is great-circle; remarks tell where it is unknown or
// rests on a point of a municipality, and which pairs an exchange of the resource joins already. weakest_method is that of the least sure offer, use
// or link, source_ids those of both ends.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param resource_id: string          resource, such as the excess heat of data centres
// param max_km: float = 30           farthest user that does not receive it yet; unknown distances stay
// param on: date = null              day asked for; today when empty
// returns way, giver_id, giver, flow_id, flow, through_id, through, user_id, user, status, distance_km, remarks, amount_min, amount, amount_max, unit, period, as_of, weakest_method, source_ids
MATCH (r:Resource {id: $resource_id})
MATCH (r)<-[:KIND_OF]-{0,3}(k:Resource)
WITH collect(DISTINCT k) AS kinds
UNWIND kinds AS k
CALL (k) {
    MATCH (k)<-[of:OF]-(x:Exchange)<-[out:SENDS]-(f:Facility)
    MATCH (x)-[to:DELIVERED_TO]->(g:Facility)
    RETURN 'exchange' AS way, f, x, null AS t, g, x.status AS status, [of.method, out.method, to.method] AS said
  UNION
    MATCH (k)<-[of:OF]-(x:Offer)<-[out:OFFERS]-(f:Facility)
    MATCH path = (k)-[:KIND_OF]->{0,3}(:Resource)-[:SERVES]->(t:Need)
    OPTIONAL MATCH (t)-[:AT]->(g:Facility)
    RETURN 'need' AS way, f, x, t, g, null AS status,
           [of.method, out.method] + [l IN relationships(path) | l.method] AS said
  UNION
    MATCH (k)<-[of:OF]-(x:Offer)<-[out:OFFERS]-(f:Facility)
    MATCH path = (k)-[:KIND_OF]->{0,3}(:Resource)-[:INPUT_TO {role: 'main'}]->(t:Process)
    OPTIONAL MATCH (t)<-[:RUNS]-(g:Facility)
    RETURN 'process' AS way, f, x, t, g, t.status AS status,
           [of.method, out.method] + [l IN relationships(path) | l.method] AS said
  UNION
    MATCH (k)<-[of:OF]-(x:Offer)<-[out:OFFERS]-(f:Facility)
    MATCH path = (k)-[:KIND_OF]->{0,3}(:Resource)-[:INPUT_TO {role: 'main'}]->(t:Technology)
    RETURN 'technology' AS way, f, x, t, null AS g, null AS status,
           [of.method, out.method] + [l IN relationships(path) | l.method] AS said
}
WITH *, toString(coalesce($on, date())) AS day, g IS NOT NULL AS sited, said + [x.method, t.method] AS methods,
     round(2 * 6371.0088 * asin(sqrt(haversin(radians(g.latitude - f.latitude)) + cos(radians(f.latitude))
           * cos(radians(g.latitude)) * haversin(radians(g.longitude - f.longitude)))), 3) AS distance_km
WHERE way = 'exchange'
   OR (coalesce(f.status, '') <> 'closed' AND (f.until IS NULL OR f.until >= day OR day STARTS WITH f.until)
       AND coalesce(g.status, '') <> 'closed' AND (g.until IS NULL OR g.until >= day OR day STARTS WITH g.until)
       AND (distance_km IS NULL OR distance_km <= $max_km))
WITH *, COLLECT {
    MATCH (f)-[:SENDS]->(e:Exchange)-[:DELIVERED_TO]->(g)
    WHERE sited AND way <> 'exchange' AND EXISTS { MATCH (e)-[:OF]->(q:Resource) WHERE q IN kinds }
    RETURN DISTINCT 'already exchanged: ' + e.status AS remark ORDER BY remark
} AS joined
RETURN DISTINCT way, f.id AS giver_id, f.name AS giver, x.id AS flow_id, x.name AS flow, t.id AS through_id,
       t.name AS through, g.id AS user_id, g.name AS user, status, distance_km,
       joined + CASE WHEN sited AND distance_km IS NULL THEN ['distance unknown']
                     WHEN 'municipality' IN [f.location_precision, g.location_precision] AND sited
                         THEN ['distance between municipalities'] ELSE [] END AS remarks,
       x.amount_min AS amount_min, x.amount AS amount, x.amount_max AS amount_max, x.unit AS unit,
       x.period AS period, x.as_of AS as_of,
       head([m IN ['assumed', 'inferred', 'planned', 'estimated', 'reported', 'measured'] WHERE m IN methods])
           AS weakest_method,
       [x.source_id] + CASE WHEN t.source_id <> x.source_id THEN [t.source_id] ELSE [] END AS source_ids
ORDER BY CASE way WHEN 'exchange' THEN 0 WHEN 'technology' THEN 2 ELSE 1 END, coalesce(distance_km, 1.0e9), way,
         giver, flow_id, through_id, user_id, giver_id, weakest_method
