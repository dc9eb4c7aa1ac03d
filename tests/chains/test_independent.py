"""The verifier shares no code with the search that it checks."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = "graph_kb.symbiosis.verifying"
FILES = sorted((Path(__file__).parents[2] / PACKAGE.replace(".", "/")).glob("*.py"))
ALLOWED = ("graph_kb.model", "graph_kb.errors", "graph_kb.store")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_of_the_search_is_imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            if name.startswith("graph_kb"):
                assert name.startswith((PACKAGE, *ALLOWED)), f"{path.name} imports {name}"
