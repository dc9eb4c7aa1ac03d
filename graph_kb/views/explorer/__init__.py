"""Pages that lead from a name to chains and their cards; a service shows them, each state has an address of its own."""

from graph_kb.views.explorer.pages import (
    Found,
    Page,
    answer_page,
    found_page,
    meeting_page,
    paths_page,
    problem_page,
    start_page,
)
from graph_kb.views.explorer.texts import LANGUAGES, Texts

__all__ = [
    "LANGUAGES",
    "Found",
    "Page",
    "Texts",
    "answer_page",
    "found_page",
    "meeting_page",
    "paths_page",
    "problem_page",
    "start_page",
]
