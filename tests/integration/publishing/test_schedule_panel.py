"""Beside the form of whatever is scheduled: when it happens, what happens, and whether it can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.users.models import UserProfile

from cms.publishing import failures, rehearsal
from cms.publishing.models import PublishJob, Rehearsal
from cms.publishing.runner import run_due
from tests.scheduling import (
    PAST,
    a_condition,
    a_live_page,
    a_page,
    a_writer,
    empty_heading,
    expire_at,
    schedule,
)

pytestmark = pytest.mark.django_db

DUE = datetime(2099, 5, 1, 8, 0, 7, tzinfo=UTC)
SOON = datetime.now(UTC) + timedelta(hours=1)


def panel_of(instance: Any, client: Client) -> str:
    """The panel's words on one line; empty where there is none."""
    name = "wagtailadmin_pages" if isinstance(instance, Page) else "wagtailsnippets_medications_condition"
    html = unescape(client.get(reverse(f"{name}:edit", args=[instance.pk])).content.decode())
    _, found, after = html.partition("data-schedule>")
    return " ".join(after.split('data-side-panel="', 1)[0].split()) if found else ""


def rehearse() -> None:
    assert rehearsal.rehearse_due(clock=lambda: SOON)


def test_a_page_without_a_schedule_has_no_such_panel(admin_client: Client) -> None:
    assert panel_of(a_live_page(), admin_client) == ""


def test_it_says_when_to_the_second_in_the_zone_of_who_reads_it(
    admin_client: Client, admin_user: User
) -> None:
    profile = UserProfile.get_for_user(admin_user)
    profile.current_time_zone = "Asia/Kathmandu"
    profile.save()
    page = a_page()
    schedule(page, DUE)
    assert "Goes live on 1 May 2099, 13:45:07 (Asia/Kathmandu)" in panel_of(page, admin_client)


def test_it_says_whether_readers_have_a_version_already(admin_client: Client) -> None:
    new, known = a_page("New"), a_live_page("Known")
    schedule(new, DUE)
    schedule(known, DUE)
    assert "For the first time" in panel_of(new, admin_client)
    assert "In the place of the version that is live now" in panel_of(known, admin_client)


def test_it_says_when_a_page_is_taken_offline(admin_client: Client) -> None:
    live, coming = a_live_page("Live"), a_page("Coming", expire_at=DUE + timedelta(days=1))
    expire_at(live, DUE)
    schedule(coming, DUE)
    assert "Is taken offline on 1 May 2099, 08:00:07 (UTC)" in panel_of(live, admin_client)
    assert "Goes live" not in panel_of(live, admin_client)
    assert "Is taken offline on 2 May 2099, 08:00:07 (UTC)" in panel_of(coming, admin_client)


def test_it_tells_how_the_trial_run_went(admin_client: Client) -> None:
    good, bad = a_page("Good"), a_page("Bad", body=empty_heading())
    schedule(good, DUE)
    schedule(bad, DUE)
    assert "No trial run yet" in panel_of(good, admin_client)

    rehearse()

    assert "The trial run went through" in panel_of(good, admin_client)
    assert f"{SOON:%H:%M:%S} (UTC)" in panel_of(good, admin_client)
    said = panel_of(bad, admin_client)
    assert "It would fail" in said
    assert "Fill in “Heading”." in said
    assert 'data-checklist-place="body.' in said


def test_an_entry_has_it_too(admin_client: Client) -> None:
    condition = a_condition(short_definition="")
    revision = schedule(condition, DUE)
    rehearse()
    said = panel_of(condition, admin_client)
    assert "Say in one sentence what it is." in said
    url = reverse(
        "wagtailsnippets_medications_condition:revisions_unschedule", args=[condition.pk, revision.pk]
    )
    assert url in said


def test_a_trial_run_that_hung_is_told_as_such(admin_client: Client) -> None:
    page = a_page()
    revision = schedule(page, DUE)
    Rehearsal.objects.create(revision_id=revision.pk, due=DUE, rehearsed_at=SOON, state="unfinished")
    assert "did not come to an end" in panel_of(page, admin_client)


def test_a_blocked_page_says_why_and_what_can_be_done(admin_client: Client) -> None:
    page = a_page(body=empty_heading())
    schedule(page)
    for minute in range(failures.TRIES_OF_ITS_OWN):
        run_due(now=PAST + timedelta(minutes=minute))
    job = PublishJob.objects.get()
    said = panel_of(page, admin_client)
    assert "Blocked" in said
    assert "Fill in “Heading”." in said
    assert reverse("publishing:retry", args=[job.pk]) in said
    assert reverse("publishing:cancel", args=[job.pk]) in said
    assert "trial run" not in said


def test_what_is_late_says_why(admin_client: Client) -> None:
    page = a_page()
    schedule(page, PAST)
    assert "Its time has come. No publishing clock is running." in panel_of(page, admin_client)


def test_who_may_not_publish_reads_it_and_decides_nothing(client: Client) -> None:
    page = a_page()
    schedule(page, DUE)
    client.force_login(a_writer())
    said = panel_of(page, client)
    assert "Goes live on" in said
    assert "Cancel the schedule" not in said
