"""From what the search finds to certificates that hold: exact amounts, and every claim of docs/certificate.md."""

from graph_kb.symbiosis.certifying.certify import Place, certify
from graph_kb.symbiosis.certifying.files import folder_of, kept_hashes, path_of, read_file, remove_file, write_file
from graph_kb.symbiosis.certifying.flows import COLUMNS, flow_rows
from graph_kb.symbiosis.certifying.skeleton import State, skeleton
from graph_kb.symbiosis.certifying.summary import is_at_most, summary, title

__all__ = [
    "COLUMNS",
    "Place",
    "State",
    "certify",
    "flow_rows",
    "folder_of",
    "is_at_most",
    "kept_hashes",
    "path_of",
    "read_file",
    "remove_file",
    "skeleton",
    "summary",
    "title",
    "write_file",
]
