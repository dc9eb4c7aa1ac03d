// name: network_partners_by_year
// What sources say about a network over the years, such as its number of partners; sources may disagree.
// param network_id: string           network
// param property: string = partners  property that is claimed
// returns network_id, network, valid_for, amount_min, amount, amount_max, unit, value, chosen, claim_id, statement, as_of, method, source_id
MATCH (n:Network {id: $network_id})
MATCH (c:Claim {subject_id: n.id, property: $property})
RETURN n.id AS network_id, n.name AS network, c.valid_for AS valid_for, c.amount_min AS amount_min,
       c.amount AS amount, c.amount_max AS amount_max, c.unit AS unit, c.value AS value, c.chosen AS chosen,
       c.id AS claim_id, c.statement AS statement, c.as_of AS as_of, c.method AS method,
       c.source_id AS source_id
ORDER BY valid_for, claim_id
