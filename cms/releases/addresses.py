"""Where a release is looked at."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse

from cms.releases.models import Release


def release_url(release: Release) -> str:
    """The page of a release in the admin; empty where none is registered."""
    viewset: Any = getattr(Release, "snippet_viewset", None)
    return reverse(viewset.get_url_name("edit"), args=[quote(release.pk)]) if viewset is not None else ""
