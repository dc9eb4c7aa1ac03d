"""Large tables are read by other processes: what is staged is the same, and no process stays behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from graph_kb.errors import StoreError
from graph_kb.intake import Spool, check_source
from graph_kb.intake.chunks import ChunkReader
from graph_kb.intake.mapping import Mapping
from graph_kb.intake.readers import Readers
from graph_kb.intake.rows import RowReader
from graph_kb.intake.source import chosen_tables
from graph_kb.intake.stages import Stage

from .rules import PROVENANCE, offers_table

LOAD = "load:m@1"
LARGE, SMALL = 50_000, 19_000
PATIENCE_S = 30
HELD = tuple(f"FROM {table} ORDER BY ALL" for table in ("nodes", "links", "issues", "warnings", "held"))
HEADER = "id,name,site,t,most,u,note,source,date,method"
RULES = {"name": "m", "provenance": PROVENANCE, "tables": [offers_table(note="note")]}
MAPPING = Mapping.model_validate(RULES)
ODD = (
    "",
    ",,,,,,,,,",
    'offer:m/"{0},torn,facility:m/1,1,2,t/a,,source:a,2024,measured',
    "offer:m/{0},short",
    "offer:m/{0},long,facility:m/1,1,2,t/a,,source:a,2024,measured,beyond",
    "offer:m/{0},a number,facility:m/1,many,2,t/a,,source:a,2024,measured",
    "offer:m/{0},out of order,facility:m/1,3,2,t/a,,source:a,2024,measured",
    "offer:m/7,doubled,facility:m/1,1,2,t/a,,source:a,2024,measured",
    "offer:m/{0},in the future,facility:m/1,1,2,t/a,,source:a,3024,measured",
    'offer:m/{0},two lines,facility:m/1,1,2,kt/a,"one\ntwo",source:a,2024,measured',
    "offer:m/{0},no site,,1,2,kg/d,,source:a,2024,measured",
)
"""Rows that are blank, broken, wrong or merely unusual."""


def line(number: int) -> str:
    if number % 997 == 0:
        return ODD[number // 997 % len(ODD)].format(number)
    return f"offer:m/{number},Offer {number},facility:m/{number % 99},{number % 7}.5,9,kt/a,,source:a,2024,estimated"


def table(folder, rows: int):
    text = "\n".join((HEADER, *map(line, range(rows))))
    (folder / "offers.csv").write_text(text + "\n", encoding="utf-8")
    return chosen_tables(MAPPING, folder, ())[0]


def helpers() -> list[psutil.Process]:
    """Processes that read for this one."""
    return [one for one in psutil.Process().children() if "popen_loky" in told(one)]


def told(process: psutil.Process) -> str:
    """Command line of a process; nothing of one that has ended, as servers of other tests have."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def staged(folder, source, portions) -> dict[str, list[tuple]]:
    """All that a spool holds after the portions of a table were added to it."""
    one = RowReader(source.name, source.rule, MAPPING.provenance, LOAD)
    with Spool(folder / "staging") as spool:
        stage = Stage(source.name, LOAD, spool.declare(one.makers()))
        for block, portion in portions(stage, source.open().blocks, spool.turn):
            spool.add_portion(stage, block, portion, one.of)
        spool.finish()
        return {text: list(spool.base.rows(text)) for text in HELD}


def alone(source):
    reader = ChunkReader(source.rule, MAPPING.provenance)

    def portions(stage, blocks, turn):
        for block in blocks:
            yield block, stage.portion(reader.read(block), block, turn)
            turn += len(block.numbers)

    return portions


@pytest.mark.parametrize("processes", [1, 2])
def test_other_processes_stage_the_same_in_the_same_places(tmp_path, processes):
    source, seen = table(tmp_path, LARGE), []
    with Readers(processes) as readers:

        def portions(stage, blocks, turn):
            for found in readers.portions(source.rule, MAPPING.provenance, stage, blocks, turn):
                seen.append(len(helpers()))
                yield found

        together = staged(tmp_path, source, portions)
    assert max(seen) == processes
    assert not helpers()
    by_itself = staged(tmp_path, source, alone(source))
    assert {name: len(rows) for name, rows in together.items()} == {name: len(rows) for name, rows in by_itself.items()}
    assert together == by_itself
    assert by_itself["FROM issues ORDER BY ALL"]
    assert len(by_itself["FROM nodes ORDER BY ALL"]) > LARGE * 0.99


def test_a_small_table_starts_no_process(tmp_path):
    source, seen = table(tmp_path, SMALL), []
    with Readers(2) as readers:

        def portions(stage, blocks, turn):
            for found in readers.portions(source.rule, MAPPING.provenance, stage, blocks, turn):
                seen.extend(helpers())
                yield found

        assert staged(tmp_path, source, portions)
    assert not seen


def test_a_process_that_is_killed_ends_the_reading_with_an_explanation(tmp_path):
    source, killed = table(tmp_path, LARGE), []

    def killing(blocks):
        for block in blocks:
            if not killed and (found := helpers()):
                killed.extend(found)
                found[0].kill()
                psutil.wait_procs(found[:1], timeout=PATIENCE_S)
            yield block

    with Readers(1) as readers, pytest.raises(StoreError, match="ended before its time") as caught:
        staged(
            tmp_path,
            source,
            lambda stage, blocks, turn: readers.portions(source.rule, MAPPING.provenance, stage, killing(blocks), turn),
        )
    assert "nothing was written" in caught.value.hint
    assert killed
    assert not helpers()


def test_an_error_ends_the_processes(tmp_path):
    source = table(tmp_path, LARGE)

    def failing(stage, blocks, turn):
        for number, found in enumerate(readers.portions(source.rule, MAPPING.provenance, stage, blocks, turn)):
            assert number < 6, "on purpose"
            yield found

    with pytest.raises(AssertionError, match="on purpose"), Readers(1) as readers:
        staged(tmp_path, source, failing)
    assert not helpers()


CHECKED = """
import sys
from pathlib import Path
from graph_kb.intake import Spool, check_source, read_mapping
folder = Path(sys.argv[1])
mapping = read_mapping(folder / "mapping.yaml")
with Spool(folder / "staging") as spool:
    check_source(mapping, folder, spool)
print("read")
"""
"""A script without any guard, as users write them."""


@pytest.fixture
def started(tmp_path):
    """Starts the script on a table in a session of its own."""
    running: list[subprocess.Popen[str]] = []

    def start(rows: int) -> subprocess.Popen[str]:
        table(tmp_path, rows)
        (tmp_path / "mapping.yaml").write_text(json.dumps(RULES), encoding="utf-8")
        command = [sys.executable, "-W", "error", "-c", CHECKED, str(tmp_path)]
        piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        running.append(subprocess.Popen(command, text=True, start_new_session=True, **piped))
        return running[-1]

    yield start
    for one in running:
        one.kill()
        one.communicate()


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The processes that a script has started, once one of them reads."""
    script, until = psutil.Process(process.pid), time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        found = script.children(recursive=True)
        if any("popen_loky" in part and one.cpu_times().user > 0.3 for one in found for part in one.cmdline()):
            return found
        time.sleep(0.02)
    raise AssertionError("no process was started")


def test_a_script_without_a_guard_reads_once_and_without_warnings(started):
    script = started(LARGE)
    told, faults = script.communicate(timeout=PATIENCE_S)
    assert (script.returncode, told, faults) == (0, "read\n", "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_a_load_that_is_ended(started, number):
    script = started(LARGE * 8)
    found = family(script)
    # Ctrl-C reaches every process of a terminal, and a kill only the one that it is meant for.
    os.killpg(script.pid, number) if number == signal.SIGINT else os.kill(script.pid, number)
    _, alive = psutil.wait_procs(found, timeout=PATIENCE_S)
    _, faults = script.communicate(timeout=PATIENCE_S)
    assert not alive
    assert script.returncode == -number, faults
    if number == signal.SIGINT:
        assert faults.count("Traceback") == 1


def test_a_checked_source_leaves_no_process(tmp_path):
    table(tmp_path, LARGE)
    with Spool(tmp_path / "staging") as spool:
        summary = check_source(MAPPING, tmp_path, spool)
        assert spool.turn == summary.rows_read + 1
    assert not helpers()
