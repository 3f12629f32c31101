"""The dashboard's panels of scheduled work: what needs somebody, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.core.moment import database_now
from cms.publishing.agenda import Entry, Span, coming_and_doubtful
from cms.publishing.selectors import troubles_for


class TroublesPanel(Component):
    """Blocked, failing and late work, each with its reason and what can be done; nothing at all when all is well."""

    name = "scheduled_work"
    template_name = "publishing/troubles_panel.html"
    order = 50  # above everything Wagtail shows there

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        return {
            "troubles": troubles_for(user=request.user, now=database_now()),
            "csrf_token": parent_context["csrf_token"],
        }


DAYS = 7
MOST_READ = 500
MOST_SHOWN = 100


class ComingPanel(Component):
    """What goes live or offline in the next days, and what would fail, whenever; nothing if there is nothing."""

    name = "coming"
    template_name = "publishing/coming_panel.html"
    order = 60  # below what is in trouble already

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user, now = parent_context["request"].user, database_now()
        span = Span(after=now, until=now + timedelta(days=DAYS), limit=MOST_READ)
        coming, would_fail = coming_and_doubtful(user=user, now=now, span=span)
        return {
            "would_fail": would_fail[:MOST_SHOWN],
            "days": [(day, list(entries)) for day, entries in groupby(coming[:MOST_SHOWN], key=_day_of)],
            "more": len(coming) > MOST_SHOWN,
            "zone": timezone.get_current_timezone_name(),
        }


def _day_of(entry: Entry) -> Any:
    return timezone.localdate(entry.due)
