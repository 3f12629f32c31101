"""The calendar as an editor uses it: the table, the grid's entries, the page of one entry."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Revision
from wagtail.users.models import UserProfile

from cms.calendar import selectors
from tests.integration.calendar.conftest import LATER, NOON, Worker
from tests.scheduling import a_condition, a_live_page, a_page, expire_at, home_page, schedule

pytestmark = pytest.mark.django_db

BUDGET = 60
FROM_THE_GRID = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def desk(client: Client, boss: User) -> Client:
    client.force_login(boss)
    return client


def in_zone(user: User, zone: str) -> None:
    profile = UserProfile.get_for_user(user)
    profile.current_time_zone = zone
    profile.save()


def calendar(desk: Client, **query: str) -> str:
    response = desk.get(reverse("calendar:show"), {"date": "2099-03-01", **query})
    assert response.status_code == 200
    return unescape(" ".join(response.content.decode().split()))


def go_live_page(revision: Revision) -> str:
    return reverse("calendar:go_live", args=[revision.pk])


def times(to: str, was: datetime = NOON, **more: str) -> dict[str, str]:
    return {"was": was.isoformat(), "to": to, **more}


# The table


def test_the_table_says_day_time_kind_title_type_and_state_in_the_editors_zone(
    desk: Client, boss: User
) -> None:
    in_zone(boss, "Asia/Kathmandu")
    page = a_page("New advice")
    revision = schedule(page, NOON)

    html = calendar(desk)

    assert "Times are in your time zone, Asia/Kathmandu." in html
    assert "Tuesday, 10 March 2099" in html
    assert "17:45:00</time>" in html
    assert f'<a href="{reverse("wagtailadmin_pages:edit", args=[page.pk])}">New advice</a>' in html
    assert "Standard page" in html
    assert "scheduled</span>" in html
    assert f'href="{go_live_page(revision)}" aria-label="Change time of Go-live: New advice"' in html


def test_a_day_begins_at_the_editors_midnight(desk: Client, boss: User) -> None:
    in_zone(boss, "Pacific/Auckland")
    schedule(a_page("Early"), datetime(2099, 2, 28, 12, 0, tzinfo=UTC))

    assert "Sunday, 1 March 2099" in calendar(desk)


def test_a_week_shows_its_seven_days(desk: Client) -> None:
    schedule(a_page("Within"), NOON)
    schedule(a_page("Week after"), datetime(2099, 3, 16, tzinfo=UTC))

    html = calendar(desk, view="week", date="2099-03-12")

    assert "9 March to 15 March 2099" in html
    assert "Within" in html
    assert "Week after" not in html


def test_the_links_lead_through_time_and_keep_the_filters(desk: Client) -> None:
    html = calendar(desk, date="2099-03-10", kind="expire")

    assert "kind=expire&view=month&date=2099-02-28" in html
    assert "kind=expire&view=month&date=2099-04-01" in html
    assert "kind=expire&view=week&date=2099-03-10" in html


def test_filters_that_let_nothing_through_are_said_to(desk: Client) -> None:
    schedule(a_page(), NOON)

    html = calendar(desk, kind="expire")

    assert "Nothing is scheduled in this time that these filters let through." in html


@pytest.mark.parametrize(
    "query",
    [
        {"date": "2099-02-30"},
        {"date": "x"},
        {"date": "0001-01-01"},
        {"date": "9999-12-31"},
        {"view": "year"},
    ],
)
def test_nonsense_in_the_address_shows_what_is_usual(desk: Client, query: dict[str, str]) -> None:
    assert "calendar-title" in calendar(desk, **query)


def test_the_menu_leads_to_it(desk: Client) -> None:
    html = desk.get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("calendar:show") in html


def test_it_is_for_those_who_work_here(client: Client) -> None:
    assert client.get(reverse("calendar:show")).status_code == 302
    assert client.get(reverse("calendar:entries")).status_code == 302


def test_the_screen_keeps_to_its_query_budget(client: Client, worker: Worker) -> None:
    client.force_login(worker("ada", below=home_page(), may=["change_page", "publish_page"]))
    for number in range(5):
        schedule(a_page(f"Page {number}"), NOON)
        expire_at(a_live_page(f"Live page {number}"), NOON)

    with CaptureQueriesContext(connection) as asked:
        calendar(client)

    assert len(asked) <= BUDGET


# The grid


def test_the_grid_gets_the_time_as_it_stands_on_the_editors_clock(desk: Client, boss: User) -> None:
    in_zone(boss, "Asia/Kathmandu")
    revision = schedule(a_page("New advice"), NOON)

    between = {"start": "2099-03-01T00:00:00", "end": "2099-04-01T00:00:00"}
    (event,) = desk.get(reverse("calendar:entries"), between).json()

    assert event["start"] == "2099-03-10T17:45:00"
    assert event["url"] == go_live_page(revision)
    assert event["startEditable"] is True
    assert event["extendedProps"]["at"] == NOON.isoformat()
    assert (
        event["extendedProps"]["words"]
        == "Go-live: New advice, 10 March 2099, 17:45:00 (Asia/Kathmandu), scheduled"
    )


@pytest.mark.parametrize(
    "between",
    [
        {},
        {"start": "2099-03-01", "end": "x"},
        {"start": "2099-03-01T00:00:00", "end": "2099-03-01T00:00:00"},
        {"start": "2099-01-01T00:00:00", "end": "2100-01-01T00:00:00"},
        {"start": "0001-01-01T00:00:00", "end": "0001-01-02T00:00:00"},
    ],
)
def test_the_grid_must_say_which_days(desk: Client, between: dict[str, str]) -> None:
    assert desk.get(reverse("calendar:entries"), between).status_code == 400


# One entry


def test_the_page_of_an_entry_offers_its_time_to_be_changed(desk: Client, boss: User) -> None:
    in_zone(boss, "Asia/Kathmandu")
    html = desk.get(go_live_page(schedule(a_page("New advice"), NOON))).content.decode()

    assert "10 March 2099, 17:45:00 (Asia/Kathmandu)" in html
    assert 'value="2099-03-10T17:45:00"' in html


def test_a_new_time_is_asked_about_in_words_and_then_done(desk: Client, boss: User) -> None:
    in_zone(boss, "Asia/Kathmandu")
    revision = schedule(a_page("New advice"), NOON)

    asked = unescape(desk.post(go_live_page(revision), times("2099-03-12T15:15:00")).content.decode())

    revision.refresh_from_db()
    assert revision.approved_go_live_at == NOON
    assert (
        "Let “New advice” go live on 12 March 2099, 15:15:00 (Asia/Kathmandu) instead of "
        "10 March 2099, 17:45:00 (Asia/Kathmandu)?" in asked
    )
    assert 'name="to" value="2099-03-12T15:15:00+05:45"' in asked

    done = desk.post(go_live_page(revision), times(LATER.isoformat(), confirmed="1"), follow=True)
    revision.refresh_from_db()
    assert revision.approved_go_live_at == LATER
    assert "the go-live is now on 12 March 2099, 15:15:00 (Asia/Kathmandu)" in done.content.decode()


def test_an_expiry_is_moved_at_its_own_page(desk: Client) -> None:
    condition = a_condition("Eczema")
    condition.save_revision().publish()
    expire_at(condition, NOON)
    address = reverse("calendar:expiry", args=[condition.get_base_content_type().pk, condition.pk])

    assert "Expiry" in desk.get(address).content.decode()
    desk.post(address, times(LATER.isoformat(), confirmed="1"))

    condition.refresh_from_db()
    assert condition.expire_at == LATER


def test_the_grid_is_asked_and_answered_in_json(desk: Client) -> None:
    revision = schedule(a_page("New advice"), NOON)

    asked = desk.post(go_live_page(revision), times("2099-03-12T09:30:00"), headers=FROM_THE_GRID).json()
    assert asked["question"].startswith("Let “New advice” go live on 12 March 2099")
    answer = desk.post(
        go_live_page(revision), times(asked["to"], confirmed="1"), headers=FROM_THE_GRID
    ).json()

    assert answer["done"].endswith("is now on 12 March 2099, 09:30:00 (UTC).")
    revision.refresh_from_db()
    assert revision.approved_go_live_at == LATER


@pytest.mark.parametrize("local", ["2099-03-29T02:30:00", "2099-10-25T02:30:00"])
def test_a_time_that_the_change_of_the_clocks_skips_or_doubles_is_refused(
    desk: Client, boss: User, local: str
) -> None:
    in_zone(boss, "Europe/Berlin")
    revision = schedule(a_page(), NOON)

    response = desk.post(go_live_page(revision), times(local, confirmed="1"), headers=FROM_THE_GRID)

    assert response.status_code == 400
    assert "The clocks are changed then" in response.json()["error"]
    exact = desk.post(go_live_page(revision), times(f"{local}+02:00", confirmed="1"), headers=FROM_THE_GRID)
    assert exact.status_code == 200


def test_whoever_comes_second_is_told_and_changes_nothing(desk: Client) -> None:
    revision = schedule(a_page(), NOON)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=LATER)

    response = desk.post(
        go_live_page(revision), times("2099-05-01T08:00:00", confirmed="1"), headers=FROM_THE_GRID
    )

    assert response.status_code == 409
    assert "It is not scheduled for 10 March 2099, 12:00:00 (UTC) any more" in response.json()["error"]
    revision.refresh_from_db()
    assert revision.approved_go_live_at == LATER


def test_what_was_cancelled_meanwhile_is_told_as_such(desk: Client) -> None:
    revision = schedule(a_page(), NOON)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    fields = times("2099-05-01T08:00:00", confirmed="1")

    from_the_grid = desk.post(go_live_page(revision), fields, headers=FROM_THE_GRID)
    from_the_form = desk.post(go_live_page(revision), fields, follow=True)

    assert from_the_grid.status_code == 409
    assert "It is not scheduled any more" in from_the_form.content.decode()
    assert desk.get(go_live_page(revision)).status_code == 404


def test_a_time_that_has_passed_is_told_beside_the_field(desk: Client) -> None:
    response = desk.post(go_live_page(schedule(a_page(), NOON)), times("2020-01-01T08:00:00"))

    assert response.status_code == 400
    assert "1 January 2020, 08:00:00 (UTC) has passed." in response.content.decode()


@pytest.mark.parametrize("to", ["", "x", "2099-02-30T08:00:00", "9999-12-31T23:59:59", "0001-01-01T00:00:00"])
def test_what_is_no_time_is_refused(desk: Client, boss: User, to: str) -> None:
    in_zone(boss, "America/Los_Angeles")

    response = desk.post(go_live_page(schedule(a_page(), NOON)), times(to))

    assert response.status_code == 400


def test_one_among_thousands_at_the_same_instant_is_found(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "MOST", 1)
    revisions = [schedule(a_page(f"Part {number}"), NOON) for number in range(2)]

    assert [desk.get(go_live_page(revision)).status_code for revision in revisions] == [200, 200]


def test_who_may_only_look_gets_no_form_and_no_way_round_it(client: Client, worker: Worker) -> None:
    client.force_login(worker("ada", below=home_page(), may=["change_page"]))
    revision = schedule(a_page(), NOON)

    assert 'name="to"' not in client.get(go_live_page(revision)).content.decode()
    refused = client.post(
        go_live_page(revision), times(LATER.isoformat(), confirmed="1"), headers=FROM_THE_GRID
    )

    assert refused.status_code == 403
    revision.refresh_from_db()
    assert revision.approved_go_live_at == NOON


def test_what_somebody_may_not_see_does_not_exist_for_them(client: Client, worker: Worker) -> None:
    client.force_login(worker("ada", may=["change_condition"]))
    page = a_live_page()
    expire_at(page, NOON)
    pages = page.get_base_content_type().pk

    assert client.get(go_live_page(schedule(page, NOON))).status_code == 404
    assert client.get(reverse("calendar:expiry", args=[pages, page.pk])).status_code == 404
    assert client.get(reverse("calendar:expiry", args=[pages, "x"])).status_code == 404
    assert client.get(reverse("calendar:expiry", args=[999_999, page.pk])).status_code == 404
