"""Who refreshes related pages, and what goes before that."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from cms.core.moment import database_now
from cms.related import chore, tasks
from cms.related.models import PageVector, RefreshRequest
from tests.background import catch_up
from tests.factories import medications as make
from tests.scheduling import a_page, home_page, schedule

pytestmark = pytest.mark.django_db(transaction=True)


def a_page_that_waits() -> int:
    home_page()
    page = make.publish(make.ArticlePageFactory())
    catch_up()
    PageVector.objects.all().delete()
    now = database_now()
    RefreshRequest.objects.create(page_id=page.pk, reason="test", requested_at=now, next_try_at=now)
    return page.pk


def is_at_work() -> bool:
    return chore.refreshing.is_busy


def test_a_worker_refreshes_what_waits() -> None:
    page_id = a_page_that_waits()
    assert tasks.sweep() == 0
    assert PageVector.objects.filter(pk=page_id).exists()


def test_a_worker_leaves_it_while_there_is_something_to_publish() -> None:
    page_id = a_page_that_waits()
    schedule(a_page("Due"))
    assert tasks.sweep() == 0
    assert not PageVector.objects.filter(pk=page_id).exists()
    assert RefreshRequest.objects.filter(pk=page_id).exists()


def test_the_clock_has_it_done_beside_itself_where_no_worker_does() -> None:
    page_id = a_page_that_waits()
    now = database_now()
    assert chore.refreshing.chore(now, timedelta(0), 5) == 0
    assert not is_at_work(), "it has not waited for long"
    assert chore.refreshing.chore(now + chore.PATIENCE, timedelta(0), 5) == 0
    ends = time.monotonic() + 20
    while is_at_work() and time.monotonic() < ends:
        time.sleep(0.05)
    assert PageVector.objects.filter(pk=page_id).exists()
