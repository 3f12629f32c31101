"""Reads across the site."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q

from cms.core.keys import children_key
from cms.core.sections import SectionPage
from cms.core.visibility import public_pages

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext
    from home.models import HomePage


def latest_page_ids(home: HomePage, context: RenderContext) -> list[int]:
    """The newest public pages of the sections that feed the front page, at most ``home.latest_count``."""
    public = public_pages(now=context.now, site=context.site)
    below = context.public_pages_in_order(
        list(public.child_of(home).order_by("path").values_list("pk", flat=True))
    )
    sections = [page for page in below if isinstance(page, SectionPage) and page.section.feeds_latest]
    context.watch(children_key(home.pk))
    for section in sections:
        context.watch(children_key(section.pk))
    newest = public.filter(_below(sections)).order_by("-first_published_at", "-pk")
    return list(newest.values_list("pk", flat=True)[: home.latest_count]) if sections else []


def _below(sections: list[SectionPage]) -> Q:
    children = (Q(path__startswith=section.path, depth=section.depth + 1) for section in sections)
    return reduce(or_, children, Q())
