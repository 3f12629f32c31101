"""``check_schedule`` sees it when live pages and their editions part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from cms.core.models import BasePage
from cms.editions import invariants
from cms.editions.models import Edition, RenderRequest
from cms.events.models import Event
from cms.publishing import invariants as publishing
from tests.scheduling import a_live_page, home_page

pytestmark = pytest.mark.django_db

LAG = timedelta(seconds=5)


@pytest.fixture(autouse=True)
def _a_published_site() -> None:
    home_page().save_revision().publish()


def broken() -> set[str]:
    """Names of the checks that find something."""
    every = (*invariants.CHECKS, publishing.events_are_numbered_without_gaps)
    return {check.__name__ for check in every if list(check(timezone.now(), LAG))}


def lose_the_edition(page: BasePage) -> None:
    Edition.objects.filter(page_id=page.pk).update(valid_to=timezone.now())


def take_the_row_offline(page: BasePage) -> None:
    Page.objects.filter(pk=page.pk).update(live=False)


def lose_the_event(page: BasePage) -> None:
    made_by = Edition.objects.get(page_id=page.pk, valid_to=None).sequence
    Event.objects.filter(sequence=made_by).delete()


def leave_it_waiting(page: BasePage) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    RenderRequest.objects.create(page_id=page.pk, reason="x", requested_at=long_ago, next_try_at=long_ago)


def test_nothing_is_found_where_all_is_well() -> None:
    a_live_page("One")
    a_live_page("Two").unpublish()
    assert broken() == set()


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (lose_the_edition, {"live_pages_have_an_edition"}),
        (take_the_row_offline, {"editions_are_of_live_pages"}),
        (lose_the_event, {"editions_have_their_event", "events_are_numbered_without_gaps"}),
        (leave_it_waiting, {"renderings_are_on_their_way"}),
    ],
)
def test_each_damage_is_found(damage: Callable[[BasePage], None], found: set[str]) -> None:
    page = a_live_page("One")
    a_live_page("Two")
    damage(page)
    assert broken() == found
