"""Content that takes long to make, made once for all the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import caches
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker


@contextmanager
def kept(blocker: DjangoDbBlocker, *, media: str) -> Iterator[None]:
    """What is made within stays until the end of the block; uploads go to the folder ``media``.

    For a fixture of a module, which ``yield``s within. Every test of that module sees the content and undoes its own
    changes. Give the module an ``xdist_group``, else each worker makes the content anew.
    """
    with blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        yield
        transaction.set_rollback(True)
    for cache in caches.all(initialized_only=True):
        cache.clear()
