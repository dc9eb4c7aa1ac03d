// name: sources_of_node
// Sources that a node rests on: of the node itself, of its relationships, and of claims about it.
// param node_id: string              id of a node of any label
// returns part, detail, source_id, title, publisher, published, address, as_of, method, records
MATCH (n:Organisation|Facility|Network|Municipality|Region|Industry|Resource|Offer|Need|Exchange|Technology|
    Process|Permit|WasteCode|Programme|Measure|Task|Project|Pilot|Funding|Tender|Source|Claim|Chain {id: $node_id})
CALL (n) {
    RETURN 'node' AS part, null AS detail, n.source_id AS source_id, n.as_of AS as_of, n.method AS method
  UNION ALL
    MATCH (n)-[r]-()
    WHERE NOT type(r) IN ['ABOUT', 'CITES']
    RETURN 'relationship' AS part, type(r) AS detail, r.source_id AS source_id, r.as_of AS as_of,
        r.method AS method
  UNION ALL
    MATCH (c:Claim {subject_id: n.id})
    RETURN 'claim' AS part, c.property AS detail, c.source_id AS source_id, c.as_of AS as_of, c.method AS method
}
WITH part, detail, source_id, as_of, method, count(*) AS records
OPTIONAL MATCH (s:Source {id: source_id})
RETURN part, detail, source_id, s.title AS title, s.publisher AS publisher, s.published AS published,
       s.address AS address, as_of, method, records
ORDER BY part, detail, source_id, as_of, method
