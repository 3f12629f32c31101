"""Rich text as frontends get it: links to site paths, nothing that is not public, sanitised.

Wagtail's own rich-text handlers know neither site nor visibility, so its rewriters run here with rules bound to the
render context. A link to something a reader may not see becomes its words.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import TYPE_CHECKING

import nh3
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.rich_text.rewriters import EmbedRewriter, LinkRewriter

from cms.core import references

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

Attributes = dict[str, str]

ALLOWED_TAGS = {
    "p", "br", "hr", "b", "strong", "i", "em", "sub", "sup", "s", "code", "a", "ul", "ol", "li",
    "h2", "h3", "h4", "h5", "h6", "blockquote", "img",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {
    "a": {"href", "data-kind", "data-id", "data-name", "rel"},
    "img": {"src", "alt", "width", "height"},
}
ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}


def to_html(source: str, context: RenderContext) -> str:
    """Display HTML for Wagtail's internal rich text ``source``."""
    link_rules: dict[str, Callable[[Attributes], str]] = {
        "page": lambda attrs: _page_link(attrs, context),
        "document": lambda attrs: _document_link(attrs, context),
    }
    for kind in references.all_kinds():
        if kind.attributes is not None:
            link_rules[kind.name] = partial(_reference_link, kind, context)
    rewritten = LinkRewriter(rules=link_rules)(source)
    rewritten = EmbedRewriter(rules={"image": lambda attrs: _image(attrs, context)})(rewritten)
    clean = nh3.clean(
        rewritten,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=ALLOWED_SCHEMES,
        link_rel=None,
    )
    return _without_empty_links(clean)


def _page_link(attrs: Attributes, context: RenderContext) -> str:
    page = context.public_page(_id_of(attrs))
    return _open_tag({"href": context.path_of(page)}) if page is not None else "<a>"


def _document_link(attrs: Attributes, context: RenderContext) -> str:
    document = get_document_model()._default_manager.filter(pk=_id_of(attrs)).first()
    value = context.document(document)
    return _open_tag({"href": value["url"]}) if value is not None else "<a>"


def _reference_link(kind: references.ReferenceKind, context: RenderContext, attrs: Attributes) -> str:
    found = context.public_object(kind.name, _id_of(attrs))
    attributes = (
        kind.attributes(found, context) if found is not None and kind.attributes is not None else None
    )
    return _open_tag(attributes) if attributes else "<a>"


def _image(attrs: Attributes, context: RenderContext) -> str:
    image = get_image_model()._default_manager.filter(pk=_id_of(attrs)).first()
    value = context.image(image, alt=attrs.get("alt", ""))
    if value is None:
        return ""
    return f'<img src="{escape(value["src"])}" alt="{escape(value["alt"])}">'


def _id_of(attrs: Attributes) -> int | None:
    identifier = attrs.get("id", "")
    return int(identifier) if identifier.isdigit() else None


def _open_tag(attributes: Attributes) -> str:
    return "<a " + " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items()) + ">"


def _without_empty_links(html: str) -> str:
    """Replace ``<a>words</a>`` (a link that leads nowhere) by its words. Links never nest in sanitised HTML."""
    opening = "<a>"
    while (start := html.find(opening)) != -1:
        end = html.index("</a>", start)
        html = html[:start] + html[start + len(opening) : end] + html[end + len("</a>") :]
    return html
