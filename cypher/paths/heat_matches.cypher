// name: heat_matches
// Who could use the heat that sites offer: needs for heat, and processes that take such heat, as main input or as
// the heat of the water they take (role tells).
// Heat is energy that is one of heat_ids or a kind of one, or whose offer or need states a temperature; its name
// does not matter.
// A need fits when the heat is warmer by approach_k; otherwise it takes a heat pump. An unknown temperature is
// said to be unknown, and such offers and uses are never left out. supply_c and needed_c are the lowest
// temperatures; where a process states none for the heat, those of its main input hold. Distances are great-circle.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param min_supply_c: float = null   offers of at least this temperature, degC
// param max_supply_c: float = null   offers of at most this temperature, degC
// param approach_k: float = 5        least temperature difference, K
// param max_distance_km: float = null   farthest use; unknown distances stay
// param heat_ids: strings = resource:heat,resource:low-temperature-excess-heat,resource:incineration-waste-heat   broad resources that are heat
// param on: date = null              day asked for; today when empty
// returns offer_id, offer, facility_id, facility, supply_c, use, role, use_id, use_name, user_id, user, needed_c, verdict, distance_km, amount_min, amount, amount_max, unit, period, power_mw, power_max_mw, as_of, method, source_id
// scan: Energy
MATCH (f:Facility)-[:OFFERS]->(o:Offer)-[:OF]->(r:Energy)
WITH DISTINCT f, o, r, coalesce(o.temperature_min_c, o.temperature_c) AS supply_c,
     toString(coalesce($on, date())) AS day
WHERE coalesce(f.status, '') <> 'closed' AND (f.until IS NULL OR f.until >= day OR day STARTS WITH f.until)
  AND (supply_c IS NOT NULL OR EXISTS { MATCH (r)-[:KIND_OF]->{0,3}(h:Energy) WHERE h.id IN $heat_ids })
  AND ($min_supply_c IS NULL OR supply_c IS NULL OR supply_c >= $min_supply_c)
  AND ($max_supply_c IS NULL OR supply_c IS NULL OR supply_c <= $max_supply_c)
CALL (r, supply_c) {
    MATCH (q:Energy)-[:SERVES]->(n:Need)-[:AT]->(g:Facility)
    WITH DISTINCT q, n, g, coalesce(n.temperature_min_c, n.temperature_c) AS needed_c, supply_c
    WHERE needed_c IS NOT NULL OR EXISTS { MATCH (q)-[:KIND_OF]->{0,3}(h:Energy) WHERE h.id IN $heat_ids }
    RETURN 'need' AS use, null AS role, n.id AS use_id, n.name AS use_name, g, needed_c,
           CASE WHEN supply_c IS NULL OR needed_c IS NULL THEN 'temperature unknown'
                WHEN supply_c >= needed_c + $approach_k THEN 'fits'
                ELSE 'heat pump needed' END AS verdict
  UNION
    MATCH (r)-[:KIND_OF]->{0,3}(:Resource)-[i:INPUT_TO]->(p:Process)<-[:RUNS]-(g:Facility)
    WHERE i.role IN ['main', 'co_input']
    OPTIONAL MATCH (p)<-[m:INPUT_TO {role: 'main'}]-(:Resource)
    WITH p, g, i.role AS role, coalesce(i.min_temperature_c, m.min_temperature_c) AS needed_c,
         coalesce(i.max_temperature_c, m.max_temperature_c) AS most_c, supply_c
    RETURN 'process' AS use, role, p.id AS use_id, p.name AS use_name, g, needed_c,
           CASE WHEN supply_c IS NULL OR needed_c IS NULL THEN 'temperature unknown'
                WHEN supply_c < needed_c THEN 'too cold'
                WHEN supply_c > most_c THEN 'too hot'
                ELSE 'fits' END AS verdict
}
WITH *, round(2 * 6371.0088 * asin(sqrt(haversin(radians(g.latitude - f.latitude)) + cos(radians(f.latitude))
              * cos(radians(g.latitude)) * haversin(radians(g.longitude - f.longitude)))), 3) AS distance_km
WHERE coalesce(g.status, '') <> 'closed' AND (g.until IS NULL OR g.until >= day OR day STARTS WITH g.until)
  AND ($max_distance_km IS NULL OR distance_km IS NULL OR distance_km <= $max_distance_km)
RETURN DISTINCT o.id AS offer_id, o.name AS offer, f.id AS facility_id, f.name AS facility, supply_c, use, role,
       use_id, use_name, g.id AS user_id, g.name AS user, needed_c, verdict, distance_km,
       o.amount_min AS amount_min, o.amount AS amount, o.amount_max AS amount_max, o.unit AS unit,
       o.period AS period, o.power_mw AS power_mw, o.power_max_mw AS power_max_mw, o.as_of AS as_of,
       o.method AS method, o.source_id AS source_id
ORDER BY offer_id, facility_id, verdict, distance_km, use_id, user_id, needed_c, role
