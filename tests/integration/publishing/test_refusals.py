"""A publish that is refused changes nothing and is an answer, not an error page."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Revision, Workflow, WorkflowState
from wagtail.models.workflows import GroupApprovalTask, WorkflowTask

from cms.editions.models import Edition
from cms.events.models import Event
from cms.publishing import projections
from home.models import StandardPage
from tests.scheduling import a_page, empty_heading, is_live

# The request's transaction is what is tested.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("ada", "ada@example.com", "pass"))
    return client


def test_a_bulk_publish_of_a_bad_page_publishes_none_and_says_why(admin: Client) -> None:
    good, bad = a_page("Good"), a_page("Bad", body=empty_heading())
    for page in (good, bad):
        page.save_revision(clean=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    came_from = f"http://testserver{reverse('wagtailadmin_explore', args=[good.get_parent().pk])}"

    response = admin.post(
        f"{url}?id={good.pk}&id={bad.pk}", {"next": "/admin/"}, headers={"referer": came_from}
    )

    assert response.status_code == 302
    assert response["Location"] == came_from
    assert not is_live(good)
    assert not is_live(bad)
    assert Event.objects.filter(object_id__in=[good.pk, bad.pk]).count() == 0
    html = admin.get(came_from).content.decode()
    assert "“Bad” was not published, and nothing was changed." in html
    assert "Heading" in html


def test_a_bulk_publish_names_every_page_that_stands_in_the_way(admin: Client) -> None:
    good, bad = a_page("Good"), [a_page(f"Bad {number}", body=empty_heading()) for number in (1, 2)]
    for page in (good, *bad):
        page.save_revision(clean=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    query = "&".join(f"id={page.pk}" for page in (good, *bad))

    html = admin.post(f"{url}?{query}", follow=True).content.decode()
    answer = admin.post(f"{url}?{query}", headers={"accept": "application/json"}).json()

    assert "None of the pages was published, and nothing was changed, because of 2 of them:" in html
    assert html.count("Fill in “Heading”.") == 2
    assert [(one["title"], one["problems"][0]["field"]) for one in answer["refused"]] == [
        ("Bad 1", "body"),
        ("Bad 2", "body"),
    ]
    assert not any(is_live(page) for page in (good, *bad))


def test_a_bulk_publish_asks_the_drafts_below_too(admin: Client) -> None:
    above = a_page("Above")
    below = above.add_child(instance=StandardPage(title="Below", live=False, body=empty_heading()))
    for page in (above, below):
        page.save_revision(clean=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    refused = admin.post(f"{url}?id={above.pk}", {"include_descendants": "on"}, follow=True)
    assert "“Below” was not published" in refused.content.decode()
    assert not is_live(above)

    admin.post(f"{url}?id={above.pk}")
    assert is_live(above)
    assert not is_live(below)


def test_a_script_is_answered_with_json(admin: Client) -> None:
    bad = a_page("Bad", body=empty_heading())
    bad.save_revision(clean=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    response = admin.post(f"{url}?id={bad.pk}", headers={"accept": "application/json"})

    assert response.status_code == 400
    answer = response.json()
    assert answer["success"] is False
    assert answer["error_code"] == "publish_refused"
    assert answer["problems"][0]["field"] == "body"


def test_a_way_back_never_leads_to_another_site(admin: Client) -> None:
    bad = a_page("Bad", body=empty_heading())
    bad.save_revision(clean=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    response = admin.post(f"{url}?id={bad.pk}", headers={"referer": "https://elsewhere.example/"})

    assert response["Location"] == reverse("wagtailadmin_home")


def in_workflow(page: StandardPage) -> WorkflowState:
    workflow = Workflow.objects.create(name="Review")
    task = GroupApprovalTask.objects.create(name="Approve")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow.start(page, user=None)


def test_an_approval_that_would_publish_a_bad_page_is_refused_and_undone(admin: Client) -> None:
    bad = a_page("Bad", body=empty_heading())
    bad.save_revision(clean=False)
    state = in_workflow(bad)
    url = reverse("wagtailadmin_pages:workflow_action", args=[bad.pk, "approve", state.current_task_state.pk])

    response = admin.post(url, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest"})

    assert response.status_code == 400
    assert "Heading" in response.json()["error_message"]
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    assert not is_live(bad)


def test_what_was_approved_goes_live_and_not_what_was_saved_since() -> None:
    page = a_page("Approved words")
    page.save_revision()
    state = in_workflow(page)
    page.title = "Words that nobody has read"
    page.save_revision()

    state.current_task_state.approve(user=None)

    row = Page.objects.get(pk=page.pk)
    assert (row.live, row.title) == (True, "Approved words")
    assert row.has_unpublished_changes


def test_a_publish_whose_rendering_fails_leaves_nothing_live(admin: Client) -> None:
    def fails(*args: object) -> projections.Prepared:
        raise KeyError("a renderer with a fault")

    page = a_page("About us", summary="Who we are")
    page.save_revision()
    projections.register("faulty", fails)
    form = {
        "title": "About us",
        "slug": "about-us",
        "summary": "New words",
        "policy_kind": "",
        "body-count": "1",
        "body-0-type": "quote",
        "body-0-order": "0",
        "body-0-deleted": "",
        "body-0-value-text": "Say what helps.",
        "body-0-value-name": "Ada Moran",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "1",
    }
    try:
        response = admin.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    finally:
        del projections._projections["faulty"]

    assert response.status_code == 302
    home = admin.get(reverse("wagtailadmin_home")).content.decode()
    assert "Something in it could not be turned into what readers see" in home
    assert not is_live(page)
    assert Edition.objects.filter(page_id=page.pk).count() == 0
    assert Event.objects.filter(object_id=page.pk).count() == 0
    assert Revision.objects.for_instance(page).count() == 1
