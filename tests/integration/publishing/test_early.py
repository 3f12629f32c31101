"""Work begun before its instant is seen from the instant on, and leaves nothing behind where it does not succeed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from cms.core.keys import Key
from cms.core.moment import database_now
from cms.editions.models import Edition
from cms.events.models import Delivery, Event, EventKind
from cms.events.services import record
from cms.publishing import early
from cms.publishing.ahead import LetGo
from cms.publishing.due import due_now, pages_coming
from cms.publishing.models import JobState, PublishJob
from cms.publishing.runner import run_due
from home.models import StandardPage
from tests.background import AnotherSession, answer_beside
from tests.scheduling import (
    PAST,
    a_condition,
    a_live_page,
    a_page,
    empty_heading,
    expire_at,
    is_live,
    is_scheduled,
    schedule,
)

pytestmark = pytest.mark.django_db(transaction=True)

AHEAD = timedelta(seconds=1.5)


def sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return False


def asked_to_end(seconds: float) -> bool:
    return True


def soon() -> datetime:
    return datetime.now(UTC) + AHEAD


def group_at(due: datetime) -> early.Group:
    return early.Group(tuple(due_now(now=due + early.TOGETHER)))


def publish(group: early.Group, wait: Callable[[float], bool] = sleep) -> int | None:
    return early.EarlyPages().publish(group=group, wait=wait)


def begin(due: datetime, wait: Callable[[float], bool] = sleep) -> int | None:
    return publish(group_at(due), wait)


def groups_to_come(now: datetime) -> list[early.Group]:
    return early.grouped(pages_coming(now=now, until=now + early.longest_lead(), limit=100))


def test_nobody_sees_a_page_before_its_instant_and_everybody_does_from_then_on() -> None:
    page, due = a_page(), soon()
    schedule(page, due)
    while_held: list[tuple[bool, bool]] = []

    def look_and_sleep(seconds: float) -> bool:
        while_held.append((is_live(page), answer_beside(lambda: is_live(page))))
        return sleep(seconds)

    assert begin(due, look_and_sleep) == 1

    # It was done already, and hidden.
    assert set(while_held) == {(True, False)}
    assert answer_beside(lambda: is_live(page))
    assert database_now() >= due


def test_it_says_the_time_it_was_to_go_live_and_not_when_work_on_it_began() -> None:
    page, due = a_page(), soon()
    revision = schedule(page, due)

    begin(due)

    page.refresh_from_db()
    assert (page.first_published_at, page.last_published_at, page.go_live_at) == (due, due, due)
    (event,) = Event.objects.filter(kind=EventKind.PAGE_PUBLISHED, object_id=page.pk)
    assert (event.created_at, event.data["due"]) == (due, due.isoformat())
    edition = Edition.objects.get(page_id=page.pk, valid_to=None)
    assert (edition.valid_from, edition.sequence) == (due, event.sequence)
    assert f'"first_published_at":"{due:%Y-%m-%dT%H:%M:%S.%f}Z"' in edition.content.replace(" ", "")
    job = PublishJob.objects.get()
    assert (job.state, job.revision_id) == (JobState.DONE, revision.pk)
    assert job.finished_at is not None
    assert job.finished_at >= due
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").count() == 1
    assert not is_scheduled(revision)


def test_the_first_publish_of_a_page_that_was_live_before_keeps_its_date() -> None:
    page, due = a_live_page(first_published_at=PAST), soon()
    page.title = "Another title"
    schedule(page, due)

    begin(due)

    page.refresh_from_db()
    assert (page.first_published_at, page.last_published_at, page.title) == (PAST, due, "Another title")


def test_a_page_that_can_not_go_live_leaves_nothing_behind_and_does_not_hold_up_the_others() -> None:
    due = soon()
    bad, good = a_page("Bad", body=empty_heading()), a_page("Good")
    refused, revision = schedule(bad, due), schedule(good, due)

    assert begin(due) == 1

    assert is_live(good)
    assert not is_live(bad)
    assert is_scheduled(refused)
    assert not Event.objects.filter(object_id=bad.pk).exists()
    assert not PageLogEntry.objects.filter(page=bad.pk, action__startswith="wagtail.publish").exists()
    assert list(PublishJob.objects.values_list("revision_id", flat=True)) == [revision.pk]

    run_due(now=due)  # and now it is counted
    assert PublishJob.objects.get(revision_id=refused.pk).attempts == 1


def test_whoever_is_asked_to_end_while_it_waits_leaves_the_schedule_as_it_was() -> None:
    page, due = a_page(), soon()
    revision = schedule(page, due)

    assert begin(due, asked_to_end) == 0

    assert not is_live(page)
    assert is_scheduled(revision)
    assert not PublishJob.objects.exists()
    assert not Event.objects.filter(object_id=page.pk).exists()
    assert not Delivery.objects.filter(event__object_id=page.pk).exists()


def test_a_schedule_that_was_cancelled_meanwhile_is_left_alone() -> None:
    page, due = a_page(), soon()
    revision = schedule(page, due)
    group = group_at(due)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)

    assert publish(group) == 0
    assert not is_live(page)


def test_what_will_have_expired_is_left_to_the_ordinary_run() -> None:
    page, due = a_page(expire_at=timezone.now() + timedelta(milliseconds=100)), soon()
    schedule(page, due)

    assert begin(due) == 0

    page.refresh_from_db()
    assert not page.expired
    run_due(now=due)
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)


@pytest.mark.postgresql
def test_others_can_publish_while_it_waits() -> None:
    """The number of its event, which orders all, is taken at the end."""
    page, due = a_page(), soon()
    schedule(page, due)
    meanwhile: list[int] = []

    def publish_something_else() -> int:
        with transaction.atomic():
            return record(kind="test", subject=Key("test", 1), keys=(), now=timezone.now()).sequence

    def publish_beside_and_sleep(seconds: float) -> bool:
        if not meanwhile:
            meanwhile.append(answer_beside(publish_something_else))
        return sleep(seconds)

    begin(due, publish_beside_and_sleep)

    assert Event.objects.get(object_id=page.pk, kind=EventKind.PAGE_PUBLISHED).sequence > meanwhile[0]


@pytest.mark.postgresql
def test_it_is_let_go_of_where_an_editor_waits_for_it_and_there_is_time_to_begin_anew() -> None:
    page, due = a_page(), datetime.now(UTC) + timedelta(seconds=5)
    revision = schedule(page, due)
    editor = AnotherSession(lambda: StandardPage.objects.select_for_update().get(pk=page.pk))

    with pytest.raises(LetGo):
        publish(group_at(due), editor.ask_and_sleep)

    editor.answer()
    assert datetime.now(UTC) < due
    assert not is_live(page)
    assert is_scheduled(revision)
    assert begin(due) == 1


@pytest.mark.postgresql
def test_where_there_is_no_time_to_begin_anew_whoever_waits_for_it_waits_until_the_instant() -> None:
    page, due = a_page(), soon()
    schedule(page, due)
    editor = AnotherSession(
        lambda: (StandardPage.objects.select_for_update().get(pk=page.pk), database_now())
    )

    # Half a second is too little.
    group = group_at(due)
    time.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds() - 0.5))
    assert publish(group, editor.ask_and_sleep) == 1

    _, answered = editor.answer()
    assert answered >= due


@pytest.mark.postgresql
def test_of_two_clocks_only_one_does_the_work() -> None:
    page, due = a_page(), soon()
    schedule(page, due)
    group = group_at(due)
    others: list[int | None] = []

    def let_another_try_and_sleep(seconds: float) -> bool:
        if not others:
            others.append(answer_beside(lambda: publish(group)))
        return sleep(seconds)

    assert publish(group, let_another_try_and_sleep) == 1
    assert others == [None]
    assert Event.objects.filter(object_id=page.pk, kind=EventKind.PAGE_PUBLISHED).count() == 1


def test_only_pages_that_were_never_tried_are_begun_early() -> None:
    due = soon()
    ill, well = a_page("Ill"), a_page("Well")
    tried, fresh = schedule(ill, due), schedule(well, due)
    schedule(a_condition(), due)
    expire_at(a_live_page("Expiring"), due)
    PublishJob.objects.create(
        kind="publish",
        content_type_id=tried.base_content_type_id,
        object_id=tried.object_id,
        revision_id=tried.pk,
        due=due,
        state=JobState.WAITING,
        next_try_at=due,
    )
    (group,) = groups_to_come(due - timedelta(milliseconds=300))
    assert [item.revision_id for item in group.items] == [fresh.pk]


def test_pages_go_live_together_that_are_due_almost_together() -> None:
    due = soon()
    for milliseconds in (0, 15, 200):
        schedule(a_page(f"Page {milliseconds}"), due + timedelta(milliseconds=milliseconds))
    group, another = groups_to_come(due - timedelta(milliseconds=100))
    assert [item.due - due for item in group.items] == [timedelta(0), timedelta(milliseconds=15)]
    assert (group.first, group.at) == (due, due + timedelta(milliseconds=15))
    assert another.first == another.at == due + timedelta(milliseconds=200)


def test_what_is_far_off_is_not_begun() -> None:
    due = soon()
    schedule(a_page(), due)
    assert groups_to_come(due - early.longest_lead() - timedelta(seconds=1)) == []
    assert groups_to_come(due) == []
