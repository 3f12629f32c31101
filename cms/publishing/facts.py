"""What an event says of a page beside its place: what the history of the site is read from later."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from wagtail.models import Page

from cms.core.keys import page_key
from cms.core.locking import with_descendants
from cms.core.models import BasePage
from cms.core.reading import read_together
from cms.core.sites import site_of, site_path
from cms.core.visibility import is_private
from cms.events import selectors as events
from cms.events.models import Event, EventKind
from cms.events.services import Happening


def place_of(page: Page) -> dict[str, Any]:
    """The site of a page and its path on it."""
    site = site_of(page)
    if site is None:
        return {"site_id": None, "path": ""}
    return {"site_id": site.pk, "path": site_path(page, site)}


def facts_of(page: BasePage, place: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """What the event of a page at ``place`` says of it. See :func:`visibility_of`."""
    return {
        "title": page.title,
        "type": page.type_name(),
        "revision": page.live_revision_id,
        **visibility_of(page, site_id=place["site_id"], now=now),
    }


def visibility_of(page: Page, *, site_id: int | None, now: datetime) -> dict[str, Any]:
    """``public``: whether readers of that site can get the page once the event is committed; ``runs_out``: until when.

    ``private``: that there was a page is nobody's business later, either.
    """
    private = is_private(page)
    runs_out = page.expire_at
    public = page.live and site_id is not None and not private and (runs_out is None or runs_out > now)
    return {
        "private": private,
        "public": bool(public),
        "runs_out": runs_out.isoformat() if runs_out is not None else None,
    }


def hidden_or_shown(
    tops: Collection[Page], *, without: int, now: datetime, only_hidden: bool = False
) -> list[Happening]:
    """For each live page among ``tops`` and below that had an event: whether readers can get it now.

    So that whoever keeps a copy of the site learns it of each page at once. They concern no consumer: the event they
    belong to names all of them. ``without``: the page which that event is about.
    """
    live = with_descendants(list(tops)).filter(live=True).exclude(pk=without)
    pages = {page.pk: page for page in live.order_by("path")}
    last = events.last_events(list(pages))
    with read_together(list(pages)):
        happenings = [_seen_to(page, last[pk], now=now) for pk, page in pages.items() if pk in last]
    return [found for found in happenings if not (only_hidden and found.data["public"])]


def _seen_to(page: Page, last: Event, *, now: datetime) -> Happening:
    """Its place is the one readers know: where a page above it has moved, its own event of that is still to come."""
    site = site_of(page)
    site_id = site.pk if site is not None and site.pk == last.site_id else None
    return Happening(
        kind=EventKind.ACCESS_CHANGED,
        subject=page_key(page.pk),
        keys=(),
        site_id=last.site_id,
        path=last.path,
        data=visibility_of(page, site_id=site_id, now=now),
        now=now,
        silent=True,
    )
