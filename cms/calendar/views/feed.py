"""The feed that calendar programs fetch, and what its owner decides about it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from cms.calendar import selectors, services
from cms.calendar.entries import State
from cms.calendar.feed import as_ical
from cms.core.moment import database_now

BACK = timedelta(days=31)
AHEAD = timedelta(days=366)
OVER = frozenset({State.DONE, State.PASSED_OVER})


@require_safe
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What is to come within a year, and what is late. 404 for whatever is not the key of somebody at work here."""
    owner = selectors.owner_of_feed(token)
    if owner is None:
        raise Http404
    now = database_now()
    found = selectors.entries_between(now - BACK, now + AHEAD, user=owner, now=now)
    to_come = [entry for entry in found.entries if entry.state not in OVER]
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or request.get_host()
    return HttpResponse(as_ical(to_come, now=now, host=host), content_type="text/calendar; charset=utf-8")


@require_POST
@never_cache
def renew(request: HttpRequest) -> HttpResponse:
    """Make a new address and show it, this once; the one before leads nowhere from now on."""
    token = services.issue_feed_token(user=request.user, now=database_now())
    address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("calendar_feed", args=[token])
    trail = [{"url": reverse("calendar:show"), "label": "Calendar"}, {"url": "", "label": "Your feed"}]
    context = {
        "address": address,
        "header_title": "Your feed",
        "breadcrumbs_items": trail,
        "header_icon": "calendar-alt",
    }
    return TemplateResponse(request, "calendar/feed.html", context)


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """End the feed at once."""
    services.revoke_feed_token(user=request.user)
    messages.success(request, "The feed has ended. Its address leads nowhere any more.")
    return redirect("calendar:show")
