"""A folder of Parquet files read back, once its manifest and every file are known to be whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from graph_kb.errors import DataError
from graph_kb.intake.issues import shown
from graph_kb.model import Link, Node
from graph_kb.model.evidence import Load
from graph_kb.workbench.parquet import FORMAT, MANIFEST, digest, file_names, lines_of, signature
from graph_kb.workbench.stored import CUT_OFF, EMPTY, check_schema, count, record_of, why

Files: TypeAlias = dict[str, tuple[int, str]]
_ROWS = 5000
_LONGEST_MANIFEST_BYTES = 1 << 20


def parquet_records(path: Path, loads: list[Load]) -> Iterator[Node | Link]:
    """Records of a folder, its loads put aside.

    Raises:
        DataError: The folder is no whole export, or a record is not of the model.
        SchemaError: It has another schema version.
    """
    counts, files = _read_manifest(path)
    for name, (_, expected) in files.items():
        if not (path / name).is_file() or digest(path / name) != expected:
            _refuse(path / name, "the file is missing or other than the manifest says")
    found = dict(EMPTY)
    for name, (rows, _) in files.items():
        number = 0
        for number, line in enumerate(_lines(path, name), start=1):
            count(found, line)
            record = _record(path / name, number, line)
            if isinstance(record, Load):
                loads.append(record)
            else:
                yield record
        if number != rows:
            _refuse(path / name, f"it has {number} rows, not {rows}")
    if found != counts:
        _refuse(path / MANIFEST, "the counts do not agree with the files")


def _read_manifest(path: Path) -> tuple[dict[str, int], Files]:
    """The counts of records, and the files with their rows and check sums."""
    file = path / MANIFEST
    try:
        with file.open("rb") as stream:
            manifest = json.loads(stream.read(_LONGEST_MANIFEST_BYTES))
        is_ours, schema = manifest["format"] == FORMAT, manifest["schema_version"]
        files = {name: (int(said["rows"]), str(said["sha256"])) for name, said in manifest["files"].items()}
        counts = {name: int(manifest["counts"][name]) for name in EMPTY}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        is_ours = False
    if not is_ours:
        raise DataError(f"{path}: no backup of a graph", hint="give what `graph-kb export` wrote", file=str(path))
    if manifest.get("sha256") != signature(manifest):
        _refuse(file, "the check sum does not agree with the manifest")
    check_schema(path, schema)
    _check_names(path, set(files))
    return counts, files


def _check_names(path: Path, listed: set[str]) -> None:
    there = {one.relative_to(path).as_posix() for one in path.rglob("*.parquet")}
    odd = sorted((listed - file_names().keys()) | (there - listed))
    if odd:
        _refuse(path, f"{shown(odd[0])} is no part of this export")


def _lines(path: Path, name: str) -> Iterator[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path / name) as file:
            for batch in file.iter_batches(_ROWS):
                yield from lines_of(name, iter(batch.to_pylist()))
    except pa.ArrowException as error:
        _refuse(path / name, f"no Parquet: {error}")


def _record(file: Path, number: int, line: dict[str, Any]) -> Node | Link | Load:
    try:
        return record_of(line)
    except ValueError as error:
        _refuse(file, f"row {number}: {why(error)}")


def _refuse(file: Path, reason: str) -> NoReturn:
    raise DataError(f"{file}: {reason}", hint=CUT_OFF, file=str(file))
