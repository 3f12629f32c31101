"""Loading the demonstration: all of it in one transaction, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision, Site

from cms.core.sites import site_of, site_path
from medications.demo.accounts import EDITOR, ensure_accounts
from medications.demo.fact_loading import create_facts, create_pictures
from medications.demo.known import Known
from medications.demo.page_loading import create_drafts, demonstration_pages, publish
from medications.demo.site_loading import fill_front, fill_profile

Progress = Callable[[str], object]


@dataclass(frozen=True)
class Scheduled:
    """``path`` is the path on the site, with slashes at both ends."""

    title: str
    path: str
    goes_live_at: datetime


@dataclass(frozen=True)
class Loaded:
    """``new``: False where the demonstration was there already and nothing was changed.

    ``scheduled``: the page that waits for its time, if one does.
    """

    new: bool
    facts: int
    pages: int
    scheduled: Scheduled | None


@transaction.atomic
def load(*, now: datetime, schedule_at: Callable[[], datetime], progress: Progress = str) -> Loaded:
    """Create logins, facts and pages, and publish the pages as an editor would.

    The site and its sections must be there. One text is scheduled for ``schedule_at()``, which is asked when all
    else is done: on a slow machine a time set at the start would be past by then. If any page of the demonstration
    is there, only missing logins are created: what editors have made of the rest stays as it is. Raises
    ``PublishRefused`` where a text breaks a rule, and then leaves nothing behind.
    """
    ensure_accounts()
    if demonstration_pages().exists():
        return Loaded(new=False, facts=0, pages=0, scheduled=_waiting())
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    editor = get_user_model().objects.get(username=EDITOR.username)
    known = Known(today=timezone.localdate(now))
    facts = create_facts(known, editor=editor)
    create_pictures(known)
    fill_profile(known, site=site)
    drafts = create_drafts(known, home=site.root_page)
    for text, page in drafts:
        if not text.scheduled:
            publish(text, page, known, editor=editor)
            progress(f"published: {text.title}")
    fill_front(known, site=site, editor=editor)
    for text, page in drafts:
        if text.scheduled:
            publish(text, page, known, editor=editor, go_live_at=schedule_at())
            progress(f"scheduled: {text.title}")
    return Loaded(new=True, facts=facts, pages=len(drafts), scheduled=_waiting())


def _waiting() -> Scheduled | None:
    page = demonstration_pages().filter(live=False, pk__in=_pages_with_a_schedule()).first()
    if page is None or page.go_live_at is None:
        return None
    return Scheduled(title=page.title, path=_path_of(page), goes_live_at=page.go_live_at)


def _path_of(page: Page) -> str:
    site = site_of(page)
    return site_path(page, site) if site is not None else ""


def _pages_with_a_schedule() -> list[int]:
    revisions = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    return [int(object_id) for object_id in revisions.values_list("object_id", flat=True)]
