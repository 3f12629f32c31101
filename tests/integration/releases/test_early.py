"""A release that is worked through before its time, and held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cms.releases import early, selectors
from home.models import StandardPage
from tests.background import AnotherSession
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

    def save() -> datetime:
        StandardPage.objects.select_for_update().get(pk=page.pk)
        return datetime.now(UTC)

    editor = AnotherSession(save)

    # It is to be asked for again.
    assert not early.do_early(selectors.due_of(release.pk, due), editor.ask_and_sleep)
    assert editor.answer() < due
    assert not is_live(page)
