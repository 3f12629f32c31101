"""Beside the form of a page: which pages would stand with it, and why; to be pinned or kept out with a click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.models import Page

from cms.core.models import BasePage
from cms.core.moment import database_now
from cms.related import description
from cms.related.suggestions import suggestions_for


class RelatedSidePanel(BaseSidePanel):
    """Opened from the chain. Its content is fetched when it is seen, and again when the draft was saved."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle related pages"
        icon_name = "link"

    name = "related"
    title = "Related pages"
    template_name = "related/side_panel.html"
    order = 160

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        return {**context, "url": reverse("related:suggestions", args=[self.object.pk])}

    @property
    def media(self) -> Media:
        return Media(js=["related/suggestions.js"], css={"all": ["related/suggestions.css"]})


def related_panels(instance: Any, request: Any) -> list[BaseSidePanel]:
    """The panel, beside the form of a page that has related pages."""
    takes_part = isinstance(instance, BasePage) and instance.type_name() in description.known_types()
    return [RelatedSidePanel(instance, request)] if takes_part and instance.pk is not None else []


def suggestions(request: HttpRequest, page_id: int) -> HttpResponse:
    """Of the page as it was last saved, for those who may edit it."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft = page.get_latest_revision_as_object()
    found = suggestions_for(draft, now=database_now()) if isinstance(draft, BasePage) else None
    return render(request, "related/suggestions.html", {"found": found})
