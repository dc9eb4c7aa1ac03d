"""The command line: one module per command, reached by name."""
