"""What editors do at the very moment at which a page is due: whoever is first is, and the other finds what it left."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from cms.core.locking import lock_pages
from cms.core.moment import database_now
from cms.editions.models import Edition
from cms.events.models import Event, EventKind
from cms.publishing import jobs
from cms.publishing.due import due_now
from cms.publishing.models import JobState, PublishJob
from cms.publishing.runner import run_due
from cms.publishing.scheduled import Outcome
from home.models import StandardPage
from tests.background import beside
from tests.scheduling import PAST, a_live_page, a_page, is_live, schedule

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

Action = Callable[[StandardPage, Revision], None]


def edit(page: StandardPage, revision: Revision) -> None:
    page.title = "Edited"
    page.save_revision()


def reschedule(page: StandardPage, revision: Revision) -> None:
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() + timedelta(days=1))


def unschedule(page: StandardPage, revision: Revision) -> None:
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])  # writes the log, too


def delete(page: StandardPage, revision: Revision) -> None:
    StandardPage.objects.get(pk=page.pk).delete()


def move(page: StandardPage, revision: Revision) -> None:
    Page.objects.get(pk=page.pk).move(Page.objects.get(slug="elsewhere"), pos="last-child")


def unpublish_parent(page: StandardPage, revision: Revision) -> None:
    parent = page.get_parent().specific
    parent.unpublish()


ACTIONS: dict[str, tuple[Action, bool]] = {
    "edit": (edit, True),
    "reschedule": (reschedule, False),
    "unschedule": (unschedule, False),
    "delete": (delete, False),
    "move": (move, True),
    "unpublish the parent": (unpublish_parent, True),
}


@pytest.fixture
def due_page() -> tuple[StandardPage, Revision]:
    a_live_page("Elsewhere", slug="elsewhere")
    parent = a_live_page("Parent", slug="parent")
    page = parent.add_child(
        instance=StandardPage(title="Due", live=False, body=[("paragraph", "<p>Apply it thinly.</p>")])
    )
    revision = schedule(page, PAST)
    return StandardPage.objects.get(pk=page.pk), revision


def events_of(page: StandardPage) -> int:
    return Event.objects.filter(kind=EventKind.PAGE_PUBLISHED, object_id=page.pk).count()


@pytest.mark.parametrize("name", ACTIONS)
def test_an_editor_who_is_at_it_when_a_page_falls_due_comes_first(
    name: str, due_page: tuple[StandardPage, Revision]
) -> None:
    page, revision = due_page
    action, goes_live_all_the_same = ACTIONS[name]
    acted, may_commit = threading.Event(), threading.Event()

    def editor() -> None:
        with transaction.atomic():
            lock_pages(Page.objects.filter(pk=page.pk))
            action(page, revision)
            acted.set()
            may_commit.wait(10)

    thread = beside(editor)
    assert acted.wait(10)
    try:
        assert run_due(now=database_now()).outcomes == {Outcome.BUSY: 1}
    finally:
        may_commit.set()
        thread.join()
    run_due(now=database_now())

    assert StandardPage.objects.filter(pk=page.pk, live=True).exists() == goes_live_all_the_same
    assert events_of(page) == goes_live_all_the_same
    assert not PublishJob.objects.exclude(state=JobState.DONE).exists()


@pytest.mark.parametrize("name", ACTIONS)
def test_an_editor_who_comes_while_the_page_is_published_finds_it_published(
    name: str, due_page: tuple[StandardPage, Revision]
) -> None:
    page, revision = due_page
    action, _ = ACTIONS[name]
    thread: list[threading.Thread] = []

    def in_the_middle(**kwargs: Any) -> None:
        thread.append(beside(lambda: action(page, revision)))

    from wagtail.signals import page_published

    page_published.connect(in_the_middle)
    try:
        assert run_due(now=database_now()).outcomes == {Outcome.DONE: 1}
    finally:
        page_published.disconnect(in_the_middle)
        thread[0].join(10)
    run_due(now=database_now())

    assert events_of(page) == 1
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").count() == 1
    assert StandardPage.objects.filter(pk=page.pk, live=True).exists() == (action is not delete)
    shown = Edition.objects.filter(page_id=page.pk, valid_to=None).exists()
    assert shown == (action is not delete)


def test_another_clock_that_begins_to_count_a_try_meanwhile_undoes_nothing(
    due_page: tuple[StandardPage, Revision],
) -> None:
    """It can't have the page, but its row of the try stands where the one that says it is done is to stand."""
    page, _ = due_page
    (item,) = due_now(now=database_now())
    begun, may_commit = threading.Event(), threading.Event()

    def other_clock() -> None:
        with transaction.atomic():
            jobs.begin(item=item, now=database_now())
            begun.set()
            may_commit.wait(10)

    thread = beside(other_clock)
    assert begun.wait(10)
    # By then, the publish waits for that row.
    threading.Timer(0.4, may_commit.set).start()
    outcomes = run_due(now=database_now()).outcomes
    thread.join()
    jobs.take_back(item=item)

    assert outcomes == {Outcome.DONE: 1}
    assert is_live(page)
    assert PublishJob.objects.get().state == JobState.DONE


def test_a_page_whose_address_was_taken_meanwhile_is_blocked_in_words_and_holds_up_no_other() -> None:
    page, other = a_page("First", slug="one"), a_page("Other")
    page.slug = "taken"
    revision = schedule(page, PAST)
    schedule(other, PAST)
    a_live_page("Second", slug="taken")

    run_due(now=database_now())

    assert is_live(other)
    assert not is_live(page)
    assert Revision.objects.get(pk=revision.pk).approved_go_live_at == PAST
    assert "taken" in PublishJob.objects.exclude(state=JobState.DONE).get().error
