// name: organisations_by_kind
// Organisations by kind, with the sites they operate and their networks; one with two kinds comes twice.
// Kinds: company, municipality, joint_authority, network_office, authority, research, association, funder, school.
// param kind: string = null          one kind, or unknown; all when empty
// returns kind, organisation_id, organisation, business_id, facilities, networks, as_of, source_id
// scan: Organisation
MATCH (o:Organisation)
UNWIND CASE WHEN size(coalesce(o.kinds, [])) = 0 THEN ['unknown'] ELSE o.kinds END AS kind
WITH DISTINCT kind, o
WHERE $kind IS NULL OR kind = $kind
RETURN kind, o.id AS organisation_id, o.name AS organisation, o.business_id AS business_id,
       COLLECT { MATCH (o)-[:OPERATES]->(f:Facility)
                 RETURN DISTINCT f.name AS name ORDER BY name } AS facilities,
       COLLECT { MATCH (o)-[:MEMBER_OF]->(n:Network) RETURN DISTINCT n.name AS name ORDER BY name } AS networks,
       o.as_of AS as_of, o.source_id AS source_id
ORDER BY kind, organisation, organisation_id
