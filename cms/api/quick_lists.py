"""Lists of cards and of whole pages, by type and in a plain order: those that frontends build their pages of.

They are answered from compiled statements where all that stands in them is known to be public
(``cms.editions.serving``). Whatever else is asked, and all that is not known, goes to the endpoint itself, whose answer
is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, wraps
from json import JSONDecodeError, JSONDecoder
from typing import Any, Literal

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic_core import from_json, to_json
from wagtail.api.v2.utils import page_models_from_string
from wagtail.models import Page, Site

from cms.api.nearest import BadRequest
from cms.api.page_types import page_types
from cms.api.pagination import Part, slice_of
from cms.api.parameters import check_well_formed
from cms.api.quick import QUICK_METHODS, View
from cms.api.responses import Caching, Ready, body_response, list_body
from cms.api.selectors import Moment, current_moment, listed_pages
from cms.api.viewsets import meta_of
from cms.core.visibility import HiddenPlaces
from cms.editions import serving, vouched
from cms.editions.prepared import (
    NOW,
    Prepared,
    moment_values,
    prepare_count,
    prepare_part,
    stand_in_site,
)

KNOWN = frozenset({"type", "view", "fields", "limit", "offset", "order"})
# Columns that pages of every type have.
ORDERS = frozenset({"id", "title", "slug", "first_published_at", "last_published_at"})
META = '"meta":'
decoder = JSONDecoder()


@dataclass(frozen=True)
class Asked:
    """``column``: what is sent of each page. ``order``: one of ``ORDERS``, with a sign; empty for that of the tree."""

    column: Literal["content", "card"]
    types: tuple[type[Page], ...]
    order: str
    rows: slice


def by_list(view: View, *, without: frozenset[str]) -> View:
    """``view``, unless a plain list is asked for and all in it is known to be public.

    ``without``: names in ``meta`` that are not in lists.
    """

    @wraps(view)
    def quick(request: HttpRequest) -> HttpResponse:
        asked = _asked(request)
        answer = _look_up(asked, request, without) if asked else None
        return view(request) if answer is None else answer

    return quick


def _asked(request: HttpRequest) -> Asked | None:
    if request.method not in QUICK_METHODS or not request.GET.keys() <= KNOWN:
        return None
    try:
        check_well_formed(request)
        rows = slice_of(request.GET)
    except BadRequest:
        return None
    column, types = _column(request.GET), _types(request.GET.get("type"))
    order = request.GET.get("order", "")
    is_plain = not order or order.removeprefix("-") in ORDERS
    if not column or not types or not is_plain or (column == "content" and not _is_one(types)):
        return None
    return Asked(column, types, order, rows)


def _column(parameters: Mapping[str, str]) -> Literal["content", "card"] | None:
    chosen = parameters.get("view"), parameters.get("fields")
    if chosen == ("card", None):
        return "card"
    return "content" if chosen == (None, "*") else None


def _types(text: str | None) -> tuple[type[Page], ...] | None:
    """None for what is no type; without any, all pages."""
    try:
        return page_models_from_string(text) if text is not None else (Page,)
    except (LookupError, ValueError):
        return None


def _is_one(types: tuple[type[Page], ...]) -> bool:
    """Whether all fields of their pages are those of one type. Of several, a list sends what they have in common."""
    return [known for known in page_types().values() if issubclass(known, types)] == list(types)


def _look_up(asked: Asked, request: HttpRequest, without: frozenset[str]) -> HttpResponse | None:
    try:
        return _answer(asked, request, without, now=timezone.now())
    except (DatabaseError, InterfaceError):
        # A connection that broke since it was last used. Whoever asks next makes a new one.
        connection.close_if_unusable_or_obsolete()
        return None


def _answer(
    asked: Asked, request: HttpRequest, without: frozenset[str], *, now: datetime
) -> HttpResponse | None:
    if not vouched.may_be_asked() or vouched.site_of(request.get_host()) is None:
        return None
    moment = current_moment(now=now)
    site = vouched.site_in(moment.epoch, request.get_host())
    places = vouched.hidden_places(site, epoch=moment.epoch) if site is not None else None
    if site is None or places is None or moment.epoch is None:
        return None
    listed = _List(site, asked.types, asked.order, places)
    page_ids = listed.page_ids(asked.rows, now=now)
    found = serving.texts_of(page_ids, column=asked.column, site=site, epoch=moment.epoch, now=now)
    if found is None:
        return None
    texts = (found[page_id] for page_id in page_ids)
    items = [Ready(text if asked.column == "card" else _without(text, without)) for text in texts]
    body = list_body(meta_of(Part(listed.count(moment, moment.epoch, now=now), page_ids)), items)
    keys = ["pages", *(f"page-{page_id}" for page_id in page_ids)]
    return body_response(request, body, Caching(keys, moment.sequence, moment.changes_at), now=now)


@dataclass(frozen=True)
class _List:
    """A list of all pages of some types, on a site where it is known what is hidden."""

    site: Site
    types: tuple[type[Page], ...]
    order: str
    places: HiddenPlaces

    def page_ids(self, rows: slice, *, now: datetime) -> list[int]:
        limit = rows.stop - rows.start
        found = _compiled_part(*self._key()).part(moment_values(now), limit=limit, offset=rows.start)
        return [page_id for (page_id,) in found]

    def count(self, moment: Moment, epoch: int, *, now: datetime) -> int:
        """Of the whole list; counted once for each event."""
        key, sequence = self._key(), moment.sequence
        known = vouched.count_of(key, epoch=epoch, sequence=sequence, now=now)
        if known is not None:
            return known
        ((count,),) = _compiled_count(*key).rows(moment_values(now))
        vouched.remember_count(count, key, epoch=epoch, sequence=sequence, until=moment.scheduled_at)
        return int(count)

    def _key(self) -> tuple[Any, ...]:
        """What the SQL depends on beside stand-ins."""
        site = self.site
        place = (site.pk, site.root_page.path, site.root_page.url_path)
        return (connection.vendor, *place, self.types, self.order, self.places)


@lru_cache(maxsize=256)
def _compiled_part(*key: Any) -> Prepared:
    return prepare_part(_pages(*key))


@lru_cache(maxsize=256)
def _compiled_count(*key: Any) -> Prepared:
    return prepare_count(_pages(*key))


def _pages(
    _vendor: str, pk: int, path: str, url_path: str, types: Any, order: str, places: HiddenPlaces
) -> Any:
    pages = listed_pages(now=NOW, site=stand_in_site(pk, path, url_path), places=places)
    if types != (Page,):
        pages = pages.type(*types)
    ordered = pages.order_by(order, "pk") if order else pages
    return ordered.values_list("pk")


def _without(content: str, names: frozenset[str]) -> str:
    """The JSON of a page without some names of its ``meta``, which is the only part of it that is read."""
    at = content.find(META)
    try:
        before, (meta, end) = content[:at], decoder.raw_decode(content, at + len(META))
        from_json(f"{before.rstrip(',')}}}")  # else it is a "meta" further in
    except (JSONDecodeError, ValueError):
        return _read_whole(content, names)
    kept = {name: value for name, value in meta.items() if name not in names}
    return f"{before}{META}{to_json(kept).decode()}{content[end:]}"


def _read_whole(content: str, names: frozenset[str]) -> str:
    page = from_json(content)
    page["meta"] = {name: value for name, value in page["meta"].items() if name not in names}
    return to_json(page).decode()
