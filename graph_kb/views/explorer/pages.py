"""What each page of the explorer tells, and the page as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from graph_kb.views import page
from graph_kb.views.explorer.texts import LANGUAGES, Texts
from graph_kb.views.palette import Style, style_of

_STYLES, _SCRIPTS = ("explorer.css",), ("explorer.js",)
_AT = "/explore"


class Found(NamedTuple):
    """A record that can be chosen: its label, id and name, and the words that fit where they are others."""

    label: str
    id: str
    name: str
    matched: str = ""

    @property
    def style(self) -> Style:
        """How nodes of its kind are drawn."""
        return style_of(self.label)


@dataclass(frozen=True)
class Page:
    """A page of the explorer.

    Attributes:
        template: Its template.
        texts: Its language.
        address: What it is asked by, without the language.
        told: What the template needs.
    """

    template: str
    texts: Texts
    address: str
    told: Mapping[str, Any]

    def html(self) -> str:
        """The page as text: it asks nobody but the service that shows it, and runs no script but ours."""
        given = {
            "title": self.texts("explorer"),
            "text": "",
            **self.told,
            "t": self.texts,
            "language": self.texts.language,
            "languages": [(one, _with(self.address, language=one)) for one in LANGUAGES],
            "link": self._link,
        }
        said = {name: self.texts(name) for name in ("collect", "collected", "remove", "copied")}
        return page.render(
            self.template, given, data={"said": said}, styles=_STYLES, scripts=_SCRIPTS, asks_service=True
        )

    def policy(self) -> str:
        """The content security policy that the page names, for those who serve it."""
        return page.policy_of(_STYLES, _SCRIPTS, asks_service=True)

    def _link(self, path: str, **asked: object) -> str:
        """An address of the service, in the language of the page."""
        return _with(path, **asked, language=self.texts.language)


def _with(path: str, **asked: object) -> str:
    said = urlencode({name: value for name, value in asked.items() if value not in (None, "")})
    return f"{path}{'&' if '?' in path else '?'}{said}"


def start_page(texts: Texts, questions: Sequence[tuple[str, str]]) -> Page:
    """Where one begins: the search, and questions that need no more words.

    Args:
        texts: The language.
        questions: Names of queries of the library, and what each answers.
    """
    return Page("explorer/start.html", texts, _AT, {"questions": questions})


def found_page(texts: Texts, text: str, found: Sequence[Found], alike: Sequence[Found], *, more: bool) -> Page:
    """What fits a text."""
    told = {"text": text, "found": found, "alike": alike, "more": more, "title": text}
    return Page("explorer/found.html", texts, _with(_AT, text=text), told)


def answer_page(
    texts: Texts, subject: Found, kinds: Mapping[str, Any] | None, asked: Mapping[str, Any], beside: Sequence[Found]
) -> Page:
    """Chains that start at something, those that are certified and those that are conditional apart.

    Args:
        texts: The language.
        subject: Where they start.
        kinds: Both lists, as `told_apart` gives them, with the day and data version; None where no chain can start.
        asked: What was asked beside.
        beside: What it is joined to.
    """
    told = {"title": subject.name, "subject": subject, "kinds": kinds, "asked": asked, "beside": beside}
    return Page("explorer/answer.html", texts, _with(f"{_AT}/of", id=subject.id, **asked), told)


def paths_page(texts: Texts, subject: Found, counted: Mapping[str, Any], asked: Mapping[str, Any]) -> Page:
    """How many paths there are, and what keeps them from being chains."""
    reasons = sorted(counted["reasons"].items(), key=lambda one: (-one[1], one[0]))
    told = {"title": subject.name, "subject": subject, "counted": counted, "reasons": reasons, "asked": asked}
    return Page("explorer/paths.html", texts, _with(f"{_AT}/paths", id=subject.id, **asked), told)


def problem_page(texts: Texts, detail: str, hint: str) -> Page:
    """Why there is nothing to show."""
    told = {"title": texts("not_shown"), "detail": detail, "hint": hint}
    return Page("explorer/problem.html", texts, _AT, told)


def meeting_page(texts: Texts) -> Page:
    """Cards that were collected; the browser keeps them."""
    return Page("explorer/meeting.html", texts, f"{_AT}/meeting", {"title": texts("meeting")})
