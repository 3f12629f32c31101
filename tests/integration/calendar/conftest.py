"""Somebody at a desk, and what they see in the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group, Permission, User
from wagtail.models import GroupPagePermission, Page

from cms.calendar.entries import Entry
from cms.calendar.selectors import entries_between

START, END = datetime(2099, 3, 1, tzinfo=UTC), datetime(2099, 4, 1, tzinfo=UTC)
NOON = datetime(2099, 3, 10, 12, tzinfo=UTC)
LATER = datetime(2099, 3, 12, 9, 30, tzinfo=UTC)

Worker = Callable[..., User]


@pytest.fixture
def worker(db: None) -> Worker:
    """``worker("ada", below=page, may=["change_page"])``: somebody in the admin with rights from ``below`` on."""

    def make(name: str, *, below: Page | None = None, may: list[str] | None = None) -> User:
        group = Group.objects.create(name=name)
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for permission in Permission.objects.filter(codename__in=may or []):
            if permission.content_type.app_label == "wagtailcore":
                GroupPagePermission.objects.create(group=group, page=below, permission=permission)
            else:
                group.permissions.add(permission)
        user = User.objects.create_user(name, f"{name}@example.org", "x")
        user.groups.add(group)
        return user

    return make


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("boss", "boss@example.org", "x")


def seen(user: User, start: datetime = START, end: datetime = END) -> list[Entry]:
    """What somebody who has just come in sees: rights are remembered with the user that was loaded."""
    fresh = User.objects.get(pk=user.pk)
    return entries_between(start, end, user=fresh, now=datetime.now(UTC)).entries
