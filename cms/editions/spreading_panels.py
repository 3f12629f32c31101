"""How far a change has come, where editors work: beside the form of what was changed, and on the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.models import Page

from cms.core.keys import Key, page_key
from cms.editions.spreading import Spreading, names_of, spreading_now, spreading_of
from cms.publishing.signal_handlers import key_of

SCRIPT = "editions/spreading.js"


class SpreadingSidePanel(BaseSidePanel):
    """Opened from the globe; its number counts the pages that still show what was there before."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle pages that show it"
        icon_name = "globe"

        def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "count": self.panel.spreading.waiting}

    name = "spreading"
    title = "Pages that show it"
    template_name = "editions/spreading_side_panel.html"
    order = 170

    def __init__(self, instance: Any, request: Any, spreading: Spreading) -> None:
        super().__init__(instance, request)
        self.spreading = spreading

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        key = self.spreading.key
        return {
            **context,
            "spreading": self.spreading,
            "url": reverse("editions:spreading_of", args=[key.kind, key.object_id]),
        }

    @property
    def media(self) -> Media:
        return Media(js=[SCRIPT])


def spreading_panels(instance: Any, request: Any) -> list[BaseSidePanel]:
    """The panel, beside the form of what any page shows."""
    if instance.pk is None:
        return []
    key = page_key(instance.pk) if isinstance(instance, Page) else key_of(instance)
    spreading = spreading_of([key])[key] if key is not None else None
    return [SpreadingSidePanel(instance, request, spreading)] if spreading and spreading.total else []


class SpreadingPanel(Component):
    """On the dashboard: changes that have not come to all pages; nothing at all when all have."""

    name = "spreading"
    template_name = "editions/spreading_panel.html"
    order = 80

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"changes": _named_changes(), "url": reverse("editions:spreading")}

    @property
    def media(self) -> Media:
        return Media(js=[SCRIPT])


def _named_changes() -> list[dict[str, Any]]:
    changes = spreading_now()
    names = names_of(one.key for one in changes)
    return [
        {"spreading": one, "title": names[one.key][0], "url": names[one.key][1]}
        for one in changes
        if one.key in names
    ]


def all_of_it(request: HttpRequest) -> HttpResponse:
    """What the dashboard's panel says by now."""
    return render(request, "editions/spreading_changes.html", {"changes": _named_changes()})


def of_one(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    """What the side panel says by now."""
    key = Key(kind, object_id)
    return render(request, "editions/spreading.html", {"spreading": spreading_of([key])[key]})
