"""The calendar's filters by topic and owner, days of review, and what is said to values that mean nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.calendar.entries import State, Wanted
from cms.calendar.selectors import entries_between
from tests.factories import medications as make
from tests.integration.calendar.conftest import END, LATER, NOON, START, seen
from tests.releases import a_release, schedule_release
from tests.scheduling import a_condition, a_draft, a_page, schedule

pytestmark = pytest.mark.django_db


def titles(user: User, wanted: Wanted) -> list[str]:
    found = entries_between(START, END, user=user, now=timezone.now(), wanted=wanted)
    return [entry.title for entry in found.entries]


def test_a_topic_finds_its_entry_the_pages_that_have_it_and_the_releases_that_hold_one(boss: User) -> None:
    eczema = a_condition("Eczema")
    schedule(eczema, NOON)
    guide = make.HowToGuidePageFactory(title="Using creams")
    guide.page_topics.create(entity=eczema)
    guide.go_live_at = LATER
    guide.save_revision(approved_go_live_at=LATER, clean=False)
    schedule(a_page("About us"), NOON)
    release = a_release(a_draft("Along with it"), user=boss)
    schedule_release(release, user=boss, due=LATER)
    item = release.items.get()
    item.revision = guide.get_latest_revision()
    item.save()

    assert titles(boss, Wanted(topic_id=eczema.pk)) == ["Eczema", "Spring update", "Using creams"]
    assert titles(boss, Wanted(topic_id=eczema.pk + 1000)) == []


def test_a_version_counts_by_its_own_topics_and_not_by_those_that_are_live(boss: User) -> None:
    eczema, acne = a_condition("Eczema"), a_condition("Acne")
    guide = make.HowToGuidePageFactory(title="Using creams")
    guide.page_topics.create(entity=eczema)
    guide.save()
    guide.page_topics.set([type(guide.page_topics.get())(entity=acne)])
    guide.go_live_at = NOON
    guide.save_revision(approved_go_live_at=NOON, clean=False)

    assert titles(boss, Wanted(topic_id=acne.pk)) == ["Using creams"]
    assert titles(boss, Wanted(topic_id=eczema.pk)) == []


def test_an_owner_finds_their_pages_and_releases(boss: User) -> None:
    other = User.objects.create_superuser("ada", "ada@example.org", "x")
    schedule(a_page("Mine", owner=boss), NOON)
    schedule(a_page("Hers", owner=other), NOON)
    schedule_release(a_release(a_draft("In it"), user=other), user=other, due=LATER)

    assert titles(boss, Wanted(owner_id=other.pk)) == ["Hers", "Spring update"]


def test_the_day_a_live_page_is_to_be_reviewed_is_a_whole_day(boss: User) -> None:
    day = dt.date(2099, 3, 31)
    make.HowToGuidePageFactory(title="Using creams", next_review_on=day, live=True)
    make.HowToGuidePageFactory(title="A draft", next_review_on=day, live=False)

    (entry,) = seen(boss)

    assert (entry.kind_words, entry.title, entry.state) == ("Review due", "Using creams", State.DAY_TO_COME)
    assert (entry.all_day, entry.may_change) == (True, False)
    assert timezone.localdate(entry.at) == day


def test_a_review_that_was_not_made_is_in_trouble(boss: User) -> None:
    make.HowToGuidePageFactory(title="Using creams", next_review_on=dt.date(2026, 3, 31), live=True)
    march = [dt.datetime(2026, month, 1, tzinfo=dt.UTC) for month in (3, 4)]

    (entry,) = seen(boss, *march)
    assert (entry.state, entry.is_in_trouble) == (State.DAY_PAST, True)


@pytest.mark.parametrize("field", ["kind", "type", "topic", "owner", "mine"])
def test_a_value_that_means_nothing_is_refused_in_words_and_hides_no_entry_silently(
    client: Client, boss: User, field: str
) -> None:
    client.force_login(boss)

    page = client.get(reverse("calendar:show"), {"date": "2099-03-01", field: "bogus"})
    assert page.status_code == 400
    assert "bogus" in page.content.decode()
    assert "Choose again." in page.content.decode()
    between = {"start": "2099-03-01T00:00:00Z", "end": "2099-04-01T00:00:00Z", field: "bogus"}
    assert client.get(reverse("calendar:entries"), between).status_code == 400
