"""Releases in the calendar: when they go out, how their trial runs went, and moving them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cms.calendar.entries import Entry, State
from cms.calendar.forms import WantedForm
from cms.calendar.refusals import NotAllowed, NotMoved, Overtaken
from cms.calendar.selectors import entries_between
from cms.calendar.services import move
from cms.releases import rehearsal, services
from cms.releases.models import Release
from cms.releases.pinning import content_hash
from tests.integration.calendar.conftest import END, LATER, NOON, START, Worker, seen
from tests.releases import NOW, a_release, a_release_manager, schedule_release
from tests.scheduling import a_condition, a_draft, empty_heading, home_page

pytestmark = pytest.mark.django_db

FROM_THE_GRID = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def release(boss: User) -> Release:
    eczema = a_condition("Eczema")
    eczema.save_revision()
    found = a_release(a_draft("New advice"), eczema, user=boss)
    schedule_release(found, user=boss, due=NOON)
    return found


def change_url(release: Release) -> str:
    return reverse("calendar:release", args=[release.pk])


def the_entry(user: User) -> Entry:
    (entry,) = seen(user)
    return entry


def test_a_release_is_one_entry_with_what_it_holds(release: Release, boss: User) -> None:
    entry = the_entry(boss)

    assert (entry.place.kind, entry.title, entry.at) == ("release", "Spring update", NOON)
    assert (entry.state, entry.type_name, entry.may_change) == (State.SCHEDULED, "Release of 2 items", True)


def test_a_release_that_is_put_together_is_on_no_day(boss: User) -> None:
    a_release(a_draft(), user=boss)

    assert seen(boss) == []


def test_a_release_that_has_gone_out_stays_where_it_was(release: Release, boss: User) -> None:
    Release.objects.update(state="published")

    entry = the_entry(boss)
    assert (entry.at, entry.state, entry.may_change) == (NOON, State.DONE, False)


def test_who_may_see_no_releases_sees_none(release: Release, worker: Worker) -> None:
    assert seen(worker("ada", below=home_page(), may=["change_page"])) == []


def test_the_type_of_any_of_its_items_finds_it(release: Release, boss: User) -> None:
    def found(model: str) -> list[str]:
        form = WantedForm({"type": str(type_ids[model])}, user=boss)
        assert form.refusal() == ""
        now = datetime.now(UTC)
        wanted = entries_between(START, END, user=boss, now=now, wanted=form.wanted())
        return [entry.title for entry in wanted.entries]

    names = WantedForm({}, user=boss).fields["type"].choices  # type: ignore[attr-defined]
    type_ids = {str(name): pk for pk, name in names}

    assert found("Condition") == found("Standard page") == found("Release") == ["Spring update"]
    assert found("Medicine") == []


def test_what_the_trial_run_found_is_its_state(boss: User) -> None:
    page = a_draft("Half done")
    release = a_release(page, user=boss)
    schedule_release(release, user=boss, due=NOON)
    page.body = empty_heading()
    # The version was good when it was scheduled; the other way round it could not have been.
    revision = page.save_revision(clean=False)
    item = release.items.get()
    item.revision, item.content_hash = revision, content_hash(revision)
    item.save()
    rehearsal.rehearse(release=release, now=NOW)

    entry = the_entry(boss)
    assert entry.state is State.WOULD_FAIL
    assert "“Half done”" in entry.reason


# Moving


def drag(entry: Entry, user: User, *, was: datetime = NOON, to: datetime = LATER) -> None:
    move(place=entry.place, was=was, to=to, user=user, now=datetime.now(UTC))


def test_a_release_is_moved_whole(release: Release, boss: User) -> None:
    drag(the_entry(boss), boss)

    release.refresh_from_db()
    assert (release.go_live_at, release.state) == (LATER, "scheduled")
    assert the_entry(boss).at == LATER


def test_a_release_that_was_moved_or_cancelled_meanwhile_is_not_moved(release: Release, boss: User) -> None:
    entry = the_entry(boss)
    services.cancel(release=release, user=boss)

    with pytest.raises(Overtaken):
        drag(entry, boss)
    release.refresh_from_db()
    assert release.go_live_at is None


def test_who_may_not_publish_releases_may_not_move_them(release: Release, boss: User, worker: Worker) -> None:
    with pytest.raises(NotAllowed):
        drag(the_entry(boss), worker("ada", may=["change_release"]))


def test_a_release_is_not_moved_into_the_past(release: Release, boss: User) -> None:
    with pytest.raises(NotMoved, match="has passed"):
        drag(the_entry(boss), boss, to=datetime.now(UTC) - timedelta(minutes=1))


def test_what_stands_in_the_way_is_told_of_each_item(boss: User) -> None:
    manager = a_release_manager()
    release = a_release(a_draft("Short campaign", expire_at=LATER), user=manager)
    schedule_release(release, user=manager, due=NOON)

    with pytest.raises(NotMoved, match="“Short campaign”: It would have expired by then"):
        drag(the_entry(boss), manager, to=LATER + timedelta(hours=1))


def test_the_grid_is_asked_before_it_is_moved_and_told_how_the_trial_went(
    release: Release, boss: User, client: Client
) -> None:
    client.force_login(boss)
    asked = {"was": NOON.isoformat(), "to": "2099-03-12T09:30:00"}

    question = client.post(change_url(release), asked, headers=FROM_THE_GRID).json()
    assert "Let “Spring update” go out on 12 March 2099" in question["question"]
    done = client.post(
        change_url(release), {**asked, "to": question["to"], "confirmed": "1"}, headers=FROM_THE_GRID
    ).json()
    assert done["tried"] is True
    assert client.get(change_url(release), headers=FROM_THE_GRID).json() == {"trial": ""}

    release.refresh_from_db()
    rehearsal.rehearse(release=release, now=NOW)
    told = client.get(change_url(release), headers=FROM_THE_GRID).json()
    assert told["passed"] is True
    assert "12 March 2099" in told["trial"]
