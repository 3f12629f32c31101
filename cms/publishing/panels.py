"""The dashboard's panel of scheduled work that needs somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from cms.core.moment import database_now
from cms.publishing.selectors import troubles_for


class TroublesPanel(Component):
    """Blocked, failing and late work, each with its reason and what can be done; nothing at all when all is well."""

    name = "scheduled_work"
    template_name = "publishing/troubles_panel.html"
    order = 50  # above everything Wagtail shows there

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        return {
            "troubles": troubles_for(user=request.user, now=database_now()),
            "csrf_token": parent_context["csrf_token"],
        }
