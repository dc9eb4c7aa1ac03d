"""A Neo4j of one's own, reached by GRAPH_KB_URI, an account and a password file alone: schemes, TLS, reads, bookmarks.

The server stands behind a listener that keeps what is said; it advertises the listener, so that routed clients come
back through it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

from graph_kb.errors import StoreError
from graph_kb.store import counts, load_settings, open_graph, prepare, write_records
from graph_kb.store.serving import free_port
from graph_kb.workbench import KnowledgeBase

from .conftest import node, running_neo4j
from .wire import Wire

pytestmark = [
    pytest.mark.neo4j,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate"),
]
PLAIN, ENCRYPTED = ("bolt", "neo4j"), ("bolt+ssc", "neo4j+ssc")
HANDSHAKE = b"\x60\x60\xb0\x17"
"""What every Bolt connection starts with, before or inside TLS."""
CLIENT_HELLO = b"\x16\x03"
ROUTE, READ, WRITE = b"\xb3\x66", b"\x84mode\x81r", b"\x84mode\x81w"
BOOKMARK = re.compile(rb"\x88bookmark(?:[\x80-\x8f]|\xd0.)([\x20-\x7e]+)", re.DOTALL)
TLS = {
    "server.bolt.tls_level": "OPTIONAL",
    "dbms.ssl.policy.bolt.enabled": "true",
    "dbms.ssl.policy.bolt.base_directory": "certificates",
    "dbms.ssl.policy.bolt.private_key": "private.key",
    "dbms.ssl.policy.bolt.public_certificate": "public.crt",
    "dbms.ssl.policy.bolt.client_auth": "NONE",
}


def make_certificate(folder):
    folder.mkdir(parents=True)
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", str(folder / "private.key"), "-out", str(folder / "public.crt")]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *files]
    subprocess.run(made, check=True, capture_output=True)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The listener, and the file that holds the password."""
    folder, port = tmp_path_factory.mktemp("own") / "neo4j", free_port()
    make_certificate(folder / "certificates")
    with Wire(port) as wire:
        given = {**TLS, "server.bolt.advertised_address": f"127.0.0.1:{wire.port}"}
        with running_neo4j(folder, port, given) as home:
            yield wire, home.password_file


@pytest.fixture
def environment(served, tmp_path, request):
    """Environment variables of a user of this server, on a computer that never saw it."""
    wire, password_file = served
    wire.forget()

    def by(scheme):
        uri = f"{scheme}://127.0.0.1:{wire.port}"
        return {"GRAPH_KB_URI": uri, "GRAPH_KB_USER": "neo4j", "GRAPH_KB_PASSWORD_FILE": str(password_file)} | {
            "GRAPH_KB_HOME": str(tmp_path / "nobody")
        }

    return by


@pytest.mark.parametrize("scheme", [*PLAIN, *ENCRYPTED])
def test_every_scheme_reaches_it_and_says_what_it_promises(served, environment, scheme):
    wire, _ = served
    with KnowledgeBase.open(load_settings(environment(scheme))) as base:
        write_records(base.graph, [node(1)])
        assert base.query("label_counts").rows
        assert base.cypher("MATCH (o:Organisation) RETURN o.id AS id").rows == [{"id": "organisation:1"}]
        assert base.graph.engine.startswith("Neo4j/")
    assert bytes(wire.sent[:2]) == (CLIENT_HELLO if scheme in ENCRYPTED else HANDSHAKE[:2])
    if scheme in PLAIN:
        assert (ROUTE in wire.sent) is (scheme == "neo4j")
    else:
        assert b"organisation:1" not in wire.sent + wire.answered


@pytest.mark.parametrize("scheme", ["bolt+s", "neo4j+s"])
def test_a_certificate_that_no_authority_vouches_for_is_refused_where_one_is_asked_for(environment, scheme):
    with pytest.raises(StoreError, match="no graph answers") as told:
        open_graph(load_settings(environment(scheme)))
    assert "+ssc" in told.value.hint


def test_a_wrong_password_is_told_and_not_repeated(environment, tmp_path):
    (tmp_path / "wrong").write_text("not this one", encoding="utf-8")
    given = {**environment("bolt"), "GRAPH_KB_PASSWORD_FILE": str(tmp_path / "wrong")}
    with pytest.raises(StoreError, match="refuses the account") as told:
        open_graph(load_settings(given))
    assert "not this one" not in f"{told.value} {told.value.hint}"


@pytest.mark.parametrize("scheme", PLAIN)
def test_a_read_is_sent_as_a_read_that_waits_for_what_was_written_before(served, environment, scheme):
    """What a cluster needs: it may answer the read on a member that has not yet heard of the write."""
    wire, _ = served
    with open_graph(load_settings(environment(scheme))) as graph:
        prepare(graph)
        wire.forget()
        write_records(graph, [node(2)])
        written = BOOKMARK.findall(bytes(wire.answered))[-1]
        assert READ not in wire.sent.rpartition(b"\x89bookmarks")[2]
        for trusted in (True, False):
            wire.forget()
            graph.read("RETURN 1 AS one", trusted=trusted)
            assert READ in wire.sent
            assert written in wire.sent
        wire.forget()
        write_records(graph, [node(3)])
        assert written in wire.sent


def test_commands_need_no_more_than_the_address(environment, graph_kb):
    given = environment("neo4j+ssc")
    home = given.pop("GRAPH_KB_HOME")
    counted = graph_kb("query", "label_counts", "--format", "json", home=home, **given)
    assert counted.returncode == 0, counted.stderr
    status = graph_kb("server", "status", "--format", "json", home=home, **given)
    assert '"remote"' in status.stdout
    assert not os.path.exists(f"{home}/run/neo4j-{os.environ['GRAPH_KB_NEO4J_VERSION']}.json")


def test_another_client_sees_what_was_written(environment):
    """Each client has its own bookmarks; on a single server everybody sees everything at once."""
    with (
        open_graph(load_settings(environment("bolt"))) as first,
        open_graph(load_settings(environment("neo4j"))) as other,
    ):
        prepare(first)
        write_records(first, [node(4)])
        assert counts(other) == counts(first)
