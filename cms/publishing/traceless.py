"""Keeping a publish that will be rolled back from leaving anything outside the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wagtail.models import Site


@contextmanager
def traceless() -> Iterator[None]:
    """Put this around a transaction that rolls back. Other threads notice nothing of it.

    The roots of sites, which Wagtail remembers in the cache, are forgotten afterwards. Files need no care: a rendering
    makes none.
    """
    try:
        yield
    finally:
        Site.clear_site_root_paths_cache()
