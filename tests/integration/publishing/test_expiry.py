"""What has run out goes offline, and nothing that comes after it is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from wagtail.models import Page, PageLogEntry, Revision

from cms.editions.models import Edition
from cms.events.models import Event, EventKind
from cms.publishing.models import JobKind, JobState, PublishJob
from cms.publishing.runner import run_due
from cms.publishing.scheduled import Outcome
from tests.scheduling import (
    PAST,
    a_condition,
    a_live_page,
    a_page,
    expire_at,
    is_live,
    is_scheduled,
    schedule,
)

pytestmark = pytest.mark.django_db

NOW = PAST + timedelta(minutes=1)


def test_an_expired_page_goes_offline_with_its_edition_and_is_marked() -> None:
    page = a_live_page()
    expire_at(page, PAST)

    assert run_due(now=NOW).outcomes == {Outcome.DONE: 1}

    row = Page.objects.get(pk=page.pk)
    assert (row.live, row.expired) == (False, True)
    assert not Edition.objects.filter(page_id=page.pk, valid_to=None).exists()
    assert Event.objects.filter(kind=EventKind.PAGE_EXPIRED, object_id=page.pk).count() == 1
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.unpublish.scheduled").count() == 1
    assert PublishJob.objects.get().kind == JobKind.EXPIRE
    assert str(run_due(now=NOW)) == "nothing was due"


def test_expiry_keeps_a_later_scheduled_version() -> None:
    page = a_live_page("Spring edition")
    page.title = "Summer edition"
    summer = PAST + timedelta(days=30)
    revision = schedule(page, summer)
    expire_at(page, PAST)

    run_due(now=NOW)
    assert not is_live(page)
    assert Revision.objects.get(pk=revision.pk).approved_go_live_at == summer

    run_due(now=summer)
    assert is_live(page)
    assert Page.objects.get(pk=page.pk).title == "Summer edition"


def test_a_new_version_at_the_instant_of_expiry_keeps_the_page_online_throughout() -> None:
    page = a_live_page("Old")
    page.title = "New"
    schedule(page, PAST)
    expire_at(page, PAST)

    run_due(now=NOW)

    assert is_live(page)
    assert Page.objects.get(pk=page.pk).title == "New"
    assert Event.objects.filter(kind=EventKind.PAGE_EXPIRED).count() == 0


def test_after_an_outage_the_end_is_what_it_would_have_been_without_one() -> None:
    """Expired at eight, published anew at nine, everything off until ten."""
    page = a_live_page("Old")
    page.title = "New"
    schedule(page, PAST + timedelta(hours=1))
    expire_at(page, PAST)

    run_due(now=PAST + timedelta(hours=2))

    assert is_live(page)
    assert Page.objects.get(pk=page.pk).title == "New"
    assert Event.objects.filter(kind=EventKind.PAGE_EXPIRED).count() == 1


def test_what_expired_before_it_could_go_live_is_never_shown() -> None:
    page = a_page("Too late")
    page.expire_at = PAST + timedelta(seconds=30)
    revision = schedule(page, PAST)

    assert run_due(now=NOW).outcomes == {Outcome.PASSED_OVER: 1}

    row = Page.objects.get(pk=page.pk)
    assert (row.live, row.expired) == (False, True)
    assert not is_scheduled(revision)
    assert Edition.objects.filter(page_id=page.pk).count() == 0
    assert Event.objects.filter(object_id=page.pk).count() == 0
    assert PageLogEntry.objects.filter(page=page.pk, action="publishing.passed_over").count() == 1
    assert PublishJob.objects.get().state == JobState.PASSED_OVER


def test_a_live_page_whose_passed_over_version_had_expired_is_offline() -> None:
    page = a_live_page("Old")
    page.expire_at = PAST + timedelta(seconds=30)
    schedule(page, PAST)

    run_due(now=NOW)

    assert not is_live(page)
    assert Event.objects.filter(kind=EventKind.PAGE_EXPIRED, object_id=page.pk).count() == 1


def test_an_expiry_that_was_put_off_does_not_happen() -> None:
    page = a_live_page()
    expire_at(page, NOW + timedelta(hours=1))

    assert str(run_due(now=NOW)) == "nothing was due"
    assert is_live(page)


def test_an_entry_expires_once_though_it_is_a_row_in_two_tables() -> None:
    condition = a_condition()
    condition.save_revision().publish()
    expire_at(condition, PAST)

    assert run_due(now=NOW).outcomes == {Outcome.DONE: 1}
    assert not is_live(condition)
