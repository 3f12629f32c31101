"""Whoever changes several pages at once and whoever renders in the background never wait for each other in a ring."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.core.locking import lock_pages
from cms.editions import services as editions
from cms.editions.models import RenderRequest
from cms.editions.services import Renders
from cms.events.services import hold_sequence
from cms.publishing import failures, rehearsal
from cms.publishing.due import due_now
from cms.publishing.models import PublishJob, Rehearsal, RehearsalState
from cms.publishing.runner import run_due
from cms.publishing.scheduled import Outcome, publish
from cms.publishing.services import refresh_page
from home.models import StandardPage
from tests.background import beside
from tests.scheduling import a_live_page, a_page, home_page, schedule

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_a_bulk_publish_beside_renderings_of_the_same_pages_meets_no_deadlock(admin_client: Client) -> None:
    home_page()
    pages = [a_live_page(f"Page {number}") for number in range(6)]
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    query = "&".join(f"id={page.pk}" for page in pages)
    failures: list[Exception] = []
    done = threading.Event()

    def render_all_the_time() -> None:
        while not done.is_set():
            for page in reversed(pages):
                StandardPage.objects.filter(pk=page.pk).update(summary=str(time.monotonic()))
                try:
                    refresh_page(page_id=page.pk, now=timezone.now())
                except OperationalError as error:
                    failures.append(error)

    renderer = beside(render_all_the_time)
    try:
        for _ in range(5):
            for page in pages:
                fresh = StandardPage.objects.get(pk=page.pk)
                fresh.title += "."
                fresh.save_revision()
            response = admin_client.post(f"{address}?{query}&next=/admin/")
            assert response.status_code == 302
    finally:
        done.set()
        renderer.join()
    assert failures == []
    assert {page.title[-5:] for page in StandardPage.objects.filter(pk__in=[page.pk for page in pages])} == {
        "....."
    }


def hold(page: Page, held: threading.Event, release: threading.Event) -> Callable[[], None]:
    """Work that locks the page's row until it is told to let go."""

    def work() -> None:
        with transaction.atomic():
            Page.objects.select_for_update().get(pk=page.pk)
            held.set()
            release.wait(10)

    return work


def test_a_page_that_somebody_holds_is_not_counted_as_failed() -> None:
    """Not by a clock that has just started, either, which counts each try before it begins."""
    page = a_page()
    schedule(page)
    held, release = threading.Event(), threading.Event()
    holder = beside(hold(page, held, release))
    assert held.wait(10)
    try:
        for _ in range(failures.TRIES_OF_ITS_OWN + 1):
            assert run_due(now=timezone.now(), wary=True).outcomes == {Outcome.BUSY: 1}
        assert not PublishJob.objects.exists()
    finally:
        release.set()
        holder.join()
    assert run_due(now=timezone.now(), wary=True).outcomes == {Outcome.DONE: 1}


def test_a_rendering_does_not_wait_long_for_whoever_publishes() -> None:
    page = a_live_page()
    moment = timezone.now()
    RenderRequest.objects.create(page_id=page.pk, reason="x", requested_at=moment, next_try_at=moment)
    held, release = threading.Event(), threading.Event()
    publisher = beside(hold(page, held, release))
    assert held.wait(10)
    began = time.monotonic()
    try:
        assert editions.render_requested(now=moment) == Renders(failed=1)
        assert time.monotonic() - began < 5
    finally:
        release.set()
        publisher.join()
    request: Any = RenderRequest.objects.get()
    assert editions.render_requested(now=request.next_try_at) == Renders(done=1)


def test_of_two_pages_made_at_one_address_at_the_same_time_the_second_is_told_of_the_first(
    admin_client: Client,
) -> None:
    home = home_page()
    form = form_of_a_new_page("Contact")
    url = reverse("wagtailadmin_pages:add", args=["home", "standardpage", home.pk])
    answers: list[Any] = []
    with transaction.atomic():
        lock_pages(Page.objects.filter(pk=home.pk))
        thread = beside(lambda: answers.append(admin_client.post(url, form)))
        time.sleep(1)
        assert thread.is_alive()
        home.add_child(instance=StandardPage(title="Contact", slug="contact", live=False))
    thread.join()

    (answer,) = answers
    assert answer.status_code == 200
    assert answer.context["form"].errors["slug"] == [
        "A page with this slug has just been made here. Give this one another."
    ]
    assert StandardPage.objects.filter(slug="contact").count() == 1


def form_of_a_new_page(title: str) -> dict[str, str]:
    rows = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "policy_kind": "", "summary": ""}
    data = nested_form_data({"title": title, "slug": title.lower(), "body": streamfield([])})
    return {**data, **rows, "go_live_at": "", "expire_at": ""}


def hold_the_event_number(held: threading.Event, release: threading.Event) -> Callable[[], None]:
    def work() -> None:
        with transaction.atomic():
            hold_sequence()
            held.set()
            release.wait(10)

    return work


@pytest.mark.parametrize("what", ["the page", "the number of the next event"])
def test_a_rehearsal_waits_for_nobody_and_is_made_up_for(what: str) -> None:
    page = a_page()
    schedule(page, timezone.now() + timedelta(days=1))
    (item,) = rehearsal.turn_of(now=timezone.now())
    held, release = threading.Event(), threading.Event()
    holder = beside(hold(page, held, release) if what == "the page" else hold_the_event_number(held, release))
    assert held.wait(10)
    began = time.monotonic()
    try:
        assert rehearsal.rehearse(item=item, now=timezone.now()) is None
        assert time.monotonic() - began < 2
        assert not Rehearsal.objects.exists()
    finally:
        release.set()
        holder.join()
    assert rehearsal.rehearse(item=item, now=timezone.now()) is RehearsalState.PASSED


def test_a_fix_beside_the_clock_never_arms_again_what_has_just_gone_live() -> None:
    """The fix waits for the page that the clock holds, and finds nothing left to keep."""
    page = a_live_page("What is live")
    fix = StandardPage.objects.get(pk=page.pk).save_revision()
    page.title = "What comes"
    to_come = schedule(page, timezone.now() + timedelta(minutes=1))
    begun = threading.Event()

    def publish_fix() -> None:
        begun.set()
        Revision.objects.get(pk=fix.pk).publish()

    with transaction.atomic():
        Page.objects.select_for_update(no_key=True).get(pk=page.pk)
        fixing = beside(publish_fix)
        begun.wait(5)
        time.sleep(0.3)
        item = due_now(now=to_come.approved_go_live_at)[0]
        assert publish(item, item.due) is Outcome.DONE
    fixing.join(10)

    assert not fixing.is_alive()
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    assert StandardPage.objects.get(pk=page.pk).live_revision == fix
