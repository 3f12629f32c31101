"""Publishing over a version that is scheduled leaves its schedule standing, whatever route the publish takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.log_actions import registry
from wagtail.models import Revision

from cms.core.schedules import KEPT, REPLACED
from cms.publishing.runner import run_due
from home.models import StandardPage
from tests.releases import DUE as RELEASE_DUE
from tests.releases import a_release, a_release_manager, let_out, schedule_release
from tests.scheduling import PAST, a_condition, a_live_page, is_scheduled, schedule

pytestmark = pytest.mark.django_db

DUE = datetime(2099, 5, 1, 8, 0, 7, tzinfo=UTC)


def with_a_version_to_come(due: datetime = DUE) -> tuple[StandardPage, Revision]:
    """A live page of which “What comes” is scheduled."""
    page = a_live_page("What is live")
    page.title = "What comes"
    return page, schedule(page, due)


def a_fix(page: StandardPage) -> Revision:
    live = StandardPage.objects.get(pk=page.pk)
    live.title = "What was mended"
    return live.save_revision()


def publish_in_bulk(page: StandardPage, client: Client) -> None:
    client.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={page.pk}")


def publish_by_the_admins_api(page: StandardPage, client: Client) -> None:
    url = reverse("wagtailadmin_api:pages:action", args=[page.pk, "publish"])
    assert client.post(url, {}, content_type="application/json").status_code == 200


def publish_by_script(page: StandardPage, client: Client) -> None:
    page.refresh_from_db()
    page.latest_revision.publish()


def entries(instance: Any, action: str) -> int:
    return registry.get_logs_for_instance(instance).filter(action=action).count()


@pytest.mark.parametrize("publish", [publish_in_bulk, publish_by_the_admins_api, publish_by_script])
def test_a_fix_that_is_published_leaves_what_comes_scheduled(publish: Any, admin_client: Client) -> None:
    page, to_come = with_a_version_to_come()
    a_fix(page)

    publish(page, admin_client)

    page.refresh_from_db()
    assert page.title == "What was mended"
    assert Revision.objects.get(pk=to_come.pk).approved_go_live_at == DUE
    assert entries(page, KEPT) == 1
    said = registry.get_logs_for_instance(page).get(action=KEPT)
    assert said.revision_id == to_come.pk
    assert "scheduled for 1 May 2099, 08:00:07 stays scheduled" in said.message


def test_both_go_live_each_once_and_the_form_opens_what_readers_are_about_to_see() -> None:
    due = datetime.now(UTC) + timedelta(minutes=5)
    page, to_come = with_a_version_to_come(due)
    fix = a_fix(page)
    fix.publish()

    page.refresh_from_db()
    assert (page.latest_revision, page.live_revision) == (to_come, fix)
    assert page.has_unpublished_changes
    assert (page.title, page.draft_title) == ("What was mended", "What comes")

    assert run_due(now=due).outcomes == {"done": 1}

    page.refresh_from_db()
    assert (page.title, page.live_revision, page.latest_revision) == ("What comes", to_come, to_come)
    assert not page.has_unpublished_changes
    assert not run_due(now=due).outcomes


def test_a_draft_that_was_begun_later_stays_what_the_form_opens() -> None:
    page, to_come = with_a_version_to_come()
    fix = a_fix(page)
    draft = a_fix(page)
    Revision.objects.get(pk=fix.pk).publish()  # read anew: an object in memory knows no later draft
    page.refresh_from_db()
    assert (page.latest_revision, page.live_revision) == (draft, fix)
    assert page.has_unpublished_changes
    assert is_scheduled(to_come)


def test_scheduling_another_version_takes_the_schedules_place() -> None:
    page, to_come = with_a_version_to_come()
    page.go_live_at = DUE + timedelta(days=1)
    later = page.save_revision()
    later.publish()
    assert not is_scheduled(to_come)
    assert is_scheduled(later)
    assert entries(page, KEPT) == 0


def test_what_could_not_go_out_in_time_is_replaced_by_the_mended_version_and_the_log_says_so() -> None:
    page, overdue = with_a_version_to_come(PAST)
    a_fix(page).publish()
    assert not is_scheduled(overdue)
    assert entries(page, REPLACED) == 1
    page.refresh_from_db()
    assert not page.has_unpublished_changes


def test_an_entry_keeps_its_schedule_too() -> None:
    condition = a_condition()
    condition.save_revision().publish()
    condition.refresh_from_db()
    to_come = schedule(condition, DUE)
    condition.refresh_from_db()
    condition.go_live_at = None
    condition.save_revision().publish()
    assert is_scheduled(to_come)
    assert entries(condition, KEPT) == 1
    condition.refresh_from_db()
    assert condition.latest_revision == to_come


def test_after_a_release_the_form_opens_what_it_brought_and_not_what_was_live_before() -> None:
    manager = a_release_manager()
    page = a_live_page("What is live")
    page.title = "What the release brings"
    pinned = page.save_revision()
    release = a_release(page, user=manager)
    schedule_release(release, user=manager)
    fix = a_fix(page)
    fix.publish()

    let_out(RELEASE_DUE)

    page.refresh_from_db()
    assert (page.title, page.latest_revision) == ("What the release brings", pinned)
    assert page.draft_title == "What the release brings"
    assert not page.has_unpublished_changes


def test_a_refused_fix_leaves_everything_as_it_was(admin_user: User) -> None:
    page, to_come = with_a_version_to_come()
    fix = a_fix(page)
    Revision.objects.filter(pk=fix.pk).update(content={**fix.content, "slug": "No address!"})
    with pytest.raises(Exception, match="was not published"):
        Revision.objects.get(pk=fix.pk).publish(user=admin_user)
    assert is_scheduled(to_come)
    assert entries(page, KEPT) == 0


def test_it_costs_one_query_where_nothing_is_scheduled() -> None:
    page = a_live_page()
    revision = a_fix(page)
    with CaptureQueriesContext(connection) as ours:
        revision.publish()
    asked = [query["sql"] for query in ours if "approved_go_live_at" in query["sql"].partition("WHERE")[2]]
    assert len(asked) == 1
    assert "LIMIT 1" in asked[0]
