"""An editor changes what many pages show, and sees how far that has come."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from playwright.sync_api import expect

from cms.editions import services
from home.services.groups import MODERATORS
from tests.background import catch_up, waiting
from tests.browser.conftest import LogIn, Picture
from tests.browser.looking import NARROW, WIDE, look
from tests.factories import medications as make

COUNT = 12


def a_page_that_others_link_to() -> Any:
    page = make.publish(make.ArticlePageFactory(title="How creams work"))
    words = f'<p><a linktype="page" id="{page.pk}">here</a></p>'
    for _ in range(COUNT):
        make.publish(make.ArticlePageFactory(body=make.a_section("More", words)))
    catch_up()
    return page


def test_a_change_counts_down_beside_the_form_and_on_the_dashboard(log_in: LogIn, picture: Picture) -> None:
    desk = log_in(MODERATORS, viewport=WIDE)
    page = a_page_that_others_link_to()
    page.title = "How creams and ointments work"
    page.save_revision().publish()
    waiting()
    services.render_requested(now=datetime.now(UTC), lag=-services.REST, limit=5)

    desk.goto(reverse("wagtailadmin_home"))
    panel = desk.locator("#spreading-section")
    expect(panel).to_contain_text("How creams and ointments work")
    expect(panel).to_contain_text("still show it as it was before.")
    look(desk, picture, "spreading-dashboard", within="#spreading-section")

    desk.set_viewport_size(NARROW)
    desk.goto(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    desk.get_by_role("button", name="Toggle pages that show it").click()
    beside = desk.locator("[data-spreading]")
    expect(beside).to_contain_text("still show it as it was before.")
    look(desk, picture, "spreading-form", within="[data-spreading]")

    catch_up()
    expect(beside).to_contain_text("Up to date on")
    expect(beside.get_by_role("progressbar")).to_have_count(0)
