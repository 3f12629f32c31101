"""The place of related pages in Wagtail's admin."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks

from cms.related import panels


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    patterns = [path("<int:page_id>/", panels.suggestions, name="suggestions")]
    return [path("related/", include((patterns, "related"), namespace="related"))]
