"""What is told of a stream that is not public: that there is one, of what, about how much, and about where.

What is told is listed, and everything else is left out: a property that the model gets later stays untold.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from typing import Any

Place = tuple[float, float]
"""Latitude and longitude, degrees."""
CELL_KM = 20.0
LEAST_SITES = 3
"""A cell with fewer sites would tell which one it is."""
_KM_A_DEGREE = 111.2
_FILE_NAME = "blurring.key"
_SECRET_BYTES = 32
_NAME_LENGTH = 20
_NAME = re.compile(r"(offer|need|exchange):blurred-[0-9a-f]{20}")
_KEPT = {
    "Offer": ("confidentiality", "unit", "period", "continuity", "months", "legal_status", "method"),
    "Need": ("confidentiality", "unit", "period", "continuity", "months", "legal_status", "method"),
    "Exchange": ("status", "unit", "period", "method"),
}


def blurred_record(label: str, name: str, said: Mapping[str, Any], cell: dict[str, float] | None) -> dict[str, Any]:
    """What is told of a record.

    Args:
        label: Its label.
        name: Id that stands for its own, which speaks of its site.
        said: Its properties.
        cell: Where it is, about; None where that is not told.
    """
    kept = {key: said[key] for key in _KEPT[label] if said.get(key) is not None}
    year = {"as_of": str(said["as_of"])[:4]} if said.get("as_of") else {}
    where = {"cell": cell} if cell else {}
    return {"label": label, "id": name, "blurred": True, **kept, **coarse(said), **year, **where}


def coarse(said: Mapping[str, Any]) -> dict[str, float]:
    """An amount as an interval between numbers of one significant digit; a bound that is not known stays so."""
    least, expected, most = (said.get(key) for key in ("amount_min", "amount", "amount_max"))
    low, high = expected if least is None else least, expected if most is None else most
    found = {}
    if low is not None:
        found["amount_min"] = _steps(low, 0)
    if high is not None:
        found["amount_max"] = _steps(high, 1)
    return found


def _steps(value: float, more: int) -> float:
    """The value cut to one significant digit, and so many steps of that digit more."""
    exact = Decimal(repr(float(value)))
    step = Decimal(1).scaleb(exact.adjusted()) if exact else Decimal(1)
    return float(((exact / step).to_integral_value(ROUND_FLOOR) + more) * step)


def cell_of(place: Place) -> tuple[int, int]:
    """The cell of about 20 by 20 km that a place lies in."""
    row = math.floor(place[0] / _HEIGHT)
    return row, math.floor(place[1] / _width(row))


def crowded(places: Iterable[Place]) -> set[tuple[int, int]]:
    """Cells that hold so many sites that they tell none of them."""
    return {cell for cell, sites in Counter(map(cell_of, places)).items() if sites >= LEAST_SITES}


def bounds_of(cell: tuple[int, int]) -> dict[str, float]:
    """Sides of a cell, degrees."""
    row, column = cell
    sides = {
        "latitude_min": row * _HEIGHT,
        "latitude_max": (row + 1) * _HEIGHT,
        "longitude_min": column * _width(row),
        "longitude_max": (column + 1) * _width(row),
    }
    return {name: round(value, 4) for name, value in sides.items()}


_HEIGHT = CELL_KM / _KM_A_DEGREE


def _width(row: int) -> float:
    """Width of the cells of a row, degrees; they grow towards the poles, where a degree is short."""
    middle = math.radians(min(89.0, abs((row + 0.5) * _HEIGHT)))
    return _HEIGHT / math.cos(middle)


def name_for(secret: bytes, label: str, id_: str) -> str:
    """Id that stands for another one: always the same, and of no use to whoever guesses at the other one."""
    made = hmac.new(secret, id_.encode(), hashlib.sha256).hexdigest()[:_NAME_LENGTH]
    return f"{label.lower()}:blurred-{made}"


def is_blurred_name(text: str) -> bool:
    """Whether an id, or one of the ends that the id of a relationship is made of, stands for another one."""
    return any(_NAME.fullmatch(part) for part in text.split("|"))


def note_hidden(home: Path) -> None:
    """Note for good that a stream of this folder's graph is hidden: what is told of the past may name it."""
    secret_of(home)


def was_hidden(home: Path) -> bool:
    """Whether a stream of this folder's graph was ever seen to be hidden."""
    return (home / _FILE_NAME).exists()


def secret_of(home: Path) -> bytes:
    """What ids are replaced with; made once, so that they stay the same from start to start."""
    file = home / _FILE_NAME
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = home / f"{_FILE_NAME}.{os.getpid()}"
    if not file.exists():
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(os.urandom(_SECRET_BYTES))
        # Whoever links first made it; nobody sees half of it.
        with suppress(FileExistsError):
            os.link(aside, file)
        aside.unlink()
    return file.read_bytes()
