"""Typed JSON shared by every page and block; the OpenAPI document is made from these models.

Values are validated against them when an edition is rendered, so a response can't part from its schema.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Html = Annotated[
    str, Field(description="HTML, sanitised and ready to show: links are resolved to site paths.")
]


class Schema(BaseModel):
    """Base of all delivered JSON: unknown keys are refused; a field with no default is always there."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Name a block's inner ``Value`` after its block: clients generated from the OpenAPI document see the name."""
        super().__init_subclass__(**kwargs)
        if cls.__name__ == "Value" and "." in cls.__qualname__:
            owner = cls.__qualname__.split(".")[-2]
            cls.__name__ = cls.__qualname__ = owner.removesuffix("Block") + "Value"


class ImageSource(Schema):
    """One format of an image, for a ``<source>`` element."""

    format: str = Field(description="MIME type, such as image/webp.")
    srcset: str = Field(description="Addresses with their widths, ready for the srcset attribute.")


class ImageValue(Schema):
    """An image with everything a frontend needs to show it."""

    id: int
    alt: str = Field(description="Text alternative; empty for a decorative image.")
    width: int = Field(description="Width of the original in pixels.")
    height: int = Field(description="Height of the original in pixels.")
    focal_point: tuple[float, float] | None = Field(
        description="Where to keep the crop: x and y from 0 (left, top) to 1 (right, bottom)."
    )
    src: str = Field(description="Full address of a middle-sized rendition for a plain <img>.")
    sources: list[ImageSource]


class DocumentValue(Schema):
    """A file to download."""

    id: int
    title: str
    url: str
    file_extension: str
    file_size: int = Field(description="Bytes.")


class PageReference(Schema):
    """The shortest way to name a public page; the shape of Wagtail's nested pages."""

    id: int
    meta: PageReferenceMeta
    title: str


class PageReferenceMeta(Schema):
    type: str
    detail_url: str
    html_url: str


class PageCard(Schema):
    """A public page as other pages and lists show it."""

    id: int
    type: str
    path: str = Field(description="Path on the site, with slashes at both ends.")
    title: str
    excerpt: str
    date: datetime | None = Field(description="The date shown to readers.")
    category: str | None
    image: ImageValue | None


class PageMeta(Schema):
    """The ``meta`` object of Wagtail's API v2."""

    type: str
    detail_url: str
    html_url: str
    slug: str
    show_in_menus: bool
    seo_title: str
    search_description: str
    first_published_at: datetime | None
    last_published_at: datetime | None
    alias_of: PageReference | None
    parent: PageReference | None
    locale: str


class PageSchema(Schema):
    """What every page has. A page type adds its fields and narrows ``type`` to its own name."""

    id: int
    type: str
    meta: PageMeta
    title: str
    path: str
    json_ld: dict[str, Any] = Field(
        description="schema.org description of the page, ready for a script element."
    )


PageReference.model_rebuild()
