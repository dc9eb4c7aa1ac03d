"""Chain cards as one self-contained page without scripts; each card is printed on a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph_kb.symbiosis.verifying.numbers import ZERO
from graph_kb.views import page
from graph_kb.views.cards.figure import figure
from graph_kb.views.cards.open_points import asked, assumptions, called
from graph_kb.views.cards.paper import size
from graph_kb.views.cards.papers import papers
from graph_kb.views.cards.steps import steps
from graph_kb.views.cards.subject import Subject
from graph_kb.views.cards.worth import holds_at, limits, source_unit, sources, worth

_SHORT_HASH = 12


@dataclass(frozen=True)
class Check:
    """What the verifier says of the certificate.

    Attributes:
        status: certified, conditional or broken.
        reason: Why it is broken.
        same_data: Whether the graph is in the state that the certificate was made from.
    """

    status: str
    reason: str = ""
    same_data: bool = True


@dataclass(frozen=True)
class Card:
    """One or several cards of one language, as one page.

    Attributes:
        chains: The chains, each with what the verifier says of it.
    """

    chains: Sequence[tuple[Subject, Check]]

    def html(self) -> str:
        """The page as text: no outside request and no script."""
        words = self.chains[0][0].words
        cards = [context(subject, check) for subject, check in self.chains]
        title = cards[0]["title"] if len(cards) == 1 else words("cards")
        told = {"title": f"{title} – {words('chain_card')}" if len(cards) == 1 else title}
        given = {**told, "cards": cards, "t": words, "language": words.language}
        return page.render("card.html", given, data=None, styles=("card.css",), scripts=())

    def write(self, path: str | Path) -> Path:
        """Write the page as UTF-8 and return its path.

        Raises:
            UsageError: The file cannot be written.
        """
        return page.write(Path(path), self.html())

    def _repr_html_(self) -> str:
        """The page in a frame of its own, for notebooks."""
        from markupsafe import Markup

        frame = Markup('<iframe srcdoc="{}" sandbox="" title="{}" width="100%" height="900"></iframe>')
        return str(frame.format(self.html(), self.chains[0][0].words("chain_card")))


def context(subject: Subject, check: Check) -> dict[str, Any]:
    """What the template tells of one chain."""
    certificate, words = subject.certificate, subject.words
    parts = {
        "steps": steps(subject),
        "papers": papers(subject),
        "called": called(subject),
        "asked": asked(subject),
        "assumptions": assumptions(subject),
        "limits": limits(subject),
        "holds_at": holds_at(subject),
        "sources": sources(subject),
        "figure": figure(subject),
        "worth": worth(subject),
    }
    return {
        **_head(subject, check),
        **parts,
        "size": size(parts),
        "periods": [words.months(months) for months in certificate.periods if len(certificate.periods) > 1],
        "hash": str(certificate.raw.get("hash", "")),
        "short_hash": str(certificate.raw.get("hash", ""))[:_SHORT_HASH],
        "day": certificate.day,
        "data_version": str(certificate.raw.get("data_version", "")),
    }


def _head(subject: Subject, check: Check) -> dict[str, Any]:
    """Title, status, and the most important numbers."""
    certificate, words = subject.certificate, subject.words
    source, need = subject.name(certificate.source), subject.name(certificate.need)
    line = [flow for flow in certificate.flows if flow.on_line]
    checked = "checked_broken" if check.status == "broken" else "checked_same" if check.same_data else "checked_changed"
    return {
        "title": words("title", source=source, need=need),
        "sites": [_site(subject, "offered_at", certificate.source), _site(subject, "needed_at", certificate.need)],
        "status": check.status,
        "reason": check.reason,
        "checked": words(checked),
        "is_limited": subject.is_limited,
        "taken": subject.amount(line[0].amounts if line else [None], source_unit(subject)),
        "km": words.km(sum((flow.km or ZERO for flow in line), ZERO), is_rough=subject.line_is_rough),
        "legs_unknown": sum(flow.km is None for flow in line),
    }


def _site(subject: Subject, label: str, id_: str) -> tuple[str, str, str]:
    site = subject.site(id_)
    return subject.words(label), subject.name(site) if site else subject.words("unknown"), subject.operators(site)
