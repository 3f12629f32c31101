"""What must hold between live pages and their editions, for ``manage.py check_schedule``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from wagtail.models import Page

from cms.core.models import BasePage
from cms.core.sites import site_of
from cms.editions import watching
from cms.editions.models import Edition, RenderRequest
from cms.events.models import Event

# A rendering that waits for longer than this is stuck, or nobody works.
RENDERED_WITHIN = timedelta(minutes=5)


def live_pages_have_an_edition(now: datetime, lag: timedelta) -> Iterator[str]:
    """Each live page of a site has a current edition. One that has none is rendered when it is next read."""
    current = Edition.objects.filter(page_id=OuterRef("pk"), valid_to__isnull=True)
    for page in Page.objects.live().type(BasePage).filter(~Exists(current)):
        if site_of(page) is not None:
            yield f"page {page.pk} “{page.title}” is live and has no edition"


def editions_are_of_live_pages(now: datetime, lag: timedelta) -> Iterator[str]:
    """No page that is not live has a current edition."""
    live = Page.objects.filter(pk=OuterRef("page_id"), live=True)
    for edition in Edition.objects.filter(~Exists(live), valid_to__isnull=True):
        yield f"edition {edition.pk} of page {edition.page_id} ({edition.path}) is current, and the page is not live"


def editions_have_their_event(now: datetime, lag: timedelta) -> Iterator[str]:
    """Each edition has the event that made it."""
    event = Event.objects.filter(pk=OuterRef("sequence"), object_id=OuterRef("page_id"))
    for edition in Edition.objects.filter(~Exists(event)):
        yield f"edition {edition.pk} of page {edition.page_id} names event {edition.sequence}, which is not its own"


def renderings_are_on_their_way(now: datetime, lag: timedelta) -> Iterator[str]:
    """No page has been waiting for long to be rendered anew."""
    waiting = RenderRequest.objects.filter(requested_at__lt=now - max(lag, RENDERED_WITHIN))
    for request in waiting:
        error = f": {request.last_error}" if request.last_error else ""
        yield f"page {request.page_id} has been waiting since {request.requested_at}, {request.attempts} tries{error}"


def visibility_is_watched(now: datetime, lag: timedelta) -> Iterator[str]:
    """The triggers stand that tell readers' processes when something was hidden. Without one, each read asks."""
    for name in watching.missing():
        yield f"the trigger {name} is missing: run manage.py migrate"


CHECKS = (
    visibility_is_watched,
    live_pages_have_an_edition,
    editions_are_of_live_pages,
    editions_have_their_event,
    renderings_are_on_their_way,
)
