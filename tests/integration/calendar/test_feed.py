"""The feed for calendar programs: who gets it, what is in it, how it ends."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from pytest_django import Settings

from cms.calendar import services
from cms.calendar.models import FeedToken
from cms.calendar.selectors import go_live_of
from tests.integration.calendar.conftest import Worker
from tests.scheduling import a_condition, a_page, home_page, schedule

pytestmark = pytest.mark.django_db


def soon() -> datetime:
    """Within the year that a feed tells of."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)


def feed_of(user: User, client: Client) -> list[tuple[str, str, datetime]]:
    token = services.issue_feed_token(user=user, now=datetime.now(UTC))
    response = client.get(reverse("calendar_feed", args=[token]))
    assert response.status_code == 200
    return [
        (str(event["uid"]), str(event["summary"]), event.decoded("dtstart"))
        for event in Calendar.from_ical(response.content).walk("VEVENT")
    ]


def test_the_feed_tells_what_is_scheduled_in_utc(client: Client, boss: User) -> None:
    due = soon()
    revision = schedule(a_page("New advice, at last"), due)

    assert feed_of(boss, client) == [
        (f"go-live-{revision.pk}@testserver", "Go-live: New advice, at last", due)
    ]


def test_what_is_moved_keeps_its_name_so_that_programs_move_it(client: Client, boss: User) -> None:
    due = soon()
    revision = schedule(a_page(), due)
    before = feed_of(boss, client)
    found = go_live_of(revision.pk)
    assert found is not None
    later = due + timedelta(days=1)
    services.move(place=found.place, was=due, to=later, user=boss, now=datetime.now(UTC))

    after = feed_of(boss, client)

    assert [uid for uid, _, _ in after] == [uid for uid, _, _ in before]
    assert [at for _, _, at in after] == [later]


def test_the_feed_tells_only_what_its_owner_may_see(client: Client, worker: Worker) -> None:
    schedule(a_page("A page"), soon())
    schedule(a_condition("Eczema"), soon())

    pages = feed_of(worker("ada", below=home_page(), may=["change_page"]), client)
    entries = feed_of(worker("ben", may=["change_condition"]), client)

    assert [summary for _, summary, _ in pages] == ["Go-live: A page"]
    assert [summary for _, summary, _ in entries] == ["Go-live: Eczema"]


def test_nothing_on_the_way_keeps_the_feed(client: Client, boss: User) -> None:
    token = services.issue_feed_token(user=boss, now=datetime.now(UTC))

    response = client.get(reverse("calendar_feed", args=[token]))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response["Cache-Control"]


def test_an_unknown_key_opens_nothing(client: Client, boss: User) -> None:
    services.issue_feed_token(user=boss, now=datetime.now(UTC))

    assert client.get(reverse("calendar_feed", args=["guessed"])).status_code == 404
    assert client.get(reverse("calendar_feed", args=[FeedToken.objects.get().digest])).status_code == 404


@pytest.mark.parametrize("change", ["inactive", "without rights", "revoked", "renewed"])
def test_a_feed_ends(client: Client, worker: Worker, change: str) -> None:
    ada = worker("ada", below=home_page(), may=["change_page"])
    token = services.issue_feed_token(user=ada, now=datetime.now(UTC))
    address = reverse("calendar_feed", args=[token])
    assert client.get(address).status_code == 200

    if change == "inactive":
        User.objects.filter(pk=ada.pk).update(is_active=False)
    elif change == "without rights":
        ada.groups.clear()
    elif change == "revoked":
        services.revoke_feed_token(user=ada)
    else:
        services.issue_feed_token(user=ada, now=datetime.now(UTC))

    assert client.get(address).status_code == 404


def test_the_address_is_shown_once_and_not_kept(client: Client, boss: User, settings: Settings) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://cms.example.org"
    client.force_login(boss)

    shown = client.post(reverse("calendar:renew_feed"))

    found = re.search(r"https://cms\.example\.org/calendar/([\w-]{40,})\.ics", shown.content.decode())
    assert found is not None
    assert "no-store" in shown["Cache-Control"]
    assert found[1] not in client.get(reverse("calendar:show")).content.decode()
    assert found[1] not in str(FeedToken.objects.values())
    assert Client().get(reverse("calendar_feed", args=[found[1]])).status_code == 200


def test_the_feed_is_ended_from_the_calendar(client: Client, boss: User) -> None:
    client.force_login(boss)
    token = services.issue_feed_token(user=boss, now=datetime.now(UTC))
    assert "Your feed has been open since" in client.get(reverse("calendar:show")).content.decode()

    done = client.post(reverse("calendar:revoke_feed"), follow=True)

    assert "The feed has ended." in done.content.decode()
    assert client.get(reverse("calendar_feed", args=[token])).status_code == 404


@pytest.mark.parametrize("name", ["renew_feed", "revoke_feed"])
def test_a_feed_is_neither_made_nor_ended_by_following_a_link(client: Client, boss: User, name: str) -> None:
    client.force_login(boss)

    assert client.get(reverse(f"calendar:{name}")).status_code == 405
