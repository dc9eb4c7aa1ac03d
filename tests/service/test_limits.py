"""How much one may ask: how often, how much at a time, how large."""

from __future__ import annotations

import asyncio
import re
from functools import partial

import pytest
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse

from graph_kb.api.access import bounds
from graph_kb.api.access.admission import Rate, _counted_as
from graph_kb.api.access.bounds import LOADS, MOST_BODY_BYTES, Bodies, Gate, _is_short
from graph_kb.api.access.identity import Caller
from graph_kb.api.access.service import Service
from graph_kb.api.app import create_app
from graph_kb.errors import SettingsError

from . import loops


def test_too_many_requests_are_told_when_to_come_again(base, here):
    with TestClient(create_app(base.settings, Service(rate="3/minute")), **here) as client:
        answers = [client.get("/v1/facilities?limit=1") for _ in range(4)]
        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert [one.headers["ratelimit-policy"] for one in answers] == ['"default";q=3;w=60'] * 4
        left = [re.fullmatch(r'"default";r=(\d+);t=(\d+)', one.headers["ratelimit"]) for one in answers]
        assert [int(one[1]) for one in left] == [2, 1, 0, 0]
        assert 0 < int(answers[3].headers["retry-after"]) <= 60
        assert answers[3].json()["title"] == "rate"
        assert client.get("/readyz").status_code == 200


def test_keys_are_counted_apart_and_addresses_of_one_network_together():
    def counted(address):
        return _counted_as(Caller("", frozenset()), {"client": (address, 1)})

    assert _counted_as(Caller("map", frozenset()), {"client": ("192.0.2.1", 1)}) == "key map"
    assert counted("2001:db8::1") == counted("2001:db8::2") != counted("2001:db8:1::1")
    assert counted("192.0.2.1") != counted("192.0.2.2")
    assert _counted_as(Caller("", frozenset()), {"client": None}) == "address unknown"


def test_ever_new_callers_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr("graph_kb.api.access.admission._MOST_CALLERS", 5)
    rate = Rate("1/minute")
    assert [rate.count(str(number))[1] for number in range(9)] == [0] * 9
    assert len(rate._storage.events) < 8


@pytest.mark.parametrize("rate", ["lots", "0", "-1/minute", "5/fortnight", ""])
def test_a_rate_that_is_none_is_refused(rate):
    with pytest.raises(SettingsError, match="is no rate"):
        Service(rate=rate)


def test_long_addresses_and_large_bodies_are_refused(client):
    assert client.get("/v1/search", params={"text": "x" * 9_000}).status_code == 414
    large = client.post("/v1/cypher", content=b"x" * (MOST_BODY_BYTES + 1))
    assert (large.status_code, large.json()["title"]) == (413, "body_size")


def test_a_body_of_unknown_size_is_cut_off(client):
    def parts():
        for _ in range(20):
            yield b" " * (MOST_BODY_BYTES // 10)

    answer = client.post("/v1/cypher", content=parts(), headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["title"]) == (413, "body_size")


@pytest.mark.parametrize("is_begun", [False, True])
def test_a_body_that_stops_to_come_is_not_waited_for(is_begun):
    async def ask():
        parts = [{"type": "http.request", "body": b"{", "more_body": True}] * is_begun

        async def receive():
            return parts.pop() if parts else await asyncio.Event().wait()

        async def read(scope, receive, send):
            while True:
                await receive()

        async def send(message):
            told.append(message.get("status"))

        scope = {"type": "http", "path": LOADS, "method": "POST", "headers": [], "query_string": b""}
        await Bodies(read, MOST_BODY_BYTES, longest_s=0.005)(scope, receive, send)

    told = []
    loops.run(ask)
    assert told[0] == 408


def test_who_has_sent_all_may_wait_for_long():
    async def ask():
        parts, left = [{"type": "http.request", "body": b"{}", "more_body": False}], asyncio.Event()
        told = []

        async def receive():
            return parts.pop() if parts else await left.wait() and {"type": "http.disconnect"}

        async def answer(scope, receive, send):
            told.append(await receive())
            asyncio.get_running_loop().call_later(0.1, left.set)
            told.append(await receive())

        scope = {"type": "http", "path": "/v1/cypher", "method": "POST", "headers": [], "query_string": b""}
        await Bodies(answer, MOST_BODY_BYTES, longest_s=0.02)(scope, receive, None)
        return told

    assert [one["type"] for one in loops.run(ask)] == ["http.request", "http.disconnect"]


def asked_of(make, path, *, method="GET", query=b"", headers=(), parts=()):
    """Status that an application within `make` gives, and what it was told of the body."""

    async def ask():
        told, statuses, coming = [], [], list(parts)

        async def receive():
            return coming.pop(0) if coming else await asyncio.Event().wait()

        async def send(message):
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        async def app(scope, receive, send):
            told.append(await receive() if method == "POST" else None)
            await PlainTextResponse("told")(scope, receive, send)

        scope = {"type": "http", "path": path, "method": method, "headers": list(headers), "query_string": query}
        await make(app)(scope, receive, send)
        return statuses[0], told

    return loops.run(ask)


def test_a_length_that_is_said_twice_is_refused():
    """What a proxy takes for the body of this request could be another one for us."""
    headers = [(b"content-length", b"4"), (b"transfer-encoding", b"chunked")]
    parts = [{"type": "http.request", "body": b"{}", "more_body": False}]
    make = partial(Bodies, upload_bytes=MOST_BODY_BYTES)
    assert asked_of(make, "/v1/cypher", method="POST", headers=headers, parts=parts) == (400, [])
    assert asked_of(make, "/v1/cypher", method="POST", headers=headers[:1], parts=parts) == (200, parts)


def test_a_body_has_come_before_anybody_works_on_it():
    parts = [{"type": "http.request", "body": part, "more_body": more} for part, more in ((b"{", True), (b"}", False))]
    make = partial(Bodies, upload_bytes=MOST_BODY_BYTES, longest_s=0.05)
    whole = {"type": "http.request", "body": b"{}", "more_body": False}
    assert asked_of(make, "/v1/cypher", method="POST", parts=parts) == (200, [whole])
    assert asked_of(make, "/v1/cypher", method="POST", parts=parts[:1]) == (408, [])
    assert asked_of(make, LOADS, method="POST", parts=parts) == (200, parts[:1])


@pytest.mark.parametrize(
    ("path", "query", "is_short"),
    [
        ("/v1/offers", b"", True),
        ("/v1/search", b"text=x", True),
        ("/v1/graph", b"around=x&limit=50", True),
        ("/v1/graph", b"around=x&steps=1&limit=50", True),
        ("/v1/graph", b"around=x", False),
        ("/v1/graph", b"around=x&limit=10000", False),
        ("/v1/graph", b"around=x&limit=50&steps=2", False),
        ("/v1/graph", b"around=x&limit=50&%71uery=y", False),
        ("/v1/graph", b"chain=abcdef&limit=50", False),
        ("/v1/graph/export", b"", False),
        ("/v1/chains", b"from=x", False),
        ("/v1/queries/label_counts", b"", False),
        ("/v1/queries", b"", True),
        ("/explore/of", b"id=x", False),
        ("/views/around", b"id=x", False),
    ],
)
def test_small_answers_do_not_wait_for_long_ones(path, query, is_short):
    scope = {"type": "http", "path": path, "method": "GET", "headers": [], "query_string": query}
    assert _is_short(scope) is is_short
    assert _is_short({**scope, "method": "POST"}) is False


def test_who_does_not_read_loses_the_place(monkeypatch):
    monkeypatch.setattr(bounds, "_LONGEST_S", 0.05)

    async def ask():
        async def stuck(message):
            await asyncio.Event().wait()

        gate = Gate(PlainTextResponse("told"), 1, patience_s=1)
        scope = {"type": "http", "path": "/v1/offers", "method": "GET", "headers": [], "query_string": b""}
        with pytest.raises(TimeoutError):
            await gate(scope, None, stuck)
        told = []

        async def send(message):
            told.append(message["type"])

        await gate(scope, None, send)
        return told

    assert loops.run(ask) == ["http.response.start", "http.response.body"]


def test_what_is_sent_to_be_loaded_may_be_larger(client):
    assert client.post(LOADS, content=b"x" * (MOST_BODY_BYTES + 1)).status_code != 413


def test_so_many_at_a_time_a_few_wait_and_the_rest_comes_again():
    async def ask():
        go, inside, most = asyncio.Event(), 0, 0

        async def slow(scope, receive, send):
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            await go.wait()
            inside -= 1
            await PlainTextResponse("done")(scope, receive, send)

        gate = Gate(slow, 2, patience_s=0.05)

        async def one(path="/v1/x"):
            statuses = []

            async def send(message):
                if message["type"] == "http.response.start":
                    statuses.append((message["status"], dict(message["headers"]).get(b"retry-after")))

            await gate({"type": "http", "path": path, "method": "GET", "headers": []}, None, send)
            return statuses[0]

        first = [asyncio.create_task(one()) for _ in range(2)]
        await asyncio.sleep(0.01)
        waited = [asyncio.create_task(one()) for _ in range(4)]
        await asyncio.sleep(0)
        beyond = await one()
        refused = await asyncio.gather(*waited)
        probe = asyncio.create_task(one("/readyz"))
        last = asyncio.create_task(one())
        await asyncio.sleep(0.01)
        go.set()
        return most, beyond, refused, [*await asyncio.gather(*first), await probe, await last]

    most, beyond, refused, answered = loops.run(ask)
    assert most <= 3
    assert beyond == (503, b"2")
    assert refused == [(503, b"2")] * 4
    assert [status for status, _ in answered] == [200] * 4
