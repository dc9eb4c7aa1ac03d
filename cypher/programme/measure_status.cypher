// name: measure_status
// Measures of programmes with their progress, tasks done, and who takes part.
// param programme_id: string = null  one programme; all when empty
// param progress: string = null      not_started, planning, implementing or done; all when empty
// returns programme_id, programme, measure_id, measure, progress, on_schedule, time_frame, tasks, tasks_done, participants, as_of, method, source_id
// scan: Measure
MATCH (m:Measure)
WHERE $progress IS NULL OR m.progress = $progress
OPTIONAL MATCH (m)<-[:INCLUDES]-(p:Programme)
WITH p, m
WHERE $programme_id IS NULL OR p.id = $programme_id
RETURN DISTINCT p.id AS programme_id, p.name AS programme, m.id AS measure_id, m.name AS measure,
       m.progress AS progress, m.on_schedule AS on_schedule, m.time_frame AS time_frame,
       COUNT { (m)-[:HAS_TASK]->(:Task) } AS tasks,
       COUNT { (m)-[:HAS_TASK]->(:Task {progress: 'done'}) } AS tasks_done,
       COLLECT { MATCH (o:Organisation)-[:TAKES_PART]->(m)
                 RETURN DISTINCT o.name AS name ORDER BY name } AS participants,
       m.as_of AS as_of, m.method AS method, m.source_id AS source_id
ORDER BY programme, measure, programme_id, measure_id
