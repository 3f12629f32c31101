"""The screens of releases: who sees and does what, in which words, and at what cost."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.releases import services
from cms.releases.addresses import release_url
from cms.releases.models import Release
from home.models import StandardPage
from tests.releases import NOW, a_release, a_release_manager, draft, schedule_release, words
from tests.scheduling import a_condition, a_live_page, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def rhea() -> User:
    return a_release_manager()


@pytest.fixture
def desk(client: Client, rhea: User) -> Client:
    client.force_login(rhea)
    return client


def look_at(desk: Client, release: Release) -> str:
    return words(desk.get(release_url(release)))


def test_a_release_is_made_and_renamed_and_logged(desk: Client, rhea: User) -> None:
    answer = desk.post(reverse("releases:add"), {"title": "Spring", "notes": "New labels"}, follow=True)

    release = Release.objects.get()
    assert (release.owner, release.title, release.notes) == (rhea, "Spring", "New labels")
    assert "Being put together" in words(answer)
    changed = {"title": "Spring labels", "notes": "", "owner": rhea.pk}
    assert "Spring labels" in words(
        desk.post(reverse("releases:edit", args=[release.pk]), changed, follow=True)
    )
    assert "Spring labels" in words(desk.get(reverse("wagtailadmin_reports:site_history")))


def test_the_list_says_where_each_stands_and_finds_by_title_and_state(desk: Client, rhea: User) -> None:
    a_release(user=rhea, title="Still empty")
    schedule_release(a_release(draft(), user=rhea, title="All set"), user=rhea)

    html = words(desk.get(reverse("releases:index")))
    assert "1 March 2026, 08:00:00 (UTC)" in html
    assert "rhea" in html

    def found(**asked: str) -> list[str]:
        answer = desk.get(reverse("releases:index_results"), asked)
        return [release.title for release in answer.context["object_list"]]

    assert found(q="empty") == ["Still empty"]
    assert found(standing="scheduled") == ["All set"]
    assert found(standing="blocked") == []
    assert found(owner=str(rhea.pk)) == ["All set", "Still empty"]


def test_its_page_says_what_becomes_of_each_item(desk: Client, rhea: User) -> None:
    live = a_live_page("Known")
    live.title = "Known better"
    live.save_revision()
    condition = a_condition("Eczema")
    condition.save_revision()
    release = a_release(draft("New"), StandardPage.objects.get(pk=live.pk), condition, user=rhea)

    html = look_at(desk, release)

    assert html.count("goes live for the first time") == 2
    assert "replaces the live version" in html
    assert reverse("wagtailadmin_pages:edit", args=[live.pk]) in html
    assert "A newer draft exists" not in html
    live.title = "Known best"
    live.save_revision()
    assert "A newer draft exists" in look_at(desk, release)


def test_the_page_costs_the_same_for_few_items_and_for_many(desk: Client, rhea: User) -> None:
    sizes = (2, 20, 100)
    releases = [a_release_of(size, user=rhea) for size in sizes]
    look_at(desk, releases[0])
    costs = []
    for release in releases:
        with CaptureQueriesContext(connection) as queries:
            look_at(desk, release)
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2] <= 25, dict(zip(sizes, costs, strict=True))


def a_release_of(size: int, *, user: User) -> Release:
    """Half of it pages, of which some are live, half of it entries."""
    pages = [draft(f"Page {size}-{number}") for number in range(size // 2)]
    for page in pages[::4]:
        page.get_latest_revision().publish()
        page.title += " again"
        page.save_revision()
    entries = [condition_with_a_draft(f"{size}-{number}") for number in range(size - len(pages))]
    return a_release(*pages, *entries, user=user)


def condition_with_a_draft(name: str) -> Any:
    condition = a_condition(name)
    condition.save_revision()
    return condition


def test_whoever_has_no_right_to_releases_sees_none(client: Client, rhea: User) -> None:
    release = a_release(draft(), user=rhea)
    client.force_login(somebody("nina", "change_page"))
    for url in (reverse("releases:index"), release_url(release), reverse("releases:add")):
        assert client.get(url).status_code == 302


def test_a_release_is_renamed_without_touching_when_and_whether_it_goes_out(desk: Client, rhea: User) -> None:
    release = a_release(draft(), user=rhea)
    schedule_release(release, user=rhea)
    with CaptureQueriesContext(connection) as queries:
        desk.post(reverse("releases:edit", args=[release.pk]), {"title": "Summer", "notes": "", "owner": ""})
    writes = [one["sql"] for one in queries if one["sql"].startswith('UPDATE "releases_release"')]
    assert len(writes) == 1
    assert '"title"' in writes[0]
    assert '"state"' not in writes[0]
    assert '"go_live_at"' not in writes[0]
    release.refresh_from_db()
    assert (release.title, release.owner) == ("Summer", None)


def test_a_fix_that_went_live_after_the_version_was_pinned_is_warned_of(desk: Client, rhea: User) -> None:
    page = a_live_page("Dosage")
    page.title = "Dosage, as planned"
    page.save_revision()
    release = a_release(StandardPage.objects.get(pk=page.pk), user=rhea)
    assert "Readers would lose what it changed" not in look_at(desk, release)

    page.title = "Dosage, urgently corrected"
    page.save_revision().publish()

    assert "A later version is live already. Readers would lose what it changed" in look_at(desk, release)


def test_the_history_says_what_was_done_with_what_and_for_when(desk: Client, rhea: User) -> None:
    first, second = draft("First <b>"), draft("Second")
    release = a_release(first, second, user=rhea)
    services.add(release=release, instance=first, user=rhea, now=NOW)
    services.remove(item=release.items.get(title="Second"), user=rhea)
    schedule_release(release, user=rhea)
    services.cancel(release=release, user=rhea)

    for url in (release_url(release), reverse("wagtailadmin_reports:site_history")):
        html = desk.get(url).content.decode()
        assert "First <b>" not in html
        said = " ".join(unescape(html).split())
        for expected in (
            "Added “First <b>”: goes live",
            "Took in the latest version of “First <b>”",
            "Removed “Second”",
            "Scheduled for 1 March 2026, 08:00:00 (UTC)",
            "Cancelled the schedule for 1 March 2026, 08:00:00 (UTC)",
        ):
            assert expected in said


def test_what_is_scheduled_or_went_out_is_not_deleted(client: Client, rhea: User) -> None:
    release = a_release(draft(), user=rhea)
    schedule_release(release, user=rhea)
    client.force_login(rhea)
    said = words(client.post(reverse("releases:delete", args=[release.pk]), follow=True))
    assert "Cancel its schedule first." in said
    assert Release.objects.exists()
