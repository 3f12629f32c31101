"""Whoever moves an entry and whoever publishes it at that moment don't both win."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from wagtail.models import Revision

from cms.calendar import services
from cms.calendar.selectors import go_live_of
from cms.publishing.scheduled import Outcome, publish_one
from tests.integration.calendar.conftest import LATER, NOON
from tests.scheduling import a_page, is_live, schedule

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def publish_beside(revision: Revision) -> Outcome:
    """What the clock of another process makes of it, at the old time."""

    def run() -> Outcome:
        try:
            return publish_one(revision_id=revision.pk, due=NOON, now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as other:
        return other.submit(run).result(timeout=20)


def test_what_is_being_moved_is_not_published_at_its_old_time() -> None:
    boss = User.objects.create_superuser("boss", "boss@example.org", "x")
    page = a_page()
    revision = schedule(page, NOON)
    found = go_live_of(revision.pk)
    assert found is not None

    with transaction.atomic():
        services.move(place=found.place, was=NOON, to=LATER, user=boss, now=datetime.now(UTC))
        during = publish_beside(revision)

    assert during == Outcome.BUSY
    assert publish_beside(revision) == Outcome.GONE
    assert not is_live(page)
