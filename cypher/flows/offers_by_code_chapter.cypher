// name: offers_by_code_chapter
// Offers by chapter of the List of Waste, summed by unit and period; offers without a code are not in it.
// An offer with codes of two chapters counts in both. Expected amounts only.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param on: date = null              day asked for; today when empty
// returns chapter, title, unit, period, offers, amount, without_amount, earliest, latest
// scan: Offer
MATCH (f:Facility)-[:OFFERS]->(o:Offer)-[:CODED]->(c:WasteCode)
WITH f, o, c, toString(coalesce($on, date())) AS day
WHERE coalesce(f.status, '') <> 'closed' AND (f.until IS NULL OR f.until >= day OR day STARTS WITH f.until)
WITH DISTINCT o, left(c.code, 2) AS chapter
WITH chapter, o.unit AS unit, o.period AS period, count(*) AS offers,
     CASE WHEN count(o.amount) > 0 THEN round(sum(o.amount), 6) END AS amount,
     sum(CASE WHEN o.amount IS NULL THEN 1 ELSE 0 END) AS without_amount, min(o.as_of) AS earliest,
     max(o.as_of) AS latest
RETURN chapter,
       head(COLLECT { MATCH (h:WasteCode {code: chapter})
                      RETURN h.title ORDER BY h.valid_from DESC }) AS title,
       unit, period, offers, amount, without_amount, earliest, latest
ORDER BY chapter, unit, period
