"""What an editor reads above the form of a page that somebody sent back."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from home.services import ensure_site
from tests.factories import medications as make

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
