"""The query library: one .cypher file per named query, in folders by question."""
