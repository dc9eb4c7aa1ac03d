// name: paths_from_facility
// Paths that start at an offer of one facility, or of a site that is part of it, and end at a need.
// Paths, not chains: amounts, co-inputs, temperatures and permits are not looked at.
// A step takes the resource itself or a broader one as its main input; no resource or process comes twice.
// hops counts the processes, planned those that do not run yet; sites run them; weakest_method is that of the
// least sure offer, need, process or link.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// facility is the site that offers: the one asked for or, with include_parts, a part of it in up to three steps.
// The first path to each resource that a need takes comes first, then the second ones: no stream hides the others.
// Among these, offers of material come before those of water and services, and those of energy last.
// param facility_id: string          facility that offers
// param include_parts: boolean = true   take the offers of sites that are part of it too
// param max_processes: integer = 3   0 to 3; 0 gives direct matches only
// param on: date = null              day asked for; today when empty
// returns facility_id, facility, offer_id, offer, resource_ids, resources, process_ids, processes, sites, need_id, need, receiver_id, receiver, hops, planned, weakest_method
MATCH (whole:Facility {id: $facility_id})
MATCH (whole)<-[:PART_OF]-{0,3}(f:Facility)
WHERE $include_parts OR f.id = whole.id
WITH DISTINCT f, toString(coalesce($on, date())) AS day
WHERE coalesce(f.status, '') <> 'closed' AND (f.until IS NULL OR f.until >= day OR day STARTS WITH f.until)
MATCH (f)-[:OFFERS]->(o:Offer)-[of:OF]->(r:Resource)
CALL (r) {
    MATCH path = (r)-[:KIND_OF]->{0,3}(:Resource)-[:SERVES]->(n:Need)
    RETURN path, n
  UNION ALL
    WITH r WHERE $max_processes >= 1
    MATCH path = (r)-[:KIND_OF]->{0,3}(:Resource)
        -[:INPUT_TO {role: 'main'}]->(:Process)-[:OUTPUTS]->(:Resource)-[:KIND_OF]->{0,3}(:Resource)
        -[:SERVES]->(n:Need)
    RETURN path, n
  UNION ALL
    WITH r WHERE $max_processes >= 2
    MATCH path = (r)-[:KIND_OF]->{0,3}(:Resource)
        -[:INPUT_TO {role: 'main'}]->(:Process)-[:OUTPUTS]->(:Resource)-[:KIND_OF]->{0,3}(:Resource)
        -[:INPUT_TO {role: 'main'}]->(:Process)-[:OUTPUTS]->(:Resource)-[:KIND_OF]->{0,3}(:Resource)
        -[:SERVES]->(n:Need)
    RETURN path, n
  UNION ALL
    WITH r WHERE $max_processes >= 3
    MATCH path = (r)-[:KIND_OF]->{0,3}(:Resource)
        -[:INPUT_TO {role: 'main'}]->(:Process)-[:OUTPUTS]->(:Resource)-[:KIND_OF]->{0,3}(:Resource)
        -[:INPUT_TO {role: 'main'}]->(:Process)-[:OUTPUTS]->(:Resource)-[:KIND_OF]->{0,3}(:Resource)
        -[:INPUT_TO {role: 'main'}]->(:Process)-[:OUTPUTS]->(:Resource)-[:KIND_OF]->{0,3}(:Resource)
        -[:SERVES]->(n:Need)
    RETURN path, n
}
WITH *
WHERE all(s IN nodes(path) WHERE single(t IN nodes(path) WHERE t = s))
  AND all(l IN relationships(path) WHERE coalesce(l.role, '') <> 'loss')
OPTIONAL MATCH (n)-[:AT]->(g:Facility)
WITH *
WHERE coalesce(g.status, '') <> 'closed' AND (g.until IS NULL OR g.until >= day OR day STARTS WITH g.until)
WITH f, o, n, g, [s IN nodes(path) WHERE s:Process] AS steps, [s IN nodes(path) WHERE s:Resource] AS flow,
     [l IN relationships(path) | l.method] + [s IN nodes(path) WHERE s:Process | s.method]
         + [o.method, of.method, n.method] AS methods,
     CASE WHEN r:Material THEN 0 WHEN r:Energy THEN 2 ELSE 1 END AS rank
WITH DISTINCT f, o, n, g, steps, flow, rank, [s IN steps | s.id] AS step_ids, [s IN flow | s.id] AS flow_ids,
     head([m IN ['assumed', 'inferred', 'planned', 'estimated', 'reported', 'measured'] WHERE m IN methods])
         AS weakest_method
ORDER BY rank, size(steps), o.id, n.id, step_ids, flow_ids, g.id, f.id
WITH last(flow_ids) AS end_id, collect([o, n, g, steps, flow, weakest_method, f, rank]) AS found
UNWIND range(0, size(found) - 1) AS nth
WITH nth, found[nth][0] AS o, found[nth][1] AS n, found[nth][2] AS g, found[nth][3] AS steps,
     found[nth][4] AS flow, found[nth][5] AS weakest_method, found[nth][6] AS f, found[nth][7] AS rank
RETURN f.id AS facility_id, f.name AS facility, o.id AS offer_id, o.name AS offer,
       [s IN flow | s.id] AS resource_ids, [s IN flow | s.name] AS resources,
       [s IN steps | s.id] AS process_ids, [s IN steps | s.name] AS processes,
       [s IN steps | head([(s)<-[:RUNS]-(site:Facility) | site.name])] AS sites, n.id AS need_id,
       n.name AS need, g.id AS receiver_id, g.name AS receiver, size(steps) AS hops,
       size([s IN steps WHERE s.status = 'planned']) AS planned,
       weakest_method
ORDER BY nth, rank, hops, offer_id, need_id, process_ids, resource_ids, receiver_id, facility_id
