"""Images, as far as public pages show them."""

from __future__ import annotations

from typing import Any, ClassVar

from wagtail.images import get_image_model
from wagtail.images.api.v2.views import ImagesAPIViewSet as StockImagesAPIViewSet

from cms.api.files import RowResource, tags_of
from cms.api.schemas import ImageResource
from cms.api.selectors import shown_images


class ImagesAPIViewSet(RowResource, StockImagesAPIViewSet):
    endpoint_name = "images"
    model = get_image_model()
    row_schema = ImageResource
    listing_default_fields: ClassVar[list[str]] = [
        "id",
        "type",
        "detail_url",
        "title",
        "tags",
        "download_url",
    ]

    def get_queryset(self) -> Any:
        return shown_images(now=self.now, site=self.site).order_by("id").prefetch_related("tags")

    def represent(self, row: Any) -> dict[str, Any]:
        return {
            "id": row.pk,
            "meta": {**self.represent_meta(row), "tags": tags_of(row), "download_url": row.file.url},
            "title": row.title,
            "width": row.width,
            "height": row.height,
        }
