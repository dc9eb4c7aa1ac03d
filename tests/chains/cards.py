"""Cards of chains whose numbers are known, and a reader of their pages."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from graph_kb.symbiosis.changes import changes, why
from graph_kb.symbiosis.verifying import verify
from graph_kb.symbiosis.verifying.certificate import read_certificate
from graph_kb.views.cards import Background, Check, Subject, Words

from .town import facts_of
from .towns import CASES

VOID = {"meta", "link", "input", "br"}
BACKGROUND = Background(
    {"facility:b": ["Bo Oy", "Bo Ab"]},
    {"source:made": {"title": "Register", "publisher": "Authority", "published": "2025-03"}},
)


def subject_of(name: str, language: str = "en", **changed: Any) -> tuple[Subject, Check]:
    made = CASES[name]()
    certificate, facts = {**made.certificate, **changed}, facts_of(made.records)
    verdict = verify(certificate, facts)
    check = Check(
        verdict.status if verdict.holds else "broken", why(verdict, changes(certificate, facts)), verdict.same_data
    )
    nodes = {key: {**said, "name": str(said.get("name")).capitalize()} for key, said in facts.nodes.items()}
    named = replace(facts, nodes=nodes)
    return Subject(read_certificate(certificate), named, BACKGROUND, Words(language)), check


class Reader(HTMLParser):
    """Reads a page, and holds that every element is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
