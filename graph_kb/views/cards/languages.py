"""Texts of more than one language: plain as text, and on a page each part in another language says which it is."""

from __future__ import annotations

from typing import Self

from markupsafe import Markup, escape


class Marked(str):
    """A text with parts in another language than the page.

    Attributes:
        markup: The same for a page, escaped.
        language: The language, where all of it is in one.
    """

    __slots__ = ("language", "markup")
    markup: Markup
    language: str

    def __new__(cls, text: str, markup: Markup, language: str = "") -> Self:
        """A text as it is read, and as it stands on a page."""
        made = super().__new__(cls, text)
        made.markup, made.language = markup, language
        return made

    def __html__(self) -> Markup:
        """What templates put in the place of the text."""
        return self.markup


def foreign(text: str, language: str) -> Marked:
    """A text in another language than the page."""
    return Marked(text, Markup('<span lang="{}">{}</span>').format(language, text), language)


def filled(text: str, parts: dict[str, object]) -> str:
    """A text of ours with its parts put in, which keep their languages."""
    plain = text.format_map(parts)
    if not any(isinstance(part, Marked) for part in parts.values()):
        return plain
    return Marked(plain, escape(text).format(**parts))


def joined(parts: tuple[str, ...], between: str = "") -> str:
    """Several texts as one, which keep their languages."""
    plain = between.join(parts)
    return Marked(plain, escape(between).join(parts)) if any(isinstance(part, Marked) for part in parts) else plain


def language_of(text: str) -> str:
    """Language of a text, where it is another one than that of the page."""
    return text.language if isinstance(text, Marked) else ""
