// name: projects_and_funding
// Projects with partners and funding; a project with two grants has two rows, one without has empty columns.
// Grants for a site or a pilot stand beside them: label tells what is funded, and partners of a site are those
// that operate it. A grant that funds nothing known has no funded_id.
// param status: string = null        planned, running, done, or closed for a site; all when empty
// returns label, funded_id, funded, status, since, until, partners, funding_id, funding, scheme, granted_by, amount_min, amount, amount_max, unit, as_of, method, source_id
// scan: *
CALL {
    MATCH (x:Project)
    OPTIONAL MATCH (x)<-[:FUNDS]-(f:Funding)
    RETURN 'Project' AS label, x, f
  UNION
    MATCH (f:Funding)-[:FUNDS]->(x:Facility|Pilot)
    RETURN CASE WHEN x:Pilot THEN 'Pilot' ELSE 'Facility' END AS label, x, f
  UNION
    MATCH (f:Funding)
    WHERE NOT EXISTS { (f)-[:FUNDS]->() }
    RETURN null AS label, null AS x, f
}
WITH DISTINCT label, x, f
WHERE $status IS NULL OR x.status = $status
RETURN label, x.id AS funded_id, x.name AS funded, x.status AS status, x.since AS since, x.until AS until,
       COLLECT { MATCH (o:Organisation)-[:TAKES_PART|OPERATES]->(x)
                 RETURN DISTINCT o.name AS name ORDER BY name } AS partners,
       f.id AS funding_id, f.name AS funding, f.scheme AS scheme,
       COLLECT { MATCH (o:Organisation)-[:GRANTS]->(f)
                 RETURN DISTINCT o.name AS name ORDER BY name } AS granted_by,
       f.amount_min AS amount_min, f.amount AS amount, f.amount_max AS amount_max, f.unit AS unit,
       coalesce(f.as_of, x.as_of) AS as_of, coalesce(f.method, x.method) AS method,
       coalesce(f.source_id, x.source_id) AS source_id
ORDER BY label DESC, funded, funded_id, funding_id
