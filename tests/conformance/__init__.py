"""The Cypher that this knowledge base counts on, in small pieces, each tried on every engine."""
