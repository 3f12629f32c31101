"""Every change of what readers get passes here, inside the transaction that makes it.

The order is always the same: check, prepare the projections, store them, number the event, write the number. The event
comes late because its number holds a lock until the transaction ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Site

from cms.core import validation
from cms.core.keys import Key, page_key
from cms.core.locking import with_descendants
from cms.core.models import BasePage
from cms.core.problems import PublishRefused
from cms.core.reference_index import update_references_of
from cms.core.rows import rows_at_hand
from cms.core.visibility import is_private
from cms.events import selectors as events_selectors
from cms.events import services as events
from cms.events.holding import when_numbered, when_saved
from cms.events.models import Event, EventKind
from cms.events.services import Happening
from cms.publishing.facts import facts_of, hidden_or_shown, place_of, visibility_of
from cms.publishing.projections import Prepared, Transition, lists_of, prepare_all


@transaction.atomic(savepoint=False)
def page_published(*, page: BasePage, now: datetime, due: datetime | None = None) -> None:
    """Take a page that has just gone live to the delivery plane. ``due``: when it was scheduled for, if it was.

    Raises ``PublishRefused`` if it may not be live as it is, and whatever a projection raises; the caller's transaction
    then rolls back and the page is as it was.
    """
    if due is not None and page.last_published_at is not None and page.last_published_at < due:
        _date(page, due)

    def show() -> None:
        with rows_at_hand(page):
            # Where the engine publishes, Wagtail has just saved the page, and checked its fields.
            problems = validation.publish_problems(page, saved_live=due is not None)
            if problems:
                raise PublishRefused(page.title, problems)
            update_references_of(page)
            _project(page, Transition.LIVE, EventKind.PAGE_PUBLISHED, now=now, due=due)

    when_saved(show)


@transaction.atomic
def page_moved(*, page: BasePage, now: datetime) -> None:
    """Render a page under its new path.

    What is live below it has a new path, too. There may be thousands of pages: each is rendered when it is next read,
    and all of them in the background, by whoever reacts to the event. But where the move hides pages, it says so of
    each.
    """
    last = events_selectors.last_event(page_key(page.pk))
    if page.live:
        _project(page, Transition.LIVE, EventKind.PAGE_MOVED, now=now)
    else:
        key = page_key(page.pk)
        events.record(kind=EventKind.PAGE_MOVED, subject=key, keys={key}, now=now, **place_of(page))
    site_id = place_of(page)["site_id"]
    if last is None or last.site_id != site_id or is_private(page):
        events.record_all(hidden_or_shown([page], without=page.pk, now=now, only_hidden=True))


@transaction.atomic
def page_unpublished(*, page: BasePage, now: datetime) -> None:
    """Take a page off the delivery plane."""
    kind = EventKind.PAGE_EXPIRED if page.expired else EventKind.PAGE_UNPUBLISHED
    _project(page, Transition.GONE, kind, now=now)


@transaction.atomic
def page_deleted(*, page: Page, now: datetime) -> None:
    """Record that a page is gone for good; if it was live, it was unpublished just before."""
    key = page_key(page.pk)
    last = events_selectors.last_event(key)
    events.record(
        kind=EventKind.PAGE_DELETED,
        subject=key,
        keys={key},
        now=now,
        path=last.path if last is not None else "",
        # Its privacy may have been deleted before it.
        data={"title": page.title, "private": bool(last is not None and last.data.get("private"))},
    )


@transaction.atomic
def refresh_page(*, page_id: int, now: datetime) -> bool:
    """Render a live page anew because something it shows has changed.

    Returns False where nothing is to be done: its JSON stays the same, or it is not live any more.
    """
    # The lock orders this with a publish of the same page, which updates the row before it renders.
    row = Page.objects.select_for_update().filter(pk=page_id, live=True).first()
    page = row.specific if row is not None else None
    if not isinstance(page, BasePage):
        return False
    return _project(page, Transition.REFRESHED, EventKind.PAGE_REFRESHED, now=now)


@transaction.atomic
def expiry_moved(*, page: BasePage, now: datetime) -> None:
    """A live page expires at another time than before.

    What shows the page asks for the time itself; what counts or lists it was told until when that holds.
    """
    key = page_key(page.pk)
    place = place_of(page)
    happened = {"kind": EventKind.PAGE_REFRESHED, "data": facts_of(page, place, now=now), **place}
    when_numbered(Happening(subject=key, keys={key, *lists_of([page.pk])}, now=now, **happened))


@transaction.atomic
def access_changed(*, page: Page, now: datetime) -> None:
    """The privacy of a page, of its aliases and of all below them has changed.

    Whatever shows or lists one of them is affected.
    """
    # From here on no other event gets a number: a page that goes live meanwhile is either seen here, or sees this.
    events.hold_sequence()
    tops = [page, *page.aliases.all(), *Page.objects.filter(alias_of__alias_of=page)]
    below = list(with_descendants(tops).values_list("pk", flat=True))
    place = place_of(page)
    row = Page.objects.filter(pk=page.pk).first() or page
    changed = Happening(
        kind=EventKind.ACCESS_CHANGED,
        subject=page_key(page.pk),
        keys={*(page_key(page_id) for page_id in below), *lists_of(below)},
        now=now,
        data=visibility_of(row, site_id=place["site_id"], now=now),
        **place,
    )
    events.record_all([changed, *hidden_or_shown(tops, without=page.pk, now=now)])


@transaction.atomic
def site_changed(*, site: Site, now: datetime, deleted: bool = False) -> None:
    """The address or root of a site has changed: pages have other addresses, and may belong to another site now."""
    object_changed(key=Key("site", site.pk), now=now, deleted=deleted)


@transaction.atomic
def object_changed(*, key: Key, now: datetime, also: Iterable[Key] = (), deleted: bool = False) -> None:
    """A snippet, image or document that pages may show has changed or is gone.

    ``also``: other objects that read differently for it, such as the other side of a relation kept with this one.
    """
    kind = EventKind.OBJECT_DELETED if deleted else EventKind.OBJECT_CHANGED
    when_numbered(Happening(kind=kind, subject=key, keys={key, *also}, now=now))


@transaction.atomic
def collection_access_changed(*, collection: Collection, now: datetime) -> None:
    """The privacy of a collection has changed: whatever shows an image or document in it or below is affected."""
    below = collection.get_descendants(inclusive=True)
    images = get_image_model()._default_manager.filter(collection__in=below).values_list("pk", flat=True)
    documents = (
        get_document_model()._default_manager.filter(collection__in=below).values_list("pk", flat=True)
    )
    events.record(
        kind=EventKind.ACCESS_CHANGED,
        subject=Key("collection", collection.pk),
        keys={*(Key("image", pk) for pk in images), *(Key("document", pk) for pk in documents)},
        now=now,
    )


def check_snippet(*, instance: Model) -> None:
    """Raises ``PublishRefused`` if a draftable snippet that has just gone live may not be live as it is."""
    problems = validation.publish_problems(instance)
    if problems:
        raise PublishRefused(str(instance), problems)


def _date(page: BasePage, due: datetime) -> None:
    """Give a page whose publish was begun before its time the dates it goes live with."""
    dates = {"go_live_at": due, "last_published_at": due}
    if page.first_published_at == page.last_published_at:
        dates["first_published_at"] = due
    for name, value in dates.items():
        setattr(page, name, value)
    Page.objects.filter(pk=page.pk).update(**dates)


def _project(
    page: BasePage, transition: Transition, kind: str, *, now: datetime, due: datetime | None = None
) -> bool:
    """Whether readers get anything else than before."""
    prepared = prepare_all(page, transition, now)
    if transition is Transition.REFRESHED and not any(result.changed for result in prepared):
        _settle(prepared)
        return False
    happened = _what_happens(page, transition, kind, now=now, due=due)
    for result in prepared:
        result.store()
    keys = {key for result in prepared for key in result.keys}

    def write(event: Event) -> None:
        for result in prepared:
            result.write(event)

    when_numbered(Happening(keys=keys, now=now, **happened), write)
    return True


def _what_happens(
    page: BasePage, transition: Transition, kind: str, *, now: datetime, due: datetime | None
) -> dict[str, Any]:
    key = page_key(page.pk)
    place = place_of(page)
    last = events_selectors.last_event(key)
    former = last.path if last is not None else ""
    if transition is Transition.REFRESHED and former != place["path"]:
        kind = EventKind.PAGE_MOVED  # with a page above it
    return {
        "kind": kind,
        "subject": key,
        "old_path": former if former != place["path"] else "",
        "data": {**facts_of(page, place, now=now), **({"due": due.isoformat()} if due else {})},
        **place,
    }


def _settle(prepared: list[Prepared]) -> None:
    settling = [result.settle for result in prepared if result.settle is not None]
    if settling:
        newest = events.hold_sequence()
        for settle in settling:
            settle(newest)
