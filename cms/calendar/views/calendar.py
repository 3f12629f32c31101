"""The calendar: a table that needs no script, and the entries for the grid that a script puts in its place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from http import HTTPStatus
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.http import require_safe

from cms.calendar import selectors
from cms.calendar.addresses import change_url
from cms.calendar.entries import Entry
from cms.calendar.forms import WantedForm
from cms.calendar.periods import YEARS, Period, View
from cms.calendar.schemas import as_event
from cms.core.moment import database_now

# A grid of one month shows up to six weeks.
LONGEST = timedelta(days=62)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """One month or week. The table is always there; the script shows the grid where there is room for it."""
    now = database_now()
    period, form = _period(request, now), WantedForm(request.GET, user=request.user)
    refusal = form.refusal()
    found = selectors.NOTHING
    if not refusal:
        found = selectors.entries_between(
            period.start, period.end, user=request.user, now=now, wanted=form.wanted()
        )
    context = {
        "header_title": "Calendar",
        "breadcrumbs_items": [{"url": "", "label": "Calendar"}],
        "header_icon": "calendar-alt",
        "form": form,
        "refusal": refusal,
        "period": period,
        "days": _by_day(found.entries),
        "has_more": found.has_more,
        "zone": timezone.get_current_timezone_name(),
        "links": _links(request, period, today=timezone.localdate(now)),
        "grid": _grid(request, period, now) if not refusal else {},
        "feed": selectors.feed_of(request.user),
    }
    status = HTTPStatus.BAD_REQUEST if refusal else HTTPStatus.OK
    return TemplateResponse(request, "calendar/show.html", context, status=status)


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The entries from ``start`` to ``end``, as the grid asks for them: in the editor's zone, without offset."""
    start, end = (_moment(request.GET.get(name, "")) for name in ("start", "end"))
    if start is None or end is None or not timedelta(0) < end - start <= LONGEST:
        why = "start and end must be dates, at most 62 days apart"
        return JsonResponse({"error": why}, status=HTTPStatus.BAD_REQUEST)
    form = WantedForm(request.GET, user=request.user)
    if form.refusal():
        return JsonResponse({"error": form.refusal()}, status=HTTPStatus.BAD_REQUEST)
    found = selectors.entries_between(start, end, user=request.user, now=database_now(), wanted=form.wanted())
    return JsonResponse([as_event(entry) for entry in found.entries], safe=False)


def _period(request: HttpRequest, now: datetime) -> Period:
    view = request.GET.get("view", "")
    return Period(
        View(view) if view in set(View) else View.MONTH,
        _day(request.GET.get("date", "")) or timezone.localdate(now),
    )


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day is not None and day.year in YEARS else None


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    if moment is None or moment.year not in YEARS:
        return None
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _by_day(entries: Iterable[Entry]) -> list[tuple[date, list[tuple[Entry, str]]]]:
    """The entries of each day, each with the address where it can be looked at and moved."""
    days = groupby(entries, key=lambda entry: timezone.localdate(entry.at))
    return [(day, [(entry, change_url(entry)) for entry in group]) for day, group in days]


def _links(request: HttpRequest, period: Period, *, today: date) -> dict[str, Any]:
    def to(view: View, day: date) -> str:
        asked = {name: value for name, value in request.GET.items() if name in WantedForm.base_fields}
        return f"{reverse('calendar:show')}?{urlencode({**asked, 'view': view, 'date': day.isoformat()})}"

    return {
        "previous": to(period.view, period.previous),
        "next": to(period.view, period.next),
        "today": to(period.view, today),
        "views": [
            {"name": view.title(), "url": to(view, period.day), "current": view == period.view}
            for view in View
        ],
    }


def _grid(request: HttpRequest, period: Period, now: datetime) -> dict[str, str]:
    """What the script has to know."""
    asked = {name: value for name, value in request.GET.items() if name in WantedForm.base_fields}
    return {
        "view": period.view,
        "date": period.first.isoformat() if period.view == View.WEEK else period.day.isoformat(),
        "now": timezone.localtime(now).replace(tzinfo=None).isoformat(),
        "zone": timezone.get_current_timezone_name(),
        "entries": f"{reverse('calendar:entries')}?{urlencode(asked)}",
    }
