"""Interactive network page of a subgraph: pyvis as the model, a page of our own around it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from graph_kb.views import page
from graph_kb.views.contents import Caption, as_shown, context, drawing_data
from graph_kb.views.drawing import model
from graph_kb.views.placement import Placement, place
from graph_kb.views.subgraph import Subgraph

if TYPE_CHECKING:
    from pyvis.network import Network as PyvisNetwork

_NO_SOURCES: Mapping[str, str] = MappingProxyType({})
_STYLES = ("network.css",)
_SCRIPTS = ("vis-data.min.js", "vis-network.min.js", "network.js", "page.js")


@dataclass(frozen=True)
class Network:
    """A drawing that can be changed through pyvis and written as one self-contained page.

    Attributes:
        network: The pyvis network; what is added to it is drawn too. Its own `show` and `write_html` are not
            used: their pages need outside servers and run scripts found in data.
        subgraph: What is shown.
        placement: Where every node stands.
        caption: Title, question, Cypher, notes and sources.
    """

    network: PyvisNetwork
    subgraph: Subgraph
    placement: Placement
    caption: Caption

    def html(self) -> str:
        """The page as text: no outside request, no script but our own."""
        seen = as_shown(self.network, self.subgraph)
        return page.render(
            "network.html",
            context(seen, self.placement, self.caption),
            data=drawing_data(self.network, seen, self.placement, self.caption),
            styles=_STYLES,
            scripts=_SCRIPTS if seen.nodes else (),
        )

    def policy(self) -> str:
        """The content security policy that the page names, for those who serve it."""
        seen = as_shown(self.network, self.subgraph)
        return page.policy_of(_STYLES, _SCRIPTS if seen.nodes else ())

    def write(self, path: str | Path) -> Path:
        """Write the page as UTF-8 and return its path.

        Raises:
            UsageError: The file cannot be written.
        """
        return page.write(Path(path), self.html())

    def _repr_html_(self) -> str:
        """The page in a frame of its own, for notebooks: its styles and scripts stay inside."""
        from markupsafe import Markup

        frame = Markup('<iframe srcdoc="{}" sandbox="allow-scripts allow-downloads" title="{}" {}></iframe>')
        return str(frame.format(self.html(), self.caption.title, Markup('width="100%" height="720"')))


def draw_network(
    subgraph: Subgraph,
    *,
    title: str,
    question: str = "",
    cypher: str = "",
    notes: Sequence[str] = (),
    sources: Mapping[str, str] = _NO_SOURCES,
    highlight: Collection[str] = (),
    links: Sequence[tuple[str, str]] = (),
    seed: int = 0,
) -> Network:
    """Draw a subgraph as an interactive network.

    Args:
        subgraph: Nodes and links to show.
        title: Heading of the page.
        question: The question in words that the drawing answers.
        cypher: The query it came from, shown to be copied.
        notes: What the reader must know, such as that rows were cut off.
        sources: Title and publisher by source id.
        highlight: Ids of nodes and links to mark; a link between two marked nodes is marked too.
        links: Texts and addresses of pages of the service that shows it.
        seed: Seed of the layout where it needs one; the same seed gives the same drawing.

    Returns:
        The drawing.
    """
    placement = place(subgraph, seed)
    network = model(subgraph, placement, sources, highlight)
    caption = Caption(title, question, cypher, tuple(notes), dict(sources), tuple(links))
    return Network(network, subgraph, placement, caption)
