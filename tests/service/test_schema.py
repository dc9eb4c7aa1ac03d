"""OpenAPI says what the service does: requests are made from the schema, right and wrong ones, and answers held
against it. API_EXAMPLES is how many are made of each operation beside those at the limits of its parameters."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from sysconfig import get_path

import pytest

from graph_kb.api.access.service import NO_RATE, Service
from graph_kb.api.app import create_app
from graph_kb.store.keys import add_key

HERE = Path(__file__).parent
EXAMPLES = os.environ.get("API_EXAMPLES", "1")


@pytest.fixture(scope="module")
def keys_file(tmp_path_factory):
    return tmp_path_factory.mktemp("keys") / "keys.json"


@pytest.fixture(scope="module")
def app(base, keys_file):
    """With a key, as the schema says that one is needed."""
    return create_app(replace(base.settings, keys_file=keys_file), Service(rate=NO_RATE))


def test_every_operation_keeps_its_schema(served, client, keys_file, tmp_path):
    key = add_key(keys_file, "schema", ["confidential", "load"])
    command = [Path(get_path("scripts")) / "schemathesis", "--config-file", HERE / "schemathesis.toml", "run"]
    options = (
        f"--header=Authorization: Bearer {key}",
        "--checks=all",
        "--phases=examples,coverage,fuzzing",
        "--no-color",
        "--generation-deterministic",
    )
    told = subprocess.run(
        [*command, f"{served}/openapi.json", *options, "--no-shrink", "--continue-on-failure", f"-n{EXAMPLES}"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert told.returncode == 0, told.stdout[-6000:] + told.stderr[-2000:]
    count = re.search(r"Tested: (\d+)", told.stdout)
    declared = sum(len(methods) for methods in client.get("/openapi.json").json()["paths"].values())
    assert count
    assert int(count[1]) == declared
