"""Moving an entry: what is changed with it, and when nothing is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from wagtail.models import ModelLogEntry, PageLogEntry, Revision, TaskState

from cms.calendar import services
from cms.calendar.entries import Place, State
from cms.calendar.refusals import NotAllowed, NotMoved, Overtaken
from cms.calendar.selectors import expiry_of, go_live_of
from cms.events.models import Event, EventKind
from cms.publishing import failures
from cms.publishing.runner import run_due
from cms.publishing.selectors import troubles_for
from home.models import StandardPage
from home.services import ensure_site
from medications.models import Condition
from tests.factories import medications as make
from tests.integration.calendar.conftest import LATER, NOON, Worker, seen
from tests.scheduling import (
    PAST,
    a_condition,
    a_live_page,
    a_page,
    empty_heading,
    expire_at,
    home_page,
    is_live,
    schedule,
)

pytestmark = pytest.mark.django_db


def go_live(revision: Revision) -> Place:
    found = go_live_of(revision.pk)
    assert found is not None
    return found.place


def expiry(instance: Any) -> Place:
    found = expiry_of(instance.get_base_content_type().pk, str(instance.pk))
    assert found is not None
    return found.place


def move(place: Place, user: User, *, was: datetime = NOON, to: datetime = LATER) -> None:
    services.move(place=place, was=was, to=to, user=user, now=datetime.now(UTC))


def test_a_version_goes_live_at_the_new_time_and_not_at_the_old(boss: User) -> None:
    page = a_page()
    move(go_live(schedule(page, NOON)), boss)

    run_due(now=NOON + timedelta(minutes=1))
    assert not is_live(page)
    run_due(now=LATER)
    assert is_live(page)


def test_the_form_of_the_draft_shows_the_new_time(boss: User) -> None:
    page = a_page(go_live_at=NOON)
    page.save_revision().publish(user=boss)
    move(go_live(page.get_latest_revision()), boss)

    page = StandardPage.objects.get(pk=page.pk)
    assert page.get_latest_revision_as_object().go_live_at == LATER
    assert page.go_live_at == LATER


def test_the_row_of_a_live_page_keeps_the_time_it_went_live_at(boss: User) -> None:
    page = a_live_page(go_live_at=PAST)
    move(go_live(schedule(page, NOON)), boss)

    page = StandardPage.objects.get(pk=page.pk)
    assert page.go_live_at == PAST
    assert page.get_latest_revision_as_object().go_live_at == LATER


def test_the_history_says_who_moved_it_as_wagtail_says_who_scheduled_it(boss: User) -> None:
    page = a_page(go_live_at=NOON)
    page.save_revision().publish(user=User.objects.create_superuser("ada"))
    revision = page.get_latest_revision()
    move(go_live(revision), boss)

    scheduled, moved = PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.schedule").order_by(
        "pk"
    )
    assert moved.user == boss
    assert moved.revision == revision
    assert moved.data["revision"].keys() == scheduled.data["revision"].keys()
    assert moved.data["revision"]["go_live_at"] == "2099-03-12T09:30:00Z"


def test_entries_are_moved_like_pages(boss: User) -> None:
    condition = a_condition(go_live_at=NOON)
    condition.save_revision().publish(user=boss)
    move(go_live(condition.get_latest_revision()), boss)

    moved = Condition.objects.get(pk=condition.pk)
    assert moved.scheduled_revision.approved_go_live_at == LATER
    assert moved.go_live_at == moved.get_latest_revision_as_object().go_live_at == LATER
    log = ModelLogEntry.objects.filter(object_id=str(condition.pk), action="wagtail.publish.schedule")
    assert log.count() == 2


def test_an_approval_stays_with_the_version_that_is_moved(boss: User) -> None:
    ensure_site()
    page = make.ArticlePageFactory(live=False)
    revision = schedule(page, NOON)
    page.get_workflow().start(page, boss)
    page.current_workflow_task_state.approve(user=boss)
    before = list(TaskState.objects.order_by("pk").values("revision", "status"))

    move(go_live(revision), boss)

    assert list(TaskState.objects.order_by("pk").values("revision", "status")) == before
    assert before[0] == {"revision": revision.pk, "status": TaskState.STATUS_APPROVED}


def test_a_blocked_version_that_is_moved_waits_for_its_new_time(boss: User) -> None:
    page = a_page(body=empty_heading())
    revision = schedule(page)
    for minute in range(failures.TRIES_OF_ITS_OWN):
        run_due(now=PAST + timedelta(minutes=1 + minute))
    place = go_live(revision)
    assert troubles_for(user=boss, now=datetime.now(UTC))[0].blocked

    move(place, boss, was=PAST)

    assert [entry.state for entry in seen(boss)] == [State.SCHEDULED]
    assert troubles_for(user=boss, now=datetime.now(UTC)) == []


# Expiry


def test_a_page_expires_at_the_new_time_and_not_at_the_old(boss: User) -> None:
    page = a_live_page()
    expire_at(page, NOON)
    move(expiry(page), boss)

    run_due(now=NOON + timedelta(minutes=1))
    assert is_live(page)
    run_due(now=LATER)
    assert not is_live(page)


def test_live_version_and_draft_have_the_new_expiry_unless_the_draft_has_one_of_its_own(boss: User) -> None:
    page = a_page(expire_at=NOON)
    page.save_revision().publish()
    live = Revision.objects.get(pk=StandardPage.objects.get(pk=page.pk).live_revision_id)
    page.title = "Draft"
    draft = page.save_revision()
    move(expiry(page), boss)
    for revision in (live, draft):
        revision.refresh_from_db()
        assert revision.as_object().expire_at == LATER

    page.expire_at = NOON + timedelta(days=90)
    other = page.save_revision(clean=False)
    move(expiry(page), boss, was=LATER, to=LATER + timedelta(days=1))
    other.refresh_from_db()
    assert other.as_object().expire_at == NOON + timedelta(days=90)


def test_a_version_scheduled_for_later_keeps_expiring_with_the_page(boss: User) -> None:
    page = a_page(expire_at=NOON)
    page.save_revision().publish()
    page.refresh_from_db()
    revision = schedule(page, NOON - timedelta(days=1))
    move(expiry(page), boss)

    revision.refresh_from_db()
    assert revision.as_object().expire_at == LATER
    assert revision.approved_go_live_at == NOON - timedelta(days=1)


def test_an_alias_expires_with_its_page(boss: User) -> None:
    page = a_live_page()
    expire_at(page, NOON)
    alias = page.create_alias(update_slug="again")
    assert alias.expire_at == NOON

    move(expiry(page), boss)

    alias.refresh_from_db()
    assert alias.expire_at == LATER


def test_whoever_counts_or_lists_the_page_is_told(boss: User) -> None:
    page = a_live_page()
    expire_at(page, NOON)
    before = Event.objects.count()

    move(expiry(page), boss)

    event = Event.objects.get(sequence=before + 1)
    assert (event.kind, event.object_id) == (EventKind.PAGE_REFRESHED, page.pk)
    assert f"page:{page.pk}" in event.keys


def test_whoever_shows_an_entry_is_told_that_it_expires_at_another_time(boss: User) -> None:
    condition = a_condition()
    condition.save_revision().publish()
    expire_at(condition, NOON)
    before = Event.objects.count()

    move(expiry(condition), boss)

    assert Condition.objects.get(pk=condition.pk).expire_at == LATER
    event = Event.objects.get(sequence=before + 1)
    assert (event.kind, event.object_id) == (EventKind.OBJECT_CHANGED, condition.pk)


def test_the_history_says_who_moved_the_expiry(boss: User) -> None:
    page = a_live_page()
    expire_at(page, NOON)
    move(expiry(page), boss)

    entry = PageLogEntry.objects.get(page=page.pk, action="calendar.expiry_moved")
    assert entry.user == boss
    assert entry.data == {"was": "2099-03-10T12:00:00Z", "expire_at": "2099-03-12T09:30:00Z"}


# Refusals


def refused(place: Place, user: User, **times: datetime) -> NotMoved:
    before = list(Revision.objects.order_by("pk").values_list("approved_go_live_at", flat=True))
    with pytest.raises(NotMoved) as caught:
        move(place, user, **times)
    assert list(Revision.objects.order_by("pk").values_list("approved_go_live_at", flat=True)) == before
    return caught.value


def test_a_time_that_has_passed_is_refused(boss: User) -> None:
    assert "has passed" in str(refused(go_live(schedule(a_page(), NOON)), boss, to=PAST))


def test_a_version_does_not_go_live_after_it_has_expired(boss: User) -> None:
    revision = schedule(a_page(expire_at=LATER), NOON)

    assert "12 March 2099, 09:30:00 (UTC)" in str(refused(go_live(revision), boss))


def test_whoever_comes_second_is_told_that_it_was_moved(boss: User) -> None:
    place = go_live(schedule(a_page(), NOON))
    move(place, boss)

    assert isinstance(refused(place, boss), Overtaken)


def test_what_was_published_meanwhile_is_not_moved(boss: User) -> None:
    revision = schedule(a_page(), NOON)
    place = go_live(revision)
    run_due(now=NOON)

    assert isinstance(refused(place, boss), Overtaken)


def test_an_expiry_that_somebody_changed_meanwhile_is_not_moved(boss: User) -> None:
    page = a_live_page()
    expire_at(page, NOON)
    place = expiry(page)
    expire_at(page, NOON + timedelta(days=5))

    assert isinstance(refused(place, boss), Overtaken)
    page.refresh_from_db()
    assert page.expire_at == NOON + timedelta(days=5)


def test_who_may_not_publish_may_not_move(worker: Worker) -> None:
    writer = worker("ada", below=home_page(), may=["change_page"])

    assert isinstance(refused(go_live(schedule(a_page(), NOON)), writer), NotAllowed)


def test_what_somebody_has_locked_is_not_moved(boss: User) -> None:
    page = a_page()
    place = go_live(schedule(page, NOON))
    StandardPage.objects.filter(pk=page.pk).update(locked=True, locked_by=User.objects.create_user("eve"))

    assert "locked" in str(refused(place, boss))


def test_what_waits_for_a_reviewer_is_not_moved_by_others(worker: Worker, boss: User) -> None:
    ensure_site()
    page = make.ArticlePageFactory(live=False)
    place = go_live(schedule(page, NOON))
    page.get_workflow().start(page, boss)
    mover = worker("ben", below=page, may=["change_page", "publish_page"])

    assert "Clinical review" in str(refused(place, mover))


def test_asking_whether_it_could_be_moved_moves_nothing(boss: User) -> None:
    revision = schedule(a_page(), NOON)
    services.check_move(place=go_live(revision), was=NOON, to=LATER, user=boss, now=datetime.now(UTC))

    revision.refresh_from_db()
    assert revision.approved_go_live_at == NOON
