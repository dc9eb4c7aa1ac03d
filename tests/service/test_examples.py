"""Examples of OpenAPI are answers of the service on the starter set."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

ROOT = Path(__file__).parents[2]


def script():
    spec = importlib.util.spec_from_file_location("make_examples", ROOT / "scripts" / "make_examples.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_examples_are_what_the_service_answers(client):
    made = script()
    written = json.loads((ROOT / "api" / "examples.json").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(made.examples(client))), "run scripts/make_examples.py"


def test_they_stand_in_openapi(client):
    written = json.loads((ROOT / "api" / "examples.json").read_text(encoding="utf-8"))
    told = client.get("/openapi.json").json()
    shown = {
        one["operationId"]: one["responses"]["200"]["content"]["application/json"].get("example")
        for path in told["paths"].values()
        for one in path.values()
        if "application/json" in one["responses"].get("200", {}).get("content", {})
    }
    assert {name: shown[name] for name in written} == written
