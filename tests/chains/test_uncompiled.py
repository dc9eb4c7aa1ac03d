"""Without a C compiler the kernel runs as plain Python, and finds the same chains."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from graph_kb.symbiosis.beside import beside

from .asking import Asked
from .faults import engine_of, question_of
from .generator import make

SEEDS = range(1, 13)
ROOT = Path(__file__).parents[2]
PLAIN = """
import importlib.util, json, sys
from importlib.machinery import PathFinder, SourceFileLoader


class Sources:
    \"\"\"Finds the source of a module of the kernel, also where a compiled one lies beside it.\"\"\"

    def find_spec(self, name, path=None, target=None):
        if not name.startswith("graph_kb.symbiosis.kernel."):
            return None
        file = f"{path[0]}/{name.rpartition('.')[2]}.py"
        return importlib.util.spec_from_file_location(name, file, loader=SourceFileLoader(name, file))


sys.meta_path.insert(0, Sources())
sys.path.insert(0, sys.argv[1])
from tests.chains.test_uncompiled import told

import graph_kb.symbiosis.kernel.search as search
assert search.__file__.endswith(".py"), search.__file__
print(json.dumps(told()))
"""


def told() -> list[list[object]]:
    """Chains of some worlds: processes, need and value; and the paths beside them, by reason."""
    found = []
    for seed in SEEDS:
        asked = Asked(make(seed))
        for strict in (True, False):
            chains = asked.told(strict, k=10, different=0.5)
            found.append([[sorted(one.key[0]), one.key[1], round(one.value, 6)] for one in chains])
        found.append(sorted(paths(seed).items()))
    return found


def paths(seed: int) -> dict[str, int]:
    """Paths of a world; there is time enough for all of them."""
    world = make(seed)
    question = question_of(world, need=None, max_processes=2)
    return dict(beside(engine_of(world), question, seconds=60.0).reasons)


def test_the_kernel_finds_the_same_chains_as_plain_python():
    search = pytest.importorskip("graph_kb.symbiosis.kernel.search")
    if search.__file__.endswith(".py"):
        pytest.skip("the kernel is not compiled here")
    answer = subprocess.run(
        [sys.executable, "-c", PLAIN, str(ROOT)], capture_output=True, text=True, timeout=300, cwd=ROOT
    )
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout.splitlines()[-1]) == json.loads(json.dumps(told()))
