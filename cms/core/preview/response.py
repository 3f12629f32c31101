"""The preview of a page in the editor."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.template.response import TemplateResponse
from wagtail.fields import StreamField
from wagtail.models import Site

from cms.core import validation
from cms.core.preview.dropped import with_dropped
from cms.core.preview.finding import page_template
from cms.core.rendering.context import RenderContext
from cms.core.sites import site_of

if TYPE_CHECKING:
    from cms.core.models import BasePage


def preview_response(page: BasePage, request: HttpRequest, *, now: datetime) -> TemplateResponse:
    """The draft ``page`` as an HTML page to read, never cached. Gaps are marked where they are, and listed."""
    site = site_of(page) or Site.objects.select_related("root_page").get(is_default_site=True)
    delivered = page.represent(RenderContext(site=site, now=now, api_base_url=settings.WAGTAILAPI_BASE_URL))
    context = {
        "kind": page.get_verbose_name(),
        "language": page.locale.language_code,
        "page": _marked(page, delivered),
        "problems": validation.publish_problems(page) if page.pk else [],
        "json": json.dumps(delivered, indent=2, ensure_ascii=False, default=str),
    }
    response = TemplateResponse(request, page_template(type(page)), context)
    response["Cache-Control"] = "private, no-store"
    return response


def _marked(page: BasePage, delivered: dict[str, Any]) -> dict[str, Any]:
    """``delivered``, with a mark for each block that readers would not get."""
    streams = {
        field.name: with_dropped(getattr(page, field.name), delivered[field.name])
        for field in page._meta.get_fields()
        if isinstance(field, StreamField) and field.name in delivered
    }
    return {**delivered, **streams}
