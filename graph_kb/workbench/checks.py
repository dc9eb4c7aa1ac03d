"""What can be wrong with a graph, each as a small question of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from graph_kb.intake.reading import silent
from graph_kb.intake.workers import Progress
from graph_kb.model.relationships import relation
from graph_kb.model.schema import NODES, OUTSIDE_CONTENT
from graph_kb.store.client import Graph
from graph_kb.store.meta import RECORD_HASH, content_hash, data_version, is_content, links, nodes
from graph_kb.store.records import record_hash

_TOLERANCE = 1e-6
_TOLD_EVERY = 500
_FOREIGN = "written_by_another_client"
_MEND = "delete it with the account of `graph-kb server connect --writer`, then load its source again"


@dataclass(frozen=True)
class Finding:
    """Something that a check found.

    Attributes:
        check: Name of the check.
        severity: `error` makes the command fail; `warning` is for the reader.
        subject: Id it is about.
        message: What is wrong and how to mend it.
    """

    check: str
    severity: Literal["error", "warning"]
    subject: str
    message: str


_NO_ENDS = "NOT (n)<-[:SENDS]-(:Facility) OR NOT (n)-[:DELIVERED_TO]->(:Facility)"
# Patterns start at the bound node: the embedded engine expands them from the left.
_QUESTIONS: tuple[tuple[str, Literal["error", "warning"], str, str], ...] = (
    ("offer_without_resource", "error", "Offer", "NOT (n)-[:OF]->(:Resource)"),
    ("offer_without_facility", "error", "Offer", "NOT (n)<-[:OFFERS]-(:Facility)"),
    ("need_without_resource", "error", "Need", "NOT (n)<-[:SERVES]-(:Resource)"),
    ("need_without_facility", "error", "Need", "NOT (n)-[:AT]->(:Facility)"),
    ("process_without_facility", "error", "Process", "NOT (n)<-[:RUNS]-(:Facility)"),
    ("process_without_input", "error", "Process", "NOT (n)<-[:INPUT_TO]-(:Resource)"),
    ("process_without_output", "error", "Process", "NOT (n)-[:OUTPUTS]->(:Resource)"),
    ("process_of_unbalanced_recipe", "error", "Process", "(n)-[:USES]->(:Technology {balanced: false})"),
    (
        "exchange_without_ends",
        "error",
        "Exchange",
        _NO_ENDS,
    ),
    ("claim_without_subject", "error", "Claim", "NOT (n)-[:ABOUT]->()"),
    (
        "offer_without_amount",
        "warning",
        "Offer",
        "n.amount IS NULL AND n.amount_min IS NULL AND n.amount_max IS NULL",
    ),
    ("facility_without_place", "warning", "Facility", "n.latitude IS NULL AND NOT (n)-[:LOCATED_IN]->()"),
)


def check_graph(graph: Graph, today: date | None = None) -> list[Finding]:
    """Run every check; errors first, then by check and subject."""
    day = (today or datetime.now(UTC).date()).isoformat()
    found = [
        *_questions(graph),
        *_provenance(graph),
        *_provenance_of_links(graph),
        *_ends(graph),
        *_balances(graph),
        *_codes_out_of_force(graph, day),
    ]
    return sorted(found, key=lambda one: (one.severity, one.check, one.subject))


class _Read:
    """Counts records that are read, and tells it now and then."""

    def __init__(self, graph: Graph, told: Progress) -> None:
        joined = graph.read("MATCH (a)-[r]->(b) RETURN count(r) AS n").rows[0]["n"]
        known = graph.read("MATCH (n) WHERE n.id > '' AND NOT n:Meta AND NOT n:Load RETURN count(n) AS n").rows[0]["n"]
        # Each is read for its own hash, and again for that of the whole.
        self._told, self._done, self._total = told, 0, 2 * (joined + known)

    def __call__(self) -> None:
        self._done += 1
        if self._done % _TOLD_EVERY == 0 or self._done == self._total:
            self._told("records", self._done, self._total)


def rehash(graph: Graph, told: Progress = silent) -> list[Finding]:
    """Find what another client wrote: records that differ from their own hash, and a content that changed.

    The content hash of a data version without findings is kept for the next time; it also shows what another
    client deleted, as long as no load came between.

    Args:
        graph: The graph.
        told: Called with the number of records read and of all, now and then.
    """
    read = _Read(graph, told)
    found = list(_foreign(graph, read))
    now, version = content_hash(graph, read), data_version(graph)
    kept = graph.read("MATCH (m:Meta {id: 'meta'}) RETURN m.content_hash AS hash, m.hash_version AS version").rows
    if not found and kept and kept[0]["version"] == version and kept[0]["hash"] != now:
        found.append(Finding(_FOREIGN, "error", "meta", f"records were added or deleted without a load: {_MEND}"))
    if not found:
        graph.run(
            "MATCH (m:Meta {id: 'meta'}) SET m.content_hash = $hash, m.hash_version = $version",
            {"hash": now, "version": version},
        )
    return found


def _foreign(graph: Graph, read: _Read) -> Iterator[Finding]:
    for labels, properties in nodes(graph):
        read()
        if is_content(labels[0], properties) and _changed(properties):
            yield _foreign_write(str(properties.get("id")))
    for link in links(graph):
        read()
        said = {name: value for name, value in link["properties"].items() if name != "id"}
        if not {link["start_label"], link["end_label"]} & OUTSIDE_CONTENT and _changed(said):
            yield _foreign_write(f"{link['start']}-{link['type']}-{link['end']}")


def _changed(properties: dict[str, Any]) -> bool:
    return properties.get(RECORD_HASH) != record_hash(properties)


def _foreign_write(subject: str) -> Finding:
    return Finding(_FOREIGN, "error", subject, f"changed without a load: {_MEND}")


def _questions(graph: Graph) -> Iterator[Finding]:
    for check, severity, label, condition in _QUESTIONS:
        text = f"MATCH (n:{label}) WHERE {condition} RETURN n.id AS id ORDER BY id"
        for row in graph.read(text):
            yield Finding(check, severity, row["id"], check.replace("_", " "))


def _provenance(graph: Graph) -> Iterator[Finding]:
    for label in NODES.keys() - OUTSIDE_CONTENT:
        text = (
            f"MATCH (n:{label}) WHERE n.source_id IS NULL OR n.as_of IS NULL OR n.method IS NULL "
            "RETURN coalesce(n.id, '(no id)') AS id ORDER BY id"
        )
        for row in graph.read(text):
            yield Finding("no_provenance", "error", row["id"], f"{label} without source, date or method: load it again")


def _provenance_of_links(graph: Graph) -> Iterator[Finding]:
    """Every relationship says who states it, for when and how; those of chains follow from their certificate."""
    text = (
        "MATCH (a)-[r]->(b) WHERE r.source_id IS NULL OR r.as_of IS NULL OR r.method IS NULL "
        "RETURN labels(a) AS labels, a.id AS start, type(r) AS type, b.id AS end ORDER BY start, type, end"
    )
    for row in graph.read(text):
        if not OUTSIDE_CONTENT & set(row["labels"]):
            subject = f"{row['start']}-{row['type']}-{row['end']}"
            message = f"{row['type']} without source, date or method: load it again"
            yield Finding("no_provenance", "error", subject, message)


def _ends(graph: Graph) -> Iterator[Finding]:
    text = (
        "MATCH (a)-[r]->(b) RETURN DISTINCT labels(a) AS starts, type(r) AS type, labels(b) AS ends, count(*) AS n "
        "ORDER BY type"
    )
    for row in graph.read(text):
        pairs = [(start, end) for start in row["starts"] for end in row["ends"]]
        if not any(relation(row["type"], start, end) for start, end in pairs):
            name = f"({':'.join(row['starts'])})-[:{row['type']}]->({':'.join(row['ends'])})"
            yield Finding("relationship_unknown", "error", name, f"{row['n']} relationships are no part of the model")


def _balances(graph: Graph) -> Iterator[Finding]:
    """Yields do not create mass or energy: what comes out of a balanced recipe went in."""
    for label in ("Process", "Technology"):
        where = "" if label == "Process" else "WHERE p.balanced "
        text = (
            f"MATCH (p:{label}) {where}MATCH (p)-[r:INPUT_TO|OUTPUTS]-(:Resource) "
            "RETURN p.id AS id, type(r) AS type, r.role AS role, r.unit AS unit, r.amount AS amount ORDER BY id"
        )
        for name, unit, surplus in surpluses(graph.read(text).rows):
            yield Finding(
                "recipe_creates_matter",
                "error",
                name,
                f"{surplus:g} {unit} per activity more comes out than goes in",
            )


def surpluses(rows: list[dict[str, Any]]) -> Iterator[tuple[str, str, float]]:
    """Recipes whose known outputs exceed their known inputs in the unit of the main input: id, unit, surplus.

    Args:
        rows: Ports with id, type (INPUT_TO or OUTPUTS), role, unit (t or MWh are summed) and amount.
    """
    sums: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: {"INPUT_TO": 0.0, "OUTPUTS": 0.0})
    for row in rows:
        if row["amount"] is not None and row["unit"] in ("t", "MWh"):
            sums[row["id"], row["unit"]][row["type"]] += row["amount"]
    fed = {(row["id"], row["unit"]) for row in rows if row["type"] == "INPUT_TO" and row["role"] == "main"}
    for (name, unit), total in sorted(sums.items()):
        surplus = total["OUTPUTS"] - total["INPUT_TO"]
        if (name, unit) in fed and surplus > _TOLERANCE:
            yield name, unit, surplus


def _codes_out_of_force(graph: Graph, day: str) -> Iterator[Finding]:
    text = (
        "MATCH (c:WasteCode) WHERE c.valid_to < $day OR c.valid_from > $day MATCH (c)<-[:CODED]-(n) "
        "RETURN n.id AS id, c.display AS code, c.valid_to AS until ORDER BY id, code"
    )
    for row in graph.read(text, {"day": day}):
        yield Finding(
            "code_out_of_force", "warning", row["id"], f"{row['code']} is out of force (until {row['until']})"
        )
