"""A scheduled publish is tried out beforehand: what would fail is known, and nothing is left behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from wagtail.models import ModelLogEntry, PageLogEntry, ReferenceIndex, Revision, Site
from wagtail.search.models import IndexEntry
from wagtail.signals import page_published

from cms.core.problems import Problem
from cms.editions.models import Edition, SearchDocument
from cms.events.models import Delivery, Event, Sequence
from cms.publishing import projections, rehearsal, tasks
from cms.publishing.models import PublishJob, Rehearsal, RehearsalState
from cms.publishing.runner import run_due
from home.models import StandardPage
from medications.models import PageContribution
from tests import scheduling
from tests.factories import medications as make
from tests.scheduling import a_condition, a_live_page, a_page, is_live, is_scheduled, schedule

pytestmark = pytest.mark.django_db

# Later than whatever the tests make.
NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
DUE = NOW + timedelta(days=30)


def at(now: datetime) -> int:
    """Rehearse whatever has its turn at ``now``; returns how many that were."""
    return rehearsal.rehearse_due(clock=lambda: now)


def of(revision: Revision) -> Rehearsal:
    return Rehearsal.objects.get(revision_id=revision.pk)


def found(revision: Revision) -> str:
    return " ".join(str(problem) for problem in rehearsal.problems_of(of(revision)))


# What it finds


def test_what_can_be_published_passes() -> None:
    revision = schedule(a_page(), DUE)
    assert at(NOW) == 1
    assert (of(revision).state, of(revision).due, of(revision).problems) == (RehearsalState.PASSED, DUE, [])
    assert of(revision).rehearsed_at == NOW


def test_what_would_be_refused_is_kept_in_words_with_its_place() -> None:
    revision = schedule(a_page(body=scheduling.empty_heading()), DUE)
    at(NOW)
    assert of(revision).state == RehearsalState.FAILED
    problem, *_ = rehearsal.problems_of(of(revision))
    assert problem.message == "Fill in “Heading”."
    assert (problem.field, problem.path[-1]) == ("body", "heading")


def test_an_entry_is_rehearsed_like_a_page() -> None:
    good, bad = schedule(a_condition(), DUE), schedule(a_condition("Psoriasis", short_definition=""), DUE)
    at(NOW)
    assert of(good).state == RehearsalState.PASSED
    assert "Say in one sentence what it is." in found(bad)


def test_a_credential_that_lapses_before_the_time_is_found() -> None:
    credential = make.CredentialFactory(valid_to=(DUE - timedelta(days=1)).date())
    page = make.ArticlePageFactory(live=False)
    page.page_contributions = [PageContribution(contributor=credential.contributor, role="reviewer")]
    revision = schedule(page, DUE)
    at(NOW)
    assert "no credential of theirs is valid" in found(revision)


def test_an_entry_that_comes_before_the_page_counts_and_a_later_one_does_not() -> None:
    medicine = make.MedicineFactory(live=False)
    page = make.DrugPageFactory(medicine=medicine, live=False)
    revision = schedule(page, DUE)
    at(NOW)
    assert "is not published" in found(revision)

    schedule(medicine, DUE - timedelta(minutes=1))
    Rehearsal.objects.all().delete()
    at(NOW)
    assert of(revision).state == RehearsalState.PASSED


def test_an_address_taken_by_another_page_is_found() -> None:
    page = a_page("Dosage")
    page.slug = "the-address"
    revision = schedule(page, DUE)
    a_live_page("Another", slug="the-address")
    at(NOW)
    assert "the-address" in found(revision)


def test_a_page_that_expires_before_it_goes_live_is_found() -> None:
    page = a_page(expire_at=DUE - timedelta(days=1))
    revision = schedule(page, DUE)
    at(NOW)
    assert "expires before it goes live" in found(revision)


def test_a_locked_page_is_published_all_the_same() -> None:
    revision = schedule(a_page(locked=True), DUE)
    at(NOW)
    assert of(revision).state == RehearsalState.PASSED


def test_a_type_that_was_removed_is_found() -> None:
    revision = schedule(a_page(), DUE)
    removed = ContentType.objects.create(app_label="gone", model="formerpage")
    Revision.objects.filter(pk=revision.pk).update(base_content_type=removed, content_type=removed)
    at(NOW)
    assert "type does not exist" in found(revision)


def test_content_that_cannot_be_read_is_found() -> None:
    revision = schedule(a_page(), DUE)
    scheduling.with_unreadable_content(revision)
    at(NOW)
    assert of(revision).state == RehearsalState.FAILED


def test_a_renderer_with_a_fault_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object) -> projections.Prepared:
        raise KeyError("a renderer with a fault")

    revision = schedule(a_page(), DUE)
    monkeypatch.setitem(projections._projections, "faulty", fails)
    at(NOW)
    assert "a renderer with a fault" in found(revision)


def test_what_passed_is_published_at_its_time() -> None:
    page = a_page()
    schedule(page, DUE)
    at(NOW)
    run_due(now=DUE)
    assert is_live(page)


# What it leaves behind


def everything() -> dict[str, Any]:
    """All that a publish writes."""
    tables = (
        *(Edition, SearchDocument, Event, Delivery, Sequence, PublishJob, Revision),
        *(PageLogEntry, ModelLogEntry, ReferenceIndex, StandardPage),
    )
    rows = {table.__name__: list(table._default_manager.order_by("pk").values()) for table in tables}
    return {**rows, "index": list(IndexEntry.objects.order_by("pk").values("pk", "object_id", "title"))}


@pytest.mark.parametrize("body", [None, scheduling.empty_heading()])
def test_it_leaves_nothing_in_the_database(body: Any) -> None:
    page = a_live_page("As it is")
    page.title, page.slug = "As it will be", "another-address"
    page.body = body or page.body
    revision = schedule(page, DUE)
    before = everything()

    assert at(NOW) == 1

    assert everything() == before
    assert is_scheduled(revision)


def test_nothing_is_called_back_as_if_it_had_been_published() -> None:
    called = []

    def on_published(**kwargs: object) -> None:
        transaction.on_commit(lambda: called.append("committed"))
        called.append("published")

    page = a_live_page()
    page.slug = "another-address"
    schedule(page, DUE)
    waiting = len(connection.run_on_commit)
    page_published.connect(on_published)
    try:
        at(NOW)
    finally:
        page_published.disconnect(on_published)
    assert called == ["published"]
    assert len(connection.run_on_commit) == waiting


def test_the_address_a_site_would_have_is_not_remembered() -> None:
    home = scheduling.home_page()
    home.slug = "another-front-page"
    schedule(home, DUE)
    before = Site.get_site_root_paths()

    def look_at_the_roots(**kwargs: object) -> None:
        assert Site.get_site_root_paths() != before

    page_published.connect(look_at_the_roots)
    try:
        at(NOW)
    finally:
        page_published.disconnect(look_at_the_roots)
    assert Site.get_site_root_paths() == before


# When it happens


@pytest.mark.parametrize("make_one", [a_page, a_live_page, a_condition])
def test_a_worker_is_asked_as_soon_as_a_schedule_is_made(
    make_one: Callable[[], Any], django_capture_on_commit_callbacks: Any
) -> None:
    instance = make_one()
    with django_capture_on_commit_callbacks() as draft_saved:
        revision = instance.save_revision()
    assert tasks.rehearser.wake not in draft_saved

    instance.go_live_at = DUE
    revision = instance.save_revision()
    with django_capture_on_commit_callbacks() as scheduled:
        revision.publish()
    assert tasks.rehearser.wake in scheduled
    tasks.rehearse()
    assert of(revision).state == RehearsalState.PASSED


def test_it_happens_once_and_again_a_day_and_a_quarter_of_an_hour_before() -> None:
    schedule(a_page(), DUE)
    day, quarter = DUE - timedelta(hours=24), DUE - timedelta(minutes=15)
    moments = [
        *(NOW, NOW + timedelta(days=1), day - timedelta(seconds=1), day, day + timedelta(hours=1)),
        *(quarter - timedelta(seconds=1), quarter, quarter + timedelta(minutes=1)),
    ]
    assert [at(moment) for moment in moments] == [1, 0, 0, 1, 0, 0, 1, 0]


def test_what_would_fail_is_tried_again_once_something_has_changed() -> None:
    medicine = make.MedicineFactory(live=False)
    revision = schedule(make.DrugPageFactory(medicine=medicine, live=False), DUE)
    at(NOW)
    assert of(revision).state == RehearsalState.FAILED
    Event.objects.update(created_at=NOW - timedelta(days=1))
    assert at(NOW + timedelta(hours=1)) == 0

    medicine.save_revision().publish()

    Event.objects.filter(created_at__lt=NOW - timedelta(hours=2)).delete()
    Event.objects.update(created_at=NOW + timedelta(seconds=1))
    assert at(NOW + timedelta(seconds=30)) == 0
    assert at(NOW + rehearsal.AGAIN_AFTER) == 1
    assert of(revision).state == RehearsalState.PASSED


def test_a_new_time_is_rehearsed_anew_and_the_old_one_forgotten() -> None:
    revision = schedule(a_page(), DUE)
    at(NOW)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=DUE + timedelta(days=1))
    assert at(NOW) == 1
    assert rehearsal.tidy() == 1
    assert of(revision).due == DUE + timedelta(days=1)


def test_rows_may_vanish_at_any_moment() -> None:
    schedule(a_page(), DUE)
    at(NOW)
    Rehearsal.objects.all().delete()
    assert at(NOW) == 1


def test_nothing_is_rehearsed_shortly_before_something_is_due() -> None:
    revision = schedule(a_page(), DUE)
    schedule(a_page("Due at once"), NOW + rehearsal.KEEP_CLEAR)
    assert at(NOW) == 0
    assert not Rehearsal.objects.filter(revision_id=revision.pk).exists()
    assert at(NOW - timedelta(seconds=1)) == 2


def test_nothing_is_rehearsed_while_something_due_waits_for_its_turn() -> None:
    schedule(a_page(), DUE)
    schedule(a_page("Overdue"), NOW - timedelta(minutes=1))
    assert at(NOW) == 0


def test_one_run_does_not_go_on_for_ever() -> None:
    for number in range(3):
        schedule(a_page(f"Page {number}"), DUE)
    assert rehearsal.rehearse_due(clock=lambda: NOW, limit=2) == 2


def test_the_clock_leaves_to_workers_what_was_just_scheduled_and_then_does_one_at_a_time() -> None:
    for number in range(2):
        schedule(a_page(f"Page {number}"), DUE)
    made = Revision.objects.latest("created_at").created_at
    lag = timedelta(seconds=1)
    assert rehearsal.chore(made + timedelta(seconds=30), lag, 5) == 0
    assert rehearsal.chore(made + timedelta(seconds=90), lag, 5) == 1


def test_one_that_ended_the_process_is_not_begun_again() -> None:
    schedule(a_page(), DUE)
    (item,) = rehearsal.turn_of(now=NOW)
    rehearsal._claim(item, NOW)
    assert at(NOW) == 0
    assert Rehearsal.objects.get().state == RehearsalState.UNFINISHED


def test_a_schedule_that_was_cancelled_meanwhile_leaves_no_row() -> None:
    revision = schedule(a_page(), DUE)
    (item,) = rehearsal.turn_of(now=NOW)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    assert rehearsal.rehearse(item=item, now=NOW) is None
    assert not Rehearsal.objects.exists()


def test_a_problem_reads_the_same_after_it_was_stored() -> None:
    problem = Problem("Fill this in.", "body", ("Section", "Text"), ("1", "text"))
    row = Rehearsal(
        problems=[
            {"message": "Fill this in.", "field": "body", "trail": ["Section", "Text"], "path": ["1", "text"]}
        ]
    )
    assert rehearsal.problems_of(row) == [problem]
