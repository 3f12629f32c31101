"""``?rich_text_format=``: pages with their rich text as a tree, as Markdown or as Wagtail's own source.

Made of the edition's HTML as it is asked for, so none of them says more than that does. The HTML itself is sent as it
is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.http import HttpRequest
from pydantic_core import from_json
from rest_framework.renderers import JSONRenderer

from cms.api.fields import Selection
from cms.api.page_types import page_types
from cms.api.responses import JSON
from cms.core.rich_text.markdown import to_markdown
from cms.core.rich_text.source import Targets, to_source
from cms.core.rich_text.tree import to_tree
from cms.editions import rich_text, selectors
from cms.editions.models import Edition

NAME = "rich_text_format"
HTML, AST, MARKDOWN, SOURCE = "html", "ast", "markdown", "db_html"
FORMATS = (HTML, AST, MARKDOWN, SOURCE)
# With trees in it, a page has another schema.
AST_JSON = "application/vnd.formulary.ast+json"

Contents = Callable[[Edition], dict[str, Any]]


class TreeRenderer(JSONRenderer):
    """For clients that ask for this type by name. What is sent is decided by the parameter."""

    media_type = AST_JSON
    format = "ast"


def asked(request: HttpRequest) -> str:
    """The form that is asked for; it has been checked to be one of ``FORMATS``."""
    return request.GET.get(NAME, HTML)


def media_type(request: HttpRequest) -> str:
    return AST_JSON if asked(request) == AST else JSON


def contents_of(request: HttpRequest, editions: Collection[Edition], selection: Selection | None) -> Contents:
    """How to get at what ``editions`` say, with rich text as it is asked for; at most two queries for all of them.

    ``selection``: what of it is wanted; everything where None.
    """
    convert = _converter(asked(request), editions)

    def content(edition: Edition) -> dict[str, Any]:
        whole = from_json(edition.content)
        if selection is not None:
            wanted = {"meta", *selection.body}
            whole = {name: value for name, value in whole.items() if name in wanted}
        if convert is not None:
            whole = rich_text.converted(whole, page_types()[edition.type].schema, convert)
        return whole if selection is None else selection.apply(whole)

    return content


def _converter(form: str, editions: Collection[Edition]) -> rich_text.Convert | None:
    if form == SOURCE:
        targets = Targets(*selectors.linked_from(editions), api_base_urls(editions))
        return lambda html: to_source(html, targets)
    return {AST: to_tree, MARKDOWN: to_markdown}.get(form)


def api_base_urls(editions: Collection[Edition]) -> frozenset[str]:
    """Those that stand in them."""
    return frozenset(edition.base_url for edition in editions)
