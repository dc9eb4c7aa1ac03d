"""Columns of many records: texts as numbers of distinct values, numbers with NaN, lists end to end.

A column takes a few bytes per record, whatever the engine sends, and everything after reading is numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph_kb.symbiosis.arrays import Bytes, Floats, Ints

Rows: TypeAlias = NDArray[np.intp]
FLAGS = {None: -1, False: 0, True: 1}


@dataclass(frozen=True)
class Texts:
    """A text of each row.

    Attributes:
        values: The distinct texts, sorted.
        codes: Place of the text of each row among the values, -1 where there is none.
    """

    values: list[str]
    codes: Ints

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.codes)

    def take(self, rows: Rows) -> Texts:
        """These rows, in this order."""
        codes = self.codes[rows]
        used = np.zeros(len(self.values) + 1, bool)
        used[codes] = True
        used[-1] = False
        places = np.flatnonzero(used)
        if len(places) == len(self.values):
            return Texts(self.values, codes)
        numbers = np.full(len(self.values) + 1, -1, np.int32)
        numbers[places] = np.arange(len(places))
        return Texts([self.values[place] for place in places.tolist()], numbers[codes])

    def looked_up(self, places: Mapping[str, int], missing: int = -1) -> Ints:
        """What a mapping says of the text of each row."""
        found = [places.get(value, missing) for value in self.values]
        return np.array([*found, missing], np.int32)[self.codes]

    def among(self, *chosen: str) -> NDArray[np.bool_]:
        """Whether the text of each row is one of these."""
        found: NDArray[np.bool_] = self.looked_up(dict.fromkeys(chosen, 1)) == 1
        return found


@dataclass(frozen=True)
class Lists:
    """A list of each row, end to end.

    Attributes:
        ptr: (rows + 1) where the list of each row starts.
        values: Numbers or texts of all lists.
    """

    ptr: NDArray[np.int64]
    values: Floats | Texts

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.ptr) - 1

    @property
    def lengths(self) -> NDArray[np.int64]:
        """(rows) length of each list."""
        return np.diff(self.ptr)

    @property
    def rows(self) -> Rows:
        """(values) row that each value belongs to."""
        return np.repeat(np.arange(len(self)), self.lengths)

    @property
    def numbers(self) -> Floats:
        """The values, where they are numbers."""
        assert not isinstance(self.values, Texts)
        return self.values

    @property
    def texts(self) -> Texts:
        """The values, where they are texts."""
        assert isinstance(self.values, Texts)
        return self.values

    def take(self, rows: Rows) -> Lists:
        """These rows, in this order."""
        places, ptr = spread(self.ptr, rows), offsets(self.lengths[rows])
        values = self.values.take(places) if isinstance(self.values, Texts) else self.values[places]
        return Lists(ptr, values)


def offsets(lengths: NDArray[Any]) -> NDArray[np.int64]:
    """Where each of several parts of these lengths starts, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])


def spread(ptr: NDArray[Any], rows: NDArray[Any]) -> Rows:
    """Places of the entries of these rows, row after row, where `ptr` are the offsets of all rows."""
    starts, lengths = ptr[rows], ptr[1:][rows] - ptr[rows]
    ends = np.cumsum(lengths)
    return np.repeat(starts - ends + lengths, lengths) + np.arange(ends[-1] if len(ends) else 0)


def bounds(owners: Ints, number: int) -> Ints:
    """Offsets of the entries of each owner, for entries sorted by their owner."""
    return offsets(np.bincount(owners, minlength=number)).astype(np.int32)


class Numbering(dict[str | None, int]):
    """Gives every new text the next number."""

    def __init__(self) -> None:
        super().__init__({None: -1})

    def __missing__(self, text: str | None) -> int:
        self[text] = number = len(self) - 1
        return number

    def texts(self, codes: Ints) -> Texts:
        """The texts behind these numbers."""
        values = [text for text in self if text is not None]
        order = sorted(range(len(values)), key=values.__getitem__)
        numbers = np.full(len(values) + 1, -1, np.int32)
        numbers[order] = np.arange(len(values))
        return Texts([values[place] for place in order], numbers[codes])


@dataclass
class Gathered:
    """A column while its rows come in, page by page."""

    kind: str
    pages: list[NDArray[Any]] = field(default_factory=list)
    lengths: list[NDArray[Any]] = field(default_factory=list)
    numbering: Numbering = field(default_factory=Numbering)

    def add(self, values: Sequence[Any]) -> None:
        """Take the values of one page, None where there is none."""
        if self.kind.endswith("s"):
            lists = [value or () for value in values]
            self.lengths.append(np.fromiter(map(len, lists), np.int64, len(lists)))
            values = list(chain.from_iterable(lists))
        self.pages.append(_PACKED[self.kind.rstrip("s")](self, values))

    def done(self) -> Texts | Floats | Bytes | Lists:
        """The whole column."""
        type_ = _TYPES[self.kind.rstrip("s")]
        whole = np.concatenate(self.pages) if self.pages else np.zeros(0, type_)
        self.pages.clear()
        values: Any = self.numbering.texts(whole) if type_ is np.int32 else whole
        if self.kind.endswith("s"):
            return Lists(offsets(np.concatenate(self.lengths) if self.lengths else np.zeros(0)), values)
        found: Texts | Floats | Bytes = values
        return found


def _texts(column: Gathered, values: Iterable[Any]) -> NDArray[Any]:
    return np.array(list(map(column.numbering.__getitem__, values)), np.int32)


def _numbers(_: Gathered, values: Sequence[Any]) -> NDArray[Any]:
    return np.array(values, np.float64)


def _flags(_: Gathered, values: Sequence[Any]) -> NDArray[Any]:
    return np.array(list(map(FLAGS.__getitem__, values)), np.int8)


_PACKED: dict[str, Callable[[Gathered, Sequence[Any]], NDArray[Any]]] = {
    "text": _texts,
    "number": _numbers,
    "flag": _flags,
}
_TYPES: dict[str, Any] = {"text": np.int32, "number": np.float64, "flag": np.int8}
