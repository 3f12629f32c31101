"""What images and documents have in common in the API, and redirects too: lists and details made from rows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from pydantic import BaseModel
from wagtail.api.utils import get_full_url

from cms.api import filters
from cms.api.pagination import part_of
from cms.api.parameters import LARGEST
from cms.api.resources import Resource
from cms.api.responses import Caching, json_response
from cms.api.selectors import current_moment


class RowResource(Resource):
    """An endpoint whose items are made from database rows, without a query for each."""

    filter_backends = [filters.FieldsFilter, filters.OrderingFilter, filters.SearchFilter]
    endpoint_name: ClassVar[str]
    model: Any
    row_schema: ClassVar[type[BaseModel]]

    @classmethod
    def schema_of(cls, model: type[Any]) -> type[BaseModel]:  # noqa: ARG003 - rows of one kind have one schema
        return cls.row_schema

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            path("<int:pk>/", cls.as_view({"get": "detail_view"}), name="detail"),
            path("find/", cls.as_view({"get": "find_view"}), name="find"),
        ]

    def get_queryset(self) -> Any:
        """Rows that readers may see."""
        raise NotImplementedError

    def represent(self, row: Any) -> dict[str, Any]:
        """A row as JSON in the shape of the schema."""
        raise NotImplementedError

    def listing_view(self, request: Any) -> HttpResponse:
        moment = current_moment(now=self.now)
        queryset = self.get_queryset()
        self.check_query_parameters(queryset)
        selection = self.listing_selection(self.model)
        part = part_of(self.filter_queryset(queryset), self.request.GET)
        rows = list(part.rows)
        items = [selection.apply(self.represent(row)) for row in rows]
        return self.list_response(
            part, items, moment, keys=[self.endpoint_name, *(self._key(row) for row in rows)]
        )

    def detail_view(self, request: Any, pk: int) -> HttpResponse:
        self.check_detail_parameters()
        selection = self.detail_selection(self.model)
        moment = current_moment(now=self.now)
        row = self.get_queryset().filter(pk=pk).first() if pk <= LARGEST else None
        if row is None:
            raise Http404
        caching = Caching([self._key(row)], moment.sequence, moment.changes_at)
        return json_response(self.request, selection.apply(self.represent(row)), caching, now=self.now)

    def find_view(self, request: Any) -> HttpResponse:
        row = self.find(self.get_queryset(), self.number_to_find())
        if row is None:
            raise Http404
        return self.redirect_to_detail(self.endpoint_name, row.pk, without=self.find_query_parameters)

    def find(self, queryset: Any, number: int) -> Any:
        """The one row that is asked for, or None. ``number``: its id, where nothing else is said."""
        return queryset.filter(pk=number).first()

    def represent_meta(self, row: Any) -> dict[str, Any]:
        """The two keys of ``meta`` that everything has."""
        detail = reverse(f"wagtailapi:{self.endpoint_name}:detail", args=[row.pk])
        return {
            "type": f"{self.model._meta.app_label}.{self.model.__name__}",
            "detail_url": get_full_url(self.request, detail),
        }

    def _key(self, row: Any) -> str:
        return f"{self.endpoint_name.removesuffix('s')}-{row.pk}"


def tags_of(row: Any) -> list[str]:
    """Names of the tags, which were prefetched."""
    return sorted(tag.name for tag in row.tags.all())
