"""The JSON of what is not a page: envelopes, files, redirects, errors."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field

from cms.core.schemas import Address, PageCard, Schema, Slug


class ListedPageMeta(Schema):
    model_config = ConfigDict(extra="allow")

    type: str
    detail_url: Address
    html_url: Address
    slug: Slug
    first_published_at: datetime | None


class ListedPage(Schema):
    """A page in a list, as long as no other fields are asked for; with ``fields=*`` it is a whole ``Page``."""

    model_config = ConfigDict(extra="allow")

    id: int
    meta: ListedPageMeta
    title: str


class FileMeta(Schema):
    type: str
    detail_url: Address
    tags: list[str]
    download_url: Address = Field(description="Address of the original file.")


class ImageResource(Schema):
    """An image that a public page shows."""

    id: int
    meta: FileMeta
    title: str
    width: int = Field(description="Pixels.")
    height: int = Field(description="Pixels.")


class ListedImage(Schema):
    """An image in a list, as long as no other fields are asked for."""

    model_config = ConfigDict(extra="allow")

    id: int
    meta: FileMeta
    title: str


class DocumentResource(Schema):
    """A document that a public page shows or links to."""

    id: int
    meta: FileMeta
    title: str


class ResourceMeta(Schema):
    type: str
    detail_url: Address


class RedirectResource(Schema):
    """An address that moved."""

    id: int
    meta: ResourceMeta
    old_path: Address = Field(description="Path on the site, without a slash at its end.")
    location: Address = Field(description="Path on the site, or an address elsewhere.")
    is_permanent: bool


class ListedRedirect(Schema):
    """A redirect in a list, as long as no other fields are asked for."""

    model_config = ConfigDict(extra="allow")

    id: int
    meta: ResourceMeta
    old_path: Address
    location: Address


class SitemapMeta(Schema):
    total_count: int = Field(description="How many public pages the site has, in all parts of the list.")
    next_cursor: str | None = Field(description="The `cursor` of the next part; null with the last one.")


class SitemapItem(Schema):
    """A public page, as a sitemap names it."""

    id: int
    type: str
    path: Address = Field(description="Path on the site, with slashes at both ends.")
    title: str
    locale: str
    last_modified: datetime | None = Field(description="Since when the API says of it what it says.")


class Sitemap(Schema):
    """A part of the list of all public pages."""

    meta: SitemapMeta
    items: list[SitemapItem]


class RedirectTarget(Schema):
    to: Address = Field(description="Path on the site, or an address elsewhere.")
    status: Literal[301, 302]


class RedirectNotice(Schema):
    """No page stands here any more: send readers on."""

    redirect: RedirectTarget


class ChangedObject(Schema):
    kind: Literal["page"]
    id: int


class ChangeItem(Schema):
    """What an event means to readers, as of this answer: fetch the page, or drop it."""

    sequence: int = Field(description="Number of the event. Numbers in between say nothing to these readers.")
    kind: str = Field(description="What happened, such as `page.published` or `access.changed`.")
    object: ChangedObject
    gone: bool = Field(description="Readers can't get it: drop it. Else fetch it.")
    path: Address | None = Field(
        description="Where it is, or where it was when it was public; null where that is not to be known."
    )
    old_path: Address | None = Field(description="Where readers got it before, if that was elsewhere.")
    digest: str | None = Field(description="ETag of the whole page, as far as it is rendered already.")
    keys: list[str] = Field(description="Surrogate keys of what it touches, the page's own first.")
    created_at: datetime


class ExpiredPage(Schema):
    id: int
    path: Address


class ChangeList(Schema):
    """What changed after the event `since` up to the event `next`."""

    since: int
    next: int = Field(description="The `since` to ask next. Equal to `latest` where nothing is left.")
    latest: int = Field(description="Number of the newest event.")
    settled: bool = Field(
        description="Nothing waits to be rendered anew: no items are to come of what happened until now."
    )
    items: list[ChangeItem]
    expired: list[ExpiredPage] = Field(
        description="Pages that have run out and whose item is still to come. Drop them, too."
    )


class SearchResult(PageCard):
    """A page that was found: its card, and where the words stand on it."""

    highlights: list[str] = Field(
        description="Up to three parts of the page's text, as HTML: escaped, with <mark> around the words found. None "
        "where the page was found by its title or by another name of what it is about."
    )


class SearchSuggestion(Schema):
    """What a reader may be about to type."""

    text: str = Field(description="A title, or a name that readers may be shown.")
    kind: str = Field(description="`page`, or what else it is the name of, such as `entity`.")
    path: Address = Field(description="Path on the site of the page, or of the page about it.")


class SearchSuggestions(Schema):
    items: list[SearchSuggestion]


class TypeCount(Schema):
    value: str = Field(description="Type of the pages, as `type` takes it.")
    count: int


class ObjectCount(Schema):
    id: int
    slug: Slug
    name: str
    count: int


class ProblemDocument(Schema):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    message: str = Field(description="What stock Wagtail would say, in the key where it says it.")
