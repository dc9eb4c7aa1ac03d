// name: possible_paths_from_offer
// Paths from one offer to a need that would open if somebody ran a technology: each has at least one step that
// is a technology, beside processes that run or are planned.
// Paths, not chains: amounts, co-inputs, temperatures and permits are not looked at.
// A step takes the resource itself or a broader one as its main input; no resource or process comes twice.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param offer_id: string             offer to start from
// param max_steps: integer = 2       1 to 2
// param on: date = null              day asked for; today when empty
// returns offer_id, offer, resource_ids, resources, step_ids, steps, technologies, need_id, need, receiver_id, receiver, hops
MATCH (o:Offer {id: $offer_id})
OPTIONAL MATCH (o)<-[:OFFERS]-(f:Facility)
WITH o, f, toString(coalesce($on, date())) AS day
WHERE coalesce(f.status, '') <> 'closed' AND (f.until IS NULL OR f.until >= day OR day STARTS WITH f.until)
WITH DISTINCT o, day
MATCH (o)-[:OF]->(r:Resource)
CALL (r) {
    MATCH path = (r)-[:KIND_OF]->{0,3}(:Resource)
        -[:INPUT_TO {role: 'main'}]->(:Process|Technology)-[:OUTPUTS]->(:Resource)-[:KIND_OF]->{0,3}(:Resource)
        -[:SERVES]->(n:Need)
    RETURN path, n
  UNION ALL
    WITH r WHERE $max_steps >= 2
    MATCH path = (r)-[:KIND_OF]->{0,3}(:Resource)
        -[:INPUT_TO {role: 'main'}]->(:Process|Technology)-[:OUTPUTS]->(:Resource)-[:KIND_OF]->{0,3}(:Resource)
        -[:INPUT_TO {role: 'main'}]->(:Process|Technology)-[:OUTPUTS]->(:Resource)-[:KIND_OF]->{0,3}(:Resource)
        -[:SERVES]->(n:Need)
    RETURN path, n
}
WITH *
WHERE all(s IN nodes(path) WHERE single(t IN nodes(path) WHERE t = s))
  AND all(l IN relationships(path) WHERE coalesce(l.role, '') <> 'loss')
  AND any(s IN nodes(path) WHERE s:Technology)
OPTIONAL MATCH (n)-[:AT]->(g:Facility)
WITH *
WHERE coalesce(g.status, '') <> 'closed' AND (g.until IS NULL OR g.until >= day OR day STARTS WITH g.until)
WITH o, n, g, [s IN nodes(path) WHERE NOT s:Resource AND NOT s:Need] AS walked,
     [s IN nodes(path) WHERE s:Resource] AS flow
RETURN DISTINCT o.id AS offer_id, o.name AS offer, [s IN flow | s.id] AS resource_ids,
       [s IN flow | s.name] AS resources, [s IN walked | s.id] AS step_ids, [s IN walked | s.name] AS steps,
       [s IN walked WHERE s:Technology | s.name] AS technologies, n.id AS need_id, n.name AS need,
       g.id AS receiver_id, g.name AS receiver, size(walked) AS hops
ORDER BY hops, need_id, step_ids, resource_ids, receiver_id
