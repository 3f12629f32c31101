"""Lists and searches of pages by type, in a plain order: those that frontends build their pages of.

They are answered from compiled statements where all that stands in them is known to be public
(``cms.editions.serving_lists``). Whatever else is asked, and all that is not known, goes to the endpoint itself, whose
answer is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from json import JSONDecodeError, JSONDecoder
from typing import Any, Literal

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix
from django.utils import timezone
from pydantic_core import from_json, to_json
from wagtail.api.v2.utils import page_models_from_string
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from cms.api.fields import Selection
from cms.api.filters import words_in
from cms.api.nearest import BadRequest
from cms.api.page_types import page_types
from cms.api.pagination import Part, part_after, slice_of
from cms.api.parameters import check_well_formed
from cms.api.quick import QUICK_METHODS, prefixes, unless_broken
from cms.api.responses import Caching, Ready, body_response, list_body
from cms.api.selectors import Moment, current_moment, listed_pages, settled_at
from cms.api.viewsets import meta_of
from cms.core.visibility import HiddenPlaces
from cms.editions import finding, serving_lists, vouched
from cms.editions.prepared import (
    NOW,
    Prepared,
    moment_values,
    prepare,
    prepare_count,
    prepare_part,
    stand_in_site,
)

KNOWN = frozenset({"type", "view", "fields", "limit", "offset", "order", "search", "cursor"})
# Columns that pages of every type have.
ORDERS = frozenset({"id", "title", "slug", "first_published_at", "last_published_at"})
META = '"meta":'
decoder = JSONDecoder()

Column = Literal["content", "head", "card"]


@dataclass(frozen=True)
class Asked:
    """``column``: what is sent of each page. ``order``: one of ``ORDERS``, with a sign; empty for that of the tree.

    ``words``: what is searched for; None for a list. ``rows``: which, where no cursor says so.
    """

    column: Column
    types: tuple[type[Page], ...]
    order: str
    words: list[str] | None
    rows: slice


@dataclass(frozen=True)
class Forms:
    """What lists send of a page's JSON. ``brief``: where nothing is said; ``without``: names in ``meta`` that are in no
    list.
    """

    brief: Callable[[], Selection]
    without: Collection[str]

    def of(self, column: Column, text: str) -> Any:
        """What is sent of a page. None where more of its text is needed to tell."""
        if column == "head":
            return _brief(text, self.brief())
        return Ready(text if column == "card" else _without(text, self.without))


def answer(request: HttpRequest, forms: Forms) -> HttpResponse | None:
    """The list that is asked for; None where not all in it is known to be public, or something else is asked."""
    _, pages = prefixes(get_script_prefix())
    asked = _asked(request) if request.method in QUICK_METHODS and request.path == pages else None
    return unless_broken(partial(_answer, asked, request, forms, now=timezone.now())) if asked else None


def _asked(request: HttpRequest) -> Asked | None:
    if not request.GET.keys() <= KNOWN:
        return None
    try:
        check_well_formed(request)
        rows = slice_of(request.GET)
        words = words_in(request.GET["search"]) if "search" in request.GET else None
    except BadRequest:
        return None
    column, types = _column(request.GET), _types(request.GET.get("type"))
    order = request.GET.get("order", "")
    is_plain = not order or (order.removeprefix("-") in ORDERS and words is None)
    if not column or not types or not is_plain or words == [] or (column == "content" and not _is_one(types)):
        return None
    return Asked(column, types, order, words, rows)


def _column(parameters: Mapping[str, str]) -> Column | None:
    columns: dict[tuple[str | None, str | None], Column] = {
        (None, None): "head",
        (None, "*"): "content",
        ("card", None): "card",
    }
    return columns.get((parameters.get("view"), parameters.get("fields")))


def _types(text: str | None) -> tuple[type[Page], ...] | None:
    """None for what is no type; without any, all pages."""
    try:
        return page_models_from_string(text) if text is not None else (Page,)
    except (LookupError, ValueError):
        return None


def _is_one(types: tuple[type[Page], ...]) -> bool:
    """Whether all fields of their pages are those of one type. Of several, a list sends what they have in common."""
    return [known for known in page_types().values() if issubclass(known, types)] == list(types)


def _answer(asked: Asked, request: HttpRequest, forms: Forms, *, now: datetime) -> HttpResponse | None:
    if not vouched.may_be_asked() or vouched.site_of(request.get_host()) is None:
        return None
    moment = current_moment(now=now)
    site = vouched.site_in(moment.epoch, request.get_host())
    places = vouched.hidden_places(site, epoch=moment.epoch) if site is not None else None
    if site is None or places is None or moment.epoch is None:
        return None
    pages = _Pages(site, asked.types, asked.order, places)
    part = _part(asked, pages, moment, moment.epoch, request.GET, now=now)
    if part is None:
        return None
    found = serving_lists.texts_of(part.rows, column=asked.column, site=site, epoch=moment.epoch, now=now)
    items = [forms.of(asked.column, found[page_id]) for page_id in part.rows] if found is not None else [None]
    if None in items:
        return None
    keys = ["pages", *(f"page-{page_id}" for page_id in part.rows)]
    caching = Caching(keys, moment.sequence, moment.changes_at)
    return body_response(request, list_body(meta_of(part), items), caching, now=now)


def _part(
    asked: Asked, pages: _Pages, moment: Moment, epoch: int, parameters: Mapping[str, str], *, now: datetime
) -> Part | None:
    """Ids of the pages asked for. None where it is not known of all that were found whether they are public."""
    if "cursor" in parameters:
        return _part_after(pages, parameters, now)
    if asked.words is None:
        return Part(pages.count(moment, epoch, now=now), pages.ids(asked.rows, now=now))
    known = settled_at(moment, site=pages.site, now=now)
    if known is None:
        return None
    found = finding.matches(
        asked.words, among=pages.all(), known=known, part=asked.rows, site=pages.site, now=now
    )
    return Part(*found) if found is not None else None


def _part_after(pages: _Pages, parameters: Mapping[str, str], now: datetime) -> Part | None:
    try:
        part = part_after(pages.queryset(now), parameters)
    except BadRequest:
        return None
    return Part(None, [page.pk for page in part.rows], part.next_cursor)


@dataclass(frozen=True)
class _Pages:
    """All pages of some types, on a site where it is known what is hidden."""

    site: Site
    types: tuple[type[Page], ...]
    order: str
    places: HiddenPlaces

    def ids(self, rows: slice, *, now: datetime) -> list[int]:
        limit = rows.stop - rows.start
        found = _compiled_part(*self._key()).part(moment_values(now), limit=limit, offset=rows.start)
        return [page_id for (page_id,) in found]

    def count(self, moment: Moment, epoch: int, *, now: datetime) -> int:
        """Of all of them; counted once for each event."""
        key, sequence = self._key(), moment.sequence
        known = vouched.count_of(key, epoch=epoch, sequence=sequence, now=now)
        if known is not None:
            return known
        ((count,),) = _compiled_count(*key).rows(moment_values(now))
        vouched.remember_count(count, key, epoch=epoch, sequence=sequence, until=moment.scheduled_at)
        return int(count)

    def queryset(self, now: datetime) -> PageQuerySet:
        return _pages(self.site, self.types, self.places, now)

    def all(self) -> Prepared:
        return _compiled_all(*self._key())

    def _key(self) -> tuple[Any, ...]:
        """What the SQL depends on beside stand-ins."""
        site = self.site
        place = (site.pk, site.root_page.path, site.root_page.url_path)
        return (connection.vendor, *place, self.types, self.order, self.places)


@lru_cache(maxsize=256)
def _compiled_part(*key: Any) -> Prepared:
    return prepare_part(_page_ids(*key))


@lru_cache(maxsize=256)
def _compiled_count(*key: Any) -> Prepared:
    return prepare_count(_page_ids(*key))


@lru_cache(maxsize=256)
def _compiled_all(*key: Any) -> Prepared:
    return prepare(_page_ids(*key))


def _page_ids(
    _vendor: str, pk: int, path: str, url_path: str, types: Any, order: str, places: HiddenPlaces
) -> Any:
    pages = _pages(stand_in_site(pk, path, url_path), types, places, NOW)
    ordered = pages.order_by(order, "pk") if order else pages
    return ordered.values_list("pk")


def _pages(site: Site, types: Any, places: HiddenPlaces, now: datetime) -> PageQuerySet:
    pages = listed_pages(now=now, site=site, places=places)
    return pages if types == (Page,) else pages.type(*types)


def _without(content: str, names: Collection[str]) -> str:
    """The JSON of a page without some names of its ``meta``, which is the only part of it that is read."""
    at = content.find(META)
    try:
        before, (meta, end) = content[:at], decoder.raw_decode(content, at + len(META))
        from_json(f"{before.rstrip(',')}}}")  # else it is a "meta" further in
    except (JSONDecodeError, ValueError):
        return _read_whole(content, names)
    kept = {name: value for name, value in meta.items() if name not in names}
    return f"{before}{META}{to_json(kept).decode()}{content[end:]}"


def _read_whole(content: str, names: Collection[str]) -> str:
    page = from_json(content)
    page["meta"] = {name: value for name, value in page["meta"].items() if name not in names}
    return to_json(page).decode()


def _brief(head: str, selection: Selection) -> Any:
    """``selection`` of the beginning of a page's JSON; None where not all of it stands there."""
    page = from_json(head, allow_partial=True)
    # The last one may be only a part of what it is.
    whole = dict(list(page.items())[:-1])
    return selection.apply(whole) if whole.keys() >= {*selection.body, "meta"} else None
