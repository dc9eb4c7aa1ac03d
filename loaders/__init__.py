"""One module per source, found through the entry-point group `graph_kb.loaders`."""
