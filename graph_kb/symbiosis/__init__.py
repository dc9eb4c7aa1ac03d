"""The chain engine: compile the graph, search chains, verify them, explain why there is none."""
