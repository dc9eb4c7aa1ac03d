"""The documentation says what the code does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_reference_pages_are_current():
    script = ROOT / "scripts" / "make_reference.py"
    answer = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_commands_in_the_readme_exist():
    from graph_kb.cli.main import cli

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    used = set(re.findall(r"graph-kb ([a-z]+)", text))
    assert used
    assert used <= set(cli.list_commands(None)) | {"chains"}  # type: ignore[arg-type]


def test_make_targets_in_the_readme_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", (ROOT / "README.md").read_text(encoding="utf-8"))) <= targets


def test_a_path_is_never_called_a_chain_in_the_path_queries():
    for file in (ROOT / "cypher" / "paths").glob("*.cypher"):
        for line in file.read_text(encoding="utf-8").splitlines():
            assert "chain" not in line.lower() or "not chain" in line.lower(), f"{file.name}: {line}"


def test_every_design_decision_is_a_short_page():
    for page in (ROOT / "docs" / "adr").glob("*.md"):
        lines = page.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("# ")
        assert len(lines) <= 45, page.name
