"""OpenAPI says what the service does: requests are made from the schema, right and wrong ones, and answers held
against it. API_EXAMPLES is how many are made of each operation beside those at the limits of its parameters."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from sysconfig import get_path

HERE = Path(__file__).parent
EXAMPLES = os.environ.get("API_EXAMPLES", "1")


def test_every_operation_keeps_its_schema(served, client, tmp_path):
    command = [Path(get_path("scripts")) / "schemathesis", "--config-file", HERE / "schemathesis.toml", "run"]
    options = ("--checks=all", "--phases=examples,coverage,fuzzing", "--no-color", "--generation-deterministic")
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
