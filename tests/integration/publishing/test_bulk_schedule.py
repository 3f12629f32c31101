"""Several pages are scheduled, rescheduled or unscheduled from the explorer: all of them or none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    PageLogEntry,
    Revision,
    Workflow,
    WorkflowTask,
)
from wagtail.users.models import UserProfile

from cms.publishing.runner import run_due
from home.models import StandardPage
from tests.factories import medications as make
from tests.scheduling import (
    a_live_page,
    a_page,
    a_publisher,
    a_writer,
    empty_heading,
    is_live,
    schedule,
)

pytestmark = pytest.mark.django_db

DUE = datetime(2099, 5, 1, 8, 0, 7, tzinfo=UTC)


def ask(client: Client, action: str, pages: list[Any], moment: str = "2099-05-01 08:00:07") -> str:
    """The answer to the explorer's question, as words."""
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    query = "&".join(f"id={page.pk}" for page in pages)
    response = client.post(f"{url}?{query}&next=/admin/", {"go_live_at": moment}, follow=True)
    return unescape(response.content.decode())


def times_of(pages: list[Any]) -> list[datetime | None]:
    found = []
    for page in pages:
        revision = Page.objects.get(pk=page.pk).scheduled_revision
        found.append(revision.approved_go_live_at if revision is not None else None)
    return found


def a_draft(title: str, **fields: Any) -> StandardPage:
    page = a_page(title, **fields)
    page.save_revision(clean=False)
    return page


def test_the_explorer_asks_for_the_time_and_names_the_zone(admin_client: Client, admin_user: User) -> None:
    profile = UserProfile.get_for_user(admin_user)
    profile.current_time_zone = "Asia/Kathmandu"
    profile.save()
    page = a_draft("Dosage")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "schedule"])
    html = admin_client.get(f"{url}?id={page.pk}").content.decode()
    assert "Dosage" in html
    assert "Asia/Kathmandu" in html
    ask(admin_client, "schedule", [page], "2099-05-01 13:45:07")
    assert times_of([page]) == [DUE]


def test_the_latest_version_of_each_goes_live_at_that_time(admin_client: Client, admin_user: User) -> None:
    new, known = a_draft("New"), a_live_page("Known")
    known.title = "Known better"
    known.save_revision()

    said = ask(admin_client, "schedule", [new, known])

    assert "Scheduled: 2 pages, for 1 May 2099, 08:00:07 (UTC)." in said
    assert times_of([new, known]) == [DUE, DUE]
    assert not is_live(new)
    assert is_live(known)
    entries = PageLogEntry.objects.filter(action="wagtail.publish.schedule", user=admin_user)
    assert set(entries.values_list("page_id", flat=True)) == {new.pk, known.pk}
    run_due(now=DUE)
    assert is_live(new)
    assert Page.objects.get(pk=known.pk).title == "Known better"


def test_what_is_scheduled_gets_the_new_time(admin_client: Client) -> None:
    page = a_page("Dosage")
    schedule(page, DUE - timedelta(days=30))
    ask(admin_client, "schedule", [page])
    assert times_of([page]) == [DUE]
    assert Revision.objects.filter(approved_go_live_at__isnull=False).count() == 1


def test_schedules_are_taken_back(admin_client: Client, admin_user: User) -> None:
    pages = [a_page("One"), a_page("Two")]
    for page in pages:
        schedule(page, DUE)
    assert "The schedule was cancelled: 2 pages." in ask(admin_client, "unschedule", pages)
    assert times_of(pages) == [None, None]
    entries = PageLogEntry.objects.filter(action="wagtail.schedule.cancel", user=admin_user)
    assert set(entries.values_list("page_id", flat=True)) == {page.pk for page in pages}


def test_every_page_that_cannot_be_scheduled_is_named_with_its_reason_and_none_is(
    admin_client: Client,
) -> None:
    good, gaps = a_draft("Good"), a_draft("Gaps", body=empty_heading())
    done = a_live_page("Done")
    gone = a_draft("Gone by then", expire_at=DUE - timedelta(days=1))

    said = ask(admin_client, "schedule", [good, gaps, done, gone])

    assert "None of the pages was scheduled" in said
    for reason in (
        *("“Gaps”", "Fill in “Heading”.", "“Done”", "There is nothing to publish"),
        *("“Gone by then”", "It would have expired by then."),
    ):
        assert reason in said
    assert "“Good”" not in said
    assert times_of([good, gaps, done, gone]) == [None, None, None, None]


def test_it_is_judged_as_of_that_time(admin_client: Client) -> None:
    medicine = make.MedicineFactory(live=False)
    page = make.DrugPageFactory(medicine=medicine, live=False)
    page.save_revision()
    assert "is not published" in ask(admin_client, "schedule", [page])
    schedule(medicine, DUE)
    ask(admin_client, "schedule", [page])
    assert times_of([page]) == [DUE]


def test_a_time_that_has_passed_is_refused(admin_client: Client) -> None:
    page = a_draft("Dosage")
    assert "This time has passed" in ask(admin_client, "schedule", [page], "2020-01-01 08:00:00")
    assert times_of([page]) == [None]


@pytest.mark.parametrize("action", ["schedule", "unschedule"])
def test_a_page_that_the_user_may_not_publish_stops_the_rest(client: Client, action: str) -> None:
    user = a_publisher()
    mine, other = a_draft("Mine"), a_draft("Elsewhere")
    if action == "unschedule":
        schedule(mine, DUE)
        schedule(other, DUE)
    before = times_of([mine, other])
    GroupPagePermission.objects.filter(group__in=user.groups.all()).update(page=Page.objects.get(pk=mine.pk))
    client.force_login(user)
    said = ask(client, action, [mine, other])
    assert "“Elsewhere”" in said
    assert "You may not publish it." in said
    assert times_of([mine, other]) == before


def test_a_page_that_somebody_has_locked_is_left_alone_scheduled_or_not(client: Client) -> None:
    client.force_login(a_publisher())
    free, held = a_draft("Free"), a_draft("Held")
    schedule(held, DUE - timedelta(days=1))
    Page.objects.filter(pk=held.pk).update(locked=True, locked_by=a_writer())
    said = ask(client, "schedule", [free, held])
    assert "“Held”" in said
    assert "It is locked by somebody else" in said
    assert times_of([free, held]) == [None, DUE - timedelta(days=1)]


def test_a_page_in_somebody_elses_review_is_left_alone(client: Client) -> None:
    client.force_login(a_publisher())
    page = a_draft("Under review")
    workflow = Workflow.objects.create(name="Review")
    task = GroupApprovalTask.objects.create(name="Approve")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    workflow.start(page, user=None)
    assert "in a review that is not yours" in ask(client, "schedule", [page])
    assert times_of([page]) == [None]


def test_a_page_without_a_schedule_has_none_to_cancel(admin_client: Client) -> None:
    scheduled, other = a_page("Scheduled"), a_draft("Other")
    schedule(scheduled, DUE)
    said = ask(admin_client, "unschedule", [scheduled, other])
    assert "“Other”" in said
    assert "It is not scheduled." in said
    assert times_of([scheduled]) == [DUE]
