// name: members_of_network
// Members of a network, all there ever were or those of one day.
// A partial date counts from its first to its last day: until 2021 means to the end of 2021. An unknown date
// excludes nobody; since and until tell.
// param network_id: string           network
// param on: date = null              day; at any time when empty
// returns network_id, network, member_id, member, label, role, since, until, as_of, method, source_id
MATCH (n:Network {id: $network_id})
MATCH (n)<-[x:MEMBER_OF]-(m:Organisation|Network)
WITH n, m, x, toString($on) AS day
WHERE day IS NULL
   OR ((x.since IS NULL OR x.since <= day) AND (x.until IS NULL OR left(day, size(x.until)) <= x.until))
RETURN n.id AS network_id, n.name AS network, m.id AS member_id, m.name AS member,
       CASE WHEN m:Network THEN 'Network' ELSE 'Organisation' END AS label, x.role AS role, x.since AS since,
       x.until AS until, x.as_of AS as_of, x.method AS method, x.source_id AS source_id
ORDER BY member, member_id, role, since
