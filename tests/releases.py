"""Releases as the tests of several apps need them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from django.contrib.auth.models import Group, Permission, User

from cms.publishing.due import due_now
from cms.publishing.runner import run_due
from cms.releases import services
from cms.releases.models import ItemAction, Release, ReleaseItem
from home.models import StandardPage
from tests.scheduling import a_page, a_publisher

NOW = datetime(2026, 3, 1, 7, 0, tzinfo=UTC)
DUE = NOW + timedelta(hours=1)


def draft(title: str = "About us", **fields: Any) -> StandardPage:
    """A page that was never published, with a version that nobody has checked."""
    page = a_page(title, **fields)
    page.save_revision(clean=False)
    return StandardPage.objects.get(pk=page.pk)


def words(response: Any) -> str:
    """What a screen says, on one line."""
    return " ".join(unescape(response.content.decode()).split())


def a_release_manager(name: str = "rhea") -> User:
    """May publish every page, and releases."""
    user = a_publisher(name)
    group = Group.objects.create(name=f"Releases of {name}")
    permissions = Permission.objects.filter(content_type__app_label="releases")
    entries = Permission.objects.filter(
        content_type__app_label="medications", codename__startswith="publish_"
    )
    group.permissions.add(*permissions, *entries)
    user.groups.add(group)
    return User.objects.get(pk=user.pk)


def a_release(*instances: Any, user: User, title: str = "Spring update") -> Release:
    """Being put together, with the latest versions of these pages and entries."""
    release = services.create(title=title, user=user, now=NOW)
    for instance in instances:
        services.add(release=release, instance=instance, user=user, now=NOW)
    return release


def taking_offline(release: Release, instance: Any, *, user: User) -> ReleaseItem:
    return services.add(release=release, instance=instance, user=user, now=NOW, action=ItemAction.UNPUBLISH)


def schedule_release(release: Release, *, user: User, due: datetime = DUE, now: datetime = NOW) -> None:
    services.schedule(release=release, go_live_at=due, time_zone="Europe/London", user=user, now=now)
    release.refresh_from_db()


def let_out(now: datetime = DUE) -> str:
    """Do what is due at ``now``; returns what came of it in words."""
    return str(run_due(now=now)) if due_now(now=now) else "nothing was due"
