"""The calendar in a browser: look, drag, change a time by keyboard, with and without a grid, in light and dark."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, ViewportSize, expect
from wagtail.models import Revision

from cms.publishing import failures
from cms.publishing.runner import run_due
from home.services.groups import MODERATORS
from tests.accessibility import grave_findings
from tests.browser.conftest import LogIn, Picture
from tests.browser.looking import NARROW, SCHEMES, WIDE, look
from tests.factories import medications as make
from tests.releases import a_release, a_release_manager, schedule_release
from tests.scheduling import PAST, a_draft, a_live_page, a_page, empty_heading, expire_at, schedule

NOON = datetime(2099, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def revision(site: None) -> Revision:
    """A page that goes live on 10 March 2099, with others around it."""
    revision = schedule(a_page("New advice on eczema"), NOON)
    expire_at(a_live_page("What was true last winter"), NOON + timedelta(days=3))
    condition = make.ConditionFactory(name="Psoriasis of the scalp", live=False)
    schedule(condition, NOON - timedelta(days=5, hours=3))
    for number in range(7):
        schedule(a_page(f"Part {number} of a campaign"), NOON + timedelta(days=9))
    return revision


@pytest.fixture
def every_kind(site: None) -> None:
    """A week with all that a calendar may hold: also a release, what is blocked, and a day to read a page again."""
    schedule(a_page("Unfinished advice", body=empty_heading()), NOON - timedelta(days=1))
    for minute in range(failures.TRIES_OF_ITS_OWN):
        run_due(now=NOON - timedelta(days=1) + timedelta(minutes=minute))
    owner = a_release_manager()
    release = a_release(a_draft("A label"), a_draft("Another label"), user=owner, title="Spring labels")
    schedule_release(release, user=owner, due=NOON + timedelta(days=1, hours=2))
    make.ArticlePageFactory(title="Storing creams in summer", next_review_on=date(2099, 3, 12))


def test_an_entry_is_moved_by_keyboard_alone(log_in: LogIn, revision: Revision) -> None:
    desk = open_calendar(log_in)
    entry(desk).focus()
    desk.keyboard.press("Enter")
    field = desk.get_by_label("New time")
    expect(field).to_have_value("2099-03-10T12:00")
    field.focus()
    desk.keyboard.type("03122099")
    desk.keyboard.press("Tab")
    desk.keyboard.type("093000AM")
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("status").filter(has_text="Let “New advice")).to_contain_text(
        "go live on 12 March 2099, 09:30:00 (UTC) instead of 10 March 2099, 12:00:00 (UTC)?"
    )
    desk.get_by_role("button", name="Change the time").focus()
    desk.keyboard.press("Enter")

    expect(desk.locator(".messages")).to_contain_text("the go-live is now on 12 March 2099, 09:30:00 (UTC)")
    assert day_of(entry(desk)) == "2099-03-12"
    revision.refresh_from_db()
    assert revision.approved_go_live_at == datetime(2099, 3, 12, 9, 30, tzinfo=UTC)


def test_an_entry_that_is_dragged_moves_when_the_editor_agrees(
    log_in: LogIn, revision: Revision, picture: Picture
) -> None:
    desk = open_calendar(log_in)
    drag(desk, to="2099-03-11")
    expect(desk.get_by_role("dialog")).to_contain_text("go live on 11 March 2099, 12:00:00 (UTC)")
    look(desk, picture, "calendar-dialog", within="#calendar-question")
    desk.get_by_role("button", name="Change the time").click()

    expect(desk.locator(".messages")).to_contain_text("the go-live is now on 11 March 2099")
    revision.refresh_from_db()
    assert revision.approved_go_live_at == NOON + timedelta(days=1)


def test_an_entry_that_is_dragged_stays_when_the_editor_does_not_agree(
    log_in: LogIn, revision: Revision
) -> None:
    desk = open_calendar(log_in)
    drag(desk, to="2099-03-11")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.press("Escape")

    expect(desk.get_by_role("dialog")).to_have_count(0)
    assert day_of(entry(desk)) == "2099-03-10"
    revision.refresh_from_db()
    assert revision.approved_go_live_at == NOON


def test_an_entry_that_somebody_else_has_moved_goes_back_with_the_reason(
    log_in: LogIn, revision: Revision
) -> None:
    desk = open_calendar(log_in)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=NOON + timedelta(hours=1))
    drag(desk, to="2099-03-11")

    expect(desk.locator(".messages")).to_contain_text("It is not scheduled for 10 March 2099")


def test_what_a_day_has_no_room_for_opens_by_keyboard(log_in: LogIn, revision: Revision) -> None:
    desk = open_calendar(log_in)
    last = desk.get_by_role("link", name=re.compile("Part 6 of a campaign"))
    expect(last).to_be_hidden()

    desk.get_by_role("button", name="+2 more").focus()
    desk.keyboard.press("Enter")

    expect(last.last).to_be_visible()
    assert grave_findings(desk) == []


def test_without_scripts_everything_stands_in_the_table(log_in: LogIn, revision: Revision) -> None:
    desk = open_calendar(log_in, java_script_enabled=False)

    expect(desk.get_by_role("row", name="New advice on eczema")).to_contain_text("12:00:00")
    desk.get_by_role("link", name="Change time of Go-live: New advice on eczema").click()
    expect(desk.get_by_label("New time")).to_be_visible()


def test_a_screen_that_is_turned_shows_the_list_in_place_of_the_grid(
    log_in: LogIn, revision: Revision
) -> None:
    desk = open_calendar(log_in)
    desk.set_viewport_size(NARROW)
    expect(desk.get_by_role("row", name="New advice on eczema")).to_contain_text("12:00:00")
    expect(desk.locator("#calendar-grid")).to_be_hidden()

    desk.set_viewport_size(WIDE)
    expect(desk.locator("#calendar-grid")).to_be_visible()
    expect(entry(desk)).to_be_visible()


def test_what_is_blocked_and_what_is_late_says_so(log_in: LogIn, site: None, picture: Picture) -> None:
    schedule(a_page("Unfinished", body=empty_heading()), PAST)
    for minute in range(failures.TRIES_OF_ITS_OWN):
        run_due(now=PAST + timedelta(minutes=1 + minute))
    schedule(a_page("Untried"), PAST + timedelta(days=2))
    desk = log_in(MODERATORS, viewport=WIDE)
    desk.goto(f"{reverse('calendar:show')}?date=2026-03-01")

    expect(desk.get_by_role("link", name=re.compile("Go-live blocked Unfinished"))).to_be_visible()
    expect(desk.get_by_role("link", name=re.compile("Go-live late Untried"))).to_be_visible()
    look(desk, picture, "calendar-trouble")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_nothing_grave_stands_in_the_way_of_anybody(
    log_in: LogIn,
    every_kind: None,
    revision: Revision,
    picture: Picture,
    view: str,
    size: ViewportSize,
) -> None:
    desk = open_calendar(log_in, view=view, viewport=size)
    for scheme in SCHEMES:
        desk.emulate_media(color_scheme=scheme)
        for title in ("Unfinished advice", "Spring labels", "Storing creams in summer"):
            expect(the_entry(desk, title)).to_be_visible()
        assert len(colours_of(desk)) <= 1
        if size == WIDE and view == "week":
            expect(entry(desk)).to_be_in_viewport()
        if size == WIDE and view != "list":
            assert is_inside(desk.locator("#calendar-grid .fc-event .calendar-event-title").first)
        picture(desk, f"calendar-{view}-{size['width']}-{scheme}")

        assert grave_findings(desk) == []
        assert desk.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_screens_of_one_entry(
    log_in: LogIn, every_kind: None, revision: Revision, picture: Picture
) -> None:
    desk = open_calendar(log_in)
    entry(desk).click()
    desk.get_by_label("New time").fill("2099-03-12T09:30")
    look(desk, picture, "calendar-entry")
    desk.get_by_role("button", name="Change time").click()
    expect(desk.get_by_role("button", name="Change the time")).to_be_visible()
    look(desk, picture, "calendar-question")

    open_at(desk, "month")
    the_entry(desk, "Unfinished advice").click()
    expect(desk.get_by_text("Open its form, mend what is named")).to_be_visible()
    look(desk, picture, "calendar-blocked")


def open_calendar(log_in: LogIn, *, view: str = "month", **options: Any) -> Page:
    desk = log_in(MODERATORS, **{"viewport": WIDE, **options})
    open_at(desk, view)
    return desk


def open_at(desk: Page, view: str) -> None:
    desk.goto(f"{reverse('calendar:show')}?view={view}&date=2099-03-10")
    expect(entry(desk)).to_be_visible()


def entry(desk: Page) -> Locator:
    return the_entry(desk, "Go-live.*New advice on eczema")


def the_entry(desk: Page, words: str) -> Locator:
    """A link to an entry, in the grid or in the table."""
    return desk.get_by_role("link", name=re.compile(words)).first


def colours_of(desk: Page) -> set[str]:
    """Of the titles in the grid: axe says nothing of white on white."""
    titles = desk.locator("#calendar-grid .calendar-event-title")
    return set(titles.evaluate_all("titles => titles.map(title => getComputedStyle(title).color)"))


def is_inside(title: Locator) -> bool:
    """Whether a title of the grid is within the box of its entry, and not cut off."""
    inside: bool = title.evaluate(
        "title => title.getBoundingClientRect().bottom <= title.closest('a').getBoundingClientRect().bottom"
    )
    return inside


def day_of(shown: Locator) -> str:
    expect(shown).to_be_visible()
    return str(shown.evaluate("link => link.closest('[data-date]').dataset.date"))


def drag(desk: Page, *, to: str) -> None:
    entry(desk).hover()
    desk.mouse.down()
    box = desk.locator(f'#calendar-grid [data-date="{to}"]').bounding_box()
    assert box is not None
    desk.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=12)
    desk.mouse.up()
