"""Many clients at once, also while the database is killed: right answers or problem documents, flat memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import psutil
import pytest

from graph_kb.store.runtime import read_runtime

PLANT = "facility:vantaa-waste-to-energy-plant"
PATHS = (
    "/v1/facilities?limit=20",
    f"/v1/facilities/{PLANT}",
    f"/v1/facilities/{PLANT}/neighbours",
    f"/v1/graph?around={PLANT}",
    "/v1/search?text=hukkal%C3%A4mp%C3%B6",
    "/v1/queries/label_counts",
    "/v1/records?id=resource:raw-slag&id=low:190112",
    "/readyz",
)
CLIENTS = 8

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def settings(own):
    """Of a graph of its own with the starter set, whose server may be killed."""
    return own.settings


@pytest.fixture(scope="module")
def service(settings, tmp_path_factory):
    """The process of the service, and its port."""
    environment = {**os.environ, "GRAPH_KB_HOME": str(settings.home)}
    command = [sys.executable, "-m", "graph_kb.cli.main", "serve", "--port", "0", "--rate", "none"]
    log = (tmp_path_factory.mktemp("service") / "log").open("w")
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
    yield process, int(process.stdout.readline().strip().rpartition(":")[2])
    process.terminate()
    assert process.wait(timeout=20) == 0
    process.stdout.close()
    log.close()


def asked(port: int, path: str) -> tuple[int, str, bytes]:
    """Status, form and body of an answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=90)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.getheader("content-type"), answer.read()
    finally:
        connection.close()


def in_turn(port: int, seconds: float, first: int) -> list[tuple[str, int, str, bytes]]:
    """Answers of one client that asks one thing after the other."""
    found, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        path = PATHS[(first + len(found)) % len(PATHS)]
        found.append((path, *asked(port, path)))
    return found


def together(port: int, seconds: float, meanwhile=lambda: None) -> list[tuple[str, int, str, bytes]]:
    """Answers of many clients at once."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        running = [pool.submit(in_turn, port, seconds, place) for place in range(CLIENTS)]
        meanwhile()
        return [one for each in running for one in each.result()]


def checked(found, expected) -> Counter:
    """How many answers there are by status; each is right, or a problem document."""
    for path, status, form, body in found:
        if status == 200:
            assert body == expected[path], path
        else:
            assert form == "application/problem+json", (path, status, body)
            assert json.loads(body)["status"] == status
    return Counter(status for _, status, _, _ in found)


def test_many_clients_get_right_answers_and_memory_stays_flat(service):
    process, port = service
    expected = {path: asked(port, path)[2] for path in PATHS}
    told = checked(together(port, 5), expected)
    assert set(told) == {200}
    memory = psutil.Process(process.pid).memory_info
    before = memory().rss
    told = checked(together(port, 10), expected)
    assert set(told) == {200}
    assert told[200] > 100
    assert memory().rss - before < 32 << 20


def test_the_database_is_killed_under_load(service, settings):
    _, port = service
    expected = {path: asked(port, path)[2] for path in PATHS}

    def kill() -> None:
        time.sleep(2)
        os.kill(read_runtime(settings.place).pid, signal.SIGKILL)

    told = checked(together(port, 12, kill), expected)
    assert set(told) <= {200, 503}
    assert told[200] > 50
    # Without a restart of the service.
    until = time.monotonic() + 60
    while (status := asked(port, "/readyz")[0]) != 200 and time.monotonic() < until:
        time.sleep(0.5)
    assert status == 200
    assert set(checked(together(port, 3), expected)) == {200}
