"""docker-compose.yml follows the Compose Specification and publishes nothing beyond loopback."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from graph_kb.store import load_settings

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((Path(__file__).parent / "data" / "compose-spec.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_it_follows_the_specification(compose):
    jsonschema.Draft7Validator(SCHEMA).validate(compose)


def test_the_schema_finds_a_misspelt_key(compose):
    spoiled = {**compose, "services": {"api": {**compose["services"]["api"], "mem_limt": "1g"}}}
    with pytest.raises(jsonschema.ValidationError, match="mem_limt"):
        jsonschema.Draft7Validator(SCHEMA).validate(spoiled)


def test_every_service_is_bounded_and_published_on_loopback_alone(compose):
    for service in compose["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
        assert service["mem_limit"]
        assert service["healthcheck"]["test"]
        assert "no-new-privileges:true" in service["security_opt"]


def test_secrets_come_from_files_alone_and_named_volumes_are_declared(compose):
    for service in compose["services"].values():
        assert set(service["secrets"]) <= compose["secrets"].keys()
        assert {volume.partition(":")[0] for volume in service["volumes"]} <= compose["volumes"].keys()
        assert not [name for name in service["environment"] if name.endswith("PASSWORD")]
    assert all(set(secret) == {"file"} for secret in compose["secrets"].values())


def test_the_image_of_neo4j_is_pinned_to_a_version_that_is_tested(compose):
    image = compose["services"]["neo4j"]["image"]
    assert image == f"neo4j:{load_settings({}, ROOT / 'tests').neo4j_version}-community"


def test_the_api_gets_settings_that_exist(compose, tmp_path):
    given = compose["services"]["api"]["environment"]
    found = load_settings({**given, "GRAPH_KB_HOME": str(tmp_path)}, tmp_path)
    assert found.uri == given["GRAPH_KB_URI"]
    assert {name for name in given} <= {f"GRAPH_KB_{name.upper()}" for name in vars(found)}


def test_the_api_is_served_with_keys_as_it_listens_beyond_loopback(compose):
    api = compose["services"]["api"]
    recipe = api["build"]["dockerfile_inline"]
    assert '["graph-kb", "serve", "--host", "0.0.0.0"' in recipe
    assert "[serve]" in recipe
    assert api["environment"]["GRAPH_KB_KEYS_FILE"] == "/run/secrets/api_keys"
    assert "api_keys" in api["secrets"]
