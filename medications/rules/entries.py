"""Whether readers can see the entries that a page shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from wagtail.models import Revision

from cms.core.problems import Problem
from cms.core.visibility import live_at


def hidden_entries(entity_ids: Collection[int], *, now: datetime, moment: datetime) -> dict[int, str]:
    """Names by id of those that readers can't see at ``moment``; one query, however many there are.

    An entry that is scheduled to come between ``now`` and ``moment`` counts as seen, so that a launch can be scheduled
    as a whole; when the page's own time comes, the entry has to be there.
    """
    if not entity_ids:
        return {}
    entity = apps.get_model("medications", "Entity")
    on_its_way = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(entity),
        object_id=OuterRef("text_pk"),
        approved_go_live_at__gt=now,
        approved_go_live_at__lte=moment,
    )
    rows = entity._default_manager.filter(pk__in=entity_ids).annotate(text_pk=Cast("pk", CharField()))
    return dict(rows.filter(~(live_at(moment) | Exists(on_its_way))).values_list("pk", "name"))


def subject_is_hidden(name: str, *, field: str) -> Problem:
    """Said of the one entry that a page is about."""
    return Problem(
        f"“{name}” is not published, and this page shows what is said there. Publish it first.", field
    )


def hidden_entries_advice(shown: Iterable[tuple[str, int]], hidden: dict[int, str]) -> Iterator[Problem]:
    """Advice on what drops out for readers. ``shown``: the field and the id of each entry the page shows."""
    for field, entity_id in shown:
        if entity_id in hidden:
            yield Problem(
                f"“{hidden[entity_id]}” is not published: readers do not see it here until it is.", field
            )
