"""Redirects, as far as they lead to something public."""

from __future__ import annotations

from typing import Any, ClassVar

from wagtail.contrib.redirects.api.v2 import RedirectsAPIViewSet as StockRedirectsAPIViewSet
from wagtail.contrib.redirects.models import Redirect

from cms.api.files import RowResource
from cms.api.places import nearest_redirects
from cms.api.redirect_targets import public_redirects
from cms.api.schemas import RedirectResource


class RedirectsAPIViewSet(RowResource, StockRedirectsAPIViewSet):
    endpoint_name = "redirects"
    model = Redirect
    find_query_parameters: ClassVar[frozenset[str]] = frozenset({"id", "html_path"})
    row_schema = RedirectResource
    listing_default_fields: ClassVar[list[str]] = ["id", "type", "detail_url", "old_path", "location"]

    def get_queryset(self) -> Any:
        return public_redirects(now=self.now, site=self.site).order_by("id")

    def find(self, queryset: Any, number: int) -> Any:
        if "html_path" not in self.request.GET:
            return super().find(queryset, number)
        return nearest_redirects(queryset, self.request.GET["html_path"]).first()

    def represent(self, row: Any) -> dict[str, Any]:
        return {
            "id": row.pk,
            "meta": self.represent_meta(row),
            "old_path": row.old_path,
            "location": row.location,
            "is_permanent": row.is_permanent,
        }
