"""A fix of what readers see, while the next version is scheduled: mended, asked about, merged, and both go live."""

from __future__ import annotations

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from cms.publishing.runner import run_due
from home.models import StandardPage
from home.services.groups import MODERATORS
from tests.browser.conftest import LogIn, Picture
from tests.browser.looking import NARROW, look
from tests.scheduling import a_live_page, schedule


def a_page_with_a_version_to_come() -> StandardPage:
    """Its next version has another title, and another first text."""
    body = [("paragraph", "<p>Apply the cream twice a day.</p>"), ("paragraph", "<p>Keep it cool.</p>")]
    live = a_live_page("Cream for eczema", summary="How to use the cream.", body=body)
    coming = StandardPage.objects.get(pk=live.pk)
    coming.title = "Cream for eczema, new strength"
    coming.body = [("paragraph", "<p>Apply the cream once a day.</p>"), ("paragraph", "<p>Keep it cool.</p>")]
    for block, old in zip(coming.body, live.body, strict=True):
        block.id = old.id
    schedule(coming, timezone.now() + timedelta(days=2))
    return live


def test_a_fix_is_merged_into_the_version_to_come_and_both_go_live(log_in: LogIn, picture: Picture) -> None:
    desk = log_in(MODERATORS, viewport=NARROW)
    page = a_page_with_a_version_to_come()

    mend(desk, page, picture)
    decide(desk, picture)

    expect(desk.get_by_text("Published: “Cream for eczema”.")).to_be_visible()
    assert says(page) == ("Cream for eczema", "How to use the cream on the face.", "twice a day")
    assert run_due(now=timezone.now() + timedelta(days=3)).outcomes == {"done": 1}
    assert says(page) == ("Cream for eczema, new strength", "How to use the cream on the face.", "once a day")


def mend(desk: Page, page: StandardPage, picture: Picture) -> None:
    """From the form that shows what is scheduled to the question what becomes of it."""
    desk.goto(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    expect(desk.get_by_text("You are looking at the version scheduled for")).to_be_visible()
    look(desk, picture, "fix-scheduled", within=".messages")
    desk.locator(".messages").get_by_role("link", name="Fix the live version").click()
    expect(desk.get_by_text("You are changing what readers see now")).to_be_visible()
    expect(desk.locator("#id_title")).to_have_value("Cream for eczema")
    look(desk, picture, "fix-form", within=".messages")
    desk.locator("#id_summary").fill("How to use the cream on the face.")
    desk.locator("[contenteditable=true]").filter(has_text="twice a day").click()
    desk.keyboard.press("End")
    desk.keyboard.type(" Thinly.")
    desk.wait_for_timeout(500)  # the editor of texts hands over what was typed a moment later
    desk.get_by_role("button", name="Publish this fix").click()
    expect(desk.get_by_role("heading", name=re.compile("Publish the fix of"))).to_be_visible()
    expect(desk.get_by_text("Nothing has been published yet.")).to_be_visible()
    look(desk, picture, "fix-question")


def decide(desk: Page, picture: Picture) -> None:
    """Merge, and choose once it is said that something has to be chosen."""
    desk.get_by_label("Merge the fix into it").check()
    desk.get_by_role("button", name="Publish the fix").click()
    conflict = desk.get_by_role("group", name=re.compile("Body → Text"))
    expect(conflict).to_contain_text("Choose one of both.")
    expect(conflict).to_contain_text("Apply the cream once a day.")
    look(desk, picture, "fix-undecided")
    desk.get_by_label(re.compile("The version to come says")).check()
    look(desk, picture, "fix-conflict")
    desk.get_by_role("button", name="Publish the fix").click()


def says(page: StandardPage) -> tuple[str, str, str]:
    """Title, summary and how often, of what is live."""
    live = StandardPage.objects.get(pk=page.pk)
    often = re.search("twice a day|once a day", str(live.body[0].value.source))
    return live.title, live.summary, often[0] if often else ""
