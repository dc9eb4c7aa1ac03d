"""Why there is no chain from an offer to a need, and the smallest changes that would make one: docs/why-not.md."""

from graph_kb.symbiosis.why_not.asking import why_not
from graph_kb.symbiosis.why_not.bench import Out
from graph_kb.symbiosis.why_not.model import KINDS, Broken, Kind, Relaxation, WhyNot

__all__ = ["KINDS", "Broken", "Kind", "Out", "Relaxation", "WhyNot", "why_not"]
