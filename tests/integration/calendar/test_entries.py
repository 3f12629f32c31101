"""What stands in the calendar, and for whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.calendar import selectors
from cms.calendar.entries import State, Wanted
from cms.calendar.selectors import entries_between
from cms.calendar.subjects import subjects_of
from cms.publishing import failures
from cms.publishing.models import JobKind
from cms.publishing.runner import run_due
from home.models import StandardPage
from medications.models import Condition
from tests.integration.calendar.conftest import END, LATER, NOON, START, Worker, seen
from tests.scheduling import (
    PAST,
    a_condition,
    a_live_page,
    a_page,
    empty_heading,
    expire_at,
    home_page,
    schedule,
)

pytestmark = pytest.mark.django_db

MARCH_2026 = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))


def told(user: User) -> list[tuple[str, str, datetime]]:
    return [(entry.place.kind, entry.title, entry.at) for entry in seen(user)]


def test_go_lives_and_expiries_of_pages_and_entries_stand_in_order_of_time(boss: User) -> None:
    schedule(a_page("New advice"), LATER)
    expire_at(a_live_page("Old advice"), NOON)
    schedule(a_condition("Eczema"), NOON + timedelta(hours=1))

    assert told(boss) == [
        ("expire", "Old advice", NOON),
        ("publish", "Eczema", NOON + timedelta(hours=1)),
        ("publish", "New advice", LATER),
    ]


def test_the_first_instant_of_a_period_is_in_it_and_the_end_is_not(boss: User) -> None:
    schedule(a_page("First"), START)
    schedule(a_page("After"), END)

    assert told(boss) == [("publish", "First", START)]


def test_what_is_not_live_does_not_expire(boss: User) -> None:
    a_page("Draft", expire_at=NOON)

    assert told(boss) == []


def test_an_expiry_within_a_scheduled_version_is_told_but_is_not_moved_by_itself(boss: User) -> None:
    schedule(a_page("Campaign", expire_at=LATER), NOON)

    go_live, expiry = seen(boss)

    assert (go_live.state, go_live.may_change) == (State.SCHEDULED, True)
    assert (expiry.at, expiry.state, expiry.may_change) == (LATER, State.CARRIED, False)


def test_a_version_that_expires_with_what_is_live_is_no_second_expiry(boss: User) -> None:
    page = a_page("Campaign", expire_at=LATER)
    page.save_revision().publish()
    page.refresh_from_db()
    schedule(page, NOON)

    assert told(boss) == [("publish", "Campaign", NOON), ("expire", "Campaign", LATER)]


def test_more_than_can_be_shown_is_told(boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    schedule(a_page(), NOON)
    around = (START, END)
    assert not entries_between(*around, user=boss, now=timezone.now()).has_more

    monkeypatch.setattr(selectors, "MOST", 1)

    assert entries_between(*around, user=boss, now=timezone.now()).has_more


def test_a_blocked_version_says_why_and_a_late_one_that_it_is(boss: User) -> None:
    schedule(a_page("Unfinished", body=empty_heading()))
    for minute in range(failures.TRIES_OF_ITS_OWN):
        run_due(now=PAST + timedelta(minutes=1 + minute))
    schedule(a_page("Untried"), PAST + timedelta(days=1))

    blocked, late = seen(boss, *MARCH_2026)

    assert blocked.state == State.BLOCKED
    assert "Heading" in blocked.reason
    assert late.state == State.LATE
    assert all(entry.is_in_trouble and entry.may_change for entry in (blocked, late))


def test_what_went_live_and_what_expired_is_told_and_cannot_be_moved(boss: User) -> None:
    page = a_page("Guide", expire_at=PAST + timedelta(days=2))
    schedule(page)
    run_due(now=PAST + timedelta(minutes=1))
    run_due(now=PAST + timedelta(days=3))

    entries = seen(boss, *MARCH_2026)

    assert [(entry.place.kind, entry.state) for entry in entries] == [
        ("publish", State.DONE),
        ("expire", State.DONE),
    ]
    assert not any(entry.may_change for entry in entries)


def test_it_is_told_who_scheduled_it(boss: User) -> None:
    ada = User.objects.create_superuser("ada", first_name="Ada", last_name="Moran")
    page = a_page(go_live_at=NOON)
    page.save_revision(user=boss).publish(user=ada)

    assert [entry.by for entry in seen(boss)] == ["Ada Moran"]


def test_an_editor_sees_only_pages_of_the_own_section(worker: Worker) -> None:
    home = home_page()
    section = home.add_child(instance=StandardPage(title="Section", live=False))
    schedule(section.add_child(instance=StandardPage(title="Mine", live=False)), NOON)
    schedule(a_page("Elsewhere"), NOON)
    expire_at(a_live_page("Elsewhere and live"), NOON)
    schedule(a_condition("Eczema"), NOON)

    (entry,) = seen(worker("ada", below=section, may=["change_page"]))

    assert entry.title == "Mine"
    assert entry.edit_url is not None
    assert not entry.may_change


def test_who_may_publish_may_move(worker: Worker) -> None:
    schedule(a_page(), NOON)

    (entry,) = seen(worker("ben", below=home_page(), may=["change_page", "publish_page"]))

    assert entry.may_change


def test_what_somebody_else_has_locked_stays_where_it_is(boss: User) -> None:
    page = a_page()
    schedule(page, NOON)
    StandardPage.objects.filter(pk=page.pk).update(locked=True, locked_by=User.objects.create_user("eve"))

    assert [entry.may_change for entry in seen(boss)] == [False]


def test_entries_are_for_who_may_work_on_their_kind(worker: Worker) -> None:
    schedule(a_condition("Eczema"), NOON)
    expire_at(published_condition("Asthma"), LATER)

    assert [entry.title for entry in seen(worker("ada", may=["change_condition"]))] == ["Eczema", "Asthma"]
    assert seen(worker("ben", may=["change_medicine"])) == []


def test_somebody_without_rights_on_pages_sees_none(worker: Worker) -> None:
    schedule(a_page(), NOON)

    assert seen(worker("nobody")) == []


def test_what_somebody_may_not_see_takes_no_room(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    section = home_page().add_child(instance=StandardPage(title="Section", live=False))
    expire_at(a_live_page("Hidden and live"), START)
    schedule(a_page("Hidden"), START)
    schedule(section.add_child(instance=StandardPage(title="Mine", live=False)), NOON)
    monkeypatch.setattr(selectors, "MOST", 1)

    assert [entry.title for entry in seen(worker("ada", below=section, may=["change_page"]))] == ["Mine"]


def test_of_an_object_that_somebody_may_not_see_nothing_is_told(worker: Worker) -> None:
    page, condition = a_page(), a_condition()
    addresses = [(one.get_base_content_type().pk, str(one.pk)) for one in (page, condition)]

    assert subjects_of(addresses, user=worker("nobody")) == {}
    editor = worker("ada", below=home_page(), may=["change_page"])
    assert subjects_of(addresses, user=editor).keys() == {addresses[0]}


def test_filters_let_through_a_kind_a_type_and_what_is_mine(boss: User) -> None:
    schedule(a_page("Page", owner=boss), NOON)
    expire_at(a_live_page("Old page"), NOON)
    schedule(a_condition("Eczema"), NOON)

    def titles(wanted: Wanted) -> list[str]:
        found = entries_between(START, END, user=boss, now=timezone.now(), wanted=wanted)
        return [entry.title for entry in found.entries]

    (condition,) = (entry for entry in seen(boss) if entry.title == "Eczema")
    assert titles(Wanted()) == ["Eczema", "Old page", "Page"]
    assert titles(Wanted(kind=JobKind.EXPIRE)) == ["Old page"]
    assert titles(Wanted(type_id=condition.type_id)) == ["Eczema"]
    assert titles(Wanted(mine=True)) == ["Page"]


def test_more_entries_ask_no_more_queries(worker: Worker) -> None:
    may = ["change_page", "publish_page", "change_condition", "publish_condition"]
    user = worker("ada", below=home_page(), may=may)
    fill("one")
    seen(user)  # whatever is remembered from the first time on
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert len(seen(user)) == 4
    for name in ("two", "three", "four"):
        fill(name)

    with CaptureQueriesContext(connection) as many:
        assert len(seen(user)) == 16

    assert len(many) == len(few)
    assert len(few) <= 30


def fill(name: str) -> None:
    schedule(a_page(f"Page {name}"), NOON)
    expire_at(a_live_page(f"Live page {name}"), NOON)
    schedule(a_condition(f"Condition {name}"), NOON)
    expire_at(published_condition(f"Live condition {name}"), NOON)


def published_condition(name: str) -> Condition:
    condition = a_condition(name)
    condition.save_revision().publish()
    condition.refresh_from_db()
    return condition
