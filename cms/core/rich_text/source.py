"""Rich text as Wagtail keeps it, with the numbers of what it links to: for those who write it back."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from django.urls import reverse

from cms.core.keys import Key
from cms.core.rich_text.elements import VOID, Element, parse


@dataclass(frozen=True)
class Targets:
    """What links may lead to: all of it public. ``pages``: numbers by path; ``entries``: what can be mentioned;
    ``api_base_urls``: where documents
    lie.
    """

    pages: Mapping[str, int]
    entries: Collection[Key]
    api_base_urls: Collection[str]


def to_source(html: str, targets: Targets) -> str:
    """``html`` with its links as Wagtail's ``linktype`` and ``id``; other links stay as they are."""
    return _inside(parse(html), targets)


def _inside(parent: Element, targets: Targets) -> str:
    return "".join(
        escape(child, quote=False) if isinstance(child, str) else _written(child, targets)
        for child in parent.children
    )


def _written(element: Element, targets: Targets) -> str:
    known = element.attributes
    if element.tag == "a":
        known = _linked(known, targets)
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in known.items())
    if element.tag in VOID:
        return f"<{element.tag}{attributes}/>"
    return f"<{element.tag}{attributes}>{_inside(element, targets)}</{element.tag}>"


def _linked(known: Mapping[str, str], targets: Targets) -> dict[str, str]:
    number = known.get("data-id", "")
    for entry in targets.entries:
        if number == str(entry.object_id):
            return {"linktype": entry.kind, "id": number}
    href = known.get("href", "")
    if href in targets.pages:
        return {"linktype": "page", "id": str(targets.pages[href])}
    document = _document_at(href, targets.api_base_urls)
    return {"linktype": "document", "id": document} if document else {"href": href}


def _document_at(href: str, api_base_urls: Collection[str]) -> str | None:
    """The number of the document, where the address is that of one here."""
    address = urlsplit(href)
    if (address.scheme, address.netloc) not in {urlsplit(own)[:2] for own in api_base_urls}:
        return None
    before = reverse("wagtaildocs_serve", args=[0, "name"]).removesuffix("0/name")
    found = re.match(rf"{re.escape(before)}(\d+)/", address.path)
    return found[1] if found else None
