"""Beside the form of a page or entry: the releases that it is in, and the way into one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.models import DraftStateMixin

from cms.publishing.words import moment_in_words
from cms.releases import selectors
from cms.releases.addresses import release_url
from cms.releases.bulk_add import add_url, may_fill_releases
from cms.releases.models import ItemAction, ReleaseItem


class ReleaseSidePanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle releases"
        icon_name = "upload"

        def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "count": len(self.panel.items)}

    name = "releases"
    title = "Releases"
    template_name = "releases/release_panel.html"
    order = 130

    def __init__(self, instance: Any, request: Any, items: list[ReleaseItem]) -> None:
        super().__init__(instance, request)
        self.items = items

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        may_add = may_fill_releases(self.request.user)
        return {
            **context,
            "releases": [_shown(item, self.object) for item in self.items],
            "add_url": add_url(self.object, back=self.request.path) if may_add else "",
        }


def release_panels(instance: Any, request: Any) -> list[BaseSidePanel]:
    """The panel, for whoever may see releases, beside the form of what has drafts and has been saved."""
    if instance.pk is None or not isinstance(instance, DraftStateMixin):
        return []
    if not selectors.may_see_releases(request.user):
        return []
    return [ReleaseSidePanel(instance, request, selectors.open_releases_with(instance))]


def _shown(item: ReleaseItem, instance: Any) -> dict[str, Any]:
    release = item.release
    pins_another = item.action == ItemAction.PUBLISH and item.revision_id != instance.latest_revision_id
    return {
        "title": release.title,
        "url": release_url(release),
        "when": f"goes out on {moment_in_words(release.go_live_at)}"
        if release.go_live_at
        else "has no time yet",
        "what": item.get_action_display().lower(),
        "pins_another": pins_another,
    }
