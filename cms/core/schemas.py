"""Typed JSON shared by every page and block; the OpenAPI document is made from these models.

Values are validated against them when an edition is rendered, so a response can't part from its schema.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

HTML_MEDIA_TYPE = "text/html"

Html = Annotated[
    str,
    Field(
        description="HTML, sanitised and ready to show: links are resolved to site paths.",
        json_schema_extra={"contentMediaType": HTML_MEDIA_TYPE},
    ),
]

Address = Annotated[str, Field(json_schema_extra={"format": "uri-reference"})]
DataAddress = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Slug = Annotated[str, Field(json_schema_extra={"format": "slug"})]


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

    format: str = Field(
        description="MIME type, such as image/webp.", json_schema_extra={"format": "media-type"}
    )
    srcset: str = Field(
        description="Addresses with their widths, ready for the srcset attribute.",
        json_schema_extra={"format": "srcset"},
    )


class FocalPoint(Schema):
    """What must stay in sight where an image is cropped."""

    x: float = Field(ge=0, le=1, description="From 0 (left) to 1 (right).")
    y: float = Field(ge=0, le=1, description="From 0 (top) to 1 (bottom).")


class ImageValue(Schema):
    """An image with everything a frontend needs to show it. In cards and portraits it is cut to their shape."""

    id: int
    alt: str = Field(description="Text alternative; empty for a decorative image.")
    width: int = Field(description="Width in pixels of what is shown of the original.")
    height: int = Field(description="Height in pixels of what is shown of the original.")
    focal_point: FocalPoint | None
    placeholder: DataAddress | None = Field(
        description="A few pixels of it as a data: address, to show while it loads; null where there is none yet."
    )
    src: Address = Field(
        description="Full address for a plain <img>: of a middle size, or of the upload where no size is made yet."
    )
    sources: list[ImageSource] = Field(
        description="One for each format, the smallest files first: AVIF, WebP, then one that every browser shows. "
        "Empty until they are made, some seconds after the upload."
    )


class DocumentValue(Schema):
    """A file to download."""

    id: int
    title: str
    url: Address
    file_extension: str
    file_size: int = Field(description="Bytes.")


class PageReference(Schema):
    """The shortest way to name a public page; the shape of Wagtail's nested pages."""

    id: int
    meta: PageReferenceMeta
    title: str
    path: Address = Field(description="Path on the site, with slashes at both ends.")


class PageReferenceMeta(Schema):
    type: str
    detail_url: Address
    html_url: Address


class PageCard(Schema):
    """A public page as other pages and lists show it."""

    id: int
    type: str
    path: Address = Field(description="Path on the site, with slashes at both ends.")
    title: str
    excerpt: str
    date: datetime | None = Field(description="The date shown to readers: when it was first published.")
    category: str | None
    image: ImageValue | None


class RelatedCard(PageCard):
    """A page that goes with another one."""

    reasons: list[str] = Field(description="Why it is here, in words for readers; the strongest first.")


class PageMeta(Schema):
    """The ``meta`` object of Wagtail's API v2."""

    type: str
    detail_url: Address
    html_url: Address = Field(description="Full address on the website: the canonical one.")
    slug: Slug
    show_in_menus: bool
    seo_title: str
    search_description: str
    first_published_at: datetime | None
    last_published_at: datetime | None
    alias_of: PageReference | None
    parent: PageReference | None
    locale: str


class Crumb(Schema):
    """A page above this one."""

    title: str
    path: Address


class PageSchema(Schema):
    """What every page has. A page type adds its fields and narrows ``type`` to its own name."""

    id: int
    type: str
    meta: PageMeta
    title: str
    path: Address
    breadcrumbs: list[Crumb] = Field(
        description="The public pages above it, from the front page to its parent."
    )
    json_ld: dict[str, Any] = Field(
        description="schema.org description of the page, ready for a script element."
    )


PageReference.model_rebuild()
