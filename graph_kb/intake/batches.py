"""Staged records as batches that are ready to be written: of one kind each, every record once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic_core import from_json

from graph_kb.intake import staged
from graph_kb.intake.staging import StagingBase
from graph_kb.model.relationships import near_end
from graph_kb.model.schema import NODES
from graph_kb.store.batch import LinkBatch, NodeBatch

if TYPE_CHECKING:
    import pyarrow

T = TypeVar("T")


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of a size; the last one may be shorter."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def node_batches(base: StagingBase, size: int) -> Iterator[NodeBatch]:
    """Nodes by label, in the order of the model, each once when what several rows say of it has been joined."""
    for label in NODES:
        for rows in base.tables(staged.NODES, label, size=size):
            labels = [tuple(text.split(":")) for text in rows["labels"].to_pylist()]
            yield NodeBatch(**_common(rows, rows["id"]), labels=labels)


def link_batches(base: StagingBase, size: int) -> Iterator[LinkBatch]:
    """Relationships by type and labels of the ends, those around a node together, each once as nodes are."""
    for kind in list(base.rows(staged.LINK_KINDS)):
        text = staged.LINKS.format(near=near_end(*kind))
        names = dict(zip(("type", "start_label", "end_label"), kind, strict=True))
        for rows in base.tables(text, *kind, size=size):
            ends = {"starts": rows["start_id"].to_pylist(), "ends": rows["end_id"].to_pylist()}
            yield LinkBatch(**_common(rows, rows["key"]), **names, **ends)


def _common(rows: pyarrow.Table, keys: pyarrow.Array) -> dict[str, Any]:
    loads = rows["load"].to_pylist()
    columns = {"keys": keys.to_pylist(), "hashes": rows["hash"].to_pylist(), "loads": loads}
    return {**columns, "said": _reader(rows["body"], loads)}


def _reader(bodies: pyarrow.Array, loads: Sequence[str | None]) -> Callable[[Sequence[int]], list[dict[str, Any]]]:
    """Reads what records say only when it is needed; of most that are compared, it is not. The same texts share it."""
    import pyarrow

    def said(positions: Sequence[int]) -> list[dict[str, Any]]:
        chosen = bodies if len(positions) == len(bodies) else bodies.take(pyarrow.array(positions, pyarrow.int64()))
        told = list(zip(chosen.to_pylist(), (loads[at] for at in positions), strict=True))
        distinct = dict.fromkeys(told)
        read: list[dict[str, Any]] = from_json(f"[{','.join(body for body, _ in distinct)}]")
        known = {one: {**said, "load_id": one[1]} if one[1] else said for one, said in zip(distinct, read, strict=True)}
        return [known[one] for one in told]

    return said
