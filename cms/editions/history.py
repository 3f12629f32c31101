"""What the API said at a moment that is past: the stored bytes of the edition that readers got then.

Editions are kept for good, and so are events, which say of each page whether readers could get it. Both are needed: a
live page that is private has editions, too.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from wagtail.models import Site

from cms.editions.changes import was_public
from cms.editions.models import Edition
from cms.events.models import Event


def edition_of_then(page_id: int, *, site: Site, moment: datetime) -> Edition | None:
    """The edition that readers of ``site`` got of the page at ``moment``; None where they got none."""
    return _then({"page_id": page_id}, site=site, moment=moment)


def edition_at_then(path: str, *, site: Site, moment: datetime) -> Edition | None:
    """The same of the page that stood at ``path``, with slashes at both ends."""
    return _then({"path": path}, site=site, moment=moment)


def _then(wanted: dict[str, Any], *, site: Site, moment: datetime) -> Edition | None:
    current_then = Q(valid_to__isnull=True) | Q(valid_to__gt=moment)
    editions = Edition.objects.filter(current_then, site=site, valid_from__lte=moment, **wanted)
    # Several at one path: a page above one of them had just moved away, and another one took its place.
    newest_first = editions.order_by("-sequence")
    return next((edition for edition in newest_first if _was_shown(edition, moment)), None)


def _was_shown(edition: Edition, moment: datetime) -> bool:
    events = Event.objects.filter(object_kind="page", object_id=edition.page_id, created_at__lte=moment)
    last = events.order_by("-sequence").first()
    if last is None or last.site_id != edition.site_id or not was_public(last):
        return False
    runs_out = parse_datetime(last.data.get("runs_out") or "")
    return runs_out is None or moment < runs_out
