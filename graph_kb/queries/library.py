"""The library: all named queries, those that come with the product and those of the user's own folder."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from graph_kb.errors import QueryError
from graph_kb.queries.checks import check_file
from graph_kb.queries.query import Query
from graph_kb.queries.suggestion import did_you_mean

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

SHIPPED = "graph_kb.cypher"
SUFFIX = ".cypher"
_MAX_DEPTH = 4


class _Shelf(NamedTuple):
    """Queries read from one place, and what is wrong with the others: name and problem with `file:line`."""

    queries: tuple[Query, ...]
    problems: tuple[tuple[str, str], ...]


class Library:
    """Named queries in order of folder and name.

    Args:
        queries: Queries that have passed the checks, no two of one name.
        problems: Name and problem, with `file:line`, of the files that have not.
    """

    def __init__(self, queries: tuple[Query, ...], problems: tuple[tuple[str, str], ...] = ()) -> None:
        self._queries = {query.name: query for query in sorted(queries, key=lambda each: (each.folder, each.name))}
        self._problems = problems

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the user's files that were left out, each with `file:line`."""
        return tuple(problem for _, problem in self._problems)

    @classmethod
    def load(cls, extra: Path | None = None) -> Library:
        """Read and check the shipped queries and those of a user's folder; broken files of the user are left out.

        Args:
            extra: Folder with the user's queries, in folders of its own if it likes.

        Returns:
            The library.

        Raises:
            QueryError: The folder is none, or shipped files are wrong.
        """
        shipped = _shipped()
        if shipped.problems:
            raise _broken("the query library", [problem for _, problem in shipped.problems])
        own = _Shelf((), ()) if extra is None else _own(extra)
        taken = tuple(_twice((*shipped.queries, *own.queries)))
        left_out = {id(query) for query, _ in taken}
        kept = tuple(query for query in own.queries if id(query) not in left_out)
        return cls((*shipped.queries, *kept), (*own.problems, *((query.name, problem) for query, problem in taken)))

    def get(self, name: str) -> Query:
        """The query of this name.

        Raises:
            QueryError: There is none, and near names are offered; or its file is broken, and the lines are named.
        """
        if name in self._queries:
            return self._queries[name]
        if wrong := [problem for broken, problem in self._problems if broken == name]:
            raise _broken(f"the query {name}", wrong)
        raise QueryError(
            f"there is no query {name!a:.60}",
            hint=did_you_mean(name, self._queries) or _like(name, self._queries),
            query=name,
        )

    def __iter__(self) -> Iterator[Query]:
        return iter(self._queries.values())

    def __len__(self) -> int:
        return len(self._queries)

    def __contains__(self, name: object) -> bool:
        return name in self._queries


@functools.cache
def _shipped() -> _Shelf:
    """The product's own queries, read once in a process."""
    from importlib.resources import files

    return _read(files(SHIPPED), "cypher")


def _own(folder: Path) -> _Shelf:
    """The user's queries, read each time because they are being written."""
    if not folder.is_dir():
        raise QueryError(f"{folder} is no folder of queries", hint="set GRAPH_KB_QUERIES to a folder of .cypher files")
    return _read(folder, str(folder))


def _read(root: Traversable, shown: str) -> _Shelf:
    """Read all query files under a folder."""
    queries, problems = [], []
    for folder, file in _walk(root, ""):
        path = "/".join(part for part in (shown.rstrip("/"), folder, file.name) if part)
        stem, text = file.name.removesuffix(SUFFIX), _text(file)
        if text is None:
            problems.append((stem, f"{path}:1: this file is not UTF-8 text"))
            continue
        query, wrong = check_file(stem=stem, folder=folder or root.name, path=path, text=text)
        problems += [(stem, f"{path}:{line}: {message}") for line, message in wrong]
        if query:
            queries.append(query)
    return _Shelf(tuple(queries), tuple(problems))


def _walk(folder: Traversable, below: str) -> Iterator[tuple[str, Traversable]]:
    """Query files in order, each with its folder below the root."""
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        inner = f"{below}/{entry.name}".lstrip("/")
        if entry.name.endswith(SUFFIX) and entry.is_file():
            yield below, entry
        elif entry.is_dir() and not entry.name.startswith((".", "__")) and inner.count("/") < _MAX_DEPTH:
            yield from _walk(entry, inner)


def _text(file: Traversable) -> str | None:
    """Content of a file with plain line ends, or None when it is no text."""
    try:
        return file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def _twice(queries: tuple[Query, ...]) -> Iterator[tuple[Query, str]]:
    """Queries whose name an earlier file has, and what to say of it."""
    seen: dict[str, Query] = {}
    for query in queries:
        first = seen.setdefault(query.name, query)
        if first is not query:
            yield query, f"{query.path}:1: the name {query.name} is taken by {first.path}"


def _broken(what: str, problems: list[str]) -> QueryError:
    """An error that names every line to mend."""
    return QueryError(
        f"{what} has {len(problems)} problem{'s' if len(problems) > 1 else ''}:"
        + "".join(f"\n  {problem}" for problem in problems),
        hint="mend these lines; the documentation of the query library has the grammar",
        problems=problems,
    )


def _like(name: str, names: Iterable[str]) -> str:
    """Names that share a word with a name that is near to none."""
    words = {word.rstrip("s") for word in name.lower().split("_") if len(word) > 2}
    shared = [each for each in names if words & {word.rstrip("s") for word in each.split("_")}]
    return f"perhaps {', '.join(shared[:5])}" if shared else "`graph-kb query --list` lists them"
