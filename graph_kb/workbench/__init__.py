"""The facade that commands, API and notebooks use: `KnowledgeBase` and `Result`."""

from graph_kb.workbench.knowledge_base import KnowledgeBase
from graph_kb.workbench.result import Result

__all__ = ["KnowledgeBase", "Result"]
