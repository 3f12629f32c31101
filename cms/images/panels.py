"""The dashboard's panel of images that readers don't get as they should."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from cms.images.selectors import images_with_problems

MOST_SHOWN = 20


class ImageProblemsPanel(Component):
    """Images that could not be made in all formats, each with what readers get; nothing at all when all are."""

    name = "image_problems"
    template_name = "images/problems_panel.html"
    order = 70  # below scheduled work, which has its time

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"images": images_with_problems(user=parent_context["request"].user, limit=MOST_SHOWN)}
