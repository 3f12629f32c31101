"""The page of one release."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.log_actions import registry as log_registry

from cms.core.moment import database_now
from cms.releases import selectors
from cms.releases.outlook import outlook_of
from cms.releases.rows import rows_of
from cms.releases.views.base import SEEING, OfRelease

LAST_ENTRIES = 8


class ShowView(OfRelease):
    """Where it stands, what is in it, and what can be done. Ten queries or so, however much is in it."""

    any_permission_required = SEEING
    template_name = "releases/show.html"

    def get_page_subtitle(self) -> str:
        return ""

    def get_header_title(self) -> str:
        return f"Release: {self.release.title}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.user_has_permission("change"):
            return []
        return [HeaderButton("Edit", url=reverse("releases:edit", args=[self.release.pk]), icon_name="edit")]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        if not (self.release.is_draft and self.user_has_permission("delete")):
            return []
        return [Button("Delete", url=reverse("releases:delete", args=[self.release.pk]), icon_name="bin")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = rows_of(self.release, user=self.request.user)
        outlook = outlook_of(
            self.release, has_problems=any(row.item.problems for row in rows), now=database_now()
        )
        return {
            **super().get_context_data(**kwargs),
            "rows": rows,
            "failing": [row for row in rows if row.problems],
            "outlook": outlook,
            # A trial run was asked for here, and no worker has begun it yet.
            "trial_is_due": "trial" in self.request.GET and self.release.rehearsed_at is None,
            "may_publish": selectors.may_publish_releases(self.request.user),
            "not_theirs": [row for row in rows if not row.may_publish] if self.release.is_open else [],
            "may_change": self._may_change(),
            "history": log_registry.get_logs_for_instance(self.release).select_related("user")[:LAST_ENTRIES],
            "history_url": reverse("releases:history", args=[self.release.pk]),
            "undone_by": self.release.undone_by.order_by("pk").last(),
        }

    def _may_change(self) -> bool:
        """As the services refuse it."""
        if not (self.release.is_open and self.user_has_permission("change")):
            return False
        return not self.release.is_scheduled or selectors.may_publish_releases(self.request.user)
