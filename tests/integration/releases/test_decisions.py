"""Deciding about a release on its screens: whole, by those who may, about what they saw, or refused in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page
from wagtail.users.models import UserProfile

from cms.publishing.models import JobKind, JobState, PublishJob
from cms.releases import selectors, services
from cms.releases.addresses import release_url
from cms.releases.models import ItemAction, Release, ReleaseItem, ReleaseState
from cms.releases.seen import mark_of
from home.models import StandardPage
from home.services.groups import ensure_groups
from tests.releases import DUE, NOW, a_release, a_release_manager, draft, schedule_release, words
from tests.scheduling import a_condition, a_live_page, empty_heading

pytestmark = pytest.mark.django_db


@pytest.fixture
def rhea() -> User:
    return a_release_manager()


@pytest.fixture
def desk(client: Client, rhea: User) -> Client:
    client.force_login(rhea)
    return client


def decide(desk: Client, release: Release, what: str, **said: Any) -> str:
    url = reverse(f"releases:{what}", args=[release.pk])
    return words(desk.post(url, {"seen": mark_of(release), **said}, follow=True))


def of_item(desk: Client, item: ReleaseItem, what: str) -> str:
    url = reverse(f"releases:{what}", args=[item.release_id, item.pk])
    return words(desk.post(url, follow=True))


def test_it_is_scheduled_moved_and_cancelled_in_the_zone_of_the_editor(desk: Client, rhea: User) -> None:
    UserProfile.objects.update_or_create(user=rhea, defaults={"current_time_zone": "Asia/Kathmandu"})
    release = a_release(draft(), user=rhea)
    assert "Asia/Kathmandu" in words(desk.get(reverse("releases:schedule", args=[release.pk])))

    assert "Goes out on 1 May 2099, 13:45:07 (Asia/Kathmandu)" in decide(
        desk, release, "schedule", go_live_at="2099-05-01T13:45:07"
    )
    release.refresh_from_db()
    assert release.go_live_at == datetime(2099, 5, 1, 8, 0, 7, tzinfo=UTC)
    assert release.time_zone == "Asia/Kathmandu"
    decide(desk, release, "schedule", go_live_at="2099-05-02T13:45:07")
    release.refresh_from_db()
    assert release.go_live_at == datetime(2099, 5, 2, 8, 0, 7, tzinfo=UTC)
    assert "Being put together" in decide(desk, release, "cancel")


@pytest.mark.parametrize(
    ("written", "why", "meant"),
    [
        ("2026-10-25T01:30:00", "happens twice", "2026-10-25T01:30:00+01:00"),
        ("2027-03-28T01:30:00", "does not exist", "2027-03-28T02:30:00+01:00"),
    ],
)
def test_a_time_that_the_clocks_skip_or_double_is_refused_with_both_readings(
    desk: Client, rhea: User, written: str, why: str, meant: str
) -> None:
    UserProfile.objects.update_or_create(user=rhea, defaults={"current_time_zone": "Europe/London"})
    release = a_release(draft(), user=rhea)
    moved = written.replace("2026", "2096").replace("10-25", "10-28").replace("2027-03-28", "2097-03-31")
    meant = meant.replace("2026-10-25", "2096-10-28").replace("2027-03-28", "2097-03-31")

    said = decide(desk, release, "schedule", go_live_at=moved)

    assert why in said
    assert f'value="{meant}"' in said
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT
    decide(desk, release, "schedule", go_live_at=moved, reading=meant)
    release.refresh_from_db()
    assert release.go_live_at == datetime.fromisoformat(meant)


def test_every_item_that_stands_in_the_way_is_named_and_nothing_is_scheduled(
    desk: Client, rhea: User
) -> None:
    gaps, good = draft("Gaps", body=empty_heading()), draft("Good")
    release = a_release(gaps, good, user=rhea)

    said = decide(desk, release, "schedule", go_live_at="2099-05-01T08:00:00")

    assert "Nothing was done, because of 1 of the items: “Gaps”: " in said.replace(
        '<ul class="release-problems"> <li>', ""
    ).replace("</p>", "")
    assert "Fill in “Heading”." in said
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT
    assert "This time has passed" in decide(desk, release, "schedule", go_live_at="2020-05-01T08:00:00")


def test_publish_now_asks_with_the_count_and_makes_it_due(desk: Client, rhea: User) -> None:
    release = a_release(draft("One"), draft("Two"), user=rhea)
    assert "Yes, publish all 2 items" in words(desk.get(reverse("releases:publish", args=[release.pk])))

    decide(desk, release, "publish")

    assert [due.object_id for due in selectors.due_releases(timezone.now(), 10)] == [str(release.pk)]


def test_before_it_goes_out_it_says_which_later_fix_it_would_take_back(desk: Client, rhea: User) -> None:
    page = a_live_page("Dosage")
    page.title = "Dosage, as planned"
    page.save_revision()
    release = a_release(StandardPage.objects.get(pk=page.pk), draft("New"), user=rhea)
    page.title = "Dosage, urgently corrected"
    page.save_revision().publish()
    for name in ("schedule", "publish"):
        html = words(desk.get(reverse(f"releases:{name}", args=[release.pk])))
        assert html.count("later than this one: what it changed is taken back") == 1


def test_what_somebody_else_has_changed_meanwhile_is_not_decided(desk: Client, rhea: User) -> None:
    release = a_release(draft("One"), user=rhea)
    seen = mark_of(release)
    services.add(release=release, instance=draft("Slipped in"), user=rhea, now=NOW)

    said = decide(desk, release, "publish", seen=seen)

    assert "Somebody has changed the release" in said
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT


def test_each_does_what_their_group_may(client: Client, rhea: User) -> None:
    ensure_groups()
    release = a_release(draft(), user=rhea)
    doing = ("schedule", "publish", "cancel", "undo", "retry", "trial")
    expected = {
        "Editors": [False, False, False, False, False, True],
        "Clinical reviewers": [False] * 6,
        "Moderators": [True] * 6,
    }
    for name, rights in expected.items():
        member = User.objects.create_user(f"member of {name}")
        member.groups.add(Group.objects.get(name=name))
        client.force_login(member)
        assert client.get(release_url(release)).status_code == 200
        urls = [reverse(f"releases:{what}", args=[release.pk]) for what in doing]
        denied = [
            answer.headers.get("Location") == reverse("wagtailadmin_home")
            for answer in (client.post(url) for url in urls)
        ]
        assert [not no for no in denied] == rights
        may_fill = name != "Clinical reviewers"
        assert (client.get(reverse("releases:add_item", args=[release.pk])).status_code == 200) == may_fill


def test_whoever_may_not_publish_one_of_the_items_cannot_schedule_the_whole_and_sees_which(
    desk: Client, rhea: User
) -> None:
    mine, other = draft("Mine"), draft("Not mine")
    release = a_release(mine, other, user=rhea)
    GroupPagePermission.objects.filter(group__in=rhea.groups.all()).update(page=Page.objects.get(pk=mine.pk))

    assert "You may not publish “Not mine”" in words(desk.get(release_url(release)))
    assert "“Not mine”: You may not publish it." in decide(
        desk, release, "schedule", go_live_at="2099-05-01T08:00:00"
    )


def test_nobody_slips_into_a_scheduled_release_what_they_may_not_publish(desk: Client, rhea: User) -> None:
    mine, other = draft("Mine"), draft("Not mine")
    release = a_release(mine, user=rhea)
    schedule_release(release, user=rhea, due=timezone.now() + timedelta(days=1))
    rights = GroupPagePermission.objects.filter(group__in=rhea.groups.all())
    rights.filter(permission__codename="publish_page").update(page=Page.objects.get(pk=mine.pk))

    url = reverse("releases:add_item", args=[release.pk])
    said = words(desk.post(url, {"page": other.pk, "action": ItemAction.PUBLISH}, follow=True))

    assert "“Not mine”: You may not publish it." in said
    assert release.items.count() == 1


def test_pages_and_entries_are_taken_in_brought_up_to_date_and_taken_out(desk: Client, rhea: User) -> None:
    release = a_release(user=rhea)
    live, condition = a_live_page("Old advice"), a_condition("Eczema")
    condition.save_revision()
    url = reverse("releases:add_item", args=[release.pk])

    assert "“Old advice” is in the release: it goes offline." in words(
        desk.post(url, {"page": live.pk, "action": ItemAction.UNPUBLISH}, follow=True)
    )
    desk.post(url, {"entry_entity": condition.pk, "action": ItemAction.PUBLISH})
    assert "There is nothing to publish" in words(
        desk.post(url, {"page": live.pk, "action": ItemAction.PUBLISH})
    )
    assert "Choose one page or one entry." in words(desk.post(url, {"action": ItemAction.PUBLISH}))
    assert list(release.items.values_list("title", flat=True)) == ["Old advice", "Eczema"]

    condition.name = "Eczema of the hand"
    condition.save_revision()
    item = release.items.get(title="Eczema")
    assert "its latest version is in the release now" in of_item(desk, item, "take_latest")
    item.refresh_from_db()
    assert item.title == "Eczema of the hand"
    assert "is not in the release any more" in of_item(desk, item, "remove_item")
    assert "somebody has taken it out" in of_item(desk, item, "remove_item")


def test_the_changes_are_shown_against_what_is_live(desk: Client, rhea: User) -> None:
    live = a_live_page("About us")
    live.title = "About all of us"
    live.save_revision()
    release = a_release(StandardPage.objects.get(pk=live.pk), draft("New"), user=rhea)
    changed, new = release.items.order_by("pk")

    html = words(desk.get(reverse("releases:changes", args=[release.pk, changed.pk])))
    assert '<span class="addition">all of us</span>' in html
    assert "First published at" not in html
    html = words(desk.get(reverse("releases:changes", args=[release.pk, new.pk])))
    assert "all of it is new" in html
    pinned = reverse("wagtailadmin_pages:revisions_view", args=[new.object_id, new.revision_id])
    assert pinned in html
    assert "New" in words(desk.get(pinned))


def test_drafts_are_not_shown_to_whoever_may_not_read_them(desk: Client, rhea: User) -> None:
    mine, other = draft("Mine"), draft("Not mine")
    release = a_release(mine, other, user=rhea)
    GroupPagePermission.objects.filter(group__in=rhea.groups.all()).update(page=Page.objects.get(pk=mine.pk))
    url = reverse("releases:changes", args=[release.pk, release.items.get(title="Not mine").pk])
    assert desk.get(url).status_code == 302


def test_a_blocked_release_names_its_items_and_is_tried_again(desk: Client, rhea: User) -> None:
    release = a_release(draft("Bad"), user=rhea)
    schedule_release(release, user=rhea)
    problem: dict[str, Any] = {"message": "Fill this in.", "field": None, "trail": [], "path": []}
    release.items.update(problems=[problem])
    job = PublishJob.objects.create(
        kind=JobKind.RELEASE,
        content_type_id=selectors.due_of(release.pk, NOW).content_type_id,
        object_id=str(release.pk),
        due=DUE,
        state=JobState.BLOCKED,
        attempts=3,
        error="“Bad”: Fill this in.",
    )

    html = words(desk.get(release_url(release)))
    assert "Blocked: nothing of it is public" in html
    assert "“Bad”: Fill this in." in html
    assert "blocked" in words(desk.get(reverse("releases:index")))

    assert "It is tried again now." in decide(desk, release, "retry")
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.WAITING, 0)


def test_undo_says_first_what_it_restores(desk: Client, rhea: User) -> None:
    page = a_live_page("Before")
    before = page.live_revision
    release = a_release(user=rhea)
    Release.objects.filter(pk=release.pk).update(state=ReleaseState.PUBLISHED, published_at=NOW)
    release.refresh_from_db()
    gone = draft("New")
    for instance, was_live in ((page, True), (gone, False)):
        ReleaseItem.objects.create(
            release=release,
            action=ItemAction.PUBLISH,
            content_type_id=selectors.base_type_id(instance),
            object_id=str(instance.pk),
            title=instance.title,
            revision=instance.latest_revision,
            added_at=NOW,
            was_live=was_live,
            before=before if was_live else None,
        )

    html = words(desk.get(reverse("releases:undo", args=[release.pk])))
    assert "“Before” goes back to the version of" in html
    assert "“New” goes offline again" in html
    assert "Another version has gone live since" not in html

    page.title = "Corrected"
    page.save_revision().publish()
    html = words(desk.get(reverse("releases:undo", args=[release.pk])))
    assert html.count("Another version has gone live since: what that one changed is taken back, too") == 1

    assert "Undo: Spring update" in decide(desk, release, "undo")
    assert "It is taken back by" in words(desk.get(release_url(release)))


def test_a_trial_run_is_asked_for_whether_it_is_scheduled_or_not(desk: Client, rhea: User) -> None:
    release = a_release(draft(), user=rhea)
    Release.objects.filter(pk=release.pk).update(rehearsed_at=NOW, rehearsal_seconds=1)
    assert "There was no trial run of it as it stands." in decide(desk, release, "trial")
    assert "There is nothing in it yet." in decide(desk, a_release(user=rhea, title="Empty"), "trial")


def test_nothing_is_decided_by_a_link(desk: Client, rhea: User) -> None:
    release = a_release(draft(), user=rhea)
    item = release.items.get()
    for what, args in (("retry", []), ("trial", []), ("remove_item", [item.pk]), ("take_latest", [item.pk])):
        assert desk.get(reverse(f"releases:{what}", args=[release.pk, *args])).status_code == 405
    assert release.items.count() == 1
