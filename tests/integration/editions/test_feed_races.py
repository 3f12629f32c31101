"""Two who change what readers may see of a page at the same moment: whoever keeps a copy by the feed is told enough.

Both have looked at the page before either has a number: each decides what its event says without knowing of the other.
"""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from cms.events import services as events
from home.models import StandardPage
from tests.api.reading import numbers
from tests.background import beside, catch_up
from tests.copies import Copy, newest, whole
from tests.scheduling import a_draft, a_live_page, home_page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql, pytest.mark.slow]

Action = Callable[[int], None]
GIVE_UP = 20
ROUNDS = 40


def publish(page_id: int) -> None:
    page = StandardPage.objects.get(pk=page_id)
    page.title = f"{page.title}, again"
    page.save_revision().publish()


def unpublish(page_id: int) -> None:
    StandardPage.objects.get(pk=page_id).unpublish()


def restrict(page_id: int) -> None:
    page = Page.objects.get(pk=page_id)
    if not PageViewRestriction.objects.filter(page=page).exists():
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def restrict_the_section(page_id: int) -> None:
    restrict(Page.objects.get(pk=page_id).get_parent().pk)


def open_up(page_id: int) -> None:
    """The page itself, and what is above it."""
    page = Page.objects.get(pk=page_id)
    for restriction in PageViewRestriction.objects.filter(page__in=page.get_ancestors(inclusive=True)):
        restriction.delete()


ACTIONS: tuple[Action, ...] = (publish, unpublish, restrict, restrict_the_section, open_up)
PRIVACY = (restrict, restrict_the_section, open_up)


def a_page(start: str) -> int:
    """Below a section of its own. ``start``: live or draft, public or private."""
    made = a_live_page("Within") if "live" in start else a_draft("Within")
    made.move(a_live_page("A section"), pos="last-child")
    if "private" in start:
        restrict(made.pk)
    catch_up()
    return int(made.pk)


def both_at_once(first: Action, second: Action, page_id: int) -> None:
    """Each has done all but take its number when the other begins to wait for one; then ``first`` gets the first."""
    waiting: list[threading.Thread] = []
    try:
        with transaction.atomic():
            events.hold_sequence()
            for count, action in enumerate((first, second), start=1):
                waiting.append(beside(lambda action=action: _in_one_piece(action, page_id)))  # type: ignore[misc]
                _until_waiting(count, waiting)
    finally:
        for thread in waiting:
            thread.join()


def _in_one_piece(action: Action, page_id: int) -> None:
    """As the admin does it."""
    with transaction.atomic():
        action(page_id)


# Not the view of what sessions do: within a transaction, that stays as it was first seen.
WAITING = """
    SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid IN (
        SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database WHERE datname = current_database()
    )
"""


def _until_waiting(count: int, threads: list[threading.Thread]) -> None:
    """So many sessions wait for a lock, but for those that had nothing to do."""
    ends = time.monotonic() + GIVE_UP
    while time.monotonic() < ends:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            (found,) = cursor.fetchone()
        if found >= count - sum(not thread.is_alive() for thread in threads):
            return
        time.sleep(0.01)
    raise TimeoutError("neither waits nor ends")


@pytest.fixture
def copy(client: Client) -> Copy:
    home_page()
    catch_up()
    return Copy(client, since=newest(client), pages=whole(client))


@pytest.mark.parametrize(
    "start",
    [
        "live and public",
        pytest.param("live and private", marks=pytest.mark.long),
        pytest.param("draft and public", marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize(
    ("first", "second"),
    [pair for pair in itertools.permutations(ACTIONS, 2) if set(pair) & set(PRIVACY)],
    ids=lambda action: action.__name__,
)
def test_a_change_of_privacy_beside_another_change_leaves_every_copy_true(
    client: Client, copy: Copy, start: str, first: Action, second: Action
) -> None:
    page_id = a_page(start)
    copy.sync()
    late = Copy(client, since=0)

    both_at_once(first, second, page_id)

    # At once, before any worker comes: nothing is kept that is hidden.
    copy.sync()
    assert set(copy.pages) <= set(numbers(client))
    catch_up()
    for each in (copy, late):
        each.sync()
        assert each.pages == whole(client)


def test_a_copy_stays_true_while_two_change_a_page_as_they_like(client: Client, copy: Copy) -> None:
    chance = random.Random(1)
    copy.meanwhile = True
    page_id = a_page("live and public")
    for number in range(ROUNDS):
        done = [chance.choice(ACTIONS), chance.choice(ACTIONS)]
        threads = [beside(lambda action=action: _in_one_piece(action, page_id)) for action in done]  # type: ignore[misc]
        time.sleep(chance.random() * 0.05)
        copy.sync()
        for thread in threads:
            thread.join()
        copy.sync()
        said = (number, [action.__name__ for action in done])
        assert set(copy.pages) <= set(numbers(client)), said
        catch_up()
        copy.sync()
        assert copy.pages == whole(client), said
