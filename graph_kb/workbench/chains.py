"""The part of the facade that is about chains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from graph_kb.store import Graph, Settings
    from graph_kb.symbiosis.beside import Beside
    from graph_kb.symbiosis.chains import Chains, Finder
    from graph_kb.symbiosis.forgetting import Forgotten
    from graph_kb.symbiosis.storing import Checked
    from graph_kb.symbiosis.verifying import Verdict
    from graph_kb.views.cards import Card
    from graph_kb.workbench.why_not import WhyNotAnswer

Given: TypeAlias = Mapping[str, Any] | str | Path
"""A certificate, its file, or its hash or the beginning of it."""


def told_apart(told: Mapping[str, Any], certificates: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Both lists of chains as others are told them: with what is open of each, without the place of its file.

    Args:
        told: What `Chains.facts` gives.
        certificates: The certificates of the chains.
    """
    open_points = {one["hash"]: {"unknowns": one["unknowns"], "assumptions": _assumed(one)} for one in certificates}
    lists = {}
    for kind in ("certified", "conditional"):
        kept = ({name: value for name, value in row.items() if name != "file"} for row in told[kind]["chains"])
        lists[kind] = {**told[kind], "chains": [{**row, **open_points[row["hash"]]} for row in kept]}
    return lists


def _assumed(certificate: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Conditions that rest on assumptions, with what is assumed."""
    return [
        {"condition": one["number"], "name": one["name"], "notes": one["notes"]}
        for one in certificate["conditions"]
        if one["state"] == "assumed"
    ]


class ChainQuestions:
    """Questions about chains, which the engine certifies. Paths are walked by `KnowledgeBase.paths`."""

    graph: Graph
    settings: Settings

    def chains(self, origin: str, need: str | None = None, *, day: str | None = None, **options: Any) -> Chains:
        """The best different chains from an offer, a facility, an organisation or a resource, the two kinds apart.

        Args:
            origin: Id, name or part of the name; a facility stands for all its offers and those of the sites that are
                part of it, an organisation for all its facilities, a resource for all offers of it and of its kinds.
            need: The same for a need that the chains must end at.
            day: Day asked for, `YYYY-MM-DD`; today when missing.
            options: What else is asked, see `graph_kb.symbiosis.question.Question`: `k`, `max_processes`,
                `max_feeders`, `objective` and `weights`, `max_leg_km`, `max_total_km`, `min_amount`, `months`, `end`,
                `different`, `time_limit`.

        Raises:
            UsageError: The question makes no sense, or a name fits nothing or several things.
        """
        start, end = self._ends(origin, need)
        return self._finder.find(start, day=day, need=end, **options)

    def why_not(self, offer: str, need: str, *, day: str | None = None, **question: Any) -> WhyNotAnswer:
        """Why there is no chain from an offer to a need, and the smallest changes that would make one.

        Args:
            offer: Id, name or part of the name of an offer.
            need: The same of a need.
            day: Day asked for, `YYYY-MM-DD`; today when missing.
            **question: What else `graph_kb.symbiosis.question.Question` takes: what chains are, as for `chains`, and
                the objective by which their worth is told.

        Raises:
            QueryError: A name fits nothing or several things, or the offer or need takes no part.
        """
        from graph_kb.workbench.find import find_stream
        from graph_kb.workbench.why_not import ask_why_not, today

        ends = find_stream(self.graph, offer, "Offer"), find_stream(self.graph, need, "Need")
        return ask_why_not(self.graph, self.settings.home, *ends, day or today(), question)

    def paths_and_chains(
        self, origin: str, need: str | None = None, *, day: str | None = None, seconds: float = 1.0, **options: Any
    ) -> Beside:
        """The paths of a question about chains, counted by what they are: a chain, or why they are none.

        Args:
            origin: As for `chains`.
            need: As for `chains`.
            day: Day asked for, `YYYY-MM-DD`; today when missing.
            seconds: Time for it, about.
            options: What else is asked, see `graph_kb.symbiosis.question.Question`.

        Raises:
            UsageError: The question makes no sense, or a name fits nothing or several things.
        """
        start, end = self._ends(origin, need)
        return self._finder.paths(start, day=day, seconds=seconds, need=end, **options)

    def verify(self, certificate: Given) -> Verdict:
        """Check a certificate, or the file of one, against the graph.

        Raises:
            UsageError: There is no such file.
            FormatFault: It is no certificate.
        """
        from graph_kb.symbiosis.verifying import read_facts, verify

        given = self.certificate(certificate)
        return verify(given, read_facts(self.graph, given))

    def check_certificate(self, certificate: Given) -> Checked:
        """The same in short: whether it holds, and why not.

        Raises:
            UsageError: There is no such file.
        """
        from graph_kb.symbiosis.storing import checked

        return checked(self.graph, self.certificate(certificate))

    def certificate(self, given: Given) -> Mapping[str, Any]:
        """A certificate: as it is, from its file, or by its hash or the beginning of it.

        Raises:
            UsageError: There is no such file.
        """
        from graph_kb.symbiosis.certifying import read_file
        from graph_kb.workbench.certificates import file_of

        return given if isinstance(given, Mapping) else read_file(file_of(self.settings.home, str(given)))

    def kept_certificate(self, start: str) -> Mapping[str, Any]:
        """A certificate that is kept, by the beginning of its hash; what is given is never taken for a name of a file.

        Raises:
            NotFound: No certificate begins so.
            UsageError: It is too short, or several begin so.
        """
        from graph_kb.symbiosis.certifying import read_file
        from graph_kb.workbench.certificates import kept_file

        return read_file(kept_file(self.settings.home, start))

    def save_chains(self, chains: Chains | Iterable[Mapping[str, Any]]) -> list[str]:
        """Write chains into the graph as `Chain` nodes, so that Cypher can ask about them. Each is verified first.

        A chain is kept once: saved again, it takes the place of what was saved before.

        Returns:
            Ids of the nodes, each once.

        Raises:
            UsageError: A certificate does not hold.
        """
        from graph_kb.symbiosis.chains import Chains
        from graph_kb.symbiosis.storing import save_chains

        given = chains.certificates if isinstance(chains, Chains) else chains
        return save_chains(self.graph, self.settings.home, given)

    def verify_stored(self) -> list[Checked]:
        """Check the chains in the graph again; those that hold no more are marked broken, with the reason."""
        from graph_kb.symbiosis.storing import verify_stored

        return verify_stored(self.graph, self.settings.home)

    def forget_chains(
        self, *certificates: str | Path, broken: bool = False, unsaved: bool = False, dry_run: bool = False
    ) -> list[Forgotten]:
        """Remove certificates that are kept, and the chains in the graph that are theirs.

        Args:
            certificates: Hashes of kept certificates, the beginnings of them, or their files.
            broken: Whether to check the chains in the graph, and forget those that hold no more.
            unsaved: Whether to forget the certificates of chains that are not saved in this graph.
            dry_run: Whether only to say what would be forgotten.

        Raises:
            UsageError: There is no such certificate among those that are kept.
        """
        from graph_kb.symbiosis.forgetting import forget
        from graph_kb.workbench.certificates import kept_hash

        home = self.settings.home
        hashes = [kept_hash(home, str(given)) for given in certificates]
        return forget(self.graph, home, hashes, broken=broken, unsaved=unsaved, dry_run=dry_run)

    def card(self, certificate: Given | Sequence[Given], language: str = "en") -> Card:
        """A page for a meeting from a certificate; several print one page each. Each is checked against the graph.

        Args:
            certificate: A certificate, its file, or its hash or the beginning of it; or several of them.
            language: Language of the page: en, fi or sv.

        Raises:
            UsageError: There is no such file or language.
            FormatFault: It is no certificate.
        """
        from graph_kb.workbench.cards import draw_card

        given = [certificate] if isinstance(certificate, str | Path | Mapping) else certificate
        return draw_card(self.graph, [self.certificate(one) for one in given], language)

    def _ends(self, origin: str, need: str | None) -> tuple[str, str | None]:
        """Ids of what a question starts and ends at."""
        from graph_kb.workbench.find import find_end, find_stream

        start = find_end(self.graph, origin, "Facility", "Offer", "Resource", "Organisation")
        return start, find_stream(self.graph, need, "Need") if need is not None else None

    @cached_property
    def _finder(self) -> Finder:
        from graph_kb.symbiosis.chains import Finder

        return Finder(self.graph, self.settings.home)
