"""The functions a query may call: Neo4j 5 functions that every engine has and that only read.

What is not here is refused. Cypher ignores the case of function names, so they are looked up in lower case.
"""

from __future__ import annotations

_ALLOWED = {
    "aggregating": "avg collect count max min percentileCont percentileDisc stDev stDevP sum",
    "predicate": "all any exists isEmpty none single",
    "path": "shortestPath allShortestPaths length nodes relationships startNode endNode",
    "scalar": """char_length character_length coalesce elementId head id last nullIf properties randomUUID
        size timestamp toBoolean toBooleanOrNull toFloat toFloatOrNull toInteger toIntegerOrNull type""",
    "list": "keys labels range reduce reverse tail toBooleanList toFloatList toIntegerList toStringList",
    "number": """abs acos asin atan atan2 ceil cos cot degrees e exp floor haversin isNaN log log10 pi radians
        rand round sign sin sqrt tan""",
    "string": """btrim left lower lTrim replace right rTrim split substring toLower toString toStringOrNull
        toUpper trim upper""",
    "temporal": """date date.truncate datetime datetime.fromEpoch datetime.fromEpochMillis datetime.truncate
        duration duration.between duration.inDays duration.inMonths duration.inSeconds localdatetime
        localdatetime.truncate localtime localtime.truncate time time.truncate""",
    "spatial": "point point.distance point.withinBBox",
}

FUNCTIONS = {name.lower(): name for names in _ALLOWED.values() for name in names.split()}
"""Each permitted function as it is spelt, by its name in lower case."""

PREDICATES = frozenset({"all", "any", "none", "single"})
"""Functions that take `variable IN list WHERE predicate`."""

SHORTEST = frozenset({"shortestpath", "allshortestpaths"})
"""Functions that take a pattern."""
