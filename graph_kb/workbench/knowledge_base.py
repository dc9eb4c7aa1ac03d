"""The facade: everything a command, an API route or a notebook does with the graph goes through here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph_kb.store import Graph, Settings, load_settings, open_graph, prepare
from graph_kb.store.closing import Closing
from graph_kb.store.loads import settle_dead_loads
from graph_kb.store.meta import Versions, data_version, versions
from graph_kb.workbench.chains import ChainQuestions
from graph_kb.workbench.drawings import Drawings
from graph_kb.workbench.result import Result

if TYPE_CHECKING:
    from graph_kb.intake import Progress, Summary
    from graph_kb.queries import Library
    from graph_kb.workbench.search import Hits, Index

STARTER = "uusimaa"
ROW_LIMIT = 10_000
"""Most rows of an answer, where nothing else is asked for."""


class KnowledgeBase(ChainQuestions, Drawings, Closing):
    """An open knowledge base.

    Example:
        >>> from graph_kb.workbench import KnowledgeBase
        >>> with KnowledgeBase.open() as base:  # doctest: +SKIP
        ...     base.query("codes_with_offer_no_need").rows
    """

    def __init__(self, graph: Graph, settings: Settings) -> None:
        self.graph = graph
        self.settings = settings
        self._index: tuple[tuple[str, int], Index] | None = None

    @classmethod
    def open(cls, settings: Settings | None = None) -> KnowledgeBase:
        """Open the knowledge base of the settings; the embedded server is started when none runs.

        Raises:
            StoreError: The graph cannot be reached, or has another schema version.
        """
        chosen = settings or load_settings()
        graph = open_graph(chosen)
        try:
            prepare(graph)
            settle_dead_loads(graph, chosen.home)
        except BaseException:
            graph.close()
            raise
        return cls(graph, chosen)

    def close(self) -> None:
        """Close the connections; the embedded server stays until it is idle."""
        self.graph.close()

    @cached_property
    def library(self) -> Library:
        """Named queries: the shipped ones and those of the folder `GRAPH_KB_QUERIES`."""
        from graph_kb.queries import Library

        return Library.load(self.settings.queries)

    @property
    def data_version(self) -> int:
        """Counter of the batches that changed data."""
        return data_version(self.graph)

    @property
    def versions(self) -> Versions:
        """What tells the state that the graph is in."""
        return versions(self.graph)

    def query(self, name: str, parameters: Mapping[str, Any] | None = None, *, limit: int | None = ROW_LIMIT) -> Result:
        """Run a named query.

        Args:
            name: Name of the query.
            parameters: Parameters by name; texts are converted to the declared types.
            limit: Largest number of rows; the result says when there were more.

        Raises:
            QueryError: No such query, or a parameter is missing, unknown or of the wrong type.
        """
        from graph_kb.workbench.asking import ask_named

        return ask_named(self.graph, self.library, name, dict(parameters or {}), limit)

    def cypher(
        self, text: str, parameters: Mapping[str, Any] | None = None, *, limit: int | None = ROW_LIMIT
    ) -> Result:
        """Run free Cypher, read only: through the guard, then through the account that may only read.

        Raises:
            ForbiddenCypher: The guard does not let the statement pass.
            QueryError: The engine refuses it.
        """
        from graph_kb.workbench.asking import ask_free

        return ask_free(self.graph, text, dict(parameters or {}), limit)

    def load(
        self,
        mapping: str | Path,
        *,
        tables: Sequence[str | Path] = (),
        rejects: str | Path | None = None,
        dry_run: bool = False,
        into_empty: bool = False,
        progress: Progress | None = None,
    ) -> Summary:
        """Load a source through its mapping file.

        Args:
            mapping: The mapping file; file names in it are relative to its folder.
            tables: Files to read instead of those it names.
            rejects: Folder of the files of rejected rows; `rejects` in the home when missing.
            dry_run: Check and compare everything, write nothing.
            into_empty: Fill the empty graph of a local Neo4j by its offline importer.
            progress: Told how far the load is.

        Raises:
            DataError: The mapping is wrong, or a file cannot be read at all.
        """
        from graph_kb.intake import load_source, read_mapping

        file = Path(mapping)
        return load_source(
            self.graph,
            read_mapping(file),
            file.parent,
            home=self.settings.home,
            files=[Path(table) for table in tables],
            rejects_folder=Path(rejects) if rejects else None,
            dry_run=dry_run,
            into_empty=self.settings if into_empty else None,
            progress=progress,
        )

    def load_reference(self, progress: Progress | None = None) -> Summary:
        """Load the shipped code lists: waste codes, industries, municipalities."""
        from graph_kb.intake import REFERENCE, load_records
        from graph_kb.reference import reference_records

        return load_records(self.graph, reference_records(), name=REFERENCE, home=self.settings.home, progress=progress)

    def load_starter(self, *, dry_run: bool = False, progress: Progress | None = None) -> Summary:
        """Load the shipped starter set of the Helsinki-Uusimaa region.

        It refers to the code lists, which are loaded first where they are missing.
        """
        from graph_kb.intake import load_source, read_mapping

        with as_file(files("graph_kb.reference") / STARTER) as folder:
            return load_source(
                self.graph,
                read_mapping(folder / "mapping.yaml"),
                folder,
                home=self.settings.home,
                dry_run=dry_run,
                progress=progress,
            )

    def find(self, text: str, label: str | None = None) -> str:
        """Id of the node that is meant: an id, a name, or the only name that contains the text.

        Raises:
            QueryError: Nothing or several things fit; the hint names the nearest.
        """
        from graph_kb.workbench.find import find_node

        return find_node(self.graph, text, label)

    def search(
        self,
        text: str,
        label: str | None = None,
        limit: int = 20,
        *,
        state: Versions | None = None,
        without: Collection[str] = (),
    ) -> Hits:
        """Records whose names, synonyms or codes fit a text, best first; names that are alike where nothing fits.

        Args:
            text: What is searched for; case and accents do not count.
            label: Records of this label only.
            limit: Most hits.
            state: State of the graph, where it is known already.
            without: Ids of records that must not be found.
        """
        from graph_kb.workbench.search import Index

        now = (state or self.versions).content
        kept = self._index
        if kept is None or kept[0] != now:
            # What another thread keeps meanwhile is of another state of data, of which more may have to be left out.
            kept = self._index = now, Index(self.graph)
        return kept[1].search(text, label, limit, without)

    def paths(
        self, origin: str, *, to: str | None = None, max_processes: int = 3, limit: int | None = ROW_LIMIT
    ) -> Result:
        """Paths from a facility or offer to needs, or from a facility to another one. Paths, not chains.

        Args:
            origin: Id, name or part of the name of a facility or offer; an organisation stands for its only facility.
            to: The same for a facility that the paths must end at.
            max_processes: Most processes on a path, 0 to 3.
            limit: Largest number of rows.

        Raises:
            QueryError: A name fits nothing or several things.
        """
        from graph_kb.workbench.find import find_end

        if to:
            ends = {"from_id": find_end(self.graph, origin, "Facility"), "to_id": find_end(self.graph, to, "Facility")}
            return self._walk("paths_between", max_processes, limit, **ends)
        start = find_end(self.graph, origin, "Facility", "Offer")
        if self.graph.read("MATCH (o:Offer {id: $id}) RETURN o.id AS id", {"id": start}).rows:
            return self._walk("paths_from_offer", max_processes, limit, offer_id=start)
        return self._walk("paths_from_facility", max_processes, limit, facility_id=start)

    def _walk(self, name: str, max_processes: int, limit: int | None, **ends: str) -> Result:
        return self.query(name, {**ends, "max_processes": max_processes}, limit=limit)
