"""Titles of pages that readers may be about to type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, OuterRef, Subquery, TextField, Value, When
from django.db.models.functions import Length
from wagtail.models import Site
from wagtail.search.backends import get_search_backend

from cms.core.suggestions import Suggestion
from cms.editions.models import SearchDocument
from cms.editions.selectors import public_editions

# Titles that begin so; only of these is asked whether readers may see them.
MOST_CONSIDERED = 100


def pages(words: Sequence[str], *, site: Site, now: datetime, most: int) -> list[Suggestion]:
    """Up to ``most`` pages with all of ``words`` in their title, the last one perhaps unfinished. One query.

    Those whose title begins so come first, then the shorter ones.
    """
    typed = " ".join(words)
    search = get_search_backend().autocomplete(typed, SearchDocument.objects.all(), order_by_relevance=False)
    begins = Case(
        When(title__istartswith=typed, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    likeliest = (
        search.get_queryset().order_by(begins, Length("title"), "title", "pk").values("pk")[:MOST_CONSIDERED]
    )
    readable = public_editions(now=now, site=site).filter(stale=False, page_id=OuterRef("pk")).values("path")
    place = Subquery(readable[:1], output_field=TextField())
    found = SearchDocument.objects.filter(pk__in=likeliest).annotate(place=place)
    rows: Any = found.order_by(begins, Length("title"), "title", "pk").values_list("title", "place")
    return [Suggestion(title, "page", path) for title, path in rows if path is not None][:most]
