"""What an editor sees of scheduled work, on wide and narrow screens, by day and by night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from wagtail.users.models import UserProfile

from cms.publishing import failures, rehearsal
from cms.publishing.runner import run_due
from home.models import StandardPage
from home.services.groups import MODERATORS
from medications.models import ArticlePage
from tests.browser.conftest import LogIn, Picture
from tests.browser.looking import NARROW, WIDE, look
from tests.factories import medications as make
from tests.scheduling import PAST, a_live_page, a_page, empty_heading, schedule


def two_scheduled_articles() -> tuple[ArticlePage, ArticlePage]:
    """Rehearsed: the first would fail, the second go through."""
    bad = make.ArticlePageFactory(title="Cream or ointment", live=False, body=empty_heading())
    good = make.ArticlePageFactory(title="Storing creams in summer", live=False)
    schedule(bad, timezone.now() + timedelta(days=2))
    schedule(good, timezone.now() + timedelta(days=2, hours=1))
    assert rehearsal.rehearse_due(clock=timezone.now) == 2
    return bad, good


def a_blocked_page() -> StandardPage:
    """Its time came while it had gaps; no more is tried."""
    page = a_page("Unfinished advice on eczema", body=empty_heading())
    schedule(page)
    for minute in range(failures.TRIES_OF_ITS_OWN):
        run_due(now=PAST + timedelta(minutes=1 + minute))
    return page


def test_what_would_fail_is_told_beside_the_form_and_on_the_dashboard(
    log_in: LogIn, picture: Picture
) -> None:
    desk = log_in(MODERATORS, viewport=NARROW)
    bad, good = two_scheduled_articles()

    panel = open_schedule(desk, bad)
    expect(panel).to_contain_text("It would fail")
    expect(panel).to_contain_text("Fill in “Heading”.")
    look(desk, picture, "schedule-failing", within="[data-schedule]")

    panel = open_schedule(desk, good)
    expect(panel.get_by_role("heading", name="The trial run went through")).to_be_visible()
    look(desk, picture, "schedule-good", within="[data-schedule]")

    desk.goto(reverse("wagtailadmin_home"))
    expect(desk.locator("#coming-section")).to_contain_text("Storing creams in summer")
    look(desk, picture, "dashboard", within="#coming-section")


def test_what_is_blocked_says_why_and_what_to_do_wherever_it_is_met(log_in: LogIn, picture: Picture) -> None:
    desk = log_in(MODERATORS, viewport=NARROW)
    page = a_blocked_page()

    expect(open_schedule(desk, page)).to_contain_text("Blocked")
    look(desk, picture, "blocked-form", within="[data-schedule]")

    desk.goto(reverse("publishing:report"))
    expect(desk.get_by_role("row", name="Unfinished advice on eczema")).to_contain_text("blocked")
    look(desk, picture, "blocked-report")

    desk.goto(reverse("wagtailadmin_home"))
    expect(desk.locator("#scheduled-work-section")).to_contain_text("Fill in “Heading”.")
    look(desk, picture, "blocked-dashboard", within="#scheduled-work-section")


def test_a_live_page_with_a_version_to_come_says_what_happens_when_and_in_whose_time(
    log_in: LogIn, picture: Picture
) -> None:
    desk = log_in(MODERATORS, viewport=NARROW)
    in_berlin()
    page = a_live_page("Cream for eczema")
    page.expire_at = datetime(2099, 9, 1, 6, tzinfo=UTC)
    schedule(page, datetime(2099, 7, 1, 6, 0, 7, tzinfo=UTC))

    panel = open_schedule(desk, page)
    expect(panel).to_contain_text("Goes live on 1 July 2099, 08:00:07 (Europe/Berlin)")
    expect(panel).to_contain_text("Is taken offline on 1 September 2099, 08:00:00 (Europe/Berlin)")
    look(desk, picture, "schedule-replacing", within="[data-schedule]")
    panel.get_by_role("link", name="Cancel the schedule").click()
    expect(desk.get_by_role("heading", name="Unschedule")).to_be_visible()
    expect(desk.get_by_text("to go live on 1 July 2099, 08:00:07 (Europe/Berlin)")).to_be_visible()
    look(desk, picture, "schedule-cancel")


def test_pages_that_cannot_be_scheduled_together_are_named_and_the_report_shows_what_is(
    log_in: LogIn, picture: Picture
) -> None:
    desk = log_in(MODERATORS, viewport=WIDE)
    bad, good = two_scheduled_articles()

    open_bulk(desk, "schedule", bad, good)
    desk.get_by_label("Go-live time").fill("2099-05-01 08:00:07")
    desk.locator(".xdsoft_datetimepicker:visible").wait_for()
    desk.get_by_text("The latest version of each").click()  # closes the calendar
    look(desk, picture, "bulk")
    desk.get_by_role("button", name="Schedule to publish").click()
    expect(desk.locator(".messages")).to_contain_text("Fill in “Heading”.")
    expect(desk.get_by_label("Go-live time")).to_have_value("2099-05-01 08:00:07")
    look(desk, picture, "bulk-refused")

    desk.goto(reverse("publishing:report"))
    expect(desk.get_by_role("table")).to_contain_text("would fail")
    look(desk, picture, "report")

    open_bulk(desk, "unschedule", bad, good)
    look(desk, picture, "bulk-cancel")
    desk.get_by_role("button", name="Cancel the schedules").click()
    expect(desk.locator(".messages")).to_contain_text("The schedule was cancelled")


def in_berlin() -> None:
    for member in get_user_model().objects.all():
        UserProfile.objects.update_or_create(user=member, defaults={"current_time_zone": "Europe/Berlin"})


def open_schedule(desk: Page, page: StandardPage | ArticlePage) -> Locator:
    """The schedule's panel beside the form of the page."""
    desk.goto(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    panel = desk.locator("[data-schedule]")
    if not panel.is_visible():
        desk.get_by_role("button", name="Toggle schedule").click()
    expect(panel).to_be_visible()
    return panel


def open_bulk(desk: Page, action: str, *pages: ArticlePage) -> None:
    ids = "&".join(f"id={page.pk}" for page in pages)
    back = reverse("wagtailadmin_home")
    desk.goto(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?next={back}&{ids}")
