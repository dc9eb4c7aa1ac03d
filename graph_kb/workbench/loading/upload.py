"""What was sent to be loaded: names that are no paths, sizes within bounds, a mapping of nothing but these files."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from graph_kb.errors import DataError, MappingError, UsageError
from graph_kb.intake import Mapping, read_mapping
from graph_kb.intake.source import stem

MOST_FILES = 50
MOST_MAPPING_BYTES = 256 * 1024
MOST_UNPACKED_BYTES = 1 << 30
"""What a spreadsheet may be unpacked: a small one can hold a huge table."""
_NAME = re.compile(r"\w[\w .()+-]{0,99}\.(csv|tsv|xlsx)", re.IGNORECASE)
_FED_BACK = ".rejected"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Upload:
    """A mapping and tables, as they were sent.

    Attributes:
        mapping: Text of the mapping file.
        files: Names of the tables and what is in them.
    """

    mapping: bytes
    files: Sequence[tuple[str, BinaryIO]]

    def content(self) -> str:
        """What tells it from other uploads."""
        total = hashlib.sha256(self.mapping)
        for name, file in sorted(self.files, key=lambda one: one[0]):
            total.update(f"{name}\0".encode("utf-8", "surrogatepass"))
            for block in _blocks(file):
                total.update(block)
        return total.hexdigest()

    def write(self, folder: Path) -> tuple[Mapping, list[Path]]:
        """Write it into a folder of its own and check it.

        Returns:
            The mapping, and the tables in the order in which it names them.

        Raises:
            UsageError: A name is none, or there are too many or no files.
            DataError: The mapping is wrong, or a file is none of its kind.
        """
        names = [_plain(name) for name, _ in self.files]
        _check_names(names)
        if len(self.mapping) > MOST_MAPPING_BYTES:
            raise DataError(f"the mapping is larger than {MOST_MAPPING_BYTES} bytes", hint="split the source")
        mapping = _mapping(folder / "mapping.yaml", self.mapping)
        _check_tables(mapping, names)
        tables = folder / "tables"
        tables.mkdir()
        for name, (_, file) in zip(names, self.files, strict=True):
            _copy(file, tables / name)
        return mapping, [tables / name for name in sorted(names, key=lambda name: _place(mapping, name))]


def _plain(name: str) -> str:
    """A name as it is spelled on most computers; some write a letter and its dots apart."""
    return unicodedata.normalize("NFC", name)


def _check_names(names: Sequence[str]) -> None:
    wrong = next((name for name in names if not _NAME.fullmatch(name)), None)
    if wrong is not None:
        hint = "letters, digits, blanks and . ( ) + - _; it ends in .csv, .tsv or .xlsx"
        raise UsageError(f"{wrong!a:.120} is no name of a table", hint=hint)
    if len({name.casefold() for name in names}) < len(names):
        raise UsageError("two files have the same name", hint="rename one: rejected rows are told apart by file name")
    if not 0 < len(names) <= MOST_FILES:
        raise UsageError(f"{len(names)} files were sent", hint=f"send 1 to {MOST_FILES}, each as a part `files`")


def _mapping(path: Path, text: bytes) -> Mapping:
    path.write_bytes(text)
    try:
        return read_mapping(path)
    except MappingError as error:
        raise MappingError(error.message.replace(f"{path}: ", "mapping: "), hint=error.hint) from None


def _check_tables(mapping: Mapping, names: Iterable[str]) -> None:
    """Every table that the mapping names must have been sent, unless rejected rows are fed back."""
    sent = {stem(Path(name)) for name in names}
    named = {stem(Path(rule.file)): rule.file for rule in mapping.tables}
    outside = [rule.file for rule in mapping.tables if Path(rule.file).name != rule.file]
    missing = [file for one, file in named.items() if one not in sent]
    if outside or (missing and len(named) > 1 and not all(_FED_BACK in name for name in names)):
        hint = "send each table that the mapping names, and no other; a name counts up to its first dot"
        raise MappingError(f"the mapping names {[*outside, *missing][0]!a:.120}, which was not sent", hint=hint)


def _place(mapping: Mapping, name: str) -> int:
    stems = [stem(Path(rule.file)) for rule in mapping.tables]
    return stems.index(stem(Path(name))) if stem(Path(name)) in stems else len(stems)


def _copy(file: BinaryIO, path: Path) -> None:
    with path.open("wb") as target:
        target.writelines(_blocks(file))
    if path.suffix.lower() == ".xlsx":
        _check_unpacked(path)


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(_BLOCK):
        yield block


def _check_unpacked(path: Path) -> None:
    """Unpacking stops at the sizes that the file tells, so they may be trusted."""
    try:
        with ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except (BadZipFile, OSError, ValueError) as error:
        raise DataError(f"{path.name}: no valid spreadsheet", hint="save it as .xlsx, or as .csv") from error
    if size > MOST_UNPACKED_BYTES:
        raise DataError(f"{path.name}: the spreadsheet is too large when it is unpacked", hint="send it as .csv")
