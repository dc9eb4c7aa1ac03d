"""Parts of the graph in the forms that other tools read; ids are the same in all, and each says how it was made."""

from graph_kb.workbench.formats.choice import FORMATS, Format, Meta

__all__ = ["FORMATS", "Format", "Meta"]
