"""What the endpoints read beside editions. Visibility is always part of the query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Substr
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from cms.core import references
from cms.core.visibility import (
    HiddenPlaces,
    public_documents,
    public_images,
    public_pages,
    public_pages_beside,
)
from cms.editions import freshness
from cms.editions import selectors as editions
from cms.editions.models import Edition, EditionKey, RenderRequest, Role
from cms.editions.prepared import NOW, Prepared, moment_values, prepare
from cms.editions.settled import Settled, settled
from cms.events.models import Sequence
from cms.events.services import EVENT_SEQUENCE


@dataclass(frozen=True)
class Moment:
    """``sequence``: the newest event. ``changes_at``: the next scheduled change of anything, or now where something
    waits to be rendered; None if there is none. ``scheduled_at``: the same without what waits. ``epoch``: the
    visibility epoch.
    """

    sequence: int
    changes_at: datetime | None
    epoch: int | None = None
    scheduled_at: datetime | None = None


def current_moment(*, now: datetime) -> Moment:
    """One query."""
    kinds = frozenset(kind.name for kind in references.all_kinds())
    rows = _compiled_moment(connection.vendor, kinds).rows(moment_values(now))
    if not rows:
        return Moment(0, None)
    sequence, epoch, waits, *scheduled = rows[0]
    scheduled_at = min((moment for moment in map(freshness.aware, scheduled) if moment), default=None)
    # All that is scheduled is later than now.
    return Moment(sequence, now if waits else scheduled_at, epoch, scheduled_at)


def settled_at(moment: Moment, *, site: Site, now: datetime) -> Settled | None:
    """Which editions of ``site`` need not be asked whether they may be sent; None where that is not known."""
    return settled(
        site, epoch=moment.epoch, sequence=moment.sequence, scheduled_at=moment.scheduled_at, now=now
    )


@lru_cache(maxsize=8)
def _compiled_moment(_vendor: str, _kinds: frozenset[str]) -> Prepared:
    """Its arguments are what the SQL depends on."""
    scheduled = freshness.next_scheduled_change(NOW)
    annotated = Sequence.objects.filter(name=EVENT_SEQUENCE).annotate(
        epoch=freshness.current_epoch(), waits=freshness.is_waiting(RenderRequest.objects.all()), **scheduled
    )
    return prepare(annotated.values_list("value", "epoch", "waits", *scheduled))


def listed_pages(
    *, now: datetime, site: Site, model: type[Page] = Page, places: HiddenPlaces | None = None
) -> PageQuerySet:
    """Public pages of ``site`` that the API speaks of, of one type: our own ones, in the order of the tree.

    ``places``: where nothing is public on it, if that is known.
    """
    plain = ContentType.objects.get_for_model(Page, for_concrete_model=False)
    if places is not None:
        return public_pages_beside(places, model=model, now=now, site=site).exclude(content_type=plain)
    public = public_pages(now=now, site=site).exclude(content_type=plain)
    return public if model is Page else model.objects.filter(pk__in=public.values("pk"))


class SitemapRow(NamedTuple):
    """A public page. ``last_modified``: since when its edition says what it says."""

    page_id: int
    app_label: str
    model: str
    path: str
    title: str
    locale: str
    last_modified: datetime | None


def sitemap_rows(pages: PageQuerySet, *, site: Site, after: int, limit: int) -> list[SitemapRow]:
    """Up to ``limit`` of ``pages`` with numbers above ``after``, in the order of these. One query."""
    edition = Edition.objects.filter(page_id=OuterRef("pk"), valid_to__isnull=True)
    following = pages.filter(pk__gt=after).order_by("pk")
    rows = following.annotate(
        place=Concat(Value("/"), Substr("url_path", len(site.root_page.url_path) + 1)),
        # A page that has no edition yet gets it when it is next read.
        modified=Coalesce(Subquery(edition.values("valid_from")[:1]), "last_published_at"),
    ).values_list(
        "pk",
        "content_type__app_label",
        "content_type__model",
        "place",
        "title",
        "locale__language_code",
        "modified",
    )
    return [SitemapRow(*row) for row in rows[:limit]]


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
