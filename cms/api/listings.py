"""Objects of a reference kind, such as medicines: lists and details of those that are public now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path

from cms.api import fields
from cms.api.nearest import BadRequest, naming_nearest
from cms.api.pagination import part_of
from cms.api.parameters import LARGEST, check_known, check_one_of
from cms.api.responses import Caching, earliest, json_response, keys_of
from cms.api.selectors import Moment
from cms.api.shapes import shape_of
from cms.api.viewsets import Endpoint
from cms.core import references
from cms.core.rendering.context import RenderContext
from cms.core.served import Form, Listing


class ListingEndpoint(Endpoint):
    """Base of the endpoints made by :func:`endpoint_of`."""

    listing: ClassVar[Listing]
    known_in_lists: ClassVar[frozenset[str]] = frozenset({"fields", "limit", "offset", "order", "site"})
    known_in_details: ClassVar[frozenset[str]] = frozenset({"fields", "site"})

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            path("<int:pk>/", cls.as_view({"get": "detail_view"}), name="detail"),
        ]

    def listing_view(self, request: Any) -> HttpResponse:
        check_known(self.request, {*self.known_in_lists, *self.listing.filters, *self.common_parameters})
        listed = shape_of(self.listing.listed.schema).body
        selection = self._selection(default=listed)
        moment = self.moment
        context = self.render_context()
        part = part_of(self._found().values_list("pk", flat=True), self.request.GET)
        is_brief = selection is None or selection.body.issubset(listed)
        form = self.listing.listed if is_brief else self.listing.whole
        items = _said(form, list(part.rows), context)
        if selection is not None:
            items = [selection.apply(item) for item in items]
        return self.list_response(
            part, items, _until(moment, context), keys=keys_of(context, self.listing.name)
        )

    def detail_view(self, request: Any, pk: int) -> HttpResponse:
        check_known(self.request, {*self.known_in_details, *self.common_parameters})
        selection = self._selection(default=None)
        moment = self.moment
        context = self.render_context()
        found = _said(self.listing.whole, [pk], context) if pk <= LARGEST else []
        if not found:
            raise Http404
        item = found[0] if selection is None else selection.apply(found[0])
        own = f"{self.listing.kind}-{pk}"
        caching = Caching(keys_of(context, own), moment.sequence, _until(moment, context).changes_at)
        return json_response(self.request, item, caching, now=self.now)

    def _selection(self, *, default: Sequence[str] | None) -> fields.Selection | None:
        """What is sent of each; None where no fields are asked for."""
        if "fields" not in self.request.GET:
            return None
        config = fields.parse(self.request.GET["fields"])
        return fields.select(config, shape_of(self.listing.whole.schema), default=default)

    def _found(self) -> QuerySet[Any]:
        rows = references.get(self.listing.kind).public(self.now)
        rows = self._in_order(rows, next(iter(self.listing.orders)))
        for name, known in self.listing.filters.items():
            if name not in self.request.GET:
                continue
            if known.choices:
                check_one_of(self.request, name, known.choices)
            try:
                rows = known.apply(rows, self.request.GET[name])
            except ValueError as error:
                raise BadRequest(f"{name} can't be read", str(error)) from error
        asked = self.request.GET.get("order")
        return self._in_order(rows, asked) if asked else rows

    def _in_order(self, rows: QuerySet[Any], order: str) -> QuerySet[Any]:
        columns = []
        for name in order.split(","):
            expression = self.listing.orders.get(name.removeprefix("-"))
            if expression is None:
                known = list(self.listing.orders)
                raise naming_nearest(f"cannot order by '{name}' (unknown field)", [name.lstrip("-")], known)
            down = name.startswith("-")
            columns.append(expression.desc(nulls_last=True) if down else expression.asc(nulls_last=True))
        # Rows that are equal in it stay in one order from page to page.
        return rows.order_by(*columns, F("pk"))


def _said(form: Form, object_ids: Sequence[int], context: RenderContext) -> list[dict[str, Any]]:
    said = form.represent(object_ids, context)
    return [form.schema.model_validate(item).model_dump(mode="json") for item in said]


def _until(moment: Moment, context: RenderContext) -> Moment:
    return replace(moment, changes_at=earliest(moment.changes_at, context.true_until))


def endpoint_of(listing: Listing) -> type[ListingEndpoint]:
    return type("ListingEndpoint", (ListingEndpoint,), {"listing": listing})
