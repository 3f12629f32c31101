"""Entries as suggestions to readers who are typing: those with a public page, by their names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Length
from wagtail.models import Site
from wagtail.search.backends import get_search_backend

from cms.core.rendering.context import RenderContext
from cms.core.suggestions import Suggestion
from cms.core.visibility import public_snippets
from medications.models import DrugPage, Entity, TopicHubPage
from medications.selectors import pages_about, shown_aliases_by_entity

# Names that begin so, shortest first; the pages about some of them may be hidden.
MOST_CONSIDERED = 50


def entities(words: Sequence[str], site: Site, now: datetime, most: int) -> list[Suggestion]:
    """Entries that have a name with all of ``words``. Three queries.

    Each by the name that begins so, if readers may be shown it, else by its own: a misspelling leads to the right name.
    """
    beginning = get_search_backend().autocomplete(
        " ".join(words), Entity.objects.all(), order_by_relevance=False
    )
    has_page = Q(pk__in=DrugPage.objects.values("medicine_id")) | Q(
        pk__in=TopicHubPage.objects.values("subject_id")
    )
    public = beginning.get_queryset().filter(has_page, pk__in=public_snippets(Entity, now=now).values("pk"))
    rows = public.order_by(Length("name"), "name", "pk").values_list("pk", "name")[:MOST_CONSIDERED]
    names = dict(rows)
    context = RenderContext(site=site, now=now, api_base_url=settings.WAGTAILAPI_BASE_URL)
    paths = pages_about(names, context)
    known = shown_aliases_by_entity([number for number in names if number in paths])
    return [
        Suggestion(_fitting(words, [name, *known.get(number, [])]), "entity", paths[number][1])
        for number, name in names.items()
        if number in paths
    ][:most]


def _fitting(words: Sequence[str], names: Sequence[str]) -> str:
    """The first name of which words begin like these, else the first."""
    typed = [word.casefold() for word in words]
    return next((name for name in names if _begins(name, typed)), names[0])


def _begins(name: str, typed: Sequence[str]) -> bool:
    parts = name.casefold().replace("-", " ").split()
    return all(any(part.startswith(word) for part in parts) for word in typed)
