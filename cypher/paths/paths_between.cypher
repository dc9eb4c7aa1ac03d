// name: paths_between
// Paths from the offers of one facility to the needs of another.
// Paths, not chains: amounts, co-inputs, temperatures and permits are not looked at.
// A step takes the resource itself or a broader one as its main input; no resource or process comes twice.
// hops counts the processes, planned those that do not run yet; sites run them; weakest_method is that of the
// least sure offer, need, process or link.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param from_id: string              facility that offers
// param to_id: string                facility that needs
// param max_processes: integer = 3   0 to 3; 0 gives direct matches only
// param on: date = null              day asked for; today when empty
// returns facility_id, facility, offer_id, offer, resource_ids, resources, process_ids, processes, sites, need_id, need, receiver_id, receiver, hops, planned, weakest_method
MATCH (f:Facility {id: $from_id})
WITH f, toString(coalesce($on, date())) AS day
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
MATCH (n)-[:AT]->(g:Facility)
WHERE g.id = $to_id AND coalesce(g.status, '') <> 'closed' AND (g.until IS NULL OR g.until >= day OR day STARTS WITH g.until)
  AND all(s IN nodes(path) WHERE single(t IN nodes(path) WHERE t = s))
  AND all(l IN relationships(path) WHERE coalesce(l.role, '') <> 'loss')
WITH f, o, n, g, [s IN nodes(path) WHERE s:Process] AS steps, [s IN nodes(path) WHERE s:Resource] AS flow,
     [l IN relationships(path) | l.method] + [s IN nodes(path) WHERE s:Process | s.method]
         + [o.method, of.method, n.method] AS methods
RETURN DISTINCT f.id AS facility_id, f.name AS facility, o.id AS offer_id, o.name AS offer,
       [s IN flow | s.id] AS resource_ids, [s IN flow | s.name] AS resources,
       [s IN steps | s.id] AS process_ids, [s IN steps | s.name] AS processes,
       [s IN steps | head([(s)<-[:RUNS]-(site:Facility) | site.name])] AS sites, n.id AS need_id,
       n.name AS need, g.id AS receiver_id, g.name AS receiver, size(steps) AS hops,
       size([s IN steps WHERE s.status = 'planned']) AS planned,
       head([m IN ['assumed', 'inferred', 'planned', 'estimated', 'reported', 'measured'] WHERE m IN methods])
           AS weakest_method
ORDER BY offer_id, hops, need_id, process_ids, resource_ids
