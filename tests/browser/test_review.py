"""A page goes from its author over a clinical reviewer to the moderator who releases it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from home.services.groups import EDITORS, MODERATORS, REVIEWERS
from medications.models import HowToGuidePage
from tests.browser.conftest import LogIn, Picture
from tests.factories import medications as make


@pytest.fixture
def guide() -> HowToGuidePage:
    """A draft with what tempts a form to see changes where there are none: empty numbers, texts from an import."""
    guide: HowToGuidePage = make.HowToGuidePageFactory(title="How to use it", live=False)
    guide.save_revision()
    return guide


def test_approvals_that_change_nothing_lead_to_the_readers(
    log_in: LogIn, guide: HowToGuidePage, picture: Picture
) -> None:
    author = _open(log_in, EDITORS, guide)
    _choose(author, "Submit to Clinical review, then release")
    expect(author.locator(".messages")).to_contain_text("submitted for moderation")

    reviewer = _open(log_in, REVIEWERS, guide)
    picture(reviewer, "reviewer")
    _choose(reviewer, "Approve")
    reviewer.wait_for_url(f"**{reverse('wagtailadmin_explore', args=[guide.get_parent().pk])}")
    assert not _is_live(guide)

    moderator = _open(log_in, MODERATORS, guide)
    picture(moderator, "moderator")
    _choose(moderator, "Approve")
    moderator.wait_for_url(f"**{reverse('wagtailadmin_explore', args=[guide.get_parent().pk])}")
    assert _is_live(guide)


def test_a_moderator_who_sets_the_time_needs_nobody_to_approve_again(
    log_in: LogIn, guide: HowToGuidePage, picture: Picture
) -> None:
    author = _open(log_in, EDITORS, guide)
    _choose(author, "Submit to Clinical review, then release")
    expect(author.locator(".messages")).to_contain_text("submitted for moderation")
    reviewer = _open(log_in, REVIEWERS, guide)
    _choose(reviewer, "Approve")
    reviewer.wait_for_url(f"**{reverse('wagtailadmin_explore', args=[guide.get_parent().pk])}")

    moderator = _open(log_in, MODERATORS, guide)
    moderator.get_by_role("button", name="Toggle status").click()
    moderator.get_by_role("button", name="Set schedule").click()
    moderator.fill("#id_go_live_at", "2099-03-01 08:00:00")
    # The calendar opens a moment after the field has the focus, and would then lie over the button.
    calendar = moderator.locator(".xdsoft_datetimepicker").filter(visible=True)
    expect(calendar).to_have_count(1)
    picture(moderator, "schedule-dialog")
    moderator.get_by_role("heading", name="Set publishing schedule").click()
    expect(calendar).to_have_count(0)
    moderator.get_by_role("button", name="Save schedule").click()
    expect(moderator.locator(".messages")).to_contain_text("has been updated")
    # On a slow machine the form was seen to save itself at the same moment, and the button below then to do nothing.
    moderator.goto(reverse("wagtailadmin_pages:edit", args=[guide.pk]))
    _choose(moderator, "Approve")
    moderator.wait_for_url(f"**{reverse('wagtailadmin_explore', args=[guide.get_parent().pk])}")

    scheduled = HowToGuidePage.objects.get(pk=guide.pk).scheduled_revision
    assert scheduled.approved_go_live_at == datetime(2099, 3, 1, 8, tzinfo=UTC)


def _open(log_in: LogIn, group: str, guide: HowToGuidePage) -> Page:
    desk = log_in(group, viewport={"width": 1280, "height": 900})
    desk.goto(reverse("wagtailadmin_pages:edit", args=[guide.pk]))
    return desk


def _choose(desk: Page, action: str) -> None:
    desk.get_by_role("button", name="More actions").click()
    desk.get_by_role("button", name=action, exact=True).click()


def _is_live(guide: HowToGuidePage) -> bool:
    return HowToGuidePage.objects.filter(pk=guide.pk, live=True).exists()
