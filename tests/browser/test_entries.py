"""Entries and pages are begun, save themselves, and find their way to the readers."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from home.services.groups import EDITORS, MODERATORS, REVIEWERS
from home.services.site import section
from medications.models import GuideIndexPage, HowToGuidePage, Medicine
from tests.browser.conftest import LogIn, Picture
from tests.factories import medications as make

DESK = {"viewport": {"width": 1280, "height": 900}}


def test_an_entry_is_written_read_released(log_in: LogIn, picture: Picture) -> None:
    author = log_in(EDITORS, **DESK)
    _open(author, reverse("wagtailsnippets_medications_medicine:add"))
    expect(author.get_by_placeholder("Name*")).to_be_visible()
    author.get_by_placeholder("Name*").fill("Pimecrolimus")
    author.get_by_role("textbox", name="Short definition").fill("A cream for eczema.")
    author.get_by_role("button", name="Add name").click()
    _is_saved_by_itself(author)
    picture(author, "entry-1-draft-with-an-empty-row")
    _choose(author, "Submit to Clinical review, then release")
    expect(author.locator(".messages")).to_contain_text("submitted for moderation")
    medicine = Medicine.objects.get(name="Pimecrolimus")
    assert not medicine.aliases.exists()

    for group in (REVIEWERS, MODERATORS):
        desk = log_in(group, **DESK)
        desk.goto(reverse("wagtailadmin_home"))
        picture(desk, f"entry-2-{group}")
        desk.get_by_role("link", name="Pimecrolimus").first.click()
        assert not _is_live(medicine)
        _choose(desk, "Approve")
        desk.wait_for_url(f"**{reverse('wagtailsnippets_medications_medicine:list')}")
    assert _is_live(medicine)


def test_a_name_that_is_taken_costs_nothing_that_was_typed(log_in: LogIn, picture: Picture) -> None:
    make.MedicineFactory(name="Pimecrolimus")
    author = log_in(EDITORS, **DESK)
    author.goto(reverse("wagtailsnippets_medications_medicine:add"))
    author.get_by_role("textbox", name="Short definition").fill("A cream for eczema.")
    author.get_by_placeholder("Name*").fill("PIMECROLIMUS")
    author.get_by_role("button", name="Save draft").first.click()
    expect(author.locator("#panel-child-facts-child-name-errors")).to_contain_text(
        "already an entry of this kind"
    )
    expect(author.get_by_role("textbox", name="Short definition")).to_have_value("A cream for eczema.")
    picture(author, "entry-name-taken")


def test_the_checklist_leads_to_the_second_step_of_a_guide_that_saved_itself(
    log_in: LogIn, picture: Picture
) -> None:
    author = log_in(EDITORS, **DESK)
    parent = section(GuideIndexPage)
    _open(author, reverse("wagtailadmin_pages:add", args=["medications", "howtoguidepage", parent.pk]))
    author.get_by_placeholder("Page title*").fill("How to apply it")
    author.get_by_role("button", name="Add medicine").click()
    _is_saved_by_itself(author)
    author.get_by_role("button", name="Toggle publish checklist").click()
    second = author.locator("[data-publish-checklist] li").filter(has_text="block 2").first
    second.get_by_role("button", name="Show me").click()
    expect(author.locator("[name=steps-1-value-title]")).to_be_focused()
    picture(author, "guide-second-step")


@pytest.mark.parametrize(
    ("action", "answer"),
    [("Save draft", "has been updated"), ("Submit to Clinical review, then release", "could not be saved")],
)
def test_a_form_that_is_sent_while_it_saves_itself_makes_one_page(
    log_in: LogIn, action: str, answer: str
) -> None:
    """An unfinished page may be saved, and not be submitted: the answer tells which button was understood."""
    author = log_in(EDITORS, **DESK)
    parent = section(GuideIndexPage)
    _open(author, reverse("wagtailadmin_pages:add", args=["medications", "howtoguidepage", parent.pk]))
    saving = _hold_what_it_saves_by_itself(author)
    author.get_by_placeholder("Page title*").fill("How to apply it")
    author.get_by_placeholder("Page title*").blur()  # the slug follows
    author.clock.fast_forward(2_000)
    _wait_until_it_saves_itself(author, saving)

    if action == "Save draft":
        author.get_by_role("button", name=action).first.click()
    else:
        _choose(author, action)
    author.wait_for_timeout(300)
    assert not HowToGuidePage.objects.exists()
    saving.pop().continue_()

    expect(author.locator(".messages")).to_contain_text(answer)
    assert HowToGuidePage.objects.get().current_workflow_state is None
    # The form that was refused saves itself, too; nothing may be on its way when the test is over.
    author.goto("about:blank")
    for route in saving:
        route.abort()


def _wait_until_it_saves_itself(desk: Page, held: list[Route]) -> None:
    for _ in range(100):
        if held:
            return
        desk.wait_for_timeout(50)
    pytest.fail("the form did not save itself")


def _hold_what_it_saves_by_itself(desk: Page) -> list[Route]:
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST" and "json" in route.request.headers["accept"]:
            held.append(route)
        else:
            route.continue_()

    desk.route("**/admin/pages/**", hold)
    return held


def _open(desk: Page, url: str) -> None:
    """Wagtail takes what a form holds ten seconds after it was opened for what it began with."""
    desk.clock.install()
    desk.goto(url)
    desk.clock.fast_forward(11_000)


def _is_saved_by_itself(desk: Page) -> None:
    desk.clock.fast_forward(2_000)
    expect(desk.locator("#w-autosave-indicator")).to_have_attribute("data-w-autosave-state-value", "saved")


def _choose(desk: Page, action: str) -> None:
    desk.get_by_role("button", name="More actions").click()
    desk.get_by_role("button", name=action, exact=True).click()


def _is_live(medicine: Medicine) -> bool:
    return Medicine.objects.filter(pk=medicine.pk, live=True).exists()
