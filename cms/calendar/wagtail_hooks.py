"""The calendar's places in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.calendar.views import calendar, change, feed


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("", calendar.show, name="show"),
        path("entries/", calendar.entries, name="entries"),
        path("go-live/<int:revision_id>/", change.go_live, name="go_live"),
        path("expiry/<int:content_type_id>/<str:object_id>/", change.expiry, name="expiry"),
        path("release/<int:release_id>/", change.release, name="release"),
        path("feed/renew/", feed.renew, name="renew_feed"),
        path("feed/revoke/", feed.revoke, name="revoke_feed"),
    ]
    return [path("calendar/", include((patterns, "calendar"), namespace="calendar"))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return MenuItem(
        "Calendar", reverse("calendar:show"), name="calendar", icon_name="calendar-alt", order=150
    )


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action("calendar.expiry_moved", "Move expiry", "Expiry moved to another time")
