"""How data comes in: mapping, validation, rejected rows, batches that may be repeated."""

from graph_kb.intake.first_load import REFERENCE
from graph_kb.intake.issues import Issue
from graph_kb.intake.load import load_records, load_source
from graph_kb.intake.mapping import Mapping, read_mapping
from graph_kb.intake.reading import check_source
from graph_kb.intake.spool import Spool
from graph_kb.intake.summary import Summary
from graph_kb.intake.workers import Progress

__all__ = [
    "REFERENCE",
    "Issue",
    "Mapping",
    "Progress",
    "Spool",
    "Summary",
    "check_source",
    "load_records",
    "load_source",
    "read_mapping",
]
