// name: projects_and_funding
// Projects with partners and funding; a project with two grants has two rows, one without has empty columns.
// param status: string = null        planned, running or done; all when empty
// returns project_id, project, status, since, until, partners, funding_id, funding, scheme, granted_by, amount_min, amount, amount_max, unit, as_of, method, source_id
// scan: Project
MATCH (p:Project)
WHERE $status IS NULL OR p.status = $status
OPTIONAL MATCH (p)<-[:FUNDS]-(f:Funding)
WITH DISTINCT p, f
RETURN p.id AS project_id, p.name AS project, p.status AS status, p.since AS since, p.until AS until,
       COLLECT { MATCH (o:Organisation)-[:TAKES_PART]->(p)
                 RETURN DISTINCT o.name AS name ORDER BY name } AS partners,
       f.id AS funding_id, f.name AS funding, f.scheme AS scheme,
       COLLECT { MATCH (o:Organisation)-[:GRANTS]->(f)
                 RETURN DISTINCT o.name AS name ORDER BY name } AS granted_by,
       f.amount_min AS amount_min, f.amount AS amount, f.amount_max AS amount_max, f.unit AS unit,
       coalesce(f.as_of, p.as_of) AS as_of, coalesce(f.method, p.method) AS method,
       coalesce(f.source_id, p.source_id) AS source_id
ORDER BY project, project_id, funding_id
