"""The documented shape of every command's JSON, held against a real run."""

from __future__ import annotations

import json
import shutil

import click
import pytest

from graph_kb.cli.main import cli
from graph_kb.cli.options import FormatOption

PLANT = "Vantaa waste-to-energy plant"
RUNS = {
    ("demo", ""): [],
    ("load", ""): ["--mapping", "m.yaml", "--dry-run"],
    ("load", "with --backup"): ["--backup", "all.jsonl", "--merge"],
    ("template", ""): ["offers.xlsx"],
    ("check", ""): [],
    ("query", ""): ["paths_from_facility", "-p", "facility_id=facility:nowhere"],
    ("query", "with --list"): ["--list"],
    ("query", "with --cypher"): ["--cypher", "label_counts"],
    ("cypher", ""): ["MATCH (f:Facilty {id: $id}) RETURN f.name", "-p", "id=facility:x"],
    ("paths", ""): [PLANT],
    ("chains", ""): [PLANT, "--k", "2"],
    ("chains", "with --paths"): [PLANT, "--k", "1", "--paths"],
    ("verify", ""): ["--stored"],
    ("forget", ""): ["--broken", "--dry-run"],
    ("why-not", ""): [
        "offer:vantaa-waste-to-energy-plant/raw-slag",
        "need:espoo-infrastructure-works/crushed-concrete",
    ],
    ("card", ""): ["one.json"],
    ("map", ""): ["flows_by_code", "-p", "code=17 05"],
    ("export", ""): ["all.jsonl"],
    ("schema", ""): [],
    ("schema", "with a label or type"): ["Offer"],
    ("config show", ""): [],
    ("server start", ""): [],
    ("server stop", ""): [],
    ("server status", ""): [],
    ("server connect", ""): [],
    ("serve", ""): ["--port", "0"],
    ("keys add", ""): ["map"],
    ("keys list", ""): [],
    ("keys remove", ""): ["map"],
    ("migrate", ""): [],
    ("doctor", ""): [],
}
APART = ("server stop", "serve", "keys add", "keys list", "keys remove")
"""What must not happen to the folder that all tests share, or does not end by itself: it has tests of its own."""


def shapes():
    """Shape of each command by its name and the way it is called."""
    found = {}
    context = click.Context(cli)
    for name in cli.list_commands(context):
        if name == "mcp":
            # It speaks a protocol on standard output.
            continue
        command = cli.get_command(context, name)
        inner = command.commands if isinstance(command, click.Group) else {"": command}
        for more, each in inner.items():
            options = [option for option in each.params if isinstance(option, FormatOption)]
            assert len(options) == 1, f"{name} {more} has no --format"
            found.update({(f"{name} {more}".strip(), way): shape for way, shape in options[0].shapes.items()})
    return found


SHAPES = shapes()


def assert_shape(value, shape, where="answer"):
    if isinstance(shape, dict):
        assert isinstance(value, dict), where
        if "*" not in shape:
            assert value.keys() == shape.keys(), where
        for name, inner in value.items():
            assert_shape(inner, shape.get(name, shape.get("*")), f"{where}.{name}")
    elif isinstance(shape, list):
        assert isinstance(value, list), where
        for number, item in enumerate(value):
            assert_shape(item, shape[0], f"{where}[{number}]")


@pytest.fixture
def prepared(graph_kb, tmp_path):
    """A mapping with a row that is rejected and, for what reads it, a backup."""
    (tmp_path / "m.yaml").write_text(
        "name: shapes\n"
        "provenance: {source_id: {value: 'source:s'}, as_of: {value: '2024'}, method: {value: reported}}\n"
        "tables:\n"
        "  - file: sites.csv\n"
        "    nodes: [{label: Facility, properties: [id, name, latitude, longitude]}]\n",
        encoding="utf-8",
    )
    (tmp_path / "sites.csv").write_text("id,name,latitude,longitude\nfacility:x,X,0,0\n", encoding="utf-8")
    return tmp_path


def test_every_command_that_answers_is_run():
    assert RUNS.keys() == SHAPES.keys()


@pytest.mark.parametrize(("name", "way"), [run for run in RUNS if run[0] not in APART])
def test_json_has_the_documented_shape(graph_kb, prepared, name, way):
    if way == "with --backup":
        assert graph_kb("export", "all.jsonl").returncode == 0
    if name == "card":
        found = json.loads(graph_kb("chains", PLANT, "--k", "1", "--format", "json").stdout)
        shutil.copy(found["certified"]["chains"][0]["file"], prepared / "one.json")
    answer = graph_kb(*name.split(), *RUNS[name, way], "--format", "json")
    assert answer.returncode in (0, 1), answer.stderr
    assert "Traceback" not in answer.stderr
    assert_shape(json.loads(answer.stdout), SHAPES[name, way])


def test_json_of_a_server_that_does_not_run(graph_kb, tmp_path):
    for command in ("stop", "status"):
        answer = graph_kb("server", command, "--format", "json", home=tmp_path / "none")
        assert_shape(json.loads(answer.stdout), SHAPES[f"server {command}", ""])


def test_json_of_keys(graph_kb, tmp_path):
    for name in ("keys add", "keys list", "keys remove"):
        answer = graph_kb(*name.split(), *RUNS[name, ""], "--format", "json", home=tmp_path / "none")
        assert answer.returncode == 0, answer.stderr
        assert_shape(json.loads(answer.stdout), SHAPES[name, ""])
