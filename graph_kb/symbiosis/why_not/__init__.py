"""Why there is no chain from an offer to a need, and the smallest changes that would make one: docs/why-not.md."""

from graph_kb.symbiosis.why_not.asking import why_not
from graph_kb.symbiosis.why_not.model import KINDS, Broken, Fact, Kind, Relaxation, WhyNot
from graph_kb.symbiosis.why_not.wide import Wide, wide

__all__ = ["KINDS", "Broken", "Fact", "Kind", "Relaxation", "WhyNot", "Wide", "why_not", "wide"]
