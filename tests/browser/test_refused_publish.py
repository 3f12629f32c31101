"""Publishing many pages at once says in words which one may not go live, and publishes none."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import expect

from home.services.groups import MODERATORS
from medications.models import HowToGuidePage
from tests.browser.conftest import LogIn, Picture
from tests.factories import medications as make


def test_a_bulk_publish_with_an_unfinished_page_is_refused_in_words(log_in: LogIn, picture: Picture) -> None:
    whole = make.HowToGuidePageFactory(title="How to store it", live=False)
    unfinished = make.HowToGuidePageFactory(title="How to use it", goal="", live=False)
    for guide in (whole, unfinished):
        guide.save_revision()
    desk = log_in(MODERATORS)

    desk.goto(
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        + f"?id={whole.pk}&id={unfinished.pk}&next=/admin/"
    )
    desk.get_by_role("button", name="Yes, publish").click()

    message = desk.locator(".messages")
    expect(message).to_contain_text("“How to use it” was not published, and nothing was changed.")
    expect(message).to_contain_text("Goal: Say what the reader can do afterwards.")
    picture(desk, "bulk-publish-refused")
    assert not HowToGuidePage.objects.filter(live=True).exists()
