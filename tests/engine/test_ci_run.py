"""`.ci/run` leaves no server behind, however it ends, keeps the exit code and counts the tests of each tier.

It runs in a folder of its own, with the real script, the real command and a makefile that only starts servers.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]
SERVE = "\t$(GRAPH_KB) server start\n\tmkdir -p $${PYTEST_DEBUG_TEMPROOT:?}/pytest-of-x/t0\n"
SERVE += "\tGRAPH_KB_HOME=$${PYTEST_DEBUG_TEMPROOT:?}/pytest-of-x/t0 $(GRAPH_KB) server start\n"
SERVING = {"graph_kb.store.embedded", "graph_kb.store.neo4j_server.serve"}
CASES = """<testsuite><testcase classname="tests.unit.a"/><testcase classname="tests.unit.a"><skipped/></testcase>
<testcase classname="tests.engine.b.c"/><testcase classname="tests.engine.b.c"/></testsuite>"""
TESTS = "test test-neo4j-ci:\n\tmkdir -p $(REPORTS)\n\tcp cases.xml $(REPORTS)/$@.xml\n"
TIERS = """\
unit        test              1 passed, 1 skipped
engine      test              2 passed
unit        test-neo4j-ci     1 passed, 1 skipped
engine      test-neo4j-ci     2 passed
"""
MAKEFILES = {
    "fails": (f"check:\n{SERVE}\texit 3\n", 2),
    "passes": (f"check:\n{SERVE}\ndemo:\n{TESTS}", 0),
    "interrupted": (f"check:\n{SERVE}\ttouch ready\n\tsleep 600\n", 130),
}


def servers(folder):
    """Serving processes of folders below this one."""
    commands = [one.info["cmdline"] or [] for one in psutil.process_iter(["cmdline"])]
    return [words for words in commands if SERVING & set(words) and str(folder) in " ".join(words)]


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize("how", MAKEFILES)
def test_no_server_is_left_and_the_exit_code_is_kept(tmp_path, how):
    text, code = MAKEFILES[how]
    (tmp_path / "Makefile").write_text(f"GRAPH_KB = {sys.executable} -m graph_kb.cli.main\n{text}")
    (tmp_path / "cases.xml").write_text(CASES)
    for name in (".ci/run", "scripts/tiers.py"):
        (tmp_path / name).parent.mkdir()
        shutil.copy(ROOT / name, tmp_path / name)
    for name, body in (
        ("bin/chromium", ""),
        ("bin/mvn", ""),
        (".venv/bin/python", f'exec {sys.executable} "$@"'),
        (".venv/bin/graph-kb", f'exec {sys.executable} -m graph_kb.cli.main "$@"'),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "temporary").mkdir()
    given = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "TMPDIR": str(tmp_path / "temporary")}
    with (tmp_path / "told").open("w") as told:
        environment = {**os.environ, **given}
        run = subprocess.Popen([tmp_path / ".ci" / "run"], env=environment, start_new_session=True, stdout=told)
    if how == "interrupted":
        while not (tmp_path / "ready").exists() and run.poll() is None:
            time.sleep(0.05)
        found = servers(tmp_path)
        os.killpg(run.pid, signal.SIGINT)
    assert run.wait(timeout=120) == code
    assert how != "interrupted" or len(found) == 2
    assert (TIERS in (tmp_path / "told").read_text()) is (how == "passes")
    assert servers(tmp_path) == []
    assert list((tmp_path / "temporary").iterdir()) == []
