"""The preview of a page in the editor: what it says, without a frontend's looks, and the JSON it would become."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.panels import FieldPanel, InlinePanel, PanelGroup
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Site
from wagtail.rich_text import RichText

from cms.core import validation
from cms.core.blocks.preview import readable
from cms.core.models import BasePage
from cms.core.rendering.context import RenderContext
from cms.core.sites import site_of


def preview_response(page: BasePage, request: HttpRequest, *, now: datetime) -> TemplateResponse:
    """The draft ``page`` as a plain HTML page, never cached. Gaps are allowed; what is missing is listed."""
    context = {
        "page": page,
        "content": _content(page),
        "problems": validation.publish_problems(page) if page.pk else [],
        "json": _json(page, now=now),
    }
    response = TemplateResponse(request, "core/page_preview.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _content(page: BasePage) -> SafeString:
    """What the first tab of the form holds, in its order; what is empty is left out."""
    shown = [
        (_name(panel), _shown(page, panel)) for panel in _panels(type(page).get_edit_handler().children[0])
    ]
    return format_html_join(
        "", "<h2>{}</h2>{}", ((_label(page, name), content) for name, content in shown if content)
    )


def _panels(group: Any) -> Iterator[Any]:
    for panel in group.children:
        if isinstance(panel, PanelGroup):
            yield from _panels(panel)
        elif isinstance(panel, InlinePanel) or (
            isinstance(panel, FieldPanel) and panel.field_name != "title"
        ):
            yield panel


def _name(panel: Any) -> str:
    return str(panel.relation_name if isinstance(panel, InlinePanel) else panel.field_name)


def _label(page: BasePage, name: str) -> str:
    field: Any = page._meta.get_field(name)
    label = str(getattr(field, "verbose_name", name.replace("_", " ")))
    return label[:1].upper() + label[1:]


def _shown(page: BasePage, panel: Any) -> SafeString | str:
    if isinstance(panel, InlinePanel):
        rows = getattr(page, panel.relation_name).all()
        items = format_html_join("", "<li>{}</li>", ((str(row),) for row in rows))
        return format_html("<ul>{}</ul>", items) if rows else ""
    field = page._meta.get_field(panel.field_name)
    value = getattr(page, field.name)
    if isinstance(field, StreamField):
        return readable(field.stream_block, value)
    if isinstance(field, RichTextField):
        return format_html("{}", RichText(value)) if value else ""
    display = getattr(page, f"get_{field.name}_display", None)
    return format_html("<p>{}</p>", display() if display else value) if value not in (None, "", False) else ""


def _json(page: BasePage, *, now: datetime) -> str:
    site = site_of(page) or Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None or page.pk is None:
        return ""
    context = RenderContext(site=site, now=now, api_base_url=settings.WAGTAILAPI_BASE_URL)
    return json.dumps(page.represent(context), indent=2, ensure_ascii=False, default=str)
