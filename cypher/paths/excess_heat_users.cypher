// name: excess_heat_users
// Who uses or could use the excess heat of data centres, or any resource. One row for an offer and a receiving site:
// way is the surest way, how lists all of them. exchange: the site receives it. need: it serves a need of the site.
// process: the site runs one that takes it as main input. technology: one would take it, no user is named.
// Kinds of the resource count as the resource. An exchange counts for offers of its sender of the same resource, of a
// kind of it or of a broader one; one that has ended does not count, nor does what a site would do with its own.
// Exchanges come first, then the nearest users. distance_km is great-circle, and empty where it is unknown: also
// between two points of one municipality; remarks tell why. flow, status, amounts, as_of and source_ids are those of
// way, as is weakest_method, that of the least sure offer, use or link. flow_ids, resource_ids and use_ids are of all.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param resource_id: string          resource, such as the excess heat of data centres
// param max_km: float = 30           farthest user that does not receive it yet; unknown distances stay
// param on: date = null              day asked for; today when empty
// returns way, giver_id, giver, flow, user_id, user, how, status, distance_km, remarks, amount_min, amount, amount_max, unit, period, as_of, weakest_method, source_ids, flow_ids, resource_ids, use_ids
MATCH (r:Resource {id: $resource_id})
MATCH (r)<-[:KIND_OF]-{0,3}(k:Resource)
WITH collect(DISTINCT k) AS kinds
UNWIND kinds AS k
CALL (k, kinds) {
    MATCH (k)<-[of:OF]-(x:Exchange)<-[out:SENDS]-(f:Facility)
    MATCH (x)-[to:DELIVERED_TO]->(g:Facility)
    OPTIONAL MATCH (f)-[:OFFERS]->(o:Offer)-[:OF]->(q:Resource)
    WHERE q IN kinds AND (EXISTS { MATCH (q)-[:KIND_OF]->{0,3}(b:Resource) WHERE b = k }
        OR EXISTS { MATCH (k)-[:KIND_OF]->{0,3}(b:Resource) WHERE b = q })
    RETURN 0 AS rank, 'exchange' AS way, f, x, o, null AS t, g, x.status AS status, [k.id, q.id] AS ids,
           [of.method, out.method, to.method] AS said
  UNION
    MATCH (k)<-[of:OF]-(x:Offer)<-[out:OFFERS]-(f:Facility)
    MATCH path = (k)-[:KIND_OF]->{0,3}(:Resource)-[:SERVES]->(t:Need)
    OPTIONAL MATCH (t)-[:AT]->(g:Facility)
    RETURN 1 AS rank, 'need' AS way, f, x, x AS o, t, g, null AS status,
           [s IN nodes(path) WHERE s:Resource | s.id] AS ids,
           [of.method, out.method] + [l IN relationships(path) | l.method] AS said
  UNION
    MATCH (k)<-[of:OF]-(x:Offer)<-[out:OFFERS]-(f:Facility)
    MATCH path = (k)-[:KIND_OF]->{0,3}(:Resource)-[:INPUT_TO {role: 'main'}]->(t:Process)
    OPTIONAL MATCH (t)<-[:RUNS]-(g:Facility)
    RETURN 2 AS rank, 'process' AS way, f, x, x AS o, t, g, t.status AS status,
           [s IN nodes(path) WHERE s:Resource | s.id] AS ids,
           [of.method, out.method] + [l IN relationships(path) | l.method] AS said
  UNION
    MATCH (k)<-[of:OF]-(x:Offer)<-[out:OFFERS]-(f:Facility)
    MATCH path = (k)-[:KIND_OF]->{0,3}(:Resource)-[:INPUT_TO {role: 'main'}]->(t:Technology)
    RETURN 3 AS rank, 'technology' AS way, f, x, x AS o, t, null AS g, null AS status,
           [s IN nodes(path) WHERE s:Resource | s.id] AS ids,
           [of.method, out.method] + [l IN relationships(path) | l.method] AS said
}
WITH *, toString(coalesce($on, date())) AS day, g IS NOT NULL AS sited, said + [x.method, t.method] AS methods,
     'municipality' IN [f.location_precision, g.location_precision] AS rough,
     round(2 * 6371.0088 * asin(sqrt(haversin(radians(g.latitude - f.latitude)) + cos(radians(f.latitude))
           * cos(radians(g.latitude)) * haversin(radians(g.longitude - f.longitude)))), 3) AS between_km
WHERE coalesce(f.status, '') <> 'closed' AND (f.until IS NULL OR f.until >= day OR day STARTS WITH f.until)
  AND coalesce(g.status, '') <> 'closed' AND (g.until IS NULL OR g.until >= day OR day STARTS WITH g.until)
  AND (rank = 0 OR between_km IS NULL OR between_km <= $max_km)
  AND (rank > 0 OR (x.status <> 'ended' AND (x.until IS NULL OR x.until >= day OR day STARTS WITH x.until)))
  AND (g IS NULL OR g.id <> f.id)
WITH *, sited AND rough AND between_km = 0 AS within,
     CASE WHEN t IS NULL THEN ': ' + x.status WHEN status IS NULL THEN ': ' + t.name
          ELSE ': ' + t.name + ' (' + status + ')' END AS detail
ORDER BY rank, x.id, t.id
WITH f, g, sited, rough, within, between_km, coalesce(o.id, x.id) AS offered, rank, way, collect(x) AS flows,
     collect(DISTINCT t) AS uses, collect(DISTINCT way + detail) AS how, collect(status) AS states,
     collect(methods) AS methods, collect(ids) AS ids
ORDER BY rank
WITH f, g, sited, rough, within, between_km, offered, collect([rank, way, flows, uses, how, states, methods, ids]) AS found
WITH *, found[0][0] AS rank, found[0][1] AS way, found[0][2][0] AS x, found[0][3] AS uses, found[0][6] AS methods
RETURN way, f.id AS giver_id, f.name AS giver, x.name AS flow, g.id AS user_id, g.name AS user,
       reduce(all = [], one IN found | all + one[4]) AS how, found[0][5][0] AS status,
       CASE WHEN within THEN null ELSE between_km END AS distance_km,
       CASE WHEN within THEN ['distance unknown: the same municipality']
            WHEN sited AND between_km IS NULL THEN ['distance unknown']
            WHEN sited AND rough THEN ['distance to a point of a municipality'] ELSE [] END AS remarks,
       x.amount_min AS amount_min, x.amount AS amount, x.amount_max AS amount_max, x.unit AS unit,
       x.period AS period, x.as_of AS as_of,
       head([m IN ['assumed', 'inferred', 'planned', 'estimated', 'reported', 'measured']
             WHERE any(one IN methods WHERE m IN one)]) AS weakest_method,
       [x.source_id] + COLLECT { UNWIND uses AS use WITH use.source_id AS source WHERE source <> x.source_id
                                 RETURN DISTINCT source ORDER BY source } AS source_ids,
       COLLECT { UNWIND found AS one UNWIND one[2] AS flow RETURN DISTINCT flow.id AS id ORDER BY id } AS flow_ids,
       COLLECT { UNWIND found AS one UNWIND one[7] AS path UNWIND path AS id
                 WITH id WHERE id IS NOT NULL RETURN DISTINCT id ORDER BY id } AS resource_ids,
       COLLECT { UNWIND found AS one UNWIND one[3] AS use RETURN DISTINCT use.id AS id ORDER BY id } AS use_ids
ORDER BY CASE rank WHEN 0 THEN 0 WHEN 3 THEN 2 ELSE 1 END, CASE WHEN within THEN 0.0 ELSE coalesce(between_km, 1.0e9) END,
         way, giver, user_id, offered
