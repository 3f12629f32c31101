"""Pages, served from editions under the rules of Wagtail's API v2."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path
from pydantic import BaseModel
from wagtail.api.v2 import filters as stock
from wagtail.api.v2.utils import page_models_from_string
from wagtail.api.v2.views import PagesAPIViewSet as StockPagesAPIViewSet
from wagtail.models import Page
from wagtail.query import PageQuerySet

from cms.api import errors, filters, parameters, places, quick_lists, rich_text
from cms.api.fields import Selection, select
from cms.api.history import AS_OF, answer_then
from cms.api.nearest import BadRequest, naming_nearest
from cms.api.page_types import page_types, schema_of_page
from cms.api.pagination import Part, part_after, part_of, slice_of
from cms.api.parameters import LARGEST, check_known
from cms.api.resources import Resource
from cms.api.responses import (
    JSON,
    Caching,
    Ready,
    caching_of,
    earliest,
    edition_response,
    json_response,
    keys_of,
)
from cms.api.selectors import listed_pages
from cms.core import list_filters
from cms.core.schemas import RelatedCard
from cms.core.visibility import HiddenPlaces
from cms.editions import services as editions
from cms.editions import vouched
from cms.editions.history import edition_at_then, edition_of_then
from cms.editions.models import Edition
from cms.editions.selectors import page_at
from cms.related import showing as related

VIEWS = ("card",)


class PagesAPIViewSet(Resource, StockPagesAPIViewSet):
    """The list, a page by its number, a page by its path."""

    filter_backends = [
        filters.FieldsFilter,
        filters.RangesFilter,
        filters.ObjectsFilter,
        stock.ChildOfFilter,
        stock.AncestorOfFilter,
        stock.DescendantOfFilter,
        filters.OrderingFilter,
        stock.TranslationOfFilter,
        stock.LocaleFilter,
        filters.PagesSearchFilter,  # last: what a search returns can't be filtered
    ]
    known_query_parameters: ClassVar[frozenset[str]] = Resource.known_query_parameters | {
        "type", "child_of", "ancestor_of", "descendant_of", "translation_of", "locale", "view", "cursor",
        *filters.RANGES,
    }  # fmt: skip
    detail_query_parameters: ClassVar[frozenset[str]] = Resource.detail_query_parameters | {AS_OF}
    renderer_classes = [*Resource.renderer_classes, rich_text.TreeRenderer]
    formats: ClassVar[dict[str, tuple[str, ...]]] = {**Resource.formats, rich_text.NAME: rich_text.FORMATS}
    find_query_parameters: ClassVar[frozenset[str]] = frozenset({"id", "html_path"})
    related_query_parameters: ClassVar[frozenset[str]] = frozenset({"limit", "offset", "site"})
    listing_default_fields: ClassVar[list[str]] = [
        "id", "type", "detail_url", "title", "html_url", "slug", "first_published_at",
    ]  # fmt: skip
    detail_only_fields: ClassVar[list[str]] = ["parent"]
    # The path in the JSON is the one readers use; the column of that name is the place in the tree.
    not_columns: ClassVar[frozenset[str]] = frozenset({"path"})

    @classmethod
    def schema_of(cls, model: type[Any]) -> type[BaseModel]:
        return schema_of_page(model)

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            path("<int:pk>/", cls.as_view({"get": "detail_view"}), name="detail"),
            path("<int:pk>/related/", cls.as_view({"get": "related_view"}), name="related"),
            path("find/", cls.as_view({"get": "find_view"}), name="find"),
            path("by-path/", cls.as_view({"get": "by_path_view"}), name="by-path"),
        ]

    @classmethod
    def listed_forms(cls) -> quick_lists.Forms:
        return quick_lists.Forms(cls._brief, cls.detail_only_fields)

    @classmethod
    @cache
    def _brief(cls) -> Selection:
        """What lists send of every page where nothing is said."""
        shape = cls.shape_of(Page)
        return select([], shape, default=cls.listing_default_fields, without=cls.detail_only_fields)

    @property
    def default_response_headers(self) -> dict[str, str]:
        """What is sent depends on the address alone: caches need not keep it apart by ``Accept``."""
        headers: dict[str, str] = super().default_response_headers
        headers.pop("Vary", None)
        return headers

    # Which pages there are

    def get_base_queryset(self) -> PageQuerySet:
        return listed_pages(now=self.now, site=self.site, places=self._hidden_places())

    def _hidden_places(self) -> HiddenPlaces | None:
        epoch = self.moment.epoch if "moment" in vars(self) else None
        return vouched.hidden_places(self.site, epoch=epoch)

    def check_query_parameters(self, queryset: Any) -> None:
        columns = self.get_available_fields(queryset.model, db_fields_only=True)
        known = {*columns, *self.known_query_parameters, *self.common_parameters, *list_filters.all_filters()}
        check_known(self.request, known)

    def get_root_page(self) -> Page:
        return self.site.root_page

    def get_queryset(self) -> Any:
        """The pages asked for by ``type``; one type alone can be filtered by its own fields, as in stock Wagtail."""
        wanted = self.request.GET.get("type", "")
        try:
            models = list(page_models_from_string(wanted)) if wanted else []
        except (LookupError, ValueError) as error:
            raise naming_nearest("type doesn't exist", wanted.split(","), page_types()) from error
        model = models[0] if len(models) == 1 else Page
        if "search" in self.request.GET:
            # In a subquery, because search refuses filters it has no index for.
            pages = model.objects.filter(pk__in=self.get_base_queryset().values("pk"))
        else:
            pages = listed_pages(now=self.now, site=self.site, model=model, places=self._hidden_places())
        return pages.type(*models) if len(models) > 1 else pages

    # Lists

    def listing_view(self, request: Any) -> HttpResponse:
        moment = self.moment
        queryset = self.get_queryset()
        self.check_query_parameters(queryset)
        part = self._part(queryset)
        page_ids = [page.pk for page in part.rows]
        items = self._items(page_ids, queryset.model)
        keys = ["pages", *(f"page-{page_id}" for page_id in items)]
        media_type = JSON if "view" in self.request.GET else rich_text.media_type(self.request)
        return self.list_response(part, list(items.values()), moment, keys=keys, media_type=media_type)

    def _part(self, queryset: Any) -> Part:
        found: Any = self.filter_queryset(queryset)
        if "cursor" in self.request.GET:
            return part_after(found, self.request.GET)
        return part_of(found.only("pk") if isinstance(found, QuerySet) else found, self.request.GET)

    def _items(self, page_ids: list[int], model: type[Any]) -> dict[int, Any]:
        """What is sent of each, in the order given; what is not public any more is left out."""
        parameters.check_one_of(self.request, "view", VIEWS)
        if "view" in self.request.GET:
            if "fields" in self.request.GET:
                raise BadRequest("fields can't be used with view", "A card always has the same fields.")
            cards = editions.read_cards(page_ids=page_ids, site=self.site, now=self.now)
            return {page_id: Ready(cards[page_id]) for page_id in page_ids if page_id in cards}
        selection = self.listing_selection(model)
        current = editions.read_editions(page_ids=page_ids, site=self.site, now=self.now)
        content_of = rich_text.contents_of(self.request, list(current.values()), selection)
        return {page_id: content_of(current[page_id]) for page_id in page_ids if page_id in current}

    # One page

    def detail_view(self, request: Any, pk: int) -> HttpResponse:
        self.check_detail_parameters()
        if AS_OF in self.request.GET:
            number = min(pk, LARGEST)
            return self._then(lambda moment: edition_of_then(number, site=self.site, moment=moment))
        return self._page_response(self._read(pk))

    def related_view(self, request: Any, pk: int) -> HttpResponse:
        """All pages that go with one, as cards with reasons: pins first, then the nearest."""
        check_known(self.request, {*self.related_query_parameters, *self.common_parameters})
        moment, context = self.moment, self.render_context()
        page = self.get_base_queryset().filter(pk=min(pk, LARGEST)).select_related("content_type").first()
        if page is None:
            raise Http404
        found = related.of_page(page, context)
        shown = found[slice_of(self.request.GET)]
        cards = (RelatedCard.model_validate(card) for card in related.cards_of(shown, context))
        items = [card.model_dump(mode="json") for card in cards]
        until = replace(moment, changes_at=earliest(moment.changes_at, context.true_until))
        return self.list_response(
            Part(len(found), shown), items, until, keys=keys_of(context, "pages", f"page-{pk}")
        )

    def by_path_view(self, request: Any) -> HttpResponse:
        """The page at ``path``, else where it went, else that it is gone, else 404."""
        check_known(self.request, {"path", *self.detail_query_parameters, *self.common_parameters})
        if "path" not in self.request.GET:
            raise BadRequest("path is required", "Ask for pages/by-path/?path=/guides/some-guide/.")
        wanted = self.request.GET["path"]
        if AS_OF in self.request.GET:
            return self._then(
                lambda moment: edition_at_then(places.normalise(wanted), site=self.site, moment=moment)
            )
        edition = editions.read_edition_at(path=places.normalise(wanted), site=self.site, now=self.now)
        if edition is not None:
            return self._page_response(edition)
        place = places.what_stands_at(wanted, site=self.site, now=self.now)
        if place.page_id is not None:
            return self._page_response(self._read(place.page_id))
        if place.redirect is None:
            raise errors.Gone if place.withdrawn else Http404
        status = 301 if place.redirect["permanent"] else 302
        notice = {"redirect": {"to": place.redirect["to"], "status": status}}
        caching = Caching(["redirects"], place.moment.sequence, place.moment.changes_at)
        return json_response(self.request, notice, caching, now=self.now)

    def find_view(self, request: Any) -> HttpResponse:
        number = self.number_to_find()
        if "html_path" in self.request.GET:
            wanted = places.normalise(self.request.GET["html_path"])
            found = self.get_base_queryset().filter(**page_at(wanted, site=self.site))
        else:
            found = self.get_base_queryset().filter(pk=number)
        page_id = found.values_list("pk", flat=True).first()
        if page_id is None:
            raise Http404
        return self.redirect_to_detail("pages", page_id, without=self.find_query_parameters)

    def _read(self, page_id: int) -> Edition:
        if page_id > LARGEST:
            raise Http404
        edition = editions.read_edition(page_id=page_id, site=self.site, now=self.now)
        if edition is None:
            raise Http404
        return edition

    def _then(self, find: Callable[[datetime], Edition | None]) -> HttpResponse:
        return answer_then(self.request, find, now=self.now)

    def _page_response(self, edition: Edition) -> HttpResponse:
        """The edition as it is, or the part of it that was asked for, in the form that was asked for."""
        is_part = "fields" in self.request.GET
        if not is_part and rich_text.asked(self.request) == rich_text.HTML:
            return edition_response(self.request, edition, now=self.now)
        selection = self.detail_selection(page_types()[edition.type]) if is_part else None
        content = rich_text.contents_of(self.request, [edition], selection)(edition)
        media_type = rich_text.media_type(self.request)
        return json_response(self.request, content, caching_of(edition), now=self.now, media_type=media_type)
