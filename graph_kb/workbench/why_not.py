"""Why-not and paths beside chains for people: names in the place of ids, one row for each set of conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph_kb.store.client import Graph

if TYPE_CHECKING:
    from graph_kb.symbiosis.searching import Engine
    from graph_kb.symbiosis.why_not import Fact, Relaxation, WhyNot, Wide
    from graph_kb.symbiosis.why_not.technologies import Technology

NO_LIMIT = 0.999e9
"""What an amount comes to that nothing limits."""
_ID = re.compile(r"\b(?:offer|need|facility|process|resource|technology):[\w./-]*\w")


@dataclass(frozen=True)
class WhyNotAnswer:
    """Why there is no chain from an offer to a need.

    Attributes:
        why: The answer of the engine, with ids.
        message: What it comes to, in one sentence.
        rows: One row for each set of conditions, with names.
        asked: What was asked, but the offer and the need.
        units: Unit of the offer, where it is known.
    """

    why: WhyNot
    message: str
    rows: list[dict[str, Any]]
    asked: Mapping[str, Any]
    units: tuple[str, ...] = ()

    def facts(self) -> dict[str, Any]:
        """As plain data."""
        why = asdict(self.why)
        return {"message": self.message, "question": dict(self.asked), **why, "rows": self.rows}


def engine_of(graph: Graph, home: Path, day: str) -> Engine:
    """The search over the compiled graph of a day."""
    from graph_kb.symbiosis.searching import Engine
    from graph_kb.symbiosis.snapshot import compiled

    snapshot = compiled(graph, home, day)
    return Engine(snapshot.arrays, snapshot.names)


def today() -> str:
    """Today, as the day asked for."""
    return datetime.now(UTC).date().isoformat()


def ask_why_not(graph: Graph, home: Path, offer: str, need: str, day: str, question: Mapping[str, Any]) -> WhyNotAnswer:
    """Ask why there is no chain from an offer to a need, by ids."""
    from graph_kb.symbiosis.objectives import UNITS
    from graph_kb.symbiosis.origins import units_of
    from graph_kb.symbiosis.question import Question, known_names
    from graph_kb.symbiosis.why_not import why_not

    known_names(question)
    asked = Question(offer, need=need, **question)
    found = why_not(engine_of(graph, home, day), asked, wide_of(graph, day), technologies=technologies(graph))
    names = _names(graph, found)
    units = units_of(graph, [offer])
    unit = f"{units[0]}/year" if units else "unit/year"
    rows = [
        _row(place, one, names, unit, UNITS.get(asked.objective, "")) for place, one in enumerate(found.relaxations, 1)
    ]
    rows += [_fact_row(place, one, names) for place, one in enumerate(found.facts, 1)]
    told = {name: value for name, value in asdict(asked).items() if name not in ("offer", "need")}
    return WhyNotAnswer(found, _message(found, names), rows, told, units)


def wide_of(graph: Graph, day: str) -> Wide | None:
    """The graph with closed sites and single lots; None when there are none."""
    from graph_kb.symbiosis.reading import read_all
    from graph_kb.symbiosis.why_not import wide

    texts = (
        "MATCH (f:Facility) WHERE f.status = 'closed' OR f.until IS NOT NULL RETURN count(f) AS n",
        "MATCH (o:Offer) WHERE o.continuity = 'one_off' OR o.period = 'once' RETURN count(o) AS n",
        "MATCH (o:Need) WHERE o.continuity = 'one_off' OR o.period = 'once' RETURN count(o) AS n",
    )
    if not any(graph.read(text).rows[0]["n"] for text in texts):
        return None
    return wide(day, read_all(graph))


def technologies(graph: Graph) -> list[Technology]:
    """Recipes of the technologies of the graph."""
    from graph_kb.symbiosis.why_not.technologies import Flow, Technology

    takes = _flows(
        graph,
        "MATCH (r:Resource)-[i:INPUT_TO]->(t:Technology) RETURN t.id AS id, r.id AS resource, r.unit AS known, "
        "i.role AS role, i.amount AS amount, i.unit AS unit, i.min_temperature_c AS low, i.max_temperature_c AS high, "
        "null AS status ORDER BY id, resource, role",
    )
    makes = _flows(
        graph,
        "MATCH (t:Technology)-[o:OUTPUTS]->(r:Resource) RETURN t.id AS id, r.id AS resource, r.unit AS known, "
        "o.role AS role, o.amount AS amount, o.unit AS unit, o.temperature_c AS low, o.temperature_c AS high, "
        "o.legal_status AS status ORDER BY id, resource, role",
    )
    made = {}
    for name in sorted(takes.keys() & makes.keys()):
        made[name] = Technology(name, *(tuple(Flow(**one) for one in side[name]) for side in (takes, makes)))
    return list(made.values())


def _flows(graph: Graph, text: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in graph.read(text).rows:
        same_unit = row["unit"] == row["known"]
        flow = {"resource": row["resource"], "role": row["role"], "amount": row["amount"] if same_unit else None}
        flow |= {"temperature_min_c": row["low"], "temperature_max_c": row["high"], "status": row["status"]}
        found.setdefault(row["id"], []).append(flow)
    return found


def _names(graph: Graph, found: WhyNot) -> dict[str, str]:
    """Names of all that an answer speaks of."""
    ids = {found.offer, found.need}
    for one in found.relaxations:
        ids.update((*one.processes, *one.feeders))
        for broken in one.broken:
            ids.update((broken.resolver or "", *_ID.findall(broken.says)))
    for fact in found.facts:
        ids.update((fact.subject, fact.resolver or "", *_ID.findall(fact.says)))
    names: dict[str, str] = {}
    for label in ("Facility", "Offer", "Need", "Process", "Resource", "Technology"):
        text = f"MATCH (n:{label}) WHERE n.id IN $ids RETURN n.id AS id, n.name AS name"
        names |= {row["id"]: row["name"] or row["id"] for row in graph.read(text, {"ids": sorted(ids)}).rows}
    return names


def _row(place: int, one: Relaxation, names: Mapping[str, str], unit: str, of: str) -> dict[str, Any]:
    from graph_kb.symbiosis.why_not import KINDS

    who = list(dict.fromkeys(broken.resolver for broken in one.broken if broken.resolver))
    return {
        "rank": place,
        "missing": " and ".join(KINDS[broken.kind].title for broken in one.broken),
        "how_much": "; ".join(_said(broken.says, names) for broken in one.broken),
        "who": "; ".join(names.get(id_, id_) for id_ in who),
        "who_id": "; ".join(who),
        "through": _through(one, names),
        "process_ids": list(one.processes),
        "amount": None if one.amount is None or one.amount >= NO_LIMIT else one.amount,
        "unit": unit,
        "value": one.value,
        "of": of,
    }


def _fact_row(place: int, one: Fact, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "rank": place,
        "missing": "fact",
        "how_much": f"{names.get(one.subject, one.subject)}: {_said(one.says, names)}",
        "who": names.get(one.resolver or "", one.resolver),
        "who_id": one.resolver,
    }


def _through(one: Relaxation, names: Mapping[str, str]) -> str | None:
    if one.value is None:
        return None
    return " > ".join(names.get(id_, id_) for id_ in one.processes) or "directly"


def _said(says: str, names: Mapping[str, str]) -> str:
    """Words with names in the place of ids."""
    return _ID.sub(lambda found: names.get(found[0], found[0]), says)


def _counts(found: WhyNot) -> str:
    """How many chains there are, the certified ones among them."""
    if not found.conditional:
        return "is 1 certified chain" if found.certified == 1 else f"are {found.certified} certified chains"
    return f"are {found.certified} certified and {found.conditional} conditional chains"


def _message(found: WhyNot, names: Mapping[str, str]) -> str:
    ends = f"from {names.get(found.offer, found.offer)} to {names.get(found.need, found.need)}"
    more = "" if found.complete else ", and perhaps more"
    if found.certified:
        return f"there {_counts(found)} {ends}{more}"
    if found.conditional:
        are = "is" if found.conditional == 1 else "are"
        return f"no chain is certified {ends}, {found.conditional} {are} conditional{more}: facts are missing"
    if not found.relaxations:
        return f"there is no chain {ends}, and more than two conditions are broken along every line"
    rest = "" if found.complete else " (time was up before all lines were looked at)"
    return f"there is no chain {ends}; one of these would make one{rest}"
