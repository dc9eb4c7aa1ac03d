"""The graph API, one router per concern."""
