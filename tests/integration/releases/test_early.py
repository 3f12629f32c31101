"""A release that is worked through before its time, and held."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from cms.releases import early, selectors
from home.models import StandardPage
from tests.releases import a_release, a_release_manager, schedule_release
from tests.scheduling import a_page, is_live

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture
def rhea() -> Any:
    return a_release_manager()


def test_whoever_saves_one_of_its_pages_does_not_wait_for_its_time(rhea: Any) -> None:
    page = a_page()
    page.save_revision()
    due = datetime.now(UTC) + timedelta(seconds=8)
    release = a_release(StandardPage.objects.get(pk=page.pk), user=rhea)
    schedule_release(release, user=rhea, due=due, now=datetime.now(UTC))
    saved_at: list[datetime] = []

    def save() -> None:
        try:
            with transaction.atomic():
                StandardPage.objects.select_for_update().get(pk=page.pk)
                saved_at.append(datetime.now(UTC))
        finally:
            connection.close()

    editor = threading.Thread(target=save)

    def let_the_editor_save_and_sleep(seconds: float) -> bool:
        if editor.ident is None:
            editor.start()
        time.sleep(seconds)
        return False

    # It is to be asked for again.
    assert not early.do_early(selectors.due_of(release.pk, due), let_the_editor_save_and_sleep)
    editor.join()
    assert saved_at[0] < due
    assert not is_live(page)
