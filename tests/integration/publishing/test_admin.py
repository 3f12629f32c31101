"""What editors see of scheduled work that failed, and what they can do about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageLogEntry, Revision, WorkflowState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield
from wagtail.users.models import UserProfile

from cms.publishing import failures
from cms.publishing.models import JobState, PublishJob
from cms.publishing.runner import run_due
from home.models import StandardPage
from tests.scheduling import (
    PAST,
    a_condition,
    a_page,
    a_writer,
    empty_heading,
    is_live,
    is_scheduled,
    schedule,
    with_content,
)

pytestmark = pytest.mark.django_db

NOW = PAST + timedelta(minutes=1)


@pytest.fixture
def editor() -> User:
    """May do everything."""
    return User.objects.create_superuser("ada", "ada@example.com", "pass")


@pytest.fixture
def admin(editor: User) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def a_writers_browser() -> Client:
    client = Client()
    client.force_login(a_writer())
    return client


def a_blocked_page(title: str = "Unfinished") -> tuple[StandardPage, Revision]:
    page = a_page(title, body=empty_heading())
    revision = schedule(page)
    for minute in range(failures.TRIES_OF_ITS_OWN):
        run_due(now=NOW + timedelta(minutes=minute))
    return page, revision


def job_of(page: Page) -> PublishJob:
    return PublishJob.objects.get(object_id=str(page.pk))


def test_the_dashboard_says_what_is_blocked_why_since_when_and_what_can_be_done(admin: Client) -> None:
    page, _ = a_blocked_page("Dosage of tacrolimus")

    html = admin.get(reverse("wagtailadmin_home")).content.decode()

    assert "Scheduled work that needs you" in html
    assert "Dosage of tacrolimus" in html
    assert "1 March 2026, 08:00:00 (UTC)" in html
    assert "Heading" in html
    assert "The schedule is kept" in html
    for action in (
        reverse("publishing:retry", args=[job_of(page).pk]),
        reverse("publishing:cancel", args=[job_of(page).pk]),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
    ):
        assert action in html


def test_the_dashboard_is_silent_when_all_is_well(admin: Client) -> None:
    page = a_page()
    schedule(page)
    run_due(now=NOW)

    assert "Scheduled work" not in admin.get(reverse("wagtailadmin_home")).content.decode()


def test_the_dashboard_tells_of_late_work_when_no_clock_runs(admin: Client) -> None:
    schedule(a_page("Still waiting"), PAST)

    html = admin.get(reverse("wagtailadmin_home")).content.decode()

    assert "Still waiting" in html
    assert "No publishing clock is running" in html


def test_times_are_told_in_the_zone_of_who_reads_them(admin: Client, editor: User) -> None:
    profile = UserProfile.get_for_user(editor)
    profile.current_time_zone = "Asia/Kathmandu"
    profile.save()
    a_blocked_page()

    html = admin.get(reverse("wagtailadmin_home")).content.decode()

    assert "1 March 2026, 13:45:00 (Asia/Kathmandu)" in html


def test_the_page_editor_says_above_the_form_why_it_is_not_out(admin: Client) -> None:
    page, _ = a_blocked_page()

    html = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert "It was to go live on 1 March 2026, 08:00:00 (UTC), and could not:" in html
    assert "Heading" in html


def test_the_page_editor_of_a_blocked_page_is_open_and_nothing_contradicts_the_banner(admin: Client) -> None:
    page, _ = a_blocked_page()

    response = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    html = response.content.decode()
    assert not response.context["page_locked"]
    assert "Mend it and publish it" in html
    assert "is locked until then" not in html


def test_a_page_whose_time_is_to_come_stays_locked(admin: Client) -> None:
    page = a_page()
    schedule(page, datetime(2099, 1, 1, tzinfo=UTC))

    response = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    assert response.context["page_locked"]
    assert (
        "goes live on 1 January 2099, 00:00:00 (UTC), and is locked until then" in response.content.decode()
    )


def form_of(page: StandardPage, **fields: str) -> dict[str, str]:
    """What the form of a mended page sends: its schedule is as it was."""
    body = streamfield([("paragraph", rich_text("<p>We write about medicines.</p>"))])
    form: dict[str, str] = nested_form_data({"title": page.title, "slug": page.slug, "body": body})
    return {
        **form,
        "summary": "",
        "policy_kind": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "go_live_at": f"{PAST:%Y-%m-%d %H:%M:%S}",
        **fields,
    }


def test_publishing_a_mended_page_takes_the_place_of_its_blocked_schedule(admin: Client) -> None:
    page, revision = a_blocked_page()

    admin.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form_of(page, **{"action-publish": "1"}))

    assert is_live(page)
    assert not is_scheduled(revision)
    home = admin.get(reverse("wagtailadmin_home")).content.decode()
    assert "Scheduled work that needs you" not in home
    assert str(run_due(now=datetime.now(UTC))) == "nothing was due"


def test_a_mended_page_can_be_given_a_later_time(admin: Client) -> None:
    page, revision = a_blocked_page()
    later = form_of(page, go_live_at="2099-01-01 08:00:00", **{"action-publish": "1"})

    admin.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), later)

    assert not is_scheduled(revision)
    scheduled = Revision.objects.get(approved_go_live_at__isnull=False)
    assert scheduled.approved_go_live_at == datetime(2099, 1, 1, 8, tzinfo=UTC)
    assert not is_live(page)


def test_a_mended_draft_leaves_the_schedule_on_the_dashboard(admin: Client) -> None:
    page, revision = a_blocked_page()

    admin.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form_of(page, summary="Mended"))

    assert is_scheduled(revision)
    assert "Scheduled work that needs you" in admin.get(reverse("wagtailadmin_home")).content.decode()
    assert page.get_latest_revision() != StandardPage.objects.get(pk=page.pk).get_latest_revision()


def test_who_may_not_publish_mends_the_page_and_submits_it() -> None:
    page, revision = a_blocked_page()
    writer = a_writers_browser()

    writer.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form_of(page, **{"action-submit": "1"}))

    state = StandardPage.objects.get(pk=page.pk).current_workflow_state
    while state.status == WorkflowState.STATUS_IN_PROGRESS:
        state.current_task_state.approve(user=None)
        state.refresh_from_db()
    assert is_live(page)
    assert not is_scheduled(revision)


def test_a_page_that_nobody_tried_to_publish_says_so_and_can_be_taken_back(admin: Client) -> None:
    page = a_page()
    revision = schedule(page)

    html = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert "It was to go live on 1 March 2026, 08:00:00 (UTC), and has not yet." in html
    cancel = reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, revision.pk])
    assert cancel in html
    admin.post(cancel)
    assert not is_scheduled(revision)


def test_the_snippet_editor_says_it_too(admin: Client) -> None:
    condition = a_condition(short_definition="")
    schedule(condition)
    run_due(now=NOW)

    url = reverse("wagtailsnippets_medications_condition:edit", args=[condition.pk])
    html = admin.get(url).content.decode()

    assert "It was to go live on 1 March 2026" in html


def test_retry_makes_it_due_at_once(admin: Client) -> None:
    page, revision = a_blocked_page()
    with_content(revision)

    response = admin.post(reverse("publishing:retry", args=[job_of(page).pk]), follow=True)

    assert "It is tried again now" in response.content.decode()
    run_due(now=datetime.now(UTC))
    assert is_live(page)


def test_cancel_keeps_the_version_as_a_draft_and_logs_who_did_it(admin: Client, editor: User) -> None:
    page, revision = a_blocked_page()

    response = admin.post(reverse("publishing:cancel", args=[job_of(page).pk]), follow=True)

    assert "The schedule was cancelled" in response.content.decode()
    assert not is_scheduled(revision)
    assert PublishJob.objects.count() == 0
    entry = PageLogEntry.objects.get(page=page.pk, action="wagtail.schedule.cancel")
    assert entry.user == editor


def test_what_is_left_of_a_deleted_page_can_be_cancelled(admin: Client) -> None:
    _, revision = a_blocked_page()
    Revision.objects.filter(pk=revision.pk).update(object_id="999999")
    PublishJob.objects.update(object_id="999999")

    assert "Unfinished" in admin.get(reverse("wagtailadmin_home")).content.decode()
    admin.post(reverse("publishing:cancel", args=[PublishJob.objects.get().pk]))

    assert not is_scheduled(revision)


@pytest.mark.parametrize("action", ["retry", "cancel"])
def test_who_may_not_publish_may_look_but_not_decide(action: str) -> None:
    page, revision = a_blocked_page()
    writer = a_writers_browser()

    html = writer.get(reverse("wagtailadmin_home")).content.decode()
    response = writer.post(reverse(f"publishing:{action}", args=[job_of(page).pk]))

    assert "Unfinished" in html
    assert reverse("publishing:retry", args=[job_of(page).pk]) not in html
    # Wagtail answers a denied permission with a message on the dashboard.
    assert response.status_code == 302
    assert job_of(page).state == JobState.BLOCKED
    assert is_scheduled(revision)


@pytest.mark.parametrize("action", ["retry", "cancel"])
def test_decisions_are_not_made_by_following_a_link(admin: Client, action: str) -> None:
    page, _ = a_blocked_page()

    assert admin.get(reverse(f"publishing:{action}", args=[job_of(page).pk])).status_code == 405


def test_what_is_done_can_be_neither_retried_nor_cancelled(admin: Client) -> None:
    page = a_page()
    schedule(page)
    run_due(now=NOW)

    assert admin.post(reverse("publishing:retry", args=[job_of(page).pk])).status_code == 404
