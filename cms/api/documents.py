"""Documents, as far as public pages show or link to them."""

from __future__ import annotations

from typing import Any, ClassVar

from wagtail.api.utils import get_full_url
from wagtail.documents import get_document_model
from wagtail.documents.api.v2.views import DocumentsAPIViewSet as StockDocumentsAPIViewSet

from cms.api.files import RowResource, tags_of
from cms.api.schemas import DocumentResource
from cms.api.selectors import shown_documents


class DocumentsAPIViewSet(RowResource, StockDocumentsAPIViewSet):
    endpoint_name = "documents"
    model = get_document_model()
    row_schema = DocumentResource
    listing_default_fields: ClassVar[list[str]] = [
        "id",
        "type",
        "detail_url",
        "title",
        "tags",
        "download_url",
    ]

    def get_queryset(self) -> Any:
        return shown_documents(now=self.now, site=self.site).order_by("id").prefetch_related("tags")

    def represent(self, row: Any) -> dict[str, Any]:
        download_url = get_full_url(self.request, row.url)
        return {
            "id": row.pk,
            "meta": {**self.represent_meta(row), "tags": tags_of(row), "download_url": download_url},
            "title": row.title,
        }
