"""A release goes out whole, at its time, as it was pinned; or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from cms.editions.models import Edition
from cms.events.models import Event, EventKind
from cms.publishing import jobs
from cms.publishing.invariants import CHECKS
from cms.publishing.models import JobKind, JobState, Notice, PublishJob
from cms.releases import services
from cms.releases.models import Release, ReleaseItem, ReleaseState
from cms.releases.pinning import content_hash
from home.models import StandardPage
from tests.releases import (
    DUE,
    NOW,
    a_release,
    a_release_manager,
    draft,
    let_out,
    schedule_release,
    taking_offline,
)
from tests.scheduling import a_condition, a_live_page, is_live, schedule, with_unreadable_content

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rhea() -> Any:
    return a_release_manager()


def current_text(page: StandardPage) -> str:
    return Edition.objects.get(page_id=page.pk, valid_to=None).content


def test_before_its_time_nothing_of_it_is_live_and_at_its_time_all_of_it_is(rhea: Any) -> None:
    pages = [draft(f"Page {number}") for number in range(3)]
    release = a_release(*pages, user=rhea)
    schedule_release(release, user=rhea)

    assert let_out(DUE - timedelta(seconds=1)) == "nothing was due"
    assert let_out(DUE) == "1 done"

    assert all(is_live(page) for page in pages)
    assert all(Edition.objects.filter(page_id=page.pk, valid_to=None).exists() for page in pages)
    release.refresh_from_db()
    assert release.state == ReleaseState.PUBLISHED
    assert Event.objects.filter(kind=EventKind.PAGE_PUBLISHED, data__due=DUE.isoformat()).count() == 3
    assert PageLogEntry.objects.filter(action="wagtail.publish.scheduled", user=rhea).count() == 3
    assert ModelLogEntry.objects.filter(action="releases.publish").count() == 1
    assert let_out(DUE) == "nothing was due"


def test_one_page_that_cannot_be_shown_keeps_all_others_back_and_is_named(rhea: Any) -> None:
    good, bad = draft("Good"), draft("Bad")
    release = a_release(good, bad, user=rhea)
    schedule_release(release, user=rhea)
    item = ReleaseItem.objects.get(object_id=str(bad.pk))
    with_unreadable_content(item.revision)
    ReleaseItem.objects.filter(pk=item.pk).update(content_hash=hash_of(item))

    for seconds in (0, 5, 60):
        let_out(DUE + timedelta(seconds=seconds))

    assert not is_live(good)
    assert not is_live(bad)
    assert not Event.objects.filter(data__due__isnull=False).exists()
    job = PublishJob.objects.get(kind=JobKind.RELEASE)
    assert job.state == JobState.BLOCKED
    assert "“Bad”" in job.error
    assert "“Good”" not in job.error
    item.refresh_from_db()
    assert item.problems
    assert Notice.objects.filter(kind=JobKind.RELEASE, recipient=rhea).count() == 1


def test_after_the_fix_a_retry_publishes_all(rhea: Any) -> None:
    good, bad = draft("Good"), draft("Bad")
    release = a_release(good, bad, user=rhea)
    schedule_release(release, user=rhea)
    Revision.objects.filter(pk=ReleaseItem.objects.get(object_id=str(bad.pk)).revision_id).update(
        content={**bad.latest_revision.content, "title": "Written over"}
    )
    for seconds in (0, 5, 60):
        let_out(DUE + timedelta(seconds=seconds))
    job = PublishJob.objects.get(kind=JobKind.RELEASE)
    assert "written over" in job.error

    bad.save_revision()
    services.add(release=release, instance=StandardPage.objects.get(pk=bad.pk), user=rhea, now=NOW)
    assert let_out(DUE + timedelta(minutes=2)) == "nothing was due"
    jobs.retry(job=job, now=DUE + timedelta(minutes=2))

    assert let_out(DUE + timedelta(minutes=3)) == "1 done"
    assert is_live(good)
    assert is_live(bad)
    assert ReleaseItem.objects.exclude(problems=[]).count() == 0


def test_pages_of_one_release_show_each_other_at_once(rhea: Any) -> None:
    second = draft("Second")
    link = f'<p>See <a linktype="page" id="{second.pk}">the second</a>.</p>'
    first = draft("First", body=[("paragraph", link)])
    schedule_release(a_release(first, second, user=rhea), user=rhea)

    let_out()

    assert "/second/" in current_text(first)


def test_what_goes_offline_goes_with_what_goes_live(rhea: Any) -> None:
    old, new = a_live_page("Old"), draft("New")
    release = a_release(new, user=rhea)
    taking_offline(release, old, user=rhea)
    schedule_release(release, user=rhea)

    let_out()

    assert is_live(new)
    assert not is_live(old)
    assert Event.objects.filter(kind=EventKind.PAGE_UNPUBLISHED).count() == 1


def test_entries_go_live_with_the_pages(rhea: Any) -> None:
    condition, page = a_condition(), draft()
    condition.save_revision()
    schedule_release(a_release(condition, page, user=rhea), user=rhea)

    assert let_out() == "1 done"

    assert is_live(condition)
    assert is_live(page)


def test_what_goes_out_is_the_version_that_was_pinned_not_a_later_draft(rhea: Any) -> None:
    page = draft("As it was looked at")
    schedule_release(a_release(page, user=rhea), user=rhea)
    page.title = "Half an idea"
    page.save_revision()

    let_out()

    page = StandardPage.objects.get(pk=page.pk)
    assert page.title == "As it was looked at"
    assert page.has_unpublished_changes
    assert page.get_latest_revision_as_object().title == "Half an idea"


def test_a_page_may_wait_in_two_releases_with_a_version_in_each(rhea: Any) -> None:
    page = a_live_page("Now")
    for title, due in (("In April", DUE), ("In May", DUE + timedelta(days=30))):
        page.title = title
        page.save_revision()
        release = a_release(StandardPage.objects.get(pk=page.pk), user=rhea, title=title)
        schedule_release(release, user=rhea, due=due)

    let_out(DUE)
    assert StandardPage.objects.get(pk=page.pk).title == "In April"
    let_out(DUE + timedelta(days=30))
    assert StandardPage.objects.get(pk=page.pk).title == "In May"


def test_the_schedule_of_another_version_of_a_page_stays(rhea: Any) -> None:
    page = draft()
    release = a_release(page, user=rhea)
    later = schedule(page, DUE + timedelta(days=1))
    schedule_release(release, user=rhea)

    let_out()

    assert is_live(page)
    assert Revision.objects.get(pk=later.pk).approved_go_live_at == DUE + timedelta(days=1)


def test_undo_restores_what_was_live_before(rhea: Any) -> None:
    changed, new, gone = a_live_page("Before"), draft("New"), a_live_page("Gone")
    changed.title = "After"
    changed.save_revision()
    release = a_release(StandardPage.objects.get(pk=changed.pk), new, user=rhea)
    taking_offline(release, gone, user=rhea)
    schedule_release(release, user=rhea)
    let_out()
    release.refresh_from_db()

    undoing = services.undo(release=release, user=rhea, now=NOW)
    later = DUE + timedelta(hours=1)
    schedule_release(undoing, user=rhea, due=later)

    assert let_out(later) == "1 done"
    assert StandardPage.objects.get(pk=changed.pk).title == "Before"
    assert not is_live(new)
    assert is_live(gone)


def test_a_cancelled_release_does_not_go_out(rhea: Any) -> None:
    page = draft()
    release = a_release(page, user=rhea)
    schedule_release(release, user=rhea)

    assert services.cancel(release=release, user=rhea)

    assert let_out() == "nothing was due"
    assert not is_live(page)
    assert Release.objects.get().state == ReleaseState.DRAFT


def test_a_version_that_waits_in_a_release_is_not_cleared_away(rhea: Any) -> None:
    page = draft()
    pinned = page.latest_revision_id
    a_release(page, user=rhea)
    page.save_revision()
    page.save_revision()

    call_command("purge_revisions")

    assert Revision.objects.filter(pk=pinned).exists()
    assert page.revisions.count() == 2


def test_a_version_that_waits_in_a_release_is_not_written_over(rhea: Any) -> None:
    page = draft("As it was looked at")
    a_release(page, user=rhea)
    page.title = "Typed since"

    page.save_revision(overwrite_revision=page.latest_revision)

    item = ReleaseItem.objects.get()
    assert content_hash(Revision.objects.get(pk=item.revision_id)) == item.content_hash


def test_a_deleted_page_keeps_the_release_back_in_words(rhea: Any) -> None:
    page, other = draft(), draft("Other")
    schedule_release(a_release(page, other, user=rhea), user=rhea)
    page.delete()

    for seconds in (0, 5, 60):
        let_out(DUE + timedelta(seconds=seconds))

    assert not is_live(other)
    assert "deleted" in PublishJob.objects.get(kind=JobKind.RELEASE).error


def test_the_checks_hold_after_a_release(rhea: Any) -> None:
    page = draft()
    release = a_release(page, a_condition_with_a_draft(), user=rhea)
    schedule_release(release, user=rhea)
    let_out()

    about_clocks = {"a_clock_is_running", "deliveries_are_on_their_way"}
    found = [
        words
        for check in CHECKS
        if check.__name__ not in about_clocks
        for words in check(DUE, timedelta(seconds=5))
    ]
    assert found == []


def a_condition_with_a_draft() -> Any:
    condition = a_condition("Psoriasis")
    condition.save_revision()
    return condition


def hash_of(item: ReleaseItem) -> str:
    return content_hash(Revision.objects.get(pk=item.revision_id))
