"""The whole graph as a folder of Parquet files, one for each label and relationship type; `restoring.py` reads it back.

`manifest.json` has the header of a backup and, of each file, its rows and its SHA-256; it ends with a check sum of
its own, so that a folder that was cut off, edited or mixed with another is found out before anything is written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from graph_kb.errors import DataError, UsageError
from graph_kb.model import NODES
from graph_kb.model.evidence import Load
from graph_kb.model.relationships import RELATIONS
from graph_kb.model.schema import Attribute, attributes
from graph_kb.store.client import Graph
from graph_kb.store.meta import RECORD_HASH
from graph_kb.workbench.backup import in_one_state, records
from graph_kb.workbench.stored import EMPTY, LOAD, count

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

FORMAT = "graph-kb/parquet-1"
MANIFEST = "manifest.json"
ENDS = ("start_label", "start", "end_label", "end")
MORE_LABELS = "more_labels"
_ROWS = 5000
_TYPES = {"text": "string", "choice": "string", "number": "float64", "integer": "int64", "yes/no": "bool_"}


def write_parquet(graph: Graph, path: Path) -> int:
    """Write a folder of Parquet files, aside and renamed; only an earlier export is replaced.

    Returns:
        The number of records.

    Raises:
        DataError: A record would not be accepted back; other clients may have written it.
        StoreError: Other writers keep changing the graph.
        UsageError: The folder cannot be written, or something else is there.
    """
    path = path.resolve()
    if path.exists():
        _check_replaceable(path)
    return in_one_state(graph, path, lambda aside, head: _write(graph, aside, head), is_folder=True)


def _check_replaceable(path: Path) -> None:
    """Refuse to replace anything but an earlier export with nothing else in it."""
    foreign = "" if _is_export(path) else "it has no manifest of one"
    if not foreign:
        found = {one.relative_to(path).as_posix() for one in path.rglob("*") if not one.is_dir()}
        foreign = ", ".join(sorted(found - {MANIFEST, *file_names()})[:3])
    if foreign:
        hint = "give the name of a new folder, or remove this one yourself"
        raise UsageError(f"{path} is there already and is no export: {foreign}", hint=hint)


def _is_export(path: Path) -> bool:
    try:
        said = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        return bool(said["format"] == FORMAT)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return False


def file_names() -> dict[str, type[BaseModel]]:
    """Models of the files that a folder may hold, by their names within it."""
    nodes: dict[str, type[BaseModel]] = {**NODES, LOAD: Load}
    found = {f"nodes/{label}.parquet": model for label, model in nodes.items()}
    return found | {f"relationships/{type_}.parquet": these[0].properties for type_, these in RELATIONS.items()}


def signature(manifest: dict[str, Any]) -> str:
    """Check sum of everything else in a manifest."""
    said = {name: value for name, value in manifest.items() if name != "sha256"}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(graph: Graph, path: Path, head: dict[str, Any]) -> dict[str, int]:
    path.mkdir()
    for part in ("nodes", "relationships"):
        (path / part).mkdir()
    counts, files = dict(EMPTY), _Files(path)
    with files:
        for line in records(graph, head):
            count(counts, line)
            files.add(line)
    described = {name: {"rows": rows, "sha256": digest(path / name)} for name, rows in sorted(files.rows.items())}
    manifest = {**head, "format": FORMAT, "files": described}
    text = json.dumps({**manifest, "sha256": signature(manifest)}, ensure_ascii=False, indent=2)
    (path / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return counts


class _Files(ExitStack):
    """Files being written, a few thousand rows of each in memory.

    Attributes:
        rows: Rows of each file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.rows: dict[str, int] = {}
        self._path = path
        self._models = file_names()
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._waiting: dict[str, list[dict[str, Any]]] = {}

    def add(self, line: dict[str, Any]) -> None:
        """Take a record."""
        name, row = _row(line)
        if name not in self._writers:
            self._open(name)
        self.rows[name] += 1
        self._waiting[name].append(row)
        if len(self._waiting[name]) == _ROWS:
            self._flush(name)

    def _open(self, name: str) -> None:
        import pyarrow.parquet as pq

        schema = _schema(name, self._models[name])
        self._writers[name] = self.enter_context(pq.ParquetWriter(self._path / name, schema, compression="zstd"))
        self.rows[name], self._waiting[name] = 0, []
        self.callback(self._flush, name)

    def _flush(self, name: str) -> None:
        import pyarrow as pa

        if self._waiting[name]:
            writer = self._writers[name]
            rows, self._waiting[name] = self._waiting[name], []
            try:
                writer.write_table(pa.Table.from_pylist(rows, writer.schema))
            except (pa.ArrowException, TypeError) as error:
                hint = "another client wrote it: mend or remove it, or export GraphML, which takes everything"
                message = f"{name}: the graph holds a value of another type than the model says: {error}"
                raise DataError(message, hint=hint) from error


def _row(line: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Name of the file that a record belongs into, and its row there."""
    if "labels" in line:
        label, *more = line["labels"]
        return f"nodes/{label}.parquet", {MORE_LABELS: more, **line["properties"]}
    return f"relationships/{line['type']}.parquet", {name: line[name] for name in ENDS} | line["properties"]


def _schema(name: str, model: type[BaseModel]) -> pa.Schema:
    import pyarrow as pa

    first = [pa.field(MORE_LABELS, pa.list_(pa.string()))]
    if name.startswith("relationships"):
        first = [pa.field(one, pa.string()) for one in (*ENDS, "id")]
    typed = [_field(one) for one in attributes(name, model)]
    return pa.schema([*first, *typed, pa.field(RECORD_HASH, pa.string())])


def _field(attribute: Attribute) -> pa.Field:
    import pyarrow as pa

    single = attribute.type.removeprefix("list of ")
    kind = getattr(pa, _TYPES[single])()
    told = {"unit": attribute.unit, "meaning": attribute.text}
    metadata = {name: value for name, value in told.items() if value}
    return pa.field(attribute.name, pa.list_(kind) if single != attribute.type else kind, metadata=metadata)


def lines_of(name: str, table: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Records as a backup keeps them, from the rows of one file."""
    folder, _, owner = name.removesuffix(".parquet").partition("/")
    for row in table:
        said = {key: value for key, value in row.items() if value is not None and key not in (*ENDS, MORE_LABELS)}
        if folder == "nodes":
            yield {"labels": [owner, *(row.get(MORE_LABELS) or ())], "properties": said}
        else:
            yield {"type": owner, **{end: row.get(end) for end in ENDS}, "properties": said}
