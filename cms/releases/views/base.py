"""What all screens of one release have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic.base import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from cms.releases.addresses import release_url
from cms.releases.models import Release

SEEING = ["view", "add", "change", "publish"]


class OfRelease(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """A screen of the release at ``pk``. 403 without the permission that it names, 404 for a release that is gone."""

    model = Release
    header_icon = "upload"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.release = get_object_or_404(Release.objects.select_related("owner", "undoes"), pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.release.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [
            *self.breadcrumbs_items,
            {"url": reverse("releases:index"), "label": "Releases"},
            {"url": release_url(self.release), "label": self.release.title},
        ]
        if self.page_title:
            items.append({"url": "", "label": self.get_page_title()})
        return items

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "release": self.release}
