"""Search in the database itself: SQLite's FTS5 or PostgreSQL's full text search, by the connection."""

WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.core.search_backend"}}
