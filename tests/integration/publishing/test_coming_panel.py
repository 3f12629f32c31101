"""The dashboard shows what goes live and offline in the next days, and what would fail."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from cms.publishing import rehearsal
from cms.publishing.agenda import Span, State, agenda_for
from cms.publishing.models import JobKind
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
    somebody,
)

pytestmark = pytest.mark.django_db

TOMORROW = timezone.now() + timedelta(days=1)


def panel_for(client: Client) -> str:
    html = unescape(client.get(reverse("wagtailadmin_home")).content.decode())
    _, found, after = html.partition('id="coming-section"')
    return " ".join(after.split("</section>", 1)[0].split()) if found else ""


def of(user: User) -> list[tuple[JobKind, str, State]]:
    entries = agenda_for(user=user, now=timezone.now(), span=Span())
    return [(entry.kind, entry.title, entry.state) for entry in entries]


def test_nothing_is_shown_where_nothing_is_scheduled(admin_client: Client) -> None:
    a_live_page()
    assert panel_for(admin_client) == ""


def test_what_comes_stands_under_its_day_with_a_link(admin_client: Client) -> None:
    page, condition = a_page("Going live"), a_condition("Going live, too")
    schedule(page, TOMORROW)
    schedule(condition, TOMORROW + timedelta(days=1))
    live = a_live_page("Going offline")
    expire_at(live, TOMORROW)
    schedule(a_page("In a month"), TOMORROW + timedelta(days=30))

    said = panel_for(admin_client)

    days = said.split("<h3")[1:]
    assert len(days) == 2
    assert f"{TOMORROW:%A}, {TOMORROW.day} {TOMORROW:%B}" in days[0]
    assert "Going live" in days[0]
    assert "Going offline" in days[0]
    assert "is taken offline" in days[0]
    assert f"{TOMORROW:%H:%M:%S}" in days[0]
    assert "Going live, too" in days[1]
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in days[0]
    assert reverse("wagtailsnippets_medications_condition:edit", args=[condition.pk]) in days[1]
    assert "In a month" not in said


def test_what_would_fail_is_shown_however_far_off_it_is(admin_client: Client) -> None:
    schedule(a_page("In a month", body=empty_heading()), TOMORROW + timedelta(days=30))
    assert rehearsal.rehearse_due(clock=timezone.now)
    said = panel_for(admin_client)
    assert "Would fail" in said
    assert "In a month" in said
    assert "Fill in “Heading”." in said


def test_users_see_what_they_may_change(client: Client) -> None:
    schedule(a_page("A page"), TOMORROW)
    schedule(a_condition("An entry"), TOMORROW)
    writer, visitor = a_writer(), somebody("eve")
    assert of(writer) == [(JobKind.PUBLISH, "A page", State.SCHEDULED)]
    assert of(visitor) == []
    client.force_login(visitor)
    assert panel_for(client) == ""


def test_each_piece_says_how_it_stands(admin_user: User) -> None:
    schedule(a_page("Blocked", body=empty_heading()), PAST)
    for minute in range(5):
        run_due(now=PAST + timedelta(minutes=minute))
    schedule(a_page("Failing", body=empty_heading()), PAST + timedelta(hours=1))
    run_due(now=PAST + timedelta(hours=1))
    schedule(a_page("Late"), PAST + timedelta(hours=2))
    schedule(a_page("Coming"), TOMORROW)
    assert of(admin_user) == [
        (JobKind.PUBLISH, "Blocked", State.BLOCKED),
        (JobKind.PUBLISH, "Failing", State.FAILED),
        (JobKind.PUBLISH, "Late", State.LATE),
        (JobKind.PUBLISH, "Coming", State.SCHEDULED),
    ]


def test_superusers_see_what_is_left_of_a_deleted_page(admin_user: User) -> None:
    revision = schedule(a_page("Deleted"), TOMORROW)
    Revision.objects.filter(pk=revision.pk).update(object_id="999999")
    (entry,) = agenda_for(user=admin_user, now=timezone.now(), span=Span())
    assert (entry.title, entry.edit_url) == ("Deleted", "")


def test_more_rows_cost_no_more_queries(admin_user: User) -> None:
    def add(number: int) -> None:
        schedule(a_page(f"Page {number}"), TOMORROW)
        schedule(a_condition(f"Condition {number}"), TOMORROW)
        expire_at(a_live_page(f"Live page {number}"), TOMORROW)

    def queries() -> int:
        user = User.objects.get(pk=admin_user.pk)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            agenda_for(user=user, now=timezone.now(), span=Span())
        return len(captured)

    add(0)
    few = queries()
    for number in range(1, 5):
        add(number)
    assert queries() == few <= 10
