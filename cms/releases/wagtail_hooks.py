"""The places of releases in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder

from cms.releases.addresses import ReleaseURLFinder
from cms.releases.bulk_add import AddEntriesBulkAction, AddPagesBulkAction
from cms.releases.log_words import FORMATTERS
from cms.releases.models import Release
from cms.releases.viewsets import ReleaseViewSet


@hooks.register("register_admin_viewset")
def releases() -> ReleaseViewSet:
    return ReleaseViewSet()


# Also with the viewset, but only once addresses are asked for; a worker that writes a mail may never have.
register_admin_url_finder(Release, ReleaseURLFinder)
hooks.register("register_bulk_action", AddPagesBulkAction)
hooks.register("register_bulk_action", AddEntriesBulkAction)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    for action, formatter in FORMATTERS.items():
        actions.register_action(action)(formatter)
    actions.register_action("releases.publish", "Publish release", "Release published")
    actions.register_action("releases.end_previews", "End previews", "Links to the preview ended")
    actions.register_action("releases.undo", "Undo release", "Release made that undoes this one")
