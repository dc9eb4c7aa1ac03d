"""`graph-kb serve` as a process of its own: it starts, answers, refuses what is unsafe, and stops without haste."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest

from graph_kb.cli.serve import _STARTED
from graph_kb.store.keys import add_key

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is refused without keys
QUERY = json.dumps({"query": "MATCH (f:Facility) RETURN count(f) AS n"}).encode()


@pytest.fixture
def serving(uusimaa_home, base, tmp_path):
    """Start the service, and give its process and port; what is left running is ended."""
    started = []

    def start(*arguments, **options):
        environment = {**os.environ, "GRAPH_KB_HOME": str(uusimaa_home), "PYTHONWARNINGS": "error", **options}
        command = [sys.executable, "-m", "graph_kb.cli.main", "serve", "--port", "0", *arguments]
        log = (tmp_path / f"log-{len(started)}").open("w+")
        process = subprocess.Popen(
            command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=log, text=True
        )
        started.append((process, log))
        address = process.stdout.readline().strip()
        assert address.startswith("http://"), (tmp_path / log.name).read_text()
        return process, int(address.rpartition(":")[2])

    yield start
    for process, log in started:
        process.kill()
        process.wait()
        process.stdout.close()
        log.close()


def ask(port, path="/v1/facilities?limit=1", **headers):
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


def begun(port):
    """A request of which half has been sent."""
    sent = socket.create_connection(("127.0.0.1", port), timeout=20)
    head = (
        f"POST /v1/cypher HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(QUERY)}"
    )
    sent.sendall(head.encode() + b"\r\n\r\n" + QUERY[:10])
    time.sleep(0.3)
    return sent


def test_it_starts_answers_and_stops(serving):
    process, port = serving()
    status, headers, body = ask(port)
    assert status == 200
    assert json.loads(body)["data"]
    assert "server" not in {name.lower() for name in headers}
    assert ask(port, "/docs")[0] == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0


def test_it_tells_programs_where_it_answers(uusimaa_home, base, tmp_path):
    command = [sys.executable, "-m", "graph_kb.cli.main", "serve", "--port", "0", "--format", "json"]
    environment = {**os.environ, "GRAPH_KB_HOME": str(uusimaa_home)}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with subprocess.Popen(command, env=environment, cwd=tmp_path, **streams) as process:
        lines = list(iter(process.stdout.readline, "}\n"))
        process.terminate()
    told = json.loads("".join([*lines, "}"]))
    assert told.keys() == _STARTED[""].keys()
    assert told["docs"] == f"{told['address']}/docs"


def test_what_is_under_way_is_finished(serving):
    process, port = serving()
    sent = begun(port)
    process.send_signal(signal.SIGINT)
    time.sleep(1)
    assert process.poll() is None
    sent.sendall(QUERY[10:])
    answer = b""
    while part := sent.recv(65_536):
        answer += part
    sent.close()
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"n":' in answer
    assert process.wait(timeout=10) == 0
    with pytest.raises(OSError, match="refused"):
        ask(port)


def test_what_does_not_end_does_not_hold_it_for_long(serving):
    process, port = serving()
    sent = begun(port)
    stopped = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert time.monotonic() - stopped < 12
    sent.close()


def test_others_are_let_in_by_keys_alone(serving, tmp_path):
    file = tmp_path / "keys.json"
    key = add_key(file, "map", [])
    _, port = serving("--host", EVERYWHERE, GRAPH_KB_KEYS_FILE=str(file))
    assert ask(port)[0] == 401
    assert ask(port, Authorization=f"Bearer {key}")[0] == 200


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--host", EVERYWHERE), "graph-kb keys add"),
        (("--host", "::"), "graph-kb keys add"),
        (("--host", "192.0.2.1"), "graph-kb keys add"),
        (("--origin", "*"), "is no origin"),
        (("--rate", "lots"), "is no rate"),
    ],
)
def test_what_is_unsafe_or_makes_no_sense_is_refused(graph_kb, arguments, message):
    answer = graph_kb("serve", *arguments)
    assert answer.returncode == 2
    assert message in answer.stderr


def test_a_port_that_is_taken_is_told(graph_kb):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = graph_kb("serve", "--port", str(taken.getsockname()[1]))
    assert answer.returncode == 2
    assert "is taken" in answer.stderr
    assert "--port 0" in answer.stderr
