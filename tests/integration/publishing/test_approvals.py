"""Setting the times of a page under review is no edit: what was approved goes live, at the time that was set."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision, WorkflowState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.core.approvals import says_the_same
from cms.editions.models import Edition
from cms.publishing.runner import run_due
from home.models import StandardPage
from home.services import ensure_site
from home.services.workflow import CLINICAL_REVIEW, RELEASE
from tests.factories import medications as make
from tests.scheduling import a_condition, a_page, is_live, is_scheduled, schedule

pytestmark = pytest.mark.django_db

TIME = "2099-03-01 08:00:00"
DUE = datetime(2099, 3, 1, 8, tzinfo=UTC)
APPROVED = "<p>Keep it <b>cool</b>.</p>"


@pytest.fixture
def page() -> StandardPage:
    """Approved by a clinical reviewer, and with the moderators now."""
    ensure_site()
    page = a_page("Storage", body=[("paragraph", APPROVED)])
    page.save_revision()
    state = page.get_workflow().start(page, None)
    state.current_task_state.approve(user=None)
    return page


@pytest.fixture
def moderator() -> Client:
    user = get_user_model().objects.create_user("mo", "mo@example.org", "x")
    ensure_site()
    user.groups.add(Group.objects.get(name="Moderators"))
    client = Client()
    client.force_login(user)
    return client


def form_of(page: StandardPage, *, words: str = APPROVED, **fields: str) -> dict[str, str]:
    """What the editor's form sends, with the texts as its rich text editor hands them back."""
    (text,) = StandardPage.objects.get(pk=page.pk).get_latest_revision_as_object().body
    body = streamfield([("paragraph", rich_text(words, features=["bold"]))])
    form: dict[str, str] = nested_form_data({"title": "Storage", "slug": page.slug, "body": body})
    rows = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "policy_kind": "", "summary": ""}
    return {**form, **rows, "body-0-id": text.id, "go_live_at": "", "expire_at": "", **fields}


def send(client: Client, page: StandardPage, **options: Any) -> Any:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, form_of(page, **options), follow=True)


def save_by_itself(client: Client, page: StandardPage, **options: Any) -> dict[str, Any]:
    """What the form does while somebody types; it goes on with the version that it made."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = client.post(url, form_of(page, **options), headers={"accept": "application/json"}).json()
    assert answer["success"], answer
    return {"overwrite_revision_id": str(answer["revision_id"])}


def approve(client: Client, page: StandardPage, **options: Any) -> None:
    action = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    send(client, page, **options, **action)


def step_of(page: StandardPage) -> str | None:
    state = StandardPage.objects.get(pk=page.pk).current_workflow_state
    return state.current_task_state.task.name if state is not None else None


def scheduled_for(page: StandardPage) -> datetime | None:
    return (
        Revision.objects.for_instance(page).values_list("approved_go_live_at", flat=True).order_by("-pk")[0]
    )


def test_a_time_saved_before_the_approval_keeps_the_approvals_before(
    page: StandardPage, moderator: Client
) -> None:
    send(moderator, page, go_live_at=TIME)
    assert step_of(page) == RELEASE

    approve(moderator, page, go_live_at=TIME)

    assert step_of(page) is None
    assert scheduled_for(page) == DUE
    assert not is_live(page)


def test_a_time_sent_with_the_approval_does_too(page: StandardPage, moderator: Client) -> None:
    approve(moderator, page, go_live_at=TIME)
    assert step_of(page) is None
    assert scheduled_for(page) == DUE


def test_a_time_that_the_form_saves_by_itself_does_too(page: StandardPage, moderator: Client) -> None:
    mine = save_by_itself(moderator, page, go_live_at="2099-01-01 08:00:00")
    again = save_by_itself(moderator, page, go_live_at=TIME, **mine)
    assert again == mine
    approve(moderator, page, go_live_at=TIME)
    assert step_of(page) is None
    assert scheduled_for(page) == DUE


def test_what_goes_live_then_is_what_was_approved(page: StandardPage, moderator: Client) -> None:
    approve(moderator, page, go_live_at=TIME)
    run_due(now=DUE)
    (edition,) = Edition.objects.filter(page_id=page.pk, valid_to=None)
    (paragraph,) = json.loads(edition.content)["body"]
    assert paragraph["value"] == APPROVED


def test_a_save_that_changes_nothing_keeps_the_approvals(page: StandardPage, moderator: Client) -> None:
    send(moderator, page)
    approve(moderator, page)
    assert step_of(page) is None
    assert is_live(page)


def test_other_words_need_a_new_approval_whatever_the_times(page: StandardPage, moderator: Client) -> None:
    send(moderator, page, words="<p>Keep it warm.</p>", go_live_at=TIME)
    approve(moderator, page, words="<p>Keep it warm.</p>", go_live_at=TIME)
    assert step_of(page) == CLINICAL_REVIEW
    assert scheduled_for(page) is None
    assert not is_live(page)


def test_words_saved_by_itself_over_a_version_with_approvals_need_new_ones(
    page: StandardPage, moderator: Client
) -> None:
    """The form goes on with the version that it made for the time; that one carries the approvals by now."""
    mine = save_by_itself(moderator, page, go_live_at=TIME)
    other = save_by_itself(moderator, page, words="<p>Keep it warm.</p>", go_live_at=TIME, **mine)
    assert other != mine
    approve(moderator, page, words="<p>Keep it warm.</p>", go_live_at=TIME)
    assert step_of(page) == CLINICAL_REVIEW
    assert not is_live(page)


def test_an_edit_after_the_time_was_set_needs_a_new_approval(page: StandardPage, moderator: Client) -> None:
    send(moderator, page, go_live_at=TIME)
    send(moderator, page, words="<p>Keep it warm.</p>", go_live_at=TIME)
    approve(moderator, page, words="<p>Keep it warm.</p>", go_live_at=TIME)
    assert step_of(page) == CLINICAL_REVIEW


def test_a_reviewers_time_waits_for_the_moderators(page: StandardPage, moderator: Client) -> None:
    WorkflowState.objects.all().delete()
    page.get_workflow().start(page, None)
    page.expire_at = DUE
    page.save_revision()
    state = StandardPage.objects.get(pk=page.pk).current_workflow_state
    state.current_task_state.approve(user=None)
    assert step_of(page) == RELEASE


def test_saving_over_a_scheduled_version_leaves_it_scheduled_as_it_was() -> None:
    """Entries have no lock: a form may be open on the version that a reviewer schedules meanwhile."""
    entry = a_condition()
    scheduled = schedule(entry, DUE)
    entry.short_definition = "Another definition."

    saved = entry.save_revision(overwrite_revision=scheduled)

    assert saved != scheduled
    assert is_scheduled(scheduled)
    scheduled.refresh_from_db()
    assert scheduled.content["short_definition"] == "An itchy rash."


# What counts as the same


def versions(change: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    guide = make.HowToGuidePageFactory()
    guide.materials = [guide.materials.model(text="Gloves")]
    before = guide.save_revision().content
    change(guide)
    return before, guide.save_revision().content


def change_time(guide: Any) -> None:
    guide.go_live_at = DUE


def change_row(guide: Any) -> None:
    guide.materials = [guide.materials.model(text="Thin gloves")]


def change_step(guide: Any) -> None:
    guide.steps[0].value["minutes"] = 2


def change_address(guide: Any) -> None:
    guide.slug = "another-address"


@pytest.mark.parametrize(
    ("change", "same"),
    [(change_time, True), (change_row, False), (change_step, False), (change_address, False)],
)
def test_only_times_are_beside_the_words(change: Any, same: bool) -> None:
    before, after = versions(change)
    assert says_the_same(make.HowToGuidePageFactory._meta.model, before, after) is same
