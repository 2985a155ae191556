"""How the timeline looks outside: rows in, text out. A writer knows nothing of requests."""
