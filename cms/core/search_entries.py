"""Search entries: written for many objects at once, and Wagtail's own of pages where many are saved together.

Wagtail reads a page again for its entry after each save, and writes the entry by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from modelsearch import signal_handlers
from wagtail.search.backends import get_search_backends

from cms.core.models import BasePage

logger = logging.getLogger(__name__)

_Saved = dict[type[Model], set[Any]]

_saved: ContextVar[_Saved | None] = ContextVar("saved_for_search", default=None)


def connect() -> None:
    """Take the place of Wagtail's own receivers, which pages ask it to leave out."""
    for model in apps.get_models():
        if issubclass(model, BasePage):
            post_save.connect(_on_saved, sender=model, dispatch_uid="search_entries")
            post_delete.connect(signal_handlers.post_delete_signal_handler, sender=model)


@contextmanager
def entries_made_together() -> Iterator[None]:
    """At the end of the block the pages saved within it are entered, in a few queries for all of one type.

    Not where the block raises. Inside another such block, at the end of that.
    """
    if _saved.get() is not None:
        yield
        return
    saved: _Saved = {}
    token = _saved.set(saved)
    try:
        yield
    finally:
        _saved.reset(token)
    for model, pks in saved.items():
        _enter(model, pks)


def _on_saved(sender: type[Model], instance: Model, *, raw: bool = False, **kwargs: Any) -> None:
    saved = _saved.get()
    if saved is None or raw:
        signal_handlers.post_save_signal_handler(sender=sender, instance=instance, raw=raw, **kwargs)
    else:
        saved.setdefault(sender, set()).add(instance.pk)


def _enter(model: Any, pks: set[Any]) -> None:
    # What was saved in a savepoint that was rolled back is read as it is now.
    pages = list(model.get_indexed_objects().filter(pk__in=pks).order_by("pk"))
    if pages:
        add_to_backends(model, pages)


def add_to_backends(model: type[Model], objects: Sequence[Model]) -> None:
    """Enter saved objects of one type in every search backend that is kept up to date, a few queries for all."""
    for backend in get_search_backends(with_auto_update=True):
        try:
            backend.add_bulk(model, objects)
        except Exception:  # the edge of a task: an outside service may fail, the publish not
            if not backend.catch_indexing_errors:
                raise
            logger.exception("%s %s could not be entered", len(objects), model._meta.verbose_name_plural)
