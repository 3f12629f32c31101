"""Reads across the site."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q
from wagtail.models import Page

from cms.core.keys import children_key, page_key
from cms.core.sections import SectionPage
from cms.core.visibility import public_pages

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext
    from home.models import HomePage


def latest_page_ids(home: HomePage, context: RenderContext) -> list[int]:
    """The newest public pages of the sections that feed the front page, at most ``home.latest_count``."""
    public = public_pages(now=context.now, site=context.site)
    sections = public.child_of(home).type(*_types_that_feed())
    context.watch(children_key(home.pk))
    for section in sections:
        context.watch(page_key(section.pk))
        context.watch(children_key(section.pk))
    newest = public.filter(_below(sections)).order_by("-first_published_at", "-pk")
    return list(newest.values_list("pk", flat=True)[: home.latest_count]) if sections else []


def _types_that_feed() -> list[type[SectionPage]]:
    types = [model for model in apps.get_models() if issubclass(model, SectionPage)]
    return [model for model in types if model.section.feeds_latest]


def _below(sections: Iterable[Page]) -> Q:
    children = (Q(path__startswith=section.path, depth=section.depth + 1) for section in sections)
    return reduce(or_, children, Q())
