"""The topics by which the calendar is filtered: entries that pages belong to, or are about."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, Revision

from cms.calendar.subjects import type_id_of
from cms.calendar.topics import Address, Topics
from medications.models import ComparisonSubject, DrugPage, Entity, TopicHubPage
from medications.models.page_parts import PageTopic

# Where a version keeps the entries that its page is about: in a field, or in rows with one each.
_FIELDS = ("content__subject", "content__medicine")
_ROWS = ("content__page_topics", "content__compared")


def choices() -> list[tuple[int, str]]:
    """Entries that some page has as a topic, or as the subject of its hub, by name. One query."""
    rows, hubs = (
        PageTopic.objects.filter(entity=OuterRef("pk")),
        TopicHubPage.objects.filter(subject=OuterRef("pk")),
    )
    return list(Entity.objects.filter(Exists(rows) | Exists(hubs)).order_by("name").values_list("pk", "name"))


def objects_of(topic_id: int, addresses: Collection[Address]) -> set[Address]:
    """Those of ``addresses`` that belong to the topic as stored: the entry itself, and pages of it or about it."""
    entry: Address = (type_id_of(Entity), str(topic_id))
    page_type = type_id_of(Page)
    page_ids = [object_id for type_id, object_id in addresses if type_id == page_type]
    if not page_ids:
        return {entry} & set(addresses)
    related = [
        PageTopic.objects.filter(entity=topic_id, page=OuterRef("pk")),
        ComparisonSubject.objects.filter(entity=topic_id, article=OuterRef("pk")),
        TopicHubPage.objects.filter(subject=topic_id, pk=OuterRef("pk")),
        DrugPage.objects.filter(medicine=topic_id, pk=OuterRef("pk")),
    ]
    belongs = Q()
    for rows in related:
        belongs |= Q(Exists(rows))
    pages = Page.objects.filter(belongs, pk__in=page_ids).values_list("pk", flat=True)
    return ({entry} & set(addresses)) | {(page_type, str(pk)) for pk in pages}


def versions_of(topic_id: int, revision_ids: Collection[int]) -> set[int]:
    """Those of the versions that belong to the topic as they are written. One query."""
    if not revision_ids:
        return set()
    own = Q(base_content_type=type_id_of(Entity), object_id=str(topic_id))
    found = set(Revision.objects.filter(own, pk__in=revision_ids).values_list("pk", flat=True))
    of_pages = Revision.objects.filter(pk__in=revision_ids, base_content_type=type_id_of(Page))
    for pk, *values in of_pages.values_list("pk", *_FIELDS, *_ROWS):
        if topic_id in values or any(topic_id in _entities(rows) for rows in values[len(_FIELDS) :]):
            found.add(pk)
    return found


def _entities(rows: Any) -> set[Any]:
    return {row.get("entity") for row in rows or [] if isinstance(row, dict)}


TOPICS = Topics(choices=choices, objects_of=objects_of, versions_of=versions_of)
