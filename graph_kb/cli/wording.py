"""Errors in the words of the command line: options with hyphens, kinds of numbers in plain words."""

from __future__ import annotations

import click

from graph_kb.errors import GraphKBError

_PLAIN = {
    "is not a valid integer range.": "is no whole number.",
    "is not a valid integer.": "is no whole number.",
    "is not a valid float range.": "is no number.",
    "is not a valid float.": "is no number.",
}


def spoken(error: GraphKBError) -> str:
    """An error with the name of its option as it is typed."""
    name = str(error.context.get("option") or "")
    text = str(error)
    return f"--{name.replace('_', '-')}{text.removeprefix(name)}" if name and text.startswith(name) else text


def in_plain_words(error: click.ClickException) -> None:
    """Reword what click says of a value, without the names of its types."""
    told = error.message
    for said, plain in _PLAIN.items():
        told = told.replace(said, plain)
    # Declared final, though nothing but showing it reads it.
    vars(error)["message"] = told
