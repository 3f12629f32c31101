"""The places of editions in Wagtail's admin; and files are no back door: a document that no public page shows is for
people who can open the admin.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from django.utils import timezone
from wagtail import hooks
from wagtail.documents.models import AbstractDocument

from cms.core.keys import Key
from cms.editions import selectors, spreading_panels


@hooks.register("before_serve_document")
def only_documents_that_readers_may_have(document: AbstractDocument, request: HttpRequest) -> None:
    """Answer 404 where neither a public page shows the document nor the person can open the admin."""
    if request.user.has_perm("wagtailadmin.access_admin"):
        return
    if not selectors.pages_showing(Key("document", document.pk), now=timezone.now()).exists():
        raise Http404


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("spreading/", spreading_panels.all_of_it, name="spreading"),
        path("spreading/<slug:kind>/<int:object_id>/", spreading_panels.of_one, name="spreading_of"),
    ]
    return [path("editions/", include((patterns, "editions"), namespace="editions"))]


@hooks.register("construct_homepage_panels")
def show_what_is_on_its_way(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(spreading_panels.SpreadingPanel())
