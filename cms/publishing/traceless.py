"""Keeping a publish that will be rolled back from leaving anything outside the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.storage import InMemoryStorage
from wagtail.images import get_image_model
from wagtail.models import Site


@contextmanager
def traceless() -> Iterator[None]:
    """Put this around a transaction that rolls back.

    Rendering makes the sizes of an image that are missing: rows, which roll back, and files, which would not, and are
    kept in memory here. The roots of sites, which Wagtail remembers in the cache, are forgotten afterwards.

    It changes the whole process, so it is for workers and the clock, where one thread at a time does such work.
    """
    files = get_image_model().get_rendition_model()._meta.get_field("file")
    storage = files.storage
    files.storage = InMemoryStorage()
    try:
        yield
    finally:
        files.storage = storage
        Site.clear_site_root_paths_cache()
