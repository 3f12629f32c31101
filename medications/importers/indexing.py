"""Wagtail's search and reference indexes, written once for each object and search in batches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import CharField, Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.db.models.signals import post_save
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import ReferenceIndex
from wagtail.search import index
from wagtail.search.backends import get_search_backends
from wagtail.search.models import IndexEntry
from wagtail.signal_handlers import disable_reference_index_auto_update

BATCH = 100
SLICE = 20


@contextmanager
def indexing_by_hand() -> Iterator[None]:
    """Inside, saving an object leaves both indexes alone.

    Publishing saves an object three times, each save would index it anew, and on SQLite entering one object in the
    search index costs the more the more there are. Deletions are still followed. Holds for this process only, and for
    all its threads: for commands, never inside a web server.
    """
    models = [
        model for model in index.get_indexed_models() if post_save.disconnect(post_save_signal_handler, model)
    ]
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for model in models:
            post_save.connect(post_save_signal_handler, sender=model)


def index_references(instance: Model) -> None:
    """Enter what a saved object points to, in the caller's transaction."""
    if ReferenceIndex.is_indexed(type(instance)):
        ReferenceIndex.create_or_update_for_object(instance)


class SearchQueue:
    """Objects that wait for the search index. Call ``flush`` at the end, whatever happened before."""

    def __init__(self) -> None:
        self._waiting: dict[type[Model], set[int]] = {}

    def add(self, model: type[Model], object_id: int) -> None:
        self._waiting.setdefault(model, set()).add(object_id)

    def add_missing(self, objects: QuerySet[Model]) -> None:
        """Objects that are in no database index, because a run was killed before it came to them."""
        entries = IndexEntry.objects.filter(
            object_id=OuterRef("text_id"), content_type__model=objects.model._meta.model_name
        )
        missing = objects.annotate(text_id=Cast("pk", CharField())).filter(~Exists(entries))
        for object_id in missing.values_list("pk", flat=True):
            self.add(objects.model, object_id)

    def flush_if_long(self) -> None:
        if sum(map(len, self._waiting.values())) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Enter what waits; what was rolled back in the meantime is left out."""
        for model, ids in self._waiting.items():
            ordered = sorted(ids)
            for start in range(0, len(ordered), SLICE):
                objects = list(model._default_manager.filter(pk__in=ordered[start : start + SLICE]))
                for backend in get_search_backends(with_auto_update=True):
                    backend.add_bulk(model, objects)
        self._waiting.clear()
