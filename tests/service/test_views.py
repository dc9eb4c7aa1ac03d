"""Pages over HTTP: those that the command writes, with their policy as a header, fetching nothing."""

from __future__ import annotations

import re
from html import unescape

import pytest

PLANT = "facility:vantaa-waste-to-energy-plant"
PAGES = [
    f"/views/around?id={PLANT}",
    f"/views/around?id={PLANT}&steps=2",
    f"/views/query/paths_from_facility?facility_id={PLANT}&max_processes=1",
]


def policy_in(page):
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    return unescape(found[1])


def check(answer):
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == f"{policy_in(answer.text)}; frame-ancestors 'none'"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert re.search(r"""\b(src|srcset|action|data)\s*=\s*["']?(https?:)?//""", answer.text) is None
    assert re.search(r'<link\b(?![^>]*href="data:)|@import|url\((?!["\']?data:)', answer.text) is None


@pytest.mark.parametrize("path", PAGES)
def test_pages_fetch_nothing(client, path):
    answer = client.get(path)
    check(answer)
    assert PLANT in answer.text
    again = client.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_page_is_the_one_of_the_command(client, base):
    assert client.get(PAGES[0]).text == base.draw_around(PLANT).html()
    result = base.query("paths_from_facility", {"facility_id": PLANT, "max_processes": 1}, limit=1000)
    assert client.get(PAGES[2]).text == base.draw(result).html()


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_a_card_is_a_page(client, base, language):
    found = base.chains(PLANT, day="2026-01-01", k=1, time_limit=20)
    hash_ = found.certificates[0]["hash"]
    answer = client.get(f"/views/card/{hash_}?language={language}")
    check(answer)
    assert answer.text == base.card(hash_, language).html()
    assert f'lang="{language}"' in answer.text
    assert client.get(f"/views/card/{hash_[:12]}").status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/views/around", 422, "id"),
        ("/views/around?id=facility:nowhere", 404, "facility:nowhere"),
        (f"/views/around?id={PLANT}&steps=3", 422, "steps"),
        (f"/views/around?id={PLANT}&stps=2", 422, "did you mean steps?"),
        ("/views/query/nothing", 404, "nothing"),
        ("/views/query/paths_from_facility", 422, "facility_id"),
        ("/views/query/paths_from_facility?facility_ids=x", 422, "did you mean facility_id?"),
        ("/views/query/label_counts", 404, "the answer of label_counts names no nodes to draw"),
        ("/views/query/loads", 400, "no cell of the answer is the id of a node"),
        ("/views/card/0123456789", 404, "0123456789"),
        ("/views/card/..%2F..%2Fsettings", 404, ""),
        ("/views/card/settings.json", 422, "hash"),
        ("/views/card/0123456789?language=de", 422, "language"),
    ],
)
def test_what_makes_no_sense_is_refused(client, path, status, said):
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.text
