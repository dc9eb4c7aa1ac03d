"""Which form an answer takes: the one that is named, or else the one that `Accept` likes best (RFC 9110)."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request

from graph_kb.api.contract.problems import NotAcceptable
from graph_kb.queries.suggestion import did_you_mean


def chosen_form(request: Request, named: str | None, media_types: Mapping[str, str]) -> str:
    """Name of the form of an answer.

    Args:
        request: What was asked.
        named: The form that is named, which counts more than what is accepted.
        media_types: Media types by name of the form, the one to take when all are the same first.

    Raises:
        NotAcceptable: There is none such; those there are are named.
    """
    there = ", ".join(f"{name} ({media_type})" for name, media_type in media_types.items())
    if named is not None:
        if named not in media_types:
            raise NotAcceptable(f"there is no form {named!a:.40}", hint=did_you_mean(named, media_types) or there)
        return named
    accepted = request.headers.get("accept") or "*/*"
    liked = {name: _liking(accepted, media_type) for name, media_type in media_types.items()}
    best = max(liked, key=lambda name: liked[name])
    if not liked[best]:
        raise NotAcceptable(f"no form of it is {accepted!a:.100}", hint=f"ask for one of {there}")
    return best


def _liking(accepted: str, media_type: str) -> float:
    """How much a header wants a media type: what it says of the type itself counts before what it says of all."""
    said: dict[str, float] = {}
    for part in accepted.split(","):
        name, *parameters = (one.strip().lower() for one in part.split(";"))
        said[name] = next((_number(one[2:]) for one in parameters if one.startswith("q=")), 1.0)
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((said[one] for one in ranges if one in said), 0.0)


def _number(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
