"""Keeping a publish that will be rolled back from leaving anything outside the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any

from django.core.files.storage import InMemoryStorage
from wagtail.images import get_image_model
from wagtail.models import Site

_memory: ContextVar[InMemoryStorage | None] = ContextVar("memory", default=None)


class _Turnout:
    """A storage that keeps in memory what is written by whoever is within ``traceless``, and is the real one else."""

    def __init__(self, real: Any) -> None:
        self.real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(_memory.get() or self.real, name)


class _Laid:
    """The turnout is there while somebody needs it: else Django would take the field for a changed one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._users = 0

    def enter(self, files: Any) -> None:
        with self._lock:
            self._users += 1
            if self._users == 1:
                files.storage = _Turnout(files.storage)

    def leave(self, files: Any) -> None:
        with self._lock:
            self._users -= 1
            if self._users == 0:
                files.storage = files.storage.real


_laid = _Laid()


@contextmanager
def traceless() -> Iterator[None]:
    """Put this around a transaction that rolls back. Other threads notice nothing of it.

    Rendering makes the sizes of an image that are missing: rows, which roll back, and files, which would not, and are
    kept in memory here. The roots of sites, which Wagtail remembers in the cache, are forgotten afterwards.
    """
    files = get_image_model().get_rendition_model()._meta.get_field("file")
    _laid.enter(files)
    token = _memory.set(InMemoryStorage())
    try:
        yield
    finally:
        _memory.reset(token)
        _laid.leave(files)
        Site.clear_site_root_paths_cache()
