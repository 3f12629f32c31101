"""The document as a whole: pages as a union that narrows by ``type``, and everything they are made of."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from cms.api import schemas
from cms.api.openapi import served
from cms.api.openapi.columns import column_filters
from cms.api.openapi.parts import HEADERS, Part, reference
from cms.api.openapi.paths import SECURITY_SCHEMES, paths
from cms.api.openapi.search import search_schemas
from cms.api.openapi.trees import with_trees
from cms.api.page_types import page_types
from cms.core import list_filters
from cms.core.rich_text.tree import RichTextTree
from cms.core.schemas import PageCard, PageSchema, RelatedCard

REF_TEMPLATE = "#/components/schemas/{model}"
VERSION = "2.0"


@cache
def build() -> Part:
    """The OpenAPI 3.1 document of this installation."""
    types = page_types()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pages API",
            "version": VERSION,
            "description": "Published pages and what belongs to them. A superset of Wagtail's API v2.",
        },
        "servers": [{"url": "/"}],
        "paths": {**paths(page_types=list(types), columns=_columns()), **served.paths()},
        "components": {
            "schemas": _schemas({name: model.schema for name, model in types.items()}),
            "headers": HEADERS,
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


def _columns() -> dict[str, list[Part]]:
    """Filters by column, by the name of the endpoint."""
    # Late: the endpoints lead to the views that serve this document.
    from cms.api.documents import DocumentsAPIViewSet
    from cms.api.images import ImagesAPIViewSet
    from cms.api.pages import PagesAPIViewSet
    from cms.api.redirects import RedirectsAPIViewSet

    rows = (ImagesAPIViewSet, DocumentsAPIViewSet, RedirectsAPIViewSet)
    return {
        "pages": column_filters(
            PagesAPIViewSet, list(page_types().values()), known=["locale", *list_filters.all_filters()]
        ),
        **{endpoint.endpoint_name: column_filters(endpoint, [endpoint.model]) for endpoint in rows},
    }


def _schemas(pages: dict[str, type[PageSchema]]) -> dict[str, Part]:
    others: list[type[BaseModel]] = [
        PageCard,
        RelatedCard,
        RichTextTree,
        schemas.ChangeList,
        schemas.DocumentResource,
        schemas.ImageResource,
        schemas.ListedImage,
        schemas.ListedPage,
        schemas.ListedRedirect,
        schemas.ObjectCount,
        schemas.ProblemDocument,
        schemas.RedirectNotice,
        schemas.RedirectResource,
        schemas.SearchResult,
        schemas.SearchSuggestions,
        schemas.Sitemap,
        schemas.TypeCount,
        *served.schemas(),
    ]
    places, found = models_json_schema(
        [(schema, "serialization") for schema in (*pages.values(), *others)], ref_template=REF_TEMPLATE
    )
    definitions: dict[str, Part] = {
        **found["$defs"],
        **search_schemas(),
        "Page": _union({name: places[schema, "serialization"]["$ref"] for name, schema in pages.items()}),
        "PageList": _envelope("Page", "ListedPage", "PageCard", meta=BY_CURSOR),
        "RelatedList": _envelope("RelatedCard"),
        "ImageList": _envelope("ImageResource", "ListedImage"),
        "DocumentList": _envelope("DocumentResource"),
        "RedirectList": _envelope("RedirectResource", "ListedRedirect"),
        **{name: _envelope(*items) for name, items in served.lists().items()},
    }
    return dict(sorted(with_trees(definitions).items()))


def _union(pages: dict[str, str]) -> Part:
    """One of the page types, told apart by its top-level ``type``."""
    return {
        "oneOf": [{"$ref": place} for place in pages.values()],
        "discriminator": {"propertyName": "type", "mapping": pages},
    }


_TOTAL = "How many there are in all, on whatever page of the list"
COUNTED: Part = {
    "type": "object",
    "required": ["total_count"],
    "properties": {"total_count": {"type": "integer", "description": f"{_TOTAL}."}},
}
BY_CURSOR: Part = {
    "type": "object",
    "required": ["total_count"],
    "properties": {
        "total_count": {"type": ["integer", "null"], "description": f"{_TOTAL}; null with `cursor`."},
        "next_cursor": {
            "type": ["string", "null"],
            "description": "With `cursor` alone: where the next page begins; null on the last.",
        },
    },
}


def _envelope(*items: str, meta: Part = COUNTED) -> Part:
    """Wagtail's list: how many there are in all, and one page of them, whole or by their defaults."""
    places = [reference(item) for item in items]
    item: Part = {"anyOf": places} if len(places) > 1 else places[0]
    return {
        "type": "object",
        "required": ["meta", "items"],
        "properties": {"meta": meta, "items": {"type": "array", "items": item}},
    }
