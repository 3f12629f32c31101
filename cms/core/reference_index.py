"""Wagtail's reference index, brought up to date once for each object that is saved together with its rows.

Wagtail extracts every reference of a page anew for each inline row that is saved with it, which is a third of the work
of a publish.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_save
from modelcluster.fields import ParentalKey
from wagtail.models import Page, ReferenceIndex

from cms.core.reading import read
from cms.core.together import together

_Saved = dict[tuple[type[Model], Any], None]

_Reference = tuple[Any, ...]

_NOT_SAVED = object()

_saved: ContextVar[_Saved | None] = ContextVar("saved", default=None)


def connect() -> None:
    post_save.connect(_on_saved, dispatch_uid="reference_index")


@contextmanager
def references_updated_once() -> Iterator[None]:
    """Within the block the index is left as it is; at its end it is updated, once for each object with its rows.

    Inside another such block, or where updates are disabled, nothing is changed about them.
    """
    # Late, because they need all models.
    from wagtail.signal_handlers import (
        disable_reference_index_auto_update,
        reference_index_auto_update_disabled,
    )
    from wagtail.tasks import update_reference_index_task

    if getattr(reference_index_auto_update_disabled, "value", False):
        yield
        return
    saved: _Saved = {}
    token = _saved.set(saved)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        _saved.reset(token)
    for model, pk in saved:
        update_reference_index_task.enqueue(model._meta.app_label, model._meta.model_name, str(pk))


def update_references_of(instance: Model) -> None:
    """Update the index for an object just saved, now and from memory, if the block around would do it at its end."""
    saved = _saved.get()
    if saved is not None and saved.pop((type(instance), instance.pk), _NOT_SAVED) is None:
        _update(instance)


def _update(instance: Model) -> None:
    """As Wagtail does it; but what is stored is read for all pages at once, and what is not is written for all."""
    stored = read(_stored_of_pages, instance.pk) or set() if isinstance(instance, Page) else None
    if stored is not None:
        found = set(ReferenceIndex._extract_references_from_object(instance))  # noqa: SLF001
        if found == stored:
            return
        if not stored:
            together(_store, (instance, found))
            return
    with transaction.atomic():
        ReferenceIndex.create_or_update_for_object(instance)


def _stored_of_pages(page_ids: Collection[int]) -> dict[int, set[_Reference]]:
    pages = ContentType.objects.get_for_model(Page, for_concrete_model=False)
    rows = ReferenceIndex.objects.filter(base_content_type=pages, object_id__in=map(str, page_ids))
    found: dict[int, set[_Reference]] = {}
    for page_id, *reference in rows.values_list(
        "object_id", "to_content_type", "to_object_id", "model_path", "content_path"
    ):
        found.setdefault(int(page_id), set()).add(tuple(reference))
    return found


def _store(found: list[tuple[Model, set[_Reference]]]) -> None:
    pages = ContentType.objects.get_for_model(Page, for_concrete_model=False)
    rows = [
        ReferenceIndex(
            content_type=ContentType.objects.get_for_model(instance, for_concrete_model=False),
            base_content_type=pages,
            object_id=instance.pk,
            to_content_type_id=to_content_type_id,
            to_object_id=to_object_id,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),  # noqa: SLF001
        )
        for instance, references in found
        for to_content_type_id, to_object_id, model_path, content_path in references
    ]
    ReferenceIndex.objects.bulk_create(rows, ignore_conflicts=True)


def _on_saved(instance: Model, *, raw: bool = False, **kwargs: Any) -> None:
    saved = _saved.get()
    if saved is None or raw or type(instance) not in ReferenceIndex.tracked_models:
        return
    holder = _holder(instance)
    if holder is not None:
        saved[type(holder), holder.pk] = None


def _holder(instance: Model) -> Model | None:
    """The object whose row this is, or the object itself."""
    found: Model | None = instance
    while found is not None:
        key = next((field for field in found._meta.get_fields() if isinstance(field, ParentalKey)), None)
        if key is None:
            break
        found = getattr(found, key.name)
    return found
