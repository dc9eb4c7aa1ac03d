"""Fixtures of the tests about the template: a blank one, and one that is filled in and checked."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

from graph_kb.intake import Spool, check_source, read_mapping
from graph_kb.intake.batches import link_batches, node_batches
from graph_kb.intake.source import chosen_tables, write_rejected
from graph_kb.intake.template import STREAMS, write_template

TEXTS = yaml.safe_load((files("graph_kb.intake") / "template_texts.yaml").read_text(encoding="utf-8"))
MAPPING = read_mapping(Path(str(files("graph_kb.intake") / "template.yaml")))
EXAMPLE = TEXTS["example"]
SITE = "example-brewery-oy/example-brewery-kerava"


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    return write_template(tmp_path_factory.mktemp("template") / "deep" / "offers.xlsx")


@pytest.fixture(scope="module")
def book(blank):
    return load_workbook(blank)


@pytest.fixture
def fill(blank, tmp_path):
    """Fill in rows, check the file, and give issues, nodes, relationships and files of rejected rows."""

    def filled(*lines, path=None):
        if path is None:
            path = tmp_path / "any name.xlsx"
            made = load_workbook(blank)
            columns = [cell.value for cell in made[STREAMS][1]]
            for line in lines:
                made[STREAMS].append([line.get(column) for column in columns])
            made.save(path)
        with Spool(tmp_path / "spool") as spool:
            known = lambda label, ids: set(ids) if label in ("Municipality", "WasteCode") else set()  # noqa: E731
            summary = check_source(MAPPING, tmp_path, spool, [path], known=known)
            nodes = {node.id: node for batch in node_batches(spool.base, 99) for node in batch.rows()}
            links = {link.key for batch in link_batches(spool.base, 99) for link in batch.rows()}
            written = write_rejected(chosen_tables(MAPPING, tmp_path, [path]), spool, tmp_path, "template")
        return summary.issues, nodes, links, written

    return filled
