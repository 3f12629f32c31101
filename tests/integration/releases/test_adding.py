"""Into a release from the explorer, from a list of entries, and from the form of a page or entry."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from cms.releases.models import ItemAction, Release, ReleaseItem
from home.services.groups import ensure_groups
from tests.releases import a_release, a_release_manager, draft, schedule_release, words
from tests.scheduling import a_condition, a_live_page, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def rhea() -> User:
    return a_release_manager()


@pytest.fixture
def desk(client: Client, rhea: User) -> Client:
    client.force_login(rhea)
    return client


def url_for(*instances: Any, model: tuple[str, str] = ("wagtailcore", "page")) -> str:
    url = reverse("wagtail_bulk_action", args=[*model, "add_to_release"])
    return f"{url}?{'&'.join(f'id={one.pk}' for one in instances)}&next=/admin/"


def add(desk: Client, url: str, **said: Any) -> str:
    return words(desk.post(url, {"action": ItemAction.PUBLISH, **said}, follow=True))


def titles(release: Release) -> list[str]:
    return list(release.items.order_by("title").values_list("title", flat=True))


def test_pages_that_are_ticked_go_into_a_new_release(desk: Client, rhea: User) -> None:
    said = add(desk, url_for(draft("One"), draft("Two")), new_title="Spring")

    release = Release.objects.get()
    assert titles(release) == ["One", "Two"]
    assert release.owner == rhea
    assert "2 items are in the release “Spring” now." in said
    assert "Being put together" in said


def test_entries_go_into_one_that_is_open_and_what_has_no_drafts_does_not(desk: Client, rhea: User) -> None:
    release = a_release(draft("Page"), user=rhea)
    condition = a_condition("Eczema")
    condition.save_revision()
    url = url_for(condition, model=("medications", "condition"))
    assert "Eczema" in words(desk.get(url))

    add(desk, url, release=release.pk)

    assert titles(release) == ["Eczema", "Page"]
    assert bulk_action_registry.get_bulk_action_class("medications", "source", "add_to_release") is None


def test_if_one_cannot_be_added_none_is_and_no_release_is_left_behind(desk: Client) -> None:
    said = add(desk, url_for(draft("Good"), a_live_page("Done")), new_title="Spring")

    assert "None of the pages was added to the release" in said
    assert "“Done”" in said
    assert not Release.objects.exists()
    assert "one of the two" in add(desk, url_for(draft("Other")))


def test_editors_add_to_what_is_put_together_not_to_what_is_scheduled(client: Client, rhea: User) -> None:
    ensure_groups()
    page = draft("Mine")
    scheduled = a_release(draft(), user=rhea, title="All set")
    schedule_release(scheduled, user=rhea, due=timezone.now() + timedelta(days=1))
    editor, reviewer = somebody("edda", "change_page"), somebody("rosa", "change_page")
    editor.groups.add(Group.objects.get(name="Editors"))
    reviewer.groups.add(Group.objects.get(name="Clinical reviewers"))

    client.force_login(editor)
    assert "All set" not in words(client.get(url_for(page)))
    add(client, url_for(page), release=scheduled.pk)
    assert ReleaseItem.objects.count() == 1
    client.force_login(reviewer)
    assert "not put them together" in words(client.get(url_for(page)))
    open_one = a_release(user=rhea, title="Still empty")
    assert "You may not put it into a release." in add(client, url_for(page), release=open_one.pk)
    assert ReleaseItem.objects.count() == 1


def test_the_form_of_a_page_or_entry_says_in_which_releases_it_is(desk: Client, rhea: User) -> None:
    page, condition = draft("Page"), a_condition("Eczema")
    condition.save_revision()
    forms = {
        page: reverse("wagtailadmin_pages:edit", args=[page.pk]),
        condition: reverse("wagtailsnippets_medications_condition:edit", args=[condition.pk]),
    }
    rhea.groups.first().permissions.add(Permission.objects.get(codename="change_condition"))  # type: ignore[union-attr]
    for form in forms.values():
        assert "It is in no release" in words(desk.get(form))
    a_release(page, condition, user=rhea, title="Spring")
    page.save_revision()

    html = words(desk.get(forms[page]))
    assert "It goes live with this release, which has no time yet." in html
    assert "An earlier version than this draft is in the release." in html
    html = words(desk.get(forms[condition]))
    assert "Spring" in html
    assert "An earlier version" not in html
    assert "/bulk/medications/condition/add_to_release/" in html
