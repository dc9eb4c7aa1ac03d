"""Keys: made, kept as hashes, asked for, taken back; what is open on this computer, and to whom it is not."""

from __future__ import annotations

import json
import os
import stat

import pytest
from fastapi.testclient import TestClient

from graph_kb.api.access.identity import Keyring
from graph_kb.api.access.service import NO_RATE, Service
from graph_kb.api.app import create_app
from graph_kb.errors import SettingsError, StoreError, UsageError
from graph_kb.store import load_settings
from graph_kb.store.keys import add_key, holder, read_keys, remove_key

ORIGIN = "https://map.example"


@pytest.fixture(scope="module")
def keys_file(tmp_path_factory):
    return tmp_path_factory.mktemp("keys") / "keys.json"


@pytest.fixture(scope="module")
def app(uusimaa_home, keys_file):
    given = {**os.environ, "GRAPH_KB_HOME": str(uusimaa_home), "GRAPH_KB_KEYS_FILE": str(keys_file)}
    return create_app(load_settings(given, uusimaa_home), Service(rate=NO_RATE, origins=(ORIGIN,)))


@pytest.fixture(scope="module")
def client(app, base, here):
    with TestClient(app, **here) as opened:
        yield opened


@pytest.fixture(autouse=True)
def no_keys(keys_file):
    yield
    keys_file.unlink(missing_ok=True)


def bearer(key):
    return {"authorization": f"Bearer {key}"}


def test_without_keys_this_computer_asks_freely(client):
    assert client.get("/v1/facilities?limit=1").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "203.0.113.7"},
        {"forwarded": "for=203.0.113.7"},
        {"via": "1.1 proxy"},
        {"host": "evil.example"},
        {"host": "127.0.0.1.evil.example"},
        {"host": "["},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"authorization": "Bearer nonsense"},
        {"authorization": "Basic eDp5"},
    ],
)
def test_whoever_asks_for_others_needs_a_key(client, headers):
    answer = client.get("/v1/facilities", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["title"] == "key"
    assert answer.headers["www-authenticate"].startswith("Bearer ")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_names_of_this_computer_are_its_own(client, host):
    assert client.get("/v1/facilities?limit=1", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("address", "base_url"), [("203.0.113.7", "http://127.0.0.1"), ("127.0.0.1", "http://192.0.2.1"), ("x", "http://x")]
)
def test_from_elsewhere_a_key_is_needed_also_while_there_are_none(app, client, address, base_url):
    elsewhere = TestClient(app, base_url=base_url, client=(address, 1))
    assert elsewhere.get("/v1/facilities").status_code == 401
    assert elsewhere.get("/healthz").status_code == 200
    assert elsewhere.get("/openapi.json").status_code == 200
    assert elsewhere.get("/metrics").status_code == 401


def test_once_there_is_a_key_this_computer_needs_it_too(client, keys_file):
    key = add_key(keys_file, "map", [])
    assert client.get("/v1/facilities").status_code == 401
    assert client.get("/v1/facilities?limit=1", headers=bearer(key)).status_code == 200
    assert client.get("/v1/facilities", headers=bearer(key[:-1])).status_code == 401
    assert client.get("/v1/facilities", headers=[("authorization", f"Bearer {key}")] * 2).status_code == 401
    assert client.get("/readyz").status_code == 200


def test_a_key_is_worth_nothing_once_it_is_removed(client, keys_file):
    first, second = add_key(keys_file, "first", []), add_key(keys_file, "second", [])
    assert client.get("/v1/facilities?limit=1", headers=bearer(first)).status_code == 200
    assert remove_key(keys_file, "first") == 1
    assert client.get("/v1/facilities", headers=bearer(first)).status_code == 401
    assert client.get("/v1/facilities?limit=1", headers=bearer(second)).status_code == 200


def test_nobody_is_let_in_while_the_keys_cannot_be_read(client, keys_file):
    keys_file.write_text("{")
    keys_file.chmod(0o600)
    answer = client.get("/v1/facilities")
    assert answer.status_code == 503
    assert str(keys_file) not in answer.text


def test_a_key_is_kept_as_its_hash_for_the_owner_alone(tmp_path):
    file = tmp_path / "home" / "keys.json"
    key = add_key(file, "map", ["confidential"])
    assert len(key) > 43
    assert key not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (kept,) = read_keys(file)
    assert kept.scopes == ("read", "confidential")
    assert holder([kept], key) == kept
    assert holder([kept], key + "x") is None


def test_a_file_that_others_may_read_stays_so(tmp_path):
    file = tmp_path / "keys.json"
    add_key(file, "one", [])
    file.chmod(0o644)
    add_key(file, "two", [])
    assert stat.S_IMODE(file.stat().st_mode) == 0o644


@pytest.mark.parametrize("text", ["", "[]", '{"keys": 1}', '{"keys": [{}]}', '{"keys": [{"name": "x", "sha256": 1}]}'])
def test_a_file_without_keys_says_what_to_do(tmp_path, text):
    file = tmp_path / "keys.json"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(SettingsError, match="does not hold keys"):
        read_keys(file)
    with pytest.raises(StoreError):
        Keyring(file).keys()


def test_a_file_that_others_may_write_is_not_trusted(tmp_path):
    file = tmp_path / "keys.json"
    add_key(file, "map", [])
    file.chmod(0o666)
    with pytest.raises(SettingsError, match="others may write"):
        read_keys(file)


@pytest.mark.parametrize("name", ["", "-x", "a b", "a\nb", "x" * 61, "ä"])
def test_odd_names_are_refused(tmp_path, name):
    with pytest.raises(UsageError, match="no name for a key"):
        add_key(tmp_path / "keys.json", name, [])


def test_scopes_are_told_by_openapi(client):
    told = client.get("/openapi.json").json()
    assert told["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    for path, methods in told["paths"].items():
        for operation in methods.values():
            scope = "load" if path.startswith("/v1/loads") else "read"
            wanted = [{"key": [scope]}] if path.startswith(("/v1/", "/views/", "/explore", "/metrics")) else None
            assert (operation.get("security") or [None])[0] == (wanted or [None])[0], path


def test_pages_of_listed_origins_may_ask_with_a_key(client, keys_file):
    key = add_key(keys_file, "map", [])
    asked = {
        "origin": ORIGIN,
        "access-control-request-method": "GET",
        "access-control-request-headers": "authorization",
    }
    before = client.options("/v1/facilities", headers=asked)
    assert before.status_code == 200
    assert before.headers["access-control-allow-origin"] == ORIGIN
    answer = client.get("/v1/facilities?limit=1", headers={"origin": ORIGIN, **bearer(key)})
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "access-control-allow-credentials" not in answer.headers
    other = client.get("/v1/facilities?limit=1", headers={"origin": "https://evil.example", **bearer(key)})
    assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize("origin", ["*", "null", "map.example", "https://map.example/", "https://*.example"])
def test_origins_are_listed_one_by_one(origin):
    with pytest.raises(SettingsError, match="is no origin"):
        Service(origins=(origin,))


def test_commands_make_list_and_remove_keys(graph_kb, tmp_path):
    home = tmp_path / "home"
    made = graph_kb("keys", "add", "map", "--scope", "load", home=home)
    assert made.returncode == 0, made.stderr
    (key,) = made.stdout.split()
    assert key not in made.stderr
    assert holder(read_keys(home / "keys.json"), key)
    assert graph_kb("keys", "add", "map", home=home).returncode == 2
    (listed,) = json.loads(graph_kb("keys", "list", "--format", "json", home=home).stdout)
    assert (listed["name"], listed["scopes"]) == ("map", ["read", "load"])
    assert "no keys are left" in graph_kb("keys", "remove", "map", home=home).stderr
    assert "there are no keys" in graph_kb("keys", "remove", "map", home=home).stderr
