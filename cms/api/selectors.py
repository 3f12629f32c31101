"""What the endpoints read beside editions. Visibility is always part of the query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from cms.core.visibility import public_documents, public_images, public_pages
from cms.editions import freshness
from cms.editions import selectors as editions
from cms.editions.models import EditionKey, RenderRequest, Role
from cms.events.models import Sequence
from cms.events.services import EVENT_SEQUENCE


@dataclass(frozen=True)
class Moment:
    """``sequence``: the newest event. ``changes_at``: the next scheduled change of anything; None if there is none."""

    sequence: int
    changes_at: datetime | None


def current_moment(*, now: datetime) -> Moment:
    """One query."""
    annotations = freshness.next_scheduled_change(now)
    waits = freshness.is_waiting(RenderRequest.objects.all())
    row = (
        Sequence.objects.filter(name=EVENT_SEQUENCE)
        .annotate(waits=waits, **annotations)
        .values_list("value", "waits", *annotations)
        .first()
    )
    if row is None:
        return Moment(0, None)
    sequence, waits, *moments = row
    return Moment(sequence, min((moment for moment in [*moments, waits and now] if moment), default=None))


def listed_pages(*, now: datetime, site: Site) -> PageQuerySet:
    """Public pages of ``site`` that the API speaks of: those of our own types, in the order of the tree."""
    plain = {"content_type__app_label": Page._meta.app_label, "content_type__model": Page._meta.model_name}
    return public_pages(now=now, site=site).exclude(**plain)


def shown_images(*, now: datetime, site: Site) -> QuerySet[Any]:
    """Public images that a public page of ``site`` shows."""
    return _shown(get_image_model(), public_images(), "image", now=now, site=site)


def shown_documents(*, now: datetime, site: Site) -> QuerySet[Any]:
    """Public documents that a public page of ``site`` shows or links to."""
    return _shown(get_document_model(), public_documents(), "document", now=now, site=site)


def _shown(model: Any, public: QuerySet[Any], kind: str, *, now: datetime, site: Site) -> QuerySet[Any]:
    # An edition that shows something hidden is not true any more, so neither is what else it shows; it counts again
    # as soon as it is rendered anew, which reading it does.
    true_editions = editions.public_editions(now=now, site=site).filter(stale=False)
    showing = EditionKey.objects.filter(
        Exists(true_editions.filter(pk=OuterRef("edition_id"))),
        role=Role.SHOWS,
        kind=kind,
        object_id=OuterRef("pk"),
    )
    # In a subquery of its own, because search refuses filters it has no index for.
    return model._default_manager.filter(pk__in=public.filter(Exists(showing)).values("pk"))
