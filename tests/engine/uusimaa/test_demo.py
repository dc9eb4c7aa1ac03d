"""Every command that the demo prints can be typed as it stands."""

from __future__ import annotations

import re
import shlex


def commands(printed):
    """Arguments of every command line in the text; the program is called as in `query --list`."""
    program = re.search(r"(\S+) query --list", printed)[1]
    lines = [line.partition(f"{program} ") for line in printed.splitlines()]
    return [shlex.split(arguments) for _, found, arguments in lines if found]


def test_every_command_that_the_demo_prints_works(graph_kb):
    demo = graph_kb("demo")
    assert demo.returncode == 0, demo.stderr
    found = commands(demo.stdout)
    called = [arguments[0] for arguments in found]
    # What is left out of a long answer comes first, then the steps.
    assert called[-8:] == ["chains", "paths", "serve", "map", "query", "schema", "cypher", "template"]
    assert set(called[:-8]) == {"query"}
    # A service would not end; its own tests start it.
    for arguments in (one for one in found if one[0] != "serve"):
        answer = graph_kb(*arguments)
        assert answer.returncode == 0, (arguments, answer.stderr)
        assert "warning" not in answer.stderr
