"""What an editor reads above the form: what the page is for, what was asked for, what its times mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from home.models import StandardPage
from home.services import ensure_site
from home.services.site import section
from medications.models import GuideIndexPage, HowToGuidePage
from tests.factories import medications as make
from tests.scheduling import a_condition, a_live_page, a_page

pytestmark = pytest.mark.django_db


def sent_back(comment: str) -> Any:
    reviewer = User.objects.create_user("rosa", "rosa@example.org", "x", first_name="Rosa", last_name="Diaz")
    page = make.ArticlePageFactory(live=False)
    page.save_revision()
    page.get_workflow().start(page, None)
    page.current_workflow_task_state.reject(user=reviewer, comment=comment)
    return page


def form_of(page: Any, admin: Client) -> str:
    return admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


@pytest.fixture
def admin(admin_client: Client) -> Client:
    ensure_site()
    return admin_client


def test_a_reviewers_wish_stands_above_the_form(admin: Client) -> None:
    html = form_of(sent_back("Say how long it lasts <once> opened."), admin)
    assert "Rosa Diaz asked for changes at “Clinical review” on " in html
    assert "“Say how long it lasts &lt;once&gt; opened.”" in html


def test_a_rejection_without_a_comment_is_told_as_such(admin: Client) -> None:
    assert "without saying which." in form_of(sent_back(""), admin)


def test_once_it_is_submitted_again_the_wish_is_gone(admin: Client) -> None:
    page = sent_back("Say how long it lasts.")
    page.current_workflow_state.resume()
    assert "asked for changes" not in form_of(page, admin)


def test_a_new_page_says_what_its_type_is_for(admin: Client) -> None:
    parent = section(GuideIndexPage)
    url = reverse("wagtailadmin_pages:add", args=["medications", "howtoguidepage", parent.pk])
    messages = [str(message) for message in admin.get(url).context["messages"]]
    assert HowToGuidePage.page_description in unescape(messages[0])


# Times


PASSED = "has passed: this goes live as soon as it is published."


def save(admin: Client, page: StandardPage, moment: datetime | None) -> str:
    form = {
        "title": page.title,
        "slug": page.slug,
        "policy_kind": "",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "go_live_at": f"{moment:%Y-%m-%d %H:%M:%S}" if moment else "",
    }
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return admin.post(url, form, follow=True).content.decode()


def test_a_go_live_time_that_has_passed_is_told_on_saving(admin: Client) -> None:
    page = a_page()
    assert f"The go-live time, 1 March 2026, 08:00:00 (UTC), {PASSED}" in save(
        admin, page, datetime(2026, 3, 1, 8, tzinfo=UTC)
    )
    assert PASSED not in save(admin, page, datetime(2099, 3, 1, tzinfo=UTC))
    assert PASSED not in save(admin, page, None)


def test_the_time_a_page_went_live_at_is_not_told_again(admin: Client) -> None:
    page = a_live_page()
    assert PASSED not in save(admin, page, page.last_published_at - timedelta(hours=1))


def test_a_time_that_has_passed_is_told_of_entries_too(admin: Client) -> None:
    condition = a_condition()
    form = {"name": "Eczema", "slug": "eczema", "go_live_at": "2026-03-01 08:00:00"}
    rows = {
        f"{name}-{kind}_FORMS": "0" for name in ("aliases", "identifiers") for kind in ("TOTAL", "INITIAL")
    }
    url = reverse("wagtailsnippets_medications_condition:edit", args=[condition.pk])
    assert PASSED in admin.post(url, {**form, **rows}, follow=True).content.decode()


@pytest.mark.parametrize("name", ["wagtailadmin_pages", "wagtailsnippets_medications_condition"])
def test_the_dialog_for_the_schedule_names_the_time_zone(admin: Client, admin_user: User, name: str) -> None:
    profile = UserProfile.get_for_user(admin_user)
    profile.current_time_zone = "Asia/Kathmandu"
    profile.save()
    instance: Any = a_page() if name == "wagtailadmin_pages" else a_condition()
    html = admin.get(reverse(f"{name}:edit", args=[instance.pk])).content.decode()
    assert html.count("In your time zone, Asia/Kathmandu.") == 2
