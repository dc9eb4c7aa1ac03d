// name: flows_by_code
// Offers and needs with a waste code, or with any code below a chapter or subchapter.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param code: waste_code             chapter, sub-chapter or code: 17, 17 05 or 17 05 03*
// param on: date = null              day asked for; today when empty
// returns code, title, flow, flow_id, name, facility_id, facility, amount_min, amount, amount_max, unit, period, legal_status, as_of, method, rule, source_id
MATCH (top:WasteCode {code: $code})
MATCH (top)<-[:PART_OF]-{0,2}(c:WasteCode)
WITH DISTINCT c
MATCH (c)<-[coded:CODED]-(x:Offer|Need)
OPTIONAL MATCH (x)<-[:OFFERS]-(f:Facility)
OPTIONAL MATCH (x)-[:AT]->(g:Facility)
WITH c, x, coded, coalesce(f, g) AS site, toString(coalesce($on, date())) AS day
WHERE coalesce(site.status, '') <> 'closed' AND (site.until IS NULL OR site.until >= day OR day STARTS WITH site.until)
RETURN DISTINCT c.code AS code, c.title AS title, CASE WHEN x:Offer THEN 'offer' ELSE 'need' END AS flow,
       x.id AS flow_id, x.name AS name, site.id AS facility_id, site.name AS facility,
       x.amount_min AS amount_min, x.amount AS amount, x.amount_max AS amount_max, x.unit AS unit,
       x.period AS period, x.legal_status AS legal_status, x.as_of AS as_of, x.method AS method,
       coded.rule AS rule, x.source_id AS source_id
ORDER BY code, flow DESC, flow_id, facility_id, title, rule
