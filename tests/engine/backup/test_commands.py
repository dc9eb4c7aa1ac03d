"""The commands that export and restore, on the second graph."""

import json

import pytest
from click.testing import CliRunner

from graph_kb.cli.main import cli
from graph_kb.errors import DataError, UsageError


@pytest.fixture
def command(home, keep_network, tmp_path, monkeypatch):
    """Run a command on the graph of two records, in an empty folder."""
    monkeypatch.setenv("GRAPH_KB_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli, arguments)


def test_a_restore_tells_what_it_did(command, other):
    assert json.loads(command("export", "two.jsonl.gz", "--format", "json").stdout)["records"] == 2
    refused = command("load", "--backup", "two.jsonl.gz")
    assert isinstance(refused.exception, UsageError)
    assert "--merge" in refused.exception.hint
    other.run("MATCH (n:Network) SET n.name = 'Other', n.load_id = 'load:other@1', n.record_hash = 'x'")
    done = json.loads(command("load", "--backup", "two.jsonl.gz", "--merge", "--format", "json").stdout)
    numbers = {name: done[name] for name in ("rows_read", "created", "updated", "unchanged", "kept", "differing")}
    assert numbers == {"rows_read": 2, "created": 0, "updated": 0, "unchanged": 1, "kept": 1, "differing": 1}
    assert "name stays 'Other'" in done["notes"][-1]
    other.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
    assert "created" in command("load", "--backup", "two.jsonl.gz").stdout


@pytest.mark.parametrize("merge", [[], ["--merge"]])
def test_a_backup_that_is_not_there_is_told_before_what_the_graph_holds(command, merge):
    missing = command("load", "--backup", "nowhere.jsonl.gz", *merge)
    assert isinstance(missing.exception, DataError)
    assert "nowhere.jsonl.gz: cannot be read: No such file" in missing.exception.message


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["export", "all.graphml.gz"], "only JSON Lines are packed"),
        (["load", "--starter", "--merge"], "--merge is for --backup"),
    ],
)
def test_what_makes_no_sense_is_refused(command, arguments, why):
    refused = command(*arguments)
    assert isinstance(refused.exception, UsageError)
    assert why in refused.exception.message


@pytest.mark.parametrize("name", ["work", "work.jsonl", "work.jsonl.gz", "work.cypher", "work.graphml", "work.parquet"])
def test_no_export_takes_the_place_of_a_folder_of_somebody(command, tmp_path, name):
    """A folder with a manifest of its own, such as that of a web page, is no earlier export."""
    (tmp_path / name).mkdir()
    (tmp_path / name / "manifest.json").write_text('{"name": "a page"}')
    (tmp_path / name / "thesis.txt").write_text("years of work")
    refused = command("export", name)
    assert isinstance(refused.exception, UsageError)
    assert refused.exception.hint
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]
    assert (tmp_path / name / "thesis.txt").read_text() == "years of work"


def test_numbers_typed_for_free_cypher_are_numbers(command):
    text = "UNWIND [60.1, 60.9] AS north WITH north WHERE north > $x RETURN north"
    found = json.loads(command("cypher", text, "-p", "x=60.5", "--format", "json").stdout)
    assert found["rows"] == [{"north": 60.9}]
    empty = json.loads(command("cypher", text, "-p", "x=61", "--format", "json").stdout)
    assert empty["meta"]["warnings"] == ["x was sent as a number; to send it as text: -p 'x=\"61\"'"]
