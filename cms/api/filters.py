"""Filters, order and search of Wagtail's API v2, with input checked before the database sees it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from rest_framework.filters import BaseFilterBackend
from taggit.managers import TaggableManager
from wagtail.api.v2 import filters as stock
from wagtail.api.v2.utils import parse_boolean
from wagtail.search.backends import get_search_backend
from wagtail.search.backends.base import FilterFieldError, OrderByFieldError

from cms.api.nearest import BadRequest, naming_nearest
from cms.api.parameters import LARGEST, check_one_of
from cms.api.selectors import settled_at
from cms.core import list_filters
from cms.core.visibility import public_targets
from cms.editions.models import SearchDocument
from cms.editions.selectors import listed_or_shown, public_editions
from cms.editions.settled import may_be_sent

Search = Callable[..., Any]

RANGES = {
    "published_after": "first_published_at__gte",
    "published_before": "first_published_at__lt",
    "updated_after": "last_published_at__gte",
    "updated_before": "last_published_at__lt",
}
SEARCH_OPERATORS = ("and", "or")
MOST_WORDS = 50
WORD = re.compile(r"\w(?:[\w'.-]*\w)?")


def words_in(text: str) -> list[str]:
    """What is looked for. Signs mean nothing among plain words, and SQLite's search stumbles over quotes.

    Raises ``BadRequest`` for more words than Wagtail's search can nest into a query.
    """
    words = WORD.findall(text)
    if len(words) > MOST_WORDS:
        raise BadRequest(f"search takes at most {MOST_WORDS} words")
    return words


class FieldsFilter(stock.FieldsFilter):
    """``?slug=x``: equality with any column that the API shows."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        columns = set(view.get_available_fields(queryset.model, db_fields_only=True))
        columns -= {"locale", *list_filters.all_filters()}
        for name in columns.intersection(request.GET):
            field = queryset.model._meta.get_field(name)
            text = request.GET[name]
            if isinstance(field, TaggableManager):
                for tag in text.split(","):
                    queryset = queryset.filter(**{f"{name}__name": tag})
                # Stock Wagtail leaves a mark here, which an order loses.
                if "search" in request.GET:
                    raise BadRequest("filtering by tag with a search query is not supported")
            else:
                queryset = queryset.filter(**{name: _value_of(field, text, name)})
                if isinstance(field, models.ForeignKey):
                    # Whether a page refers to what is not public must not be found out by asking.
                    public = public_targets(field.related_model, now=view.now, site=view.site)
                    queryset = queryset.filter(**{f"{name}__in": public.values("pk")})
        return queryset


def _value_of(field: Any, text: str, name: str) -> Any:
    """``text`` as a value of the column; raises ``BadRequest`` in stock Wagtail's words."""
    try:
        value = _read(field, text)
    except (ValueError, InvalidOperation) as error:
        raise BadRequest(f"field filter error. '{text}' is not a valid value for {name} ({error})") from error
    if isinstance(value, int) and abs(value) > LARGEST:
        raise BadRequest(f"field filter error. '{text}' is not a valid value for {name} (too large)")
    return value


def _read(field: Any, text: str) -> Any:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    for kind, reader in READERS.items():
        if isinstance(field, kind):
            return reader(text)
    return text


def _moment(text: str) -> dt.datetime:
    # A plus sign of an offset that was not percent-encoded arrives as a space.
    moment = _found(parse_datetime(text.replace(" ", "+")), "expected YYYY-MM-DDThh:mm:ssZ")
    aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    try:
        return aware.astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError("outside the calendar") from error


def _date(text: str) -> dt.date:
    return _found(parse_date(text), "expected YYYY-MM-DD")


def _found(value: Any, expected: str) -> Any:
    if value is None:
        raise ValueError(expected)
    return value


# A moment is a date too, to Django: the order matters.
READERS: dict[type[Any], Callable[[str], Any]] = {
    models.BooleanField: parse_boolean,
    models.IntegerField: int,
    models.DecimalField: Decimal,
    models.FloatField: float,
    models.DateTimeField: _moment,
    models.DateField: _date,
}


class RangesFilter(BaseFilterBackend):
    """``?updated_after=2026-03-01T00:00:00Z``: from that moment on; ``_before``: until it, and not at it."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        for name, lookup in RANGES.items():
            if name in request.GET:
                queryset = queryset.filter(**{lookup: _moment_or_day(request.GET[name], name)})
        return queryset


def _moment_or_day(text: str, name: str) -> dt.datetime:
    try:
        return _moment(text if len(text) > len("2026-03-01") else f"{text}T00:00:00Z")
    except ValueError as error:
        hint = "Write 2026-03-01, or 2026-03-01T09:00:00Z."
        raise BadRequest(f"'{text}' is not a moment, in {name}", hint) from error


class ObjectsFilter(BaseFilterBackend):
    """``?topic=psoriasis``: pages listed under an object, or that show it; none where readers know of none such."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        for name, known in list_filters.all_filters().items():
            if name in request.GET:
                object_id = known.find(request.GET[name], view.now)
                if object_id is None:
                    return queryset.none()
                listed, shown = known.keys(object_id)
                queryset = queryset.filter(pk__in=listed_or_shown(listed=listed, shown=shown))
        return queryset


class OrderingFilter(stock.OrderingFilter):
    """``?order=-first_published_at,title``; rows that are equal in it stay in one order from page to page."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        columns = [
            name
            for name in view.get_available_fields(queryset.model, db_fields_only=True)
            if not isinstance(queryset.model._meta.get_field(name), TaggableManager)
        ]
        text = request.GET.get("order", "")
        for name in text.split(",") if text else ():
            if name.removeprefix("-") not in columns and name != "random":
                raise naming_nearest(f"cannot order by '{name}' (unknown field)", [name.lstrip("-")], columns)
        ordered = super().filter_queryset(request, queryset, view)
        if text and text != "random" and "search" not in request.GET:
            return ordered.order_by(*ordered.query.order_by, "pk")
        return ordered


class SearchFilter(BaseFilterBackend):
    """``?search=words``, with ``search_operator`` ``and`` or ``or``."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        check_one_of(request, "search_operator", SEARCH_OPERATORS)
        if "search" not in request.GET:
            return queryset
        words = words_in(request.GET["search"])
        if not words:
            return queryset.none()
        operator = request.GET.get("search_operator")
        search = partial(get_search_backend().search, " ".join(words), operator=operator)
        return self.found(search, queryset, request, view)

    def found(self, search: Search, queryset: Any, request: Any, view: Any) -> Any:
        """The results of ``search`` among the rows of ``queryset``."""
        try:
            return search(queryset, order_by_relevance="order" not in request.GET)
        except (FilterFieldError, OrderByFieldError) as error:
            what = "order" if isinstance(error, OrderByFieldError) else "filter"
            raise BadRequest(
                f"cannot {what} by '{error.field_name}' while searching (field is not indexed)"
            ) from error


class PagesSearchFilter(SearchFilter):
    """Pages are found by the words that readers get of them, never by those of their rows."""

    def found(self, search: Search, queryset: Any, request: Any, view: Any) -> Any:
        known = settled_at(view.moment, site=view.site, now=view.now)
        readable = may_be_sent(public_editions(now=view.now, site=view.site), known)
        documents = SearchDocument.objects.filter(pk__in=queryset.order_by().values("pk")).filter(
            pk__in=readable.values("page_id")
        )
        results = search(documents)
        if "order" in request.GET:
            return queryset.filter(pk__in=[document.pk for document in results])
        return results
