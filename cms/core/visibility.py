"""The one predicate that says what a reader may see.

Every relation, link, list, count, search result, related list and image asks here, and asks of the live tables at the
moment of reading: an edition, an index or a cache may lag, so none of them is ever trusted to decide.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Length
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import CollectionViewRestriction, DraftStateMixin, Page, PageViewRestriction, Site
from wagtail.query import PageQuerySet

from cms.core import references
from cms.core.prefixes import StartsWithAny
from cms.core.reading import read

SnippetT = TypeVar("SnippetT", bound=DraftStateMixin)
QuerySetT = TypeVar("QuerySetT", bound=QuerySet[Any])


# Where the restriction of a page holds: there and below, and so for its aliases, and theirs.
RESTRICTED = ("page__path", "page__aliases__path", "page__aliases__aliases__path")
# More of them are looked up in each query rather than written into it.
MOST_PLACES = 30


@dataclass(frozen=True)
class HiddenPlaces:
    """Places in the tree at which, and below which, nothing is public on one site."""

    paths: tuple[str, ...]


def hidden_places(site: Site) -> HiddenPlaces | None:
    """Those of ``site`` as of now; None where they are too many. Two queries."""
    root = site.root_page.path
    rows = PageViewRestriction.objects.values_list(*RESTRICTED)
    restricted = {path for row in rows for path in row if path is not None}
    within = set(_sites_within(site).values_list("root_page__path", flat=True))
    found = sorted(path for path in restricted | within if path.startswith(root) or root.startswith(path))
    return HiddenPlaces(tuple(found)) if len(found) <= MOST_PLACES else None


def public_pages(*, now: datetime, site: Site | None = None) -> PageQuerySet:
    """Pages anyone may read at ``now``: live, not past their expiry, under no view restriction, of ``site`` if given.

    Restrictions of every kind (login, groups, password) hide a page: the delivery plane knows no users. An alias has
    those of the page it is an alias of.
    """
    restricted = PageViewRestriction.objects.all()
    pages = Page.objects.filter(
        live_at(now), *(_not_below(restricted, place) for place in RESTRICTED), depth__gt=1
    )
    if site is not None:
        within = _not_below(_sites_within(site), "root_page__path")
        pages = pages.filter(within, path__startswith=site.root_page.path)
    return pages


def public_pages_beside(
    places: HiddenPlaces, *, model: type[Page], now: datetime, site: Site
) -> PageQuerySet:
    """As :func:`public_pages` of ``site``, of one page type, where its hidden places are known."""
    beside = [~Q(path__startswith=place) for place in places.paths]
    return model.objects.filter(live_at(now), *beside, depth__gt=1, path__startswith=site.root_page.path)


def _sites_within(site: Site) -> QuerySet[Site]:
    """Those that may lie within ``site``: whose root is longer. What stands below such a root, too, is theirs."""
    return Site.objects.annotate(length=Length("root_page__path")).filter(length__gt=len(site.root_page.path))


def _not_below(objects: QuerySet[Any], place: str, *, path: str = "path") -> Q:
    """That ``path`` is neither the place in the tree of one of ``objects`` nor below it."""
    return ~Q(StartsWithAny(path, objects, place))


def is_private(page: Page) -> bool:
    """Whether the page, or one above it, is under a restriction; an alias has those of the page it is an alias of."""
    return bool(read(_private, page.pk))


def _private(page_ids: Collection[int]) -> dict[int, bool]:
    pages = {page.pk: page for page in Page.objects.filter(pk__in=page_ids)}
    lines = {pk: _line(page.path) for pk, page in pages.items()}
    every = {path for line in lines.values() for path in line}
    aliases = set(Page.objects.filter(path__in=every, alias_of__isnull=False).values_list("path", flat=True))
    restricted = set(
        PageViewRestriction.objects.filter(page__path__in=every).values_list("page__path", flat=True)
    )
    return {
        pk: pages[pk].get_view_restrictions().exists()
        if aliases.intersection(line)
        else not restricted.isdisjoint(line)
        for pk, line in lines.items()
    }


def _line(path: str) -> list[str]:
    """The place of a page in the tree, and of each above it."""
    return [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]


def live_at(now: datetime) -> Q:
    """The part of the predicate that pages and draftable snippets share: live and not past ``expire_at``."""
    return Q(live=True) & (Q(expire_at__isnull=True) | Q(expire_at__gt=now))


def public_snippets(model: type[SnippetT], *, now: datetime) -> QuerySet[SnippetT]:
    """Objects of a draftable snippet model that anyone may read at ``now``."""
    return model._default_manager.filter(live_at(now))


def public_targets(model: type[Model], *, now: datetime, site: Site) -> QuerySet[Any]:
    """Objects of ``model``, whatever it is, that readers of ``site`` may know of at ``now``."""
    if issubclass(model, Page):
        return public_pages(now=now, site=site)
    if issubclass(model, get_image_model()):
        return public_images()
    if issubclass(model, get_document_model()):
        return public_documents()
    kind = next((kind for kind in references.all_kinds() if issubclass(model, kind.model)), None)
    return kind.public(now) if kind is not None else model._default_manager.all()


def _outside_private_collections(queryset: QuerySetT) -> QuerySetT:
    private = CollectionViewRestriction.objects.all()
    return queryset.filter(_not_below(private, "collection__path", path="collection__path"))


def public_images() -> QuerySet[Any]:
    """Images in no private collection. Being shown by a live page is asked separately, of the editions."""
    return _outside_private_collections(get_image_model()._default_manager.all())


def public_documents() -> QuerySet[Any]:
    """Documents in no private collection."""
    return _outside_private_collections(get_document_model()._default_manager.all())
