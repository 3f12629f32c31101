"""What changed for the readers of one site since some event, so that a copy of its public pages can be kept true.

The log of events knows more than readers may: pages that were never public, pages that are private by now, pages of
other sites. An item is made of an event only where readers could get the page before it or after it, and what it says
of the page is what is true now: fetch it, or drop it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from wagtail.models import PageViewRestriction, Site

from cms.core.keys import Key
from cms.core.visibility import public_pages
from cms.editions.models import Edition
from cms.events import selectors as events
from cms.events.models import Event, EventKind

# Before this, nothing runs out.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
LIVE_KINDS = (EventKind.PAGE_PUBLISHED, EventKind.PAGE_REFRESHED, EventKind.PAGE_MOVED)
# After the event, readers could get the page. Events of former releases say less.
PUBLIC = Q(data__public=True) | Q(data__public__isnull=True, kind__in=LIVE_KINDS, data__private=False)


class OtherHistory(Exception):
    """There is no such event here: whoever names it has its copy from another database, or from long ago."""


@dataclass(frozen=True)
class Change:
    """What became of a page with an event. ``gone``: readers can't get it now; else ``digest`` is that of its edition.

    ``path``: where it is, or was last; ``old_path``: where it was before, if elsewhere. Both are empty where that is
    not for readers to know.
    """

    sequence: int
    kind: str
    page_id: int
    gone: bool
    path: str
    old_path: str
    keys: list[str]
    digest: str | None
    created_at: datetime


@dataclass(frozen=True)
class Changes:
    """``next``: what to ask from the next time. ``ran_out``: ids and paths of pages that no reader gets any more
    since their time is up, and which have no event of that yet."""

    items: list[Change]
    next: int
    ran_out: dict[int, str]


def changes_since(since: int, *, latest: int, limit: int, site: Site, now: datetime) -> Changes:
    """In commit order, what the events after ``since`` up to ``latest``, the newest, mean to readers of ``site``.

    ``limit``: how many events of pages are looked at, at least one; some of them may say nothing to readers. Raises
    ``OtherHistory``. A constant number of queries.
    """
    if since > latest:
        raise OtherHistory
    happened = Event.objects.filter(sequence__gte=since, sequence__lte=latest)
    found = list(_with_history(happened.filter(Q(object_kind="page") | Q(sequence=since)), site)[: limit + 1])
    if since and not (found and found[0].sequence == since):
        raise OtherHistory
    looked_at = [event for event in found if event.sequence > since][:limit]
    reading = _Reading(looked_at, site=site, now=now)
    return Changes(
        items=[reading.change(event) for event in looked_at if _concerns_readers(event, site)],
        next=looked_at[-1].sequence if len(looked_at) == limit else latest,
        ran_out=_ran_out(site=site, now=now),
    )


def was_public(event: Event) -> bool:
    """Whether readers of the event's site could get the page after it."""
    said = event.data.get("public")
    return bool(event.kind in LIVE_KINDS and event.data.get("private") is False if said is None else said)


def _with_history(happened: QuerySet[Event], site: Site) -> QuerySet[Any]:
    """With the numbers of the two events of the same page before each, and the last with which ``site`` had it."""
    before = Event.objects.filter(
        object_kind="page", object_id=OuterRef("object_id"), sequence__lt=OuterRef("sequence")
    ).order_by("-sequence")
    shown = before.filter(PUBLIC, site_id=site.pk)
    return happened.order_by("sequence").annotate(
        second_before=Subquery(before.values("sequence")[1:2]),
        shown_at=Subquery(shown.values("sequence")[:1]),
        shown_path=Subquery(shown.values("path")[:1]),
    )


def _concerns_readers(event: Any, site: Site) -> bool:
    """Whether readers of ``site`` could get the page before the event or after it, as far as the log knows.

    A publish and a change of privacy at the same time may each not see the other; so it is enough that they could get
    it one event earlier. Of a deletion, it is enough that they ever could.
    """
    if event.site_id == site.pk and was_public(event):
        return True
    if event.shown_at is None or (event.kind == EventKind.PAGE_MOVED and "public" not in event.data):
        return False
    return event.kind == EventKind.PAGE_DELETED or event.shown_at >= (event.second_before or 0)


class _Reading:
    """What is asked once for all events that are looked at."""

    def __init__(self, looked_at: Collection[Any], *, site: Site, now: datetime) -> None:
        self._site = site
        self._root = site.root_page.url_path
        page_ids = {event.object_id for event in looked_at}
        self._here = _public_now(page_ids, site=site, now=now)
        self._last = events.last_events(page_ids)
        restricted = PageViewRestriction.objects.values_list("page__url_path", flat=True)
        self._restricted = list(restricted)

    def change(self, event: Any) -> Change:
        page_id = event.object_id
        here = self._here.get(page_id)
        path, digest = here if here is not None else ("", None)
        former = self._told(event.shown_path or "", page_id)
        if here is None:
            shown_with_it = event.site_id == self._site.pk and was_public(event)
            path = self._told(event.path, page_id) if shown_with_it else former
        return Change(
            sequence=event.sequence,
            kind=event.kind,
            page_id=page_id,
            gone=here is None,
            path=path,
            old_path=former if former != path else "",
            keys=[f"page-{page_id}", *(_lists_in(event.keys) if here is not None else ())],
            digest=digest,
            created_at=event.created_at,
        )

    def _told(self, path: str, page_id: int) -> str:
        """``path``, unless that there was a page is nobody's business any more."""
        last = self._last.get(page_id)
        if page_id not in self._here and last is not None and last.data.get("private"):
            return ""
        place = self._root + path.lstrip("/")
        return "" if any(place.startswith(above) for above in self._restricted) else path


def _public_now(page_ids: Collection[int], *, site: Site, now: datetime) -> dict[int, tuple[str, str | None]]:
    """Paths of those pages that readers can get, and the digests of their editions, None where one is to come."""
    current = Edition.objects.filter(page_id=OuterRef("pk"), valid_to__isnull=True, site=site)
    pages = public_pages(now=now, site=site).filter(pk__in=page_ids)
    rows = pages.annotate(digest=Subquery(current.values("digest")[:1])).values_list(
        "pk", "url_path", "digest"
    )
    return {pk: (_path(url_path, site), digest) for pk, url_path, digest in rows}


def _ran_out(*, site: Site, now: datetime) -> dict[int, str]:
    """Of pages that no reader could get were it not for the clock."""
    pages = public_pages(now=LONG_AGO, site=site).filter(expire_at__lte=now).order_by("pk")
    return {pk: _path(url_path, site) for pk, url_path in pages.values_list("pk", "url_path")}


def _path(url_path: str, site: Site) -> str:
    return "/" + url_path.removeprefix(site.root_page.url_path)


def _lists_in(keys: Iterable[str]) -> list[str]:
    """Surrogate keys of what the event touched, without pages: those have items of their own."""
    return [key.surrogate for key in map(Key.parse, keys) if key.kind != "page"]
