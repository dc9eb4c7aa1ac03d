"""Imports go down the floors of the house only."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = (
    {"cli", "api", "loaders"},
    {"workbench"},
    {"views"},
    {"queries", "intake"},
    {"store"},
    {"reference"},
    {"model"},
    {"errors"},
)
HEIGHT = {room: len(FLOORS) - level for level, rooms in enumerate(FLOORS) for room in rooms}
FILES = sorted(path for folder in ("graph_kb", "api", "loaders", "cypher") for path in (ROOT / folder).rglob("*.py"))


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "graph_kb" and len(parts) > 1 else parts[0]


def imported(path: Path) -> set[str]:
    """Rooms that a file imports, at its top or inside functions."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("graph_kb."):
            rooms.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            rooms |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("graph_kb.")}
    return rooms


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down(path):
    own = room_of(path)
    for room in imported(path) - {own}:
        if own in HEIGHT and room in HEIGHT:
            assert HEIGHT[room] < HEIGHT[own], f"{own} may not import {room}"
    if own == "cli":
        assert not imported(path) & {"api", "loaders"}, "cli reaches loaders and the API by entry point"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_short(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 300, f"{lines} lines: would two rooms be clearer?"
