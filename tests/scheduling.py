"""Pages and snippets with schedules, as the tests of the publishing engine need them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from wagtail.models import GroupPagePermission, Locale, Page, Revision, Site

from home.models import HomePage, StandardPage
from medications.models import Condition

PAST = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def home_page() -> HomePage:
    """The site's front page; made anew where a test before this one emptied the database."""
    found = HomePage.objects.first()
    if found is not None and Site.objects.filter(root_page=found, is_default_site=True).exists():
        return found
    Locale.objects.get_or_create(language_code="en")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    home = found or root.add_child(instance=HomePage(title="Front page", slug="front-page"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "Formulary"}
    )
    # Wagtail remembers the roots of the sites for an hour.
    Site.clear_site_root_paths_cache()
    home.save_revision().publish()
    return HomePage.objects.get(pk=home.pk)


def a_page(title: str = "About us", **fields: Any) -> StandardPage:
    """A page that was never published."""
    home = home_page()
    home.refresh_from_db()
    filled = {"body": [("paragraph", "<p>We write about medicines.</p>")], **fields}
    return home.add_child(instance=StandardPage(title=title, live=False, **filled))


def a_draft(title: str = "About us", **fields: Any) -> StandardPage:
    """A page that was never published, with a version."""
    page = a_page(title, **fields)
    page.save_revision()
    return StandardPage.objects.get(pk=page.pk)


def a_live_page(title: str = "About us", **fields: Any) -> StandardPage:
    page = a_page(title, **fields)
    page.save_revision().publish()
    return StandardPage.objects.get(pk=page.pk)


def a_condition(name: str = "Eczema", **fields: Any) -> Condition:
    """An entry that was never published."""
    texts = {"short_definition": "An itchy rash.", "slug": name.lower().replace(" ", "-")}
    return Condition.objects.create(name=name, live=False, **{**texts, **fields})


def schedule(instance: Any, due: datetime = PAST) -> Revision:
    """Approve the object, as it stands in memory, to go live at ``due``, which may be past already."""
    instance.go_live_at = due
    return instance.save_revision(approved_go_live_at=due, clean=False)


def expire_at(instance: Any, due: datetime) -> None:
    """Let a live object expire at ``due``, in its row and in its latest revision."""
    type(instance).objects.filter(pk=instance.pk).update(expire_at=due)
    instance.refresh_from_db()


def with_content(revision: Revision) -> None:
    """Give a revision the body that it lacked to be published."""
    body = json.dumps([{"type": "paragraph", "value": "<p>We write about medicines.</p>"}])
    stored = Revision.objects.get(pk=revision.pk).content
    Revision.objects.filter(pk=revision.pk).update(content={**stored, "body": body})


def empty_heading() -> list[tuple[str, Any]]:
    """A body whose section lacks what every section must have to be published."""
    return [("section", {"heading": "", "content": []})]


def with_unreadable_content(revision: Revision) -> None:
    """Break a revision the way an upgrade gone wrong does: a value that is not what its field is."""
    Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "expire_at": "not a moment"})


def is_live(instance: Any) -> bool:
    return type(instance).objects.values_list("live", flat=True).get(pk=instance.pk)


def is_scheduled(revision: Revision) -> bool:
    return Revision.objects.filter(pk=revision.pk, approved_go_live_at__isnull=False).exists()


def somebody(name: str, *codenames: str) -> User:
    """May enter the admin and do with every page what ``codenames`` say."""
    group = Group.objects.create(name=f"What {name} may")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in codenames:
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=home_page(), permission=permission)
    user = User.objects.create_user(name, f"{name}@example.com", "pass")
    user.groups.add(group)
    return user


def a_writer(name: str = "ben") -> User:
    """May write and not publish."""
    return somebody(name, "add_page", "change_page")


def a_publisher(name: str = "mia") -> User:
    return somebody(name, "add_page", "change_page", "publish_page")
