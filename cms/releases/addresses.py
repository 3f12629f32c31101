"""Where a release is looked at."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.admin.admin_url_finder import ModelAdminURLFinder

from cms.releases.models import Release
from cms.releases.selectors import may_see_releases


def release_url(release: Release) -> str:
    """The page of a release in the admin."""
    return reverse("releases:show", args=[release.pk])


class ReleaseURLFinder(ModelAdminURLFinder):
    """Where reports, logs and mails of Wagtail's lead to: the page of the release, for whoever may see it."""

    def construct_edit_url(self, instance: Any) -> str:
        return release_url(instance)

    def get_edit_url(self, instance: Any) -> str | None:
        if self.user is not None and not may_see_releases(self.user):
            return None
        return self.construct_edit_url(instance)
