// name: exchange_paths
// Who sends what to whom, and on: exchanges in a row from one facility, each from where the one before ends.
// The last may lead back to the first facility. Exchanges in a row need not carry what became of one another.
// hops counts the exchanges.
// param facility_id: string          facility that sends first
// param max_exchanges: integer = 3   1 to 4
// param status: string = null        running, planned or ended; all when empty
// returns facility_id, facility, exchange_ids, exchanges, statuses, resources, facilities, receiver_id, receiver, hops, weakest_method
MATCH (f:Facility {id: $facility_id})
MATCH path = (f) ((:Facility)-[:SENDS]->(x:Exchange WHERE $status IS NULL OR x.status = $status)
    -[:DELIVERED_TO]->(:Facility)){1,4} (g:Facility)
WITH f, g, path, [s IN nodes(path) WHERE s:Exchange] AS sent
WHERE size(sent) <= $max_exchanges
  AND all(s IN tail(nodes(path)) WHERE single(t IN tail(nodes(path)) WHERE t = s))
  AND NOT f IN tail(reverse(tail(nodes(path))))
WITH f, g, path, sent, [s IN sent | s.method] + [l IN relationships(path) | l.method] AS methods
RETURN f.id AS facility_id, f.name AS facility, [s IN sent | s.id] AS exchange_ids,
       [s IN sent | s.name] AS exchanges, [s IN sent | s.status] AS statuses,
       [s IN sent | head([(s)-[:OF]->(r:Resource) | r.name])] AS resources,
       [s IN nodes(path) WHERE s:Facility | s.name] AS facilities, g.id AS receiver_id, g.name AS receiver,
       size(sent) AS hops,
       head([m IN ['assumed', 'inferred', 'planned', 'estimated', 'reported', 'measured'] WHERE m IN methods])
           AS weakest_method
ORDER BY hops, exchange_ids
