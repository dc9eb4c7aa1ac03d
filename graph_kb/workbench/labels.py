"""Which label the node with an id has: labels are tried in the order that the beginnings of ids make likely.

An id does not tell its label, but most begin with it: `facility:...`. So one read mostly finds what a read of each
label would.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from graph_kb.model.schema import NODES

Row = dict[str, Any]
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}")
_BEGINNINGS = {"low": "WasteCode", "nace": "Industry", "tol": "Industry"}


def may_be_id(text: str) -> bool:
    """Whether a text has the form of an id."""
    return _ID.fullmatch(text) is not None


def by_label(ids: Iterable[str], read: Callable[[str, list[str]], Iterable[Row]]) -> Iterator[tuple[str, Row]]:
    """What is read of nodes by their ids, until all are found.

    Args:
        ids: The ids.
        read: Reads rows with `id` of those nodes of a label that have one of the ids.

    Yields:
        Label and row of each node.
    """
    missing = dict.fromkeys(ids)
    for label in likely(missing):
        if not missing:
            return
        for row in list(read(label, list(missing))):
            missing.pop(row["id"], None)
            yield label, row


def likely(ids: Iterable[str]) -> list[str]:
    """Labels of the model, those first that the beginnings of ids speak of."""
    told = {_label_of(id_.partition(":")[0].lower()) for id_ in ids}
    return sorted(NODES, key=lambda label: label not in told)


@cache
def _label_of(beginning: str) -> str | None:
    # Editions of classifications are told apart by number: nace2, nace21, tol2008.
    plain = beginning.replace("-", "").replace("_", "").rstrip("0123456789")
    return _BEGINNINGS.get(plain) or next((label for label in NODES if label.lower() == plain), None)
