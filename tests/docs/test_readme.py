"""The first screen of the README is what the demo prints."""

from __future__ import annotations

import re
from pathlib import Path

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
WIDTH = "100"


def excerpt() -> list[str]:
    """Lines of the README's example; `...` stands for whatever is left out, also within a line."""
    block = re.search(r"```text\n(.*?)```", README, re.DOTALL)
    assert block
    return [line for line in block[1].splitlines() if line not in ("", "...")]


def test_the_demo_prints_what_the_readme_shows(graph_kb):
    answer = graph_kb("demo", COLUMNS=WIDTH)
    assert answer.returncode == 0, answer.stderr
    printed = iter(answer.stdout.splitlines())
    for line in excerpt():
        pattern = re.escape(line).replace(re.escape("..."), ".*")
        assert any(re.fullmatch(pattern, each.rstrip()) for each in printed), f"not printed here: {line}"


def test_the_number_of_rows_in_the_readme_is_the_one_that_the_demo_loads(graph_kb):
    loaded = graph_kb("load", "--starter", "--dry-run").stdout
    rows = re.search(r"loads ([\d,]+)\s+cited rows", README)
    assert rows
    assert f" {int(rows[1].replace(',', ''))} " in loaded


def test_every_step_that_the_demo_offers_works(graph_kb, tmp_path):
    for line in excerpt()[-6:]:
        words = re.findall(r"'[^']*'|\"[^\"]*\"|\S+", line.partition("... ")[2])
        answer = graph_kb(*(word.strip("'\"") for word in words))
        assert answer.returncode == 0, (line, answer.stderr)
        assert "warning" not in answer.stderr
    assert (tmp_path / "paths.html").exists()
