"""Days that medical pages have in the calendar: when each has to be read again by a clinician."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.apps import apps
from django.db.models import Q
from wagtail.models import Page
from wagtail.query import PageQuerySet

from cms.calendar.days import KindOfDay
from medications.models.content import ContentPage


def find_reviews(pages: PageQuerySet[Page], first: date, last: date) -> Iterator[tuple[int, date]]:
    """Pages whose next clinical review falls within these days, the first day first. A query for each type of page."""
    found = [row for model in _content_types() for row in _reviews_of(model, pages, first, last)]
    yield from sorted(found, key=lambda row: (row[1], row[0]))


def _content_types() -> list[type[ContentPage]]:
    return [model for model in apps.get_models() if issubclass(model, ContentPage)]


def _reviews_of(
    model: type[ContentPage], pages: PageQuerySet[Page], first: date, last: date
) -> Iterator[tuple[int, date]]:
    between = Q(next_review_on__gte=first, next_review_on__lte=last)
    rows = model._default_manager.filter(between, pk__in=pages.order_by().values("pk"))
    for pk, day in rows.values_list("pk", "next_review_on"):
        if day is not None:
            yield pk, day


REVIEWS = KindOfDay(name="review", label="Review due", plural="Reviews due", find=find_reviews)
