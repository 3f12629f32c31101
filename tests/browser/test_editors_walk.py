"""An editor writes a guide, is told what is missing, schedules it, and readers get it with nobody doing anything."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from playwright.sync_api import APIResponse, Locator, Page, expect

from cms.publishing.models import ClockHeartbeat
from home.services.groups import MODERATORS
from home.services.site import section
from medications.models import GuideIndexPage, HowToGuidePage
from tests.browser.conftest import LogIn, Picture
from tests.factories import medications as make
from tests.faults.conftest import Workshop

SECONDS_AHEAD = 15
SHOWN = "%Y-%m-%d %H:%M:%S"
NO_BROKER = "redis://127.0.0.1:1/0"
ROW = "body-0-value-content-1-value-rows-0-value"


@pytest.fixture
def desk(log_in: LogIn, workshop: Workshop) -> Page:
    """A moderator's desk; a clock runs beside it, as a process of its own and with no broker."""
    workshop.start("run_clock", REDIS_URL=NO_BROKER)
    return log_in(MODERATORS, viewport={"width": 1280, "height": 900})


def test_from_the_template_to_the_readers(desk: Page, workshop: Workshop, picture: Picture) -> None:
    source = make.SourceFactory(title="Label of the cream")
    _open_a_new_guide(desk)
    picture(desk, "1-new-guide")
    _write(desk)
    _add_a_dose_without_its_unit(desk, source=str(source))

    _a_draft_may_have_gaps_and_the_checklist_names_them(desk)
    picture(desk, "2-draft-saved")
    _publishing_it_is_refused_at_the_field(desk)
    picture(desk, "3-at-the-field")

    desk.select_option(f"[name={ROW}-unit]", "fingertip units")
    workshop.wait_for(ClockHeartbeat.objects.exists, what="the clock")
    goes_live = _set_schedule(desk, picture)
    _publishing_it_schedules_it(desk)
    picture(desk, "5-scheduled")

    workshop.wait_for(lambda: HowToGuidePage.objects.filter(live=True).exists(), what="the guide to be live")
    assert datetime.now(UTC) >= goes_live
    _readers_get_the_dose(desk)
    desk.reload()
    expect(desk.locator("[data-side-panel=status]")).to_contain_text("Live")
    picture(desk, "6-live")


def _a_draft_may_have_gaps_and_the_checklist_names_them(desk: Page) -> None:
    _let_it_save_itself(desk)
    desk.get_by_role("button", name="Save draft").first.click()
    # Whichever came first, this save or the form's own, made the page.
    expect(desk.locator(".messages")).to_contain_text(re.compile("created|has been updated"))
    desk.get_by_role("button", name="Toggle publish checklist").click()
    checklist = desk.locator("[data-publish-checklist]")
    expect(checklist.get_by_role("listitem")).to_have_count(1)
    expect(checklist).to_contain_text("Dosage table “Cream, 1%” → Rows → row 1 → Unit")


def _publishing_it_is_refused_at_the_field(desk: Page) -> None:
    _publish(desk)
    expect(desk.locator(f"#{ROW}-unit-errors")).to_contain_text("This field is required.")
    assert not HowToGuidePage.objects.get().live
    assert _by_path(desk).status == 404
    desk.locator("[data-publish-checklist]").get_by_role("button", name="Show me").click()
    expect(desk.locator(f"[name={ROW}-unit]")).to_be_focused()


def _publishing_it_schedules_it(desk: Page) -> None:
    _publish(desk, "Schedule to publish")
    expect(desk.locator(".messages")).to_contain_text("scheduled for publishing")
    desk.goto(reverse("wagtailadmin_pages:edit", args=[HowToGuidePage.objects.get().pk]))
    status = desk.locator("[data-side-panel=status]")
    expect(status).to_contain_text("Go-live:")
    expect(status).to_contain_text("Locked by schedule")
    assert _by_path(desk).status == 404


def _readers_get_the_dose(desk: Page) -> None:
    answer = _by_path(desk)
    assert answer.status == 200
    table = answer.json()["body"][0]["value"]["content"][1]["value"]
    assert table["rows"][0]["dose"]["text"] == "1 fingertip unit"


def _open_a_new_guide(desk: Page) -> None:
    index = section(GuideIndexPage)
    desk.goto(reverse("wagtailadmin_pages:add", args=["medications", "howtoguidepage", index.pk]))
    expect(desk.locator("[name=body-0-value-heading]")).to_have_value("Before you start")
    expect(desk.locator("[name=body-1-value-heading]")).to_have_value("When to get help")


def _write(desk: Page) -> None:
    """Fill in what the template asks for, as a person types it."""
    desk.locator("#id_title").press_sequentially("How to apply it")
    desk.locator("#id_title").blur()  # the slug follows
    desk.fill("#id_summary", "Thin, once a day, on dry skin.")
    desk.fill("#id_goal", "Apply the cream so that it works.")
    steps = desk.locator("[data-contentpath=steps] [data-streamfield-child]")
    for number, action in enumerate(("Wash your hands", "Rub it in")):
        desk.fill(f"[name=steps-{number}-value-title]", action)
        _type(desk, steps.nth(number).locator("[contenteditable=true]").first, "Gently.")
    sections = desk.locator("[data-contentpath=body] [data-streamfield-child]")
    _type(desk, sections.first.locator("[contenteditable=true]").first, "Read the label.")
    card = "body-1-value-content-0-value"
    desk.select_option(f"[name={card}-urgency]", "urgent")
    desk.fill(f"[name={card}-heading]", "Call your doctor today if")
    conditions = desk.locator("[data-contentpath=conditions]")
    conditions.locator("button[title=Add]").first.click()
    _type(desk, conditions.locator("[contenteditable=true]").first, "your skin gets worse")


def _type(desk: Page, text_field: Locator, words: str) -> None:
    text_field.click()
    desk.keyboard.type(words)


def _add_a_dose_without_its_unit(desk: Page, *, source: str) -> None:
    first_section = desk.locator("[data-contentpath=body] [data-streamfield-child]").first
    first_section.locator("button[title='Insert a block']").last.click()
    desk.keyboard.type("dosage")
    desk.get_by_role("option", name="Dosage table").click()
    table = "body-0-value-content-1-value"
    desk.fill(f"[name={table}-caption]", "Cream, 1%")
    desk.locator(f"#{table}-source-chooser").get_by_role("button", name="Choose source").click()
    desk.locator(".modal").get_by_role("link", name=source).click()
    expect(desk.locator(f"#{table}-source-chooser")).to_contain_text(source)
    desk.locator("[data-contentpath=rows] button[title=Add]").first.click()
    desk.select_option(f"[name={ROW}-population]", "all_ages")
    desk.fill(f"[name={ROW}-dose_min]", "1")
    desk.fill(f"[name={ROW}-frequency]", "twice a day")


def _set_schedule(desk: Page, picture: Picture) -> datetime:
    desk.get_by_role("button", name="Toggle status").click()
    desk.get_by_role("button", name="Set schedule").click()
    goes_live = (datetime.now(UTC) + timedelta(seconds=SECONDS_AHEAD)).replace(microsecond=0)
    desk.fill("#id_go_live_at", goes_live.strftime(SHOWN))
    # The calendar opens a moment after the field has the focus, and would then lie over the button.
    calendar = desk.locator(".xdsoft_datetimepicker").filter(visible=True)
    expect(calendar).to_have_count(1)
    picture(desk, "4-schedule")
    desk.get_by_role("heading", name="Set publishing schedule").click()
    expect(calendar).to_have_count(0)
    desk.get_by_role("button", name="Save schedule").click()
    expect(desk.locator(".messages")).to_contain_text("has been updated")
    return goes_live


def _let_it_save_itself(desk: Page) -> None:
    """A save of the form's own that is overtaken by a click looks like one from another window."""
    desk.wait_for_load_state("networkidle")


def _publish(desk: Page, button: str = "Publish") -> None:
    _let_it_save_itself(desk)
    desk.get_by_role("button", name="More actions").click()
    desk.get_by_role("button", name=button, exact=True).click()


def _by_path(desk: Page) -> APIResponse:
    query = urlencode({"path": "/guides/how-to-apply-it/"})
    return desk.request.get(f"{reverse('wagtailapi:pages:by-path')}?{query}")
