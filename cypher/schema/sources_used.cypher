// name: sources_used
// Sources that records name, with the number of nodes and relationships that rest on each.
// A source that is named but not described has no title.
// returns source_id, title, publisher, published, read_on, licence, address, nodes, relationships
// scan: *
CALL {
    MATCH (n)
    WHERE n.source_id IS NOT NULL
    RETURN n.source_id AS source_id, count(*) AS found_nodes, 0 AS found_links
  UNION ALL
    MATCH ()-[r]->()
    WHERE r.source_id IS NOT NULL
    RETURN r.source_id AS source_id, 0 AS found_nodes, count(*) AS found_links
}
WITH source_id, sum(found_nodes) AS nodes, sum(found_links) AS relationships
OPTIONAL MATCH (s:Source {id: source_id})
RETURN source_id, s.title AS title, s.publisher AS publisher, s.published AS published, s.read_on AS read_on,
       s.licence AS licence, s.address AS address, nodes, relationships
ORDER BY nodes DESC, source_id
