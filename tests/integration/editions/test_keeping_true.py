"""Editions follow what they show; a render that fails is tried again and holds up no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import TestCase
from wagtail.models import Page, Site

from cms.core.keys import page_key
from cms.core.models import BasePage
from cms.editions import services
from cms.editions.models import Edition, EditionKey, RenderRequest, Role
from cms.editions.services import Renders
from cms.events import services as events
from cms.events.models import Event, EventKind
from home.models import StandardPage
from tests.scheduling import a_live_page, empty_heading

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return datetime.now(UTC)


def site() -> Site:
    return Site.objects.select_related("root_page").get(is_default_site=True)


def current(page: BasePage) -> Edition:
    return Edition.objects.get(page_id=page.pk, valid_to=None)


def request_render(page: BasePage, moment: datetime) -> None:
    RenderRequest.objects.create(page_id=page.pk, reason="test", requested_at=moment, next_try_at=moment)


def test_there_is_one_current_edition_and_the_former_ones_stay() -> None:
    page = a_live_page("First words")
    first = current(page)
    page.title = "Second words"
    page.save_revision().publish()

    second = current(page)
    first.refresh_from_db()
    assert first.valid_to == second.valid_from
    assert "First words" in first.content
    assert "Second words" in second.content
    assert second.sequence > first.sequence


def test_rendering_anew_without_a_change_writes_no_edition_and_no_event() -> None:
    page = a_live_page()
    before = current(page)
    events_before = Event.objects.filter(object_id=page.pk).count()
    request_render(page, now())

    assert services.render_requested(now=now()) == Renders(done=1)
    assert current(page).pk == before.pk
    assert Event.objects.filter(object_id=page.pk).count() == events_before


def test_a_render_that_fails_is_tried_again_later_and_holds_up_no_other() -> None:
    bad, good = a_live_page("Bad"), a_live_page("Good")
    StandardPage.objects.filter(pk=bad.pk).update(policy_kind="nonsense")
    StandardPage.objects.filter(pk=good.pk).update(summary="A new summary")
    moment = now()
    request_render(bad, moment - timedelta(seconds=1))
    request_render(good, moment)

    assert services.render_requested(now=moment) == Renders(done=1, failed=1)

    assert "A new summary" in current(good).content
    assert "nonsense" not in current(bad).content
    request = RenderRequest.objects.get()
    assert request.page_id == bad.pk
    assert request.attempts == 1
    assert "policy_kind" in request.last_error
    assert services.render_requested(now=moment) == Renders()
    StandardPage.objects.filter(pk=bad.pk).update(policy_kind="privacy")
    assert services.render_requested(now=moment + services.FIRST_RETRY) == Renders(done=1)


def test_many_askings_for_one_page_are_one_render() -> None:
    page = a_live_page()
    shown = page_key(987)
    EditionKey.objects.create(
        edition=current(page), role=Role.SHOWS, kind=shown.kind, object_id=shown.object_id
    )

    for _ in range(3):
        assert services.request_renders(touched={shown: None}, reason="test", now=now()) == 1

    assert RenderRequest.objects.filter(page_id=page.pk).count() == 1


def test_a_page_that_is_rendered_again_and_again_rests_for_a_moment_and_is_rendered_then() -> None:
    """Else an index page would be rendered for each of thousands that go live in its section."""
    page = a_live_page()
    shown = page_key(987)
    for _ in range(services.OFTEN):
        page.title += "!"
        page.save_revision().publish()
    EditionKey.objects.create(
        edition=current(page), role=Role.SHOWS, kind=shown.kind, object_id=shown.object_id
    )
    moment = now()
    services.request_renders(touched={shown: None}, reason="test", now=moment)
    assert services.render_requested(now=moment) == Renders()
    assert services.render_requested(now=moment + services.REST) == Renders(done=1)


def test_a_page_is_not_rendered_for_what_was_rendered_with_its_own_event() -> None:
    page = a_live_page()
    shown = page_key(987)
    EditionKey.objects.create(
        edition=current(page), role=Role.SHOWS, kind=shown.kind, object_id=shown.object_id
    )
    assert services.request_renders(touched={shown: page.pk}, reason="test", now=now()) == 0
    assert services.request_renders(touched={shown: page.pk + 1}, reason="test", now=now()) == 1


def test_what_was_asked_for_a_moment_ago_is_left_to_whoever_was_woken_for_it() -> None:
    page = a_live_page()
    moment = now()
    request_render(page, moment)

    assert services.render_requested(now=moment, lag=timedelta(seconds=2)) == Renders()
    later = moment + timedelta(seconds=2)
    assert services.render_requested(now=later, lag=timedelta(seconds=2)) == Renders(done=1)


def test_a_missing_edition_is_rendered_on_the_way() -> None:
    page = a_live_page("Without an edition")
    Edition.objects.filter(page_id=page.pk).delete()

    edition = services.read_edition(page_id=page.pk, site=site(), now=now())

    assert edition is not None
    assert "Without an edition" in edition.content


def test_a_page_that_goes_live_while_it_is_asked_for_is_not_rendered_again() -> None:
    page = a_live_page("Just in time")
    Page.objects.filter(pk=page.pk).update(live=False)
    asked_of = site()
    questions: list[str] = []

    def go_live_after_the_first_question(execute: Any, sql: Any, *rest: Any) -> Any:
        found = execute(sql, *rest)
        questions.append(str(sql))
        if len(questions) == 1:
            Page.objects.filter(pk=page.pk).update(live=True)
        return found

    with connection.execute_wrapper(go_live_after_the_first_question):
        edition = services.read_edition(page_id=page.pk, site=asked_of, now=now())

    assert edition is not None
    assert "Just in time" in edition.content
    # The first, the one that makes it live, whether it is public, and the first again.
    assert len(questions) == 4


def test_a_page_that_is_unpublished_has_no_current_edition() -> None:
    page = a_live_page()
    page.unpublish()

    assert not Edition.objects.filter(page_id=page.pk, valid_to=None).exists()
    assert Event.objects.filter(object_id=page.pk, kind=EventKind.PAGE_UNPUBLISHED).count() == 1


def test_a_chain_of_renders_ends() -> None:
    """Delivering and rendering until nothing is owed takes a bounded number of rounds."""
    pages = [a_live_page(f"Page {number}") for number in range(3)]
    for page, shown in zip(pages, [*pages[1:], pages[0]], strict=True):
        EditionKey.objects.create(edition=current(page), role=Role.WATCHES, kind="page", object_id=shown.pk)

    rounds = 0
    while events.deliver_due(now=now()).delivered or services.render_requested(now=now()).done:
        rounds += 1
        assert rounds < 10


def test_a_broken_draft_never_reaches_an_edition() -> None:
    page = a_live_page("Published")
    before = current(page).digest
    page.body = empty_heading()
    page.title = "A draft"
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.save_revision(clean=False)

    assert current(page).digest == before
