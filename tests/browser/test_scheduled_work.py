"""What an editor sees of scheduled work, on wide and narrow screens, by day and by night."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from cms.publishing import rehearsal
from home.services.groups import MODERATORS
from medications.models import ArticlePage
from tests.browser.conftest import LogIn, Picture
from tests.factories import medications as make
from tests.scheduling import empty_heading, schedule

WIDTHS = {1280: 900, 390: 844}


def two_scheduled_articles() -> tuple[ArticlePage, ArticlePage]:
    """Rehearsed: the first would fail, the second go through."""
    bad = make.ArticlePageFactory(title="Cream or ointment", live=False, body=empty_heading())
    good = make.ArticlePageFactory(title="Storing creams in summer", live=False)
    schedule(bad, timezone.now() + timedelta(days=2))
    schedule(good, timezone.now() + timedelta(days=2, hours=1))
    assert rehearsal.rehearse_due(clock=timezone.now) == 2
    return bad, good


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_would_fail_is_told_beside_the_form_and_on_the_dashboard(
    log_in: LogIn, picture: Picture, width: int, scheme: Literal["light", "dark"]
) -> None:
    desk = log_in(MODERATORS, viewport={"width": width, "height": WIDTHS[width]}, color_scheme=scheme)
    bad, good = two_scheduled_articles()

    desk.goto(reverse("wagtailadmin_pages:edit", args=[bad.pk]))
    desk.get_by_role("button", name="Toggle schedule").click()
    panel = desk.locator("[data-schedule]")
    expect(panel).to_contain_text("It would fail")
    expect(panel).to_contain_text("Fill in “Heading”.")
    picture(desk, f"schedule-failing-{width}-{scheme}")

    desk.goto(reverse("wagtailadmin_pages:edit", args=[good.pk]))
    if width < 800:  # a wide screen remembers which panel was open
        desk.get_by_role("button", name="Toggle schedule").click()
    expect(desk.get_by_role("heading", name="The trial run went through")).to_be_visible()
    picture(desk, f"schedule-good-{width}-{scheme}")

    desk.goto(reverse("wagtailadmin_home"))
    coming = desk.locator("#coming-section")
    expect(coming).to_contain_text("Storing creams in summer")
    coming.scroll_into_view_if_needed()
    picture(desk, f"dashboard-{width}-{scheme}")
    assert desk.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_that_cannot_be_scheduled_together_are_named_and_the_report_shows_what_is(
    log_in: LogIn, picture: Picture, width: int, scheme: Literal["light", "dark"]
) -> None:
    desk = log_in(MODERATORS, viewport={"width": width, "height": WIDTHS[width]}, color_scheme=scheme)
    bad, good = two_scheduled_articles()

    desk.goto(
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "schedule"])
        + f"?id={bad.pk}&id={good.pk}"
    )
    desk.get_by_label("Go-live time").fill("2099-05-01 08:00:07")
    desk.locator(".xdsoft_datetimepicker:visible").wait_for()
    desk.get_by_text("The latest version of each").click()  # closes the calendar
    picture(desk, f"bulk-{width}-{scheme}")
    desk.get_by_role("button", name="Schedule to publish").click()
    expect(desk.locator(".messages")).to_contain_text("Fill in “Heading”.")
    picture(desk, f"bulk-refused-{width}-{scheme}")

    desk.goto(reverse("publishing:report"))
    expect(desk.get_by_role("table")).to_contain_text("would fail")
    picture(desk, f"report-{width}-{scheme}")
    assert desk.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
