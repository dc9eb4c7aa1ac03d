"""Loads that a service takes: uploads that were checked, run one at a time, told about, and taken back."""

from graph_kb.workbench.loading.job import Job
from graph_kb.workbench.loading.queue import KeyReused, Loads
from graph_kb.workbench.loading.upload import Upload

__all__ = ["Job", "KeyReused", "Loads", "Upload"]
