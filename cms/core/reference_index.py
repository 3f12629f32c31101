"""Wagtail's reference index, brought up to date once for each object that is saved together with its rows.

Wagtail extracts every reference of a page anew for each inline row that is saved with it, which is a third of the work
of a publish.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_save
from modelcluster.fields import ParentalKey
from wagtail.models import ReferenceIndex

_Saved = dict[tuple[type[Model], Any], None]

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
        with transaction.atomic():
            ReferenceIndex.create_or_update_for_object(instance)


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
