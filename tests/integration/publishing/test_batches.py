"""A backlog goes out several pages in one transaction, and each of them as if it had been alone."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.signals import page_published

from cms.core.moment import database_now
from cms.editions.models import Edition, EditionKey, SearchDocument
from cms.events.models import Delivery, Event, EventKind
from cms.publishing import batches, jobs
from cms.publishing.batches import Batch, publish_batch
from cms.publishing.due import due_now
from cms.publishing.models import JobState, PublishJob
from cms.publishing.runner import AT_ONCE, run_due
from cms.publishing.scheduled import Outcome
from home.models import StandardPage
from medications.models import EntityMention
from tests.background import answer_beside, beside
from tests.factories import medications as make
from tests.scheduling import PAST, a_page, empty_heading, home_page, is_live, is_scheduled, schedule

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

NOW = PAST + timedelta(minutes=1)


def due_pages(count: int) -> list[StandardPage]:
    pages = [a_page(f"Page {number}") for number in range(count)]
    for page in pages:
        schedule(page)
    return pages


def events_of(page: Page) -> list[Event]:
    return list(Event.objects.filter(kind=EventKind.PAGE_PUBLISHED, object_id=page.pk))


def test_each_page_of_a_batch_has_all_that_it_would_have_alone() -> None:
    home_page()
    eczema = make.ConditionFactory(name="Eczema")
    pages = [
        make.ArticlePageFactory(
            title=f"On eczema {number}", live=False, topics=[eczema], first_published_at=None
        )
        for number in range(3)
    ]
    for page in pages:
        schedule(page)
    before = Event.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0

    assert run_due(now=database_now()).outcomes == {Outcome.DONE: 3}

    numbers = []
    for page in pages:
        (event,) = events_of(page)
        numbers.append(event.sequence)
        edition = Edition.objects.get(page_id=page.pk, valid_to=None)
        assert edition.sequence == event.sequence
        assert EditionKey.objects.filter(edition=edition, kind="entity", object_id=eczema.pk).exists()
        assert SearchDocument.objects.get(pk=page.pk).title == page.title
        assert EntityMention.objects.filter(page_id=page.pk, entity=eczema).exists()
        assert ReferenceIndex.get_references_for_object(page).filter(to_object_id=str(eczema.pk)).exists()
        assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").count() == 1
        assert PublishJob.objects.get(object_id=str(page.pk)).state == JobState.DONE
        assert Delivery.objects.filter(event=event).exists()
    assert numbers == list(range(before + 1, before + 4))


@pytest.mark.parametrize("fault", ["not saved", "not shown"])
def test_a_bad_page_in_the_middle_rolls_back_alone_and_is_tried_by_itself(fault: str) -> None:
    pages = [a_page(f"Page {number}") for number in range(4)]
    bad = pages[1]
    if fault == "not shown":
        bad.body = empty_heading()
    else:
        bad.slug = pages[0].slug
    revision = [schedule(page) for page in pages][1]

    summary = run_due(now=NOW)

    assert summary.outcomes == {Outcome.DONE: 3, Outcome.WAITING: 1}
    assert [is_live(page) for page in pages] == [True, False, True, True]
    assert is_scheduled(revision)
    assert events_of(bad) == []
    assert PublishJob.objects.get(object_id=str(bad.pk)).state == JobState.WAITING
    assert {len(events_of(page)) for page in pages if page != bad} == {1}


def test_a_page_that_somebody_holds_is_left_alone_and_the_others_do_not_wait() -> None:
    pages = due_pages(3)
    held, locked = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                list(Page.objects.select_for_update().filter(pk=pages[1].pk))
                locked.set()
                held.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    locked.wait(10)
    summary = run_due(now=NOW)
    held.set()
    thread.join()

    assert summary.outcomes == {Outcome.DONE: 2, Outcome.BUSY: 1}
    assert not is_live(pages[1])
    assert run_due(now=NOW).outcomes == {Outcome.DONE: 1}


def test_two_that_begin_at_the_same_page_share_a_backlog() -> None:
    """Of what is found due, each does as many as it may, and passes by what the other holds."""
    pages = due_pages(5)
    items = due_now(now=NOW)
    others: list[Batch] = []
    asked = threading.Event()

    def let_another_try(**_: object) -> None:
        if not asked.is_set():
            asked.set()
            others.append(answer_beside(lambda: publish_batch(items=items[:2], instead=items[2:], now=NOW)))

    page_published.connect(let_another_try)
    try:
        batch = publish_batch(items=items[:2], instead=items[2:], now=NOW)
    finally:
        page_published.disconnect(let_another_try)

    assert batch.outcomes == {Outcome.DONE: 2}
    assert others[0].outcomes == {Outcome.DONE: 2, Outcome.BUSY: 2}
    assert [len(events_of(page)) for page in pages] == [1, 1, 1, 1, 0]


def test_instead_of_what_another_has_done_further_pages_are_published() -> None:
    pages = due_pages(5)
    items = due_now(now=NOW)
    publish_batch(items=items[:2], now=NOW)

    batch = publish_batch(items=items[:2], instead=items[2:], now=NOW)

    assert batch.outcomes == {Outcome.DONE: 2, Outcome.GONE: 2}
    assert [len(events_of(page)) for page in pages] == [1, 1, 1, 1, 0]


def test_what_time_does_not_allow_for_stays_due(monkeypatch: pytest.MonkeyPatch) -> None:
    # What expires is saved by itself.
    pages = [a_page(f"Page {number}", expire_at=NOW + timedelta(days=36500)) for number in range(3)]
    for page in pages:
        schedule(page)
    monkeypatch.setattr(batches, "LONGEST", 0.0)

    assert run_due(now=NOW).outcomes == {Outcome.DONE: 1}
    assert [is_live(page) for page in pages] == [True, False, False]


def test_a_try_that_another_process_has_counted_is_finished_with_the_others() -> None:
    due_pages(3)
    items = due_now(now=NOW)
    jobs.begin(item=items[1], now=NOW)

    assert publish_batch(items=items, now=NOW).outcomes == {Outcome.DONE: 3}

    rows = PublishJob.objects.values_list("state", "attempts", "next_try_at")
    assert list(rows) == [(JobState.DONE, 1, None)] * 3


def test_what_was_cancelled_after_it_was_found_due_stays_so() -> None:
    pages = due_pages(3)
    items = due_now(now=NOW)
    pages[0].revisions.update(approved_go_live_at=None)

    batch = publish_batch(items=items, now=NOW)

    assert batch.outcomes == {Outcome.DONE: 2, Outcome.GONE: 1}
    assert batch.left == []
    assert not is_live(pages[0])


def test_two_that_work_at_the_same_backlog_publish_each_page_once() -> None:
    pages = due_pages(8)

    def work() -> None:
        try:
            while run_due(now=NOW).outcomes:
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(is_live(page) for page in pages)
    assert [len(events_of(page)) for page in pages] == [1] * 8


def test_the_numbers_are_taken_once_for_all() -> None:
    due_pages(4)
    with CaptureQueriesContext(connection) as captured:
        run_due(now=NOW)
    said = [query["sql"] for query in captured]
    for table in ("events_event", "editions_edition", "editions_editionkey", "editions_searchdocument"):
        assert sum(sql.startswith(f'INSERT INTO "{table}"') for sql in said) <= 1
    assert sum(sql.startswith('UPDATE "events_sequence"') for sql in said) == 1


def test_what_another_is_at_is_passed_by_in_a_crowd() -> None:
    """Else whoever helps sees only what is held, as long as it is held."""
    pages = due_pages(AT_ONCE + 2)
    first = list(
        Revision.objects.filter(approved_go_live_at__isnull=False).order_by("approved_go_live_at", "pk")
    )
    with transaction.atomic():
        held = Revision.objects.filter(pk__in=[revision.pk for revision in first[:AT_ONCE]])
        list(held.select_for_update())
        done = answer_beside(lambda: run_due(now=NOW, limit=AT_ONCE + 1))

    assert done.outcomes[Outcome.DONE] == 2
    assert sum(is_live(page) for page in pages) == 2


def test_where_others_are_at_all_of_a_crowd_there_is_nothing_to_do_for_the_moment() -> None:
    due_pages(AT_ONCE + 1)
    with transaction.atomic():
        list(Page.objects.select_for_update(of=("self",)))
        list(Revision.objects.select_for_update(of=("self",)))
        done = answer_beside(lambda: run_due(now=NOW))

    assert done.busy
    assert not done.has_progressed


def test_a_try_that_another_process_counts_at_this_moment_is_finished_with_the_others() -> None:
    due_pages(3)
    items = due_now(now=NOW)
    counted = threading.Event()

    def count_and_take_its_time() -> None:
        with transaction.atomic():
            jobs.begin(item=items[1], now=NOW)
            counted.set()
            time.sleep(0.5)

    other = beside(count_and_take_its_time)
    assert counted.wait(10)
    with transaction.atomic():
        jobs.finish_publishes(items=items, now=database_now())
    other.join()

    rows = PublishJob.objects.values_list("state", "attempts", "next_try_at")
    assert list(rows) == [(JobState.DONE, 1, None)] * 3
