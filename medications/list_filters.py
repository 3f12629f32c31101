"""What the list of pages can be filtered by beside its columns, and is counted by: topic, entry, category."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cms.core.list_filters import Label, ListFilter
from cms.core.visibility import public_snippets
from medications.models import Category, Entity


def list_filters() -> tuple[ListFilter, ...]:
    return (
        ListFilter(
            name="topic",
            description="Pages that have this entry among their topics: its slug or its number.",
            find=_entity,
            listed=("topic",),
            labels=_labels_of_entities,
        ),
        ListFilter(
            name="entity",
            description="Pages that are about this entry, belong to it or mention it: its slug or its number.",
            find=_entity,
            listed=("topic", "about"),
            shown=("entity",),
        ),
        ListFilter(
            name="category",
            description="Pages of this category: its slug or its number.",
            find=_category,
            listed=("category",),
            labels=_labels_of_categories,
        ),
    )


def _entity(text: str, now: datetime) -> int | None:
    return _named(public_snippets(Entity, now=now), text)


def _category(text: str, now: datetime) -> int | None:
    return _named(Category.objects.all(), text)


def _labels_of_entities(numbers: Collection[int], now: datetime) -> dict[int, Label]:
    return _labels(public_snippets(Entity, now=now), numbers)


def _labels_of_categories(numbers: Collection[int], now: datetime) -> dict[int, Label]:
    return _labels(Category.objects.all(), numbers)


def _labels(objects: QuerySet[Any], numbers: Collection[int]) -> dict[int, Label]:
    rows = objects.filter(pk__in=numbers).values_list("pk", "slug", "name")
    return {number: Label(slug, name) for number, slug, name in rows}


def _named(objects: QuerySet[Any], text: str) -> int | None:
    """The object with that number, else the first with that slug."""
    number = int(text) if text.isdecimal() and len(text) < 19 else None
    lookups: dict[str, Any] = {"slug": text} if number is None else {"pk": number}
    return objects.filter(**lookups).order_by("pk").values_list("pk", flat=True).first()
