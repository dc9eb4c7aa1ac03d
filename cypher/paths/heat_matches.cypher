// name: heat_matches
// Who could use the heat that sites offer: needs for heat, and processes that take such heat as main input.
// A need fits when the heat is warmer by approach_k; otherwise it takes a heat pump. An unknown temperature is
// said to be unknown, and such offers and uses are never left out. supply_c and needed_c are the lowest
// temperatures; distances are great-circle.
// param min_supply_c: float = null   offers of at least this temperature, degC
// param max_supply_c: float = null   offers of at most this temperature, degC
// param approach_k: float = 5        least temperature difference, K
// param max_distance_km: float = null   farthest use; unknown distances stay
// param word: string = heat          part of the English name of the energy, or of a broader one
// returns offer_id, offer, facility_id, facility, supply_c, use, use_id, use_name, user_id, user, needed_c, verdict, distance_km, amount_min, amount, amount_max, unit, period, power_mw, power_max_mw, as_of, method, source_id
// scan: Offer
MATCH (f:Facility)-[:OFFERS]->(o:Offer)-[:OF]->(r:Energy)
WHERE EXISTS { (r)-[:KIND_OF]->{0,3}(h:Energy) WHERE toLower(h.name) CONTAINS toLower($word) }
WITH DISTINCT f, o, r, coalesce(o.temperature_min_c, o.temperature_c) AS supply_c
WHERE ($min_supply_c IS NULL OR supply_c IS NULL OR supply_c >= $min_supply_c)
  AND ($max_supply_c IS NULL OR supply_c IS NULL OR supply_c <= $max_supply_c)
CALL (r, supply_c) {
    MATCH (q:Energy)-[:SERVES]->(n:Need)-[:AT]->(g:Facility)
    WHERE EXISTS { (q)-[:KIND_OF]->{0,3}(h:Energy) WHERE toLower(h.name) CONTAINS toLower($word) }
    WITH DISTINCT n, g, coalesce(n.temperature_min_c, n.temperature_c) AS needed_c, supply_c
    RETURN 'need' AS use, n.id AS use_id, n.name AS use_name, g, needed_c,
           CASE WHEN supply_c IS NULL OR needed_c IS NULL THEN 'temperature unknown'
                WHEN supply_c >= needed_c + $approach_k THEN 'fits'
                ELSE 'heat pump needed' END AS verdict
  UNION
    MATCH (r)-[:KIND_OF]->{0,3}(:Resource)-[i:INPUT_TO {role: 'main'}]->(p:Process)<-[:RUNS]-(g:Facility)
    RETURN 'process' AS use, p.id AS use_id, p.name AS use_name, g, i.min_temperature_c AS needed_c,
           CASE WHEN supply_c IS NULL OR i.min_temperature_c IS NULL THEN 'temperature unknown'
                WHEN supply_c < i.min_temperature_c THEN 'too cold'
                WHEN supply_c > i.max_temperature_c THEN 'too hot'
                ELSE 'fits' END AS verdict
}
WITH *, round(2 * 6371.0088 * asin(sqrt(haversin(radians(g.latitude - f.latitude)) + cos(radians(f.latitude))
              * cos(radians(g.latitude)) * haversin(radians(g.longitude - f.longitude)))), 3) AS distance_km
WHERE $max_distance_km IS NULL OR distance_km IS NULL OR distance_km <= $max_distance_km
RETURN o.id AS offer_id, o.name AS offer, f.id AS facility_id, f.name AS facility, supply_c, use, use_id,
       use_name, g.id AS user_id, g.name AS user, needed_c, verdict, distance_km, o.amount_min AS amount_min,
       o.amount AS amount, o.amount_max AS amount_max, o.unit AS unit, o.period AS period,
       o.power_mw AS power_mw, o.power_max_mw AS power_max_mw, o.as_of AS as_of, o.method AS method,
       o.source_id AS source_id
ORDER BY offer_id, facility_id, verdict, distance_km, use_id, user_id, needed_c
