"""What is due goes live or offline, once, and what fails keeps its schedule and holds up nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision

from cms.core.models import BasePage
from cms.editions.models import Edition
from cms.events.models import Event, EventKind
from cms.publishing import failures, jobs
from cms.publishing.due import due_now, next_due
from cms.publishing.models import JobState, PublishJob
from cms.publishing.runner import AT_ONCE, RETRIES_AT_ONCE, portion, run_due
from cms.publishing.scheduled import Outcome, publish_one
from home.models import StandardPage
from tests import scheduling
from tests.scheduling import PAST, a_condition, a_live_page, a_page, is_live, is_scheduled, schedule

pytestmark = pytest.mark.django_db

NOW = PAST + timedelta(minutes=1)


def published(page: BasePage) -> list[Event]:
    return list(Event.objects.filter(kind=EventKind.PAGE_PUBLISHED, object_id=page.pk))


def test_a_due_page_goes_live_with_its_edition_its_event_and_one_log_entry() -> None:
    page = a_page("Our policy")
    revision = schedule(page)

    summary = run_due(now=NOW)

    assert summary.outcomes == {Outcome.DONE: 1}
    assert is_live(page)
    assert not is_scheduled(revision)
    (event,) = published(page)
    assert event.data["revision"] == revision.pk
    assert event.data["due"] == PAST.isoformat()
    assert Edition.objects.get(page_id=page.pk, valid_to=None).sequence == event.sequence
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").count() == 1
    job = PublishJob.objects.get()
    assert (job.state, job.revision_id, job.attempts) == (JobState.DONE, revision.pk, 1)
    assert job.finished_at is not None
    assert job.finished_at > PAST


def test_nothing_happens_before_the_instant_and_it_does_at_the_instant_itself() -> None:
    page = a_page()
    schedule(page)

    assert str(run_due(now=PAST - timedelta(microseconds=1))) == "nothing was due"
    assert not is_live(page)
    assert run_due(now=PAST).settled == 1
    assert is_live(page)


def test_a_second_run_finds_nothing_to_do() -> None:
    page = a_page()
    revision = schedule(page)
    run_due(now=NOW)

    assert str(run_due(now=NOW)) == "nothing was due"
    assert publish_one(revision_id=revision.pk, due=PAST, now=NOW) is Outcome.GONE
    assert len(published(page)) == 1


def test_an_old_message_does_not_publish_what_was_rescheduled() -> None:
    page = a_page()
    revision = schedule(page, PAST)
    later = PAST + timedelta(days=400)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=later)

    assert publish_one(revision_id=revision.pk, due=PAST, now=NOW) is Outcome.GONE
    assert publish_one(revision_id=revision.pk, due=later, now=NOW) is Outcome.GONE
    assert not is_live(page)


def test_a_cancelled_schedule_stays_cancelled() -> None:
    page = a_page()
    revision = schedule(page)
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])

    run_due(now=NOW)

    assert not is_live(page)
    assert published(page) == []


def test_a_page_goes_live_though_the_clock_of_this_host_is_slow() -> None:
    page = a_page()
    tomorrow = timezone.now() + timedelta(days=1)
    schedule(page, tomorrow)

    run_due(now=tomorrow)

    assert is_live(page)
    assert published(page)[0].data["due"] == tomorrow.isoformat()


def test_what_the_editor_scheduled_is_published_and_not_what_was_typed_afterwards() -> None:
    page = a_page("Approved")
    schedule(page)
    page.title = "Still being written"
    page.go_live_at = None
    draft = page.save_revision()
    Revision.objects.filter(pk=draft.pk).update(created_at=timezone.now())

    run_due(now=NOW)

    row = Page.objects.get(pk=page.pk)
    assert row.title == "Approved"
    assert row.has_unpublished_changes


def test_a_page_with_a_block_left_empty_does_not_stop_the_others_and_is_blocked_in_words() -> None:
    bad = a_page("Unfinished", body=scheduling.empty_heading())
    revision = schedule(bad, PAST - timedelta(seconds=1))
    good = [a_page(f"Page {number}") for number in range(3)]
    for page in good:
        schedule(page)

    first = run_due(now=NOW)

    assert first.outcomes == {Outcome.WAITING: 1, Outcome.DONE: 3}
    assert all(is_live(page) for page in good)
    assert not is_live(bad)
    assert is_scheduled(revision)
    assert Edition.objects.filter(page_id=bad.pk).count() == 0

    moment = NOW
    for _ in range(failures.TRIES_OF_ITS_OWN - 1):
        moment += timedelta(minutes=1)
        run_due(now=moment)
    job = PublishJob.objects.get(revision_id=revision.pk)
    assert job.state == JobState.BLOCKED
    assert job.attempts == failures.TRIES_OF_ITS_OWN
    assert "Fill in “Heading”." in job.error
    assert is_scheduled(revision)
    assert str(run_due(now=moment + timedelta(days=1))) == "nothing was due"


def test_a_failed_try_is_not_repeated_before_its_time() -> None:
    bad = a_page(body=scheduling.empty_heading())
    schedule(bad)
    run_due(now=NOW)

    assert str(run_due(now=NOW + timedelta(seconds=1))) == "nothing was due"
    assert next_due(after=NOW) == NOW + failures.ITEM_WAITS[0]
    assert run_due(now=NOW + failures.ITEM_WAITS[0]).failed == 1


def test_a_revision_that_cannot_be_read_is_blocked_and_keeps_its_schedule() -> None:
    broken, good = a_page("Broken"), a_page("Good")
    revision = schedule(broken, PAST - timedelta(hours=1))
    scheduling.with_unreadable_content(revision)
    schedule(good)

    for minute in range(5):
        run_due(now=NOW + timedelta(minutes=minute))

    assert is_live(good)
    assert not is_live(broken)
    assert is_scheduled(revision)
    assert PublishJob.objects.get(revision_id=revision.pk).state == JobState.BLOCKED


def test_a_revision_without_its_page_is_blocked_in_words() -> None:
    page = a_page()
    revision = schedule(page)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_revision SET object_id = '999999' WHERE id = %s", [revision.pk])

    for minute in range(5):
        run_due(now=NOW + timedelta(minutes=minute))

    job = PublishJob.objects.get(revision_id=revision.pk)
    assert job.state == JobState.BLOCKED
    assert "deleted" in job.error


def test_a_revision_of_a_type_that_was_removed_is_blocked_in_words() -> None:
    page = a_page()
    revision = schedule(page)
    removed = ContentType.objects.create(app_label="gone", model="formerpage")
    Revision.objects.filter(pk=revision.pk).update(base_content_type=removed, content_type=removed)

    for minute in range(5):
        run_due(now=NOW + timedelta(minutes=minute))

    job = PublishJob.objects.get(revision_id=revision.pk)
    assert job.state == JobState.BLOCKED
    assert "type does not exist" in job.error


def test_retry_publishes_once_the_reason_is_gone() -> None:
    page = a_page(body=scheduling.empty_heading())
    revision = schedule(page)
    for minute in range(5):
        run_due(now=NOW + timedelta(minutes=minute))
    scheduling.with_content(revision)

    later = NOW + timedelta(hours=1)
    jobs.retry(job=PublishJob.objects.get(), now=later)
    run_due(now=later)

    assert is_live(page)
    job = PublishJob.objects.get()
    assert (job.state, job.error) == (JobState.DONE, "")


def test_job_rows_may_vanish_at_any_moment() -> None:
    bad, good = a_page(body=scheduling.empty_heading()), a_page("Good")
    revision = schedule(bad)
    run_due(now=NOW)
    PublishJob.objects.all().delete()
    schedule(good)

    run_due(now=NOW)

    assert is_live(good)
    assert PublishJob.objects.get(revision_id=revision.pk).attempts == 1


def test_rows_of_schedules_that_were_changed_are_cleared_away() -> None:
    bad = a_page(body=scheduling.empty_heading())
    revision = schedule(bad)
    run_due(now=NOW)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)

    assert jobs.tidy(now=NOW) == 1
    assert PublishJob.objects.count() == 0


def test_a_try_that_ended_the_process_is_counted_and_blocks_in_the_end() -> None:
    page = a_page()
    revision = schedule(page)
    (item,) = due_now(now=NOW)

    moment = NOW
    for _ in range(failures.TRIES_OF_ITS_OWN):
        jobs.begin(item=item, now=moment)  # and then the process was killed
        moment += timedelta(minutes=1)

    assert str(run_due(now=moment)) == "nothing was due"
    job = PublishJob.objects.get()
    assert job.state == JobState.BLOCKED
    assert "ended abruptly" in job.error
    assert is_scheduled(revision)


def test_a_wary_run_publishes_like_any_other() -> None:
    good, bad = a_page("Good"), a_page("Bad", body=scheduling.empty_heading())
    schedule(good)
    schedule(bad)

    assert run_due(now=NOW, wary=True).outcomes == {Outcome.DONE: 1, Outcome.WAITING: 1}
    assert is_live(good)
    assert [job.attempts for job in PublishJob.objects.all()] == [1, 1]


def test_what_is_due_for_the_first_time_goes_before_what_keeps_failing() -> None:
    for number in range(30):
        schedule(a_page(f"Bad {number}", body=scheduling.empty_heading()), PAST - timedelta(hours=1))
    while run_due(now=NOW).has_progressed:
        pass
    PublishJob.objects.update(next_try_at=NOW)
    page = a_page("Fresh")
    schedule(page)

    summary = run_due(now=NOW)

    assert is_live(page)
    assert summary.outcomes == {Outcome.DONE: 1, Outcome.WAITING: RETRIES_AT_ONCE}


def test_a_backlog_is_worked_off_in_parts() -> None:
    most = portion(wary=False)
    for number in range(most + 1):
        schedule(a_page(f"Page {number}"))
    parts = [run_due(now=NOW).settled for _ in range(4)]
    # On a slow machine the time for one part may be over before all of it is begun.
    assert 0 < parts[0] <= most
    assert sum(parts) == most + 1


def test_what_becomes_due_during_a_backlog_does_not_wait_for_all_of_it() -> None:
    for number in range(AT_ONCE + 5):
        schedule(a_page(f"Page {number}"), PAST - timedelta(hours=1))
    page = a_page("Safety update")
    schedule(page, PAST)

    run_due(now=NOW, limit=AT_ONCE + 1)

    assert is_live(page)


def test_an_entry_with_drafts_goes_live_when_due() -> None:
    condition = a_condition()
    revision = schedule(condition)

    run_due(now=NOW)

    assert is_live(condition)
    assert not is_scheduled(revision)
    assert ModelLogEntry.objects.filter(action="wagtail.publish.scheduled").count() == 1
    assert Event.objects.filter(kind=EventKind.OBJECT_CHANGED, object_id=condition.pk).exists()


def test_an_entry_that_may_not_be_live_as_it_is_keeps_its_schedule() -> None:
    condition = a_condition(short_definition="")
    revision = schedule(condition)

    assert run_due(now=NOW).outcomes == {Outcome.WAITING: 1}
    assert not is_live(condition)
    assert is_scheduled(revision)


def test_an_alias_goes_live_only_with_its_source() -> None:
    page = a_page("Source")
    alias = page.create_alias(update_slug="the-alias")
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()

    assert not is_live(alias)
    assert published(page) == []
    assert published(alias) == []

    run_due(now=page.go_live_at)

    assert is_live(page)
    assert is_live(alias)
    assert len(published(alias)) == 1
    assert StandardPage.objects.get(pk=alias.pk).title == "Source"


def test_scheduling_a_page_shows_nothing_of_it() -> None:
    page = a_page("Secret until tomorrow")
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()

    assert not is_live(page)
    assert Edition.objects.filter(page_id=page.pk).count() == 0
    assert Event.objects.filter(object_id=page.pk).count() == 0


def test_scheduling_a_new_version_leaves_the_live_one_as_it_is() -> None:
    page = a_live_page("As it is")
    before = Edition.objects.get(page_id=page.pk, valid_to=None).digest
    page.title = "As it will be"
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()

    assert Edition.objects.get(page_id=page.pk, valid_to=None).digest == before
    run_due(now=page.go_live_at)
    assert Edition.objects.get(page_id=page.pk, valid_to=None).digest != before


def test_an_older_version_never_takes_the_place_of_a_newer_one_that_went_first() -> None:
    """Helpers begin anywhere in a backlog, and what became due last goes first."""
    page = a_page("Older")
    older = schedule(page, PAST - timedelta(hours=1))
    page.title = "Newer"
    newer = schedule(page, PAST)
    page.title = "Yet to come"
    to_come = schedule(page, NOW + timedelta(days=1))
    Revision.objects.filter(pk=older.pk).update(approved_go_live_at=PAST - timedelta(hours=1))
    Revision.objects.filter(pk=newer.pk).update(approved_go_live_at=PAST)

    assert publish_one(revision_id=newer.pk, due=PAST, now=NOW) is Outcome.DONE
    run_due(now=NOW)

    page.refresh_from_db()
    assert page.title == "Newer"
    assert is_scheduled(to_come)
    assert not is_scheduled(older)
    replaced = PageLogEntry.objects.get(page=page.pk, action="core.schedule_replaced")
    assert replaced.revision_id == older.pk
