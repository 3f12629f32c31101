"""The report of what is scheduled: whole, filtered, as a spreadsheet, and in a fixed number of queries."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import PageLogEntry

from cms.publishing.models import Rehearsal
from cms.publishing.runner import run_due
from medications.models import Condition
from tests.scheduling import (
    PAST,
    a_condition,
    a_live_page,
    a_page,
    a_publisher,
    a_writer,
    empty_heading,
    expire_at,
    schedule,
)

pytestmark = pytest.mark.django_db

DUE = timezone.now().replace(microsecond=0) + timedelta(days=30)


def titles(client: Client, **asked: Any) -> list[str]:
    response = client.get(reverse("publishing:report_results"), asked)
    return [row.title for row in response.context["object_list"]]


def export(client: Client, **asked: Any) -> list[dict[str, str]]:
    response = client.get(reverse("publishing:report"), {"export": "csv", **asked})
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))


@pytest.fixture
def some_of_each() -> None:
    schedule(a_page("Blocked", body=empty_heading()), PAST)
    for minute in range(5):
        run_due(now=PAST + timedelta(minutes=minute))
    schedule(a_page("Late"), PAST + timedelta(hours=1))
    expire_at(a_live_page("Expiring"), DUE - timedelta(days=1))
    schedule(a_condition("Eczema"), DUE)
    failing = schedule(a_page("Failing"), DUE + timedelta(days=1))
    problem: dict[str, Any] = {"message": "Fill this in.", "field": None, "trail": [], "path": []}
    Rehearsal.objects.create(
        revision_id=failing.pk,
        due=DUE + timedelta(days=1),
        rehearsed_at=PAST,
        state="failed",
        problems=[problem],
    )


def test_it_stands_under_reports(admin_client: Client) -> None:
    assert reverse("publishing:report") in admin_client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.usefixtures("some_of_each")
def test_it_has_everything_in_the_order_of_its_time(admin_client: Client) -> None:
    assert titles(admin_client) == ["Blocked", "Late", "Expiring", "Eczema", "Failing"]
    html = admin_client.get(reverse("publishing:report")).content.decode()
    assert "1 March 2026, 08:00:00 (UTC)" in html
    assert "is taken offline" in html
    assert reverse("wagtailsnippets_medications_condition:edit", args=[Condition.objects.get().pk]) in html


@pytest.mark.usefixtures("some_of_each")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "blocked"}, ["Blocked"]),
        ({"state": "late"}, ["Late"]),
        ({"state": "would fail"}, ["Failing"]),
        ({"state": "scheduled"}, ["Expiring", "Eczema"]),
        ({"kind": "expire"}, ["Expiring"]),
        ({"kind": "publish", "state": "scheduled"}, ["Eczema"]),
        ({"due_from": f"{DUE:%Y-%m-%d}"}, ["Eczema", "Failing"]),
        ({"due_from": f"{DUE:%Y-%m-%d}", "due_to": f"{DUE:%Y-%m-%d}"}, ["Eczema"]),
    ],
)
def test_it_can_be_filtered(admin_client: Client, asked: dict[str, str], found: list[str]) -> None:
    assert titles(admin_client, **asked) == found


@pytest.mark.usefixtures("some_of_each")
def test_it_can_be_filtered_by_type(admin_client: Client) -> None:
    assert titles(admin_client, type=ContentType.objects.get_for_model(Condition).pk) == ["Eczema"]


def test_it_can_be_filtered_by_who_scheduled_it_and_by_owner(admin_client: Client) -> None:
    mia, ben = a_publisher("mia"), a_writer("ben")
    page = a_page("Mia's", owner=ben)
    page.go_live_at = DUE
    page.save_revision(user=ben).publish(user=mia)
    assert PageLogEntry.objects.filter(action="wagtail.publish.schedule", user=mia).exists()
    schedule(a_page("Nobody's"), DUE)

    assert titles(admin_client, scheduled_by=mia.pk) == ["Mia's"]
    assert titles(admin_client, scheduled_by=ben.pk) == []
    assert titles(admin_client, owner=ben.pk) == ["Mia's"]
    (row,) = export(admin_client, owner=ben.pk)
    assert (row["Scheduled by"], row["Owner"]) == ("mia", "ben")


@pytest.mark.usefixtures("some_of_each")
def test_users_find_in_it_what_they_may_change(client: Client) -> None:
    client.force_login(a_writer())
    assert titles(client) == ["Blocked", "Late", "Expiring", "Failing"]


@pytest.mark.usefixtures("some_of_each")
def test_it_can_be_taken_along_as_a_spreadsheet(admin_client: Client) -> None:
    rows = export(admin_client, state="would fail")
    assert [(row["Title"], row["What happens"], row["Why"]) for row in rows] == [
        ("Failing", "goes live", "Fill this in.")
    ]
    assert rows[0]["When (UTC)"] == str(DUE + timedelta(days=1))
    response = admin_client.get(reverse("publishing:report"), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    assert [cell[0].value for cell in sheet.iter_rows()] == [
        *("Title", "Blocked", "Late", "Expiring", "Eczema", "Failing")
    ]


def test_more_rows_cost_no_more_queries(admin_client: Client, admin_user: User) -> None:
    def add(number: int) -> None:
        schedule(a_page(f"Page {number}", owner=admin_user), DUE)
        schedule(a_condition(f"Condition {number}"), DUE)
        expire_at(a_live_page(f"Live page {number}"), DUE)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin_client.get(reverse("publishing:report")).status_code == 200
        return len(captured)

    add(0)
    queries()  # some things are remembered from the first time on
    few = queries()
    for number in range(1, 8):
        add(number)
    assert queries() == few
