"""What editors, moderators and clinical reviewers may do after the first migrate."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

from home.models import InitialGrant
from home.services import ensure_groups
from tests.factories import medications as make

pytestmark = pytest.mark.django_db


def member_of(group: str) -> Any:
    user = get_user_model().objects.create_user(
        username=group, email=f"{len(group)}@example.org", password="x"
    )
    user.groups.add(Group.objects.get(name=group))
    return user


LIVE_AT_ONCE = ("contributor", "source", "category", "disclaimer")


def test_editors_write_entries_and_do_not_publish_or_delete_them() -> None:
    editor = member_of("Editors")
    assert editor.has_perms(["medications.add_medicine", "medications.change_condition"])
    assert not editor.has_perm("medications.publish_medicine")
    assert not editor.has_perm("medications.delete_medicine")


@pytest.mark.parametrize("name", LIVE_AT_ONCE)
def test_what_readers_see_as_soon_as_it_is_saved_is_changed_by_moderators_only(name: str) -> None:
    editor, reviewer, moderator = (
        member_of(group) for group in ("Editors", "Clinical reviewers", "Moderators")
    )
    change, view = f"medications.change_{name}", f"medications.view_{name}"
    assert [user.has_perm(change) for user in (editor, reviewer, moderator)] == [False, False, True]
    assert [user.has_perm(view) for user in (editor, reviewer, moderator)] == [True, True, True]


def test_editors_add_the_sources_they_cite() -> None:
    editor = member_of("Editors")
    assert [name for name in LIVE_AT_ONCE if editor.has_perm(f"medications.add_{name}")] == ["source"]


def test_moderators_publish_and_delete_entries_and_change_the_site_profile() -> None:
    moderator = member_of("Moderators")
    assert moderator.has_perms(
        ["medications.publish_medicine", "medications.delete_source", "home.change_siteprofile"]
    )


def test_clinical_reviewers_reach_the_admin_and_edit_drafts_and_publish_nothing() -> None:
    reviewer = member_of("Clinical reviewers")
    assert reviewer.has_perms(["wagtailadmin.access_admin", "medications.change_medicine"])
    assert not reviewer.has_perm("medications.add_medicine")
    page_rights = make.ArticlePageFactory().permissions_for_user(reviewer)
    assert page_rights.can_edit()
    assert not page_rights.can_publish()
    assert not reviewer.has_perm("medications.publish_medicine")


def test_clinical_reviewers_choose_pictures_and_files_and_add_none() -> None:
    reviewer = member_of("Clinical reviewers")
    for model in (get_image_model(), get_document_model()):
        policy = policy_registry.get_by_type(model)
        assert policy.user_has_permission(reviewer, "choose")
        assert not policy.user_has_permission(reviewer, "add")


def test_moderators_mend_redirects() -> None:
    moderator, editor = member_of("Moderators"), member_of("Editors")
    rights = [f"wagtailredirects.{action}_redirect" for action in ("add", "change", "delete")]
    assert moderator.has_perms(rights)
    assert not any(editor.has_perm(right) for right in rights)


def test_editors_put_releases_together_moderators_let_them_out_and_reviewers_look() -> None:
    actions = ("view", "add", "change", "publish", "delete")
    members = {name: member_of(name) for name in ("Editors", "Moderators", "Clinical reviewers")}
    rights = {
        name: [action for action in actions if member.has_perm(f"releases.{action}_release")]
        for name, member in members.items()
    }
    assert rights == {
        "Editors": ["view", "add", "change"],
        "Moderators": ["view", "add", "change", "publish", "delete"],
        "Clinical reviewers": ["view"],
    }


def test_nobody_makes_bare_entries() -> None:
    granted = InitialGrant.objects.filter(
        permission__in=["medications.add_entity", "medications.delete_entity"]
    )
    assert not granted.exists()


def test_what_an_administrator_takes_away_stays_away() -> None:
    editors = Group.objects.get(name="Editors")
    editors.permissions.remove(Permission.objects.get(codename="add_medicine"))
    Group.objects.get(name="Clinical reviewers").delete()
    ensure_groups()
    assert not editors.permissions.filter(codename="add_medicine").exists()
    assert not Group.objects.filter(name="Clinical reviewers").exists()


def test_a_second_time_changes_nothing() -> None:
    before = (InitialGrant.objects.count(), Permission.objects.filter(group__isnull=False).count())
    ensure_groups()
    assert (InitialGrant.objects.count(), Permission.objects.filter(group__isnull=False).count()) == before
