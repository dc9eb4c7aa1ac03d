"""An independent check of chain certificates: on the raw graph, in exact fractions, apart from the search."""

from graph_kb.symbiosis.verifying.certificate import certificate_hash
from graph_kb.symbiosis.verifying.facts import Facts
from graph_kb.symbiosis.verifying.findings import Violation
from graph_kb.symbiosis.verifying.reading import FactReader, read_facts
from graph_kb.symbiosis.verifying.things import Unknown
from graph_kb.symbiosis.verifying.verify import Verdict, verify

__all__ = [
    "FactReader",
    "Facts",
    "Unknown",
    "Verdict",
    "Violation",
    "certificate_hash",
    "read_facts",
    "verify",
]
