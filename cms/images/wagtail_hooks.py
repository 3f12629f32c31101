"""The images' places in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from cms.images.panels import ImageProblemsPanel


@hooks.register("construct_homepage_panels")
def show_image_problems(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(ImageProblemsPanel())
