"""A release from the explorer to its undoing, as an editor sees it, on wide and narrow screens, by day and by night."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Revision

from cms.publishing import failures
from cms.publishing.runner import run_due
from cms.releases import rehearsal
from cms.releases.models import Release
from home.models import StandardPage
from home.services.groups import MODERATORS
from tests.browser.conftest import LogIn, Picture
from tests.browser.looking import WIDE, look
from tests.scheduling import a_live_page, a_page, home_page, is_live

DUE = datetime(2099, 5, 1, 8, 0, 7, tzinfo=UTC)


def test_a_release_from_the_explorer_to_its_undoing(log_in: LogIn, picture: Picture) -> None:
    desk = log_in(MODERATORS, viewport=WIDE)
    label, advice = two_changes()

    put_both_into_a_release(desk, picture)
    look_at_what_changes(desk, picture)
    look_at_the_preview(desk, picture)
    rehearse_and_schedule(desk, picture)
    let_it_fail(desk, label, picture)
    assert not is_live(advice)
    mend_and_retry(desk, label, picture)
    assert StandardPage.objects.get(pk=label.pk).title == "The new label, mended"
    assert is_live(advice)
    undo(desk, picture)
    assert StandardPage.objects.get(pk=label.pk).title == "The label"
    assert not is_live(advice)


def two_changes() -> tuple[StandardPage, StandardPage]:
    """A live page with a draft, and a page that was never live."""
    label = a_live_page("The label")
    label.title = "The new label"
    label.save_revision()
    advice = a_page("New advice on eczema")
    advice.save_revision()
    return label, advice


def put_both_into_a_release(desk: Page, picture: Picture) -> None:
    desk.goto(reverse("wagtailadmin_explore", args=[home_page().pk]))
    for title in ("The new label", "New advice on eczema"):
        row = desk.locator("tr").filter(has_text=title)
        row.get_by_role("checkbox").check()
    desk.locator("[data-bulk-action-footer]").get_by_role("button", name="More").click()
    desk.wait_for_timeout(500)  # only once the list has opened does Wagtail tell its links what is ticked
    desk.get_by_role("link", name="Add selected pages to a release").click()
    desk.get_by_label("Title of a new release").fill("Spring labels")
    look(desk, picture, "release-bulk")
    desk.get_by_role("button", name="Add to the release").click()
    expect(desk.get_by_role("heading", name="Being put together")).to_be_visible()
    expect(desk.get_by_role("heading", name="2 items")).to_be_visible()
    look(desk, picture, "release-draft")


def look_at_what_changes(desk: Page, picture: Picture) -> None:
    desk.get_by_role("link", name="What changes: The new label").click()
    expect(desk.locator(".comparison .addition").filter(has_text="new").first).to_be_visible()
    look(desk, picture, "release-changes")
    desk.get_by_role("link", name="Back to the release").click()


def look_at_the_preview(desk: Page, picture: Picture) -> None:
    desk.get_by_role("link", name="Preview", exact=True).click()
    expect(desk.get_by_role("link", name="New advice on eczema")).to_be_visible()
    look(desk, picture, "release-preview")
    desk.get_by_role("button", name="End previews handed out so far").click()
    expect(desk.get_by_role("link", name="New advice on eczema")).to_be_visible()
    desk.get_by_role("link", name="Back to the release").click()


def rehearse_and_schedule(desk: Page, picture: Picture) -> None:
    desk.get_by_role("button", name="Rehearse now").click()
    rehearsal.rehearse(release=Release.objects.get(), now=timezone.now())
    expect(desk.get_by_text("The trial run went through")).to_be_visible()
    desk.get_by_role("link", name="Schedule", exact=True).click()
    desk.get_by_label("When it goes out").fill("2099-05-01T08:00:07")
    look(desk, picture, "release-schedule")
    desk.get_by_role("button", name="Schedule the release").click()
    expect(desk.get_by_role("heading", name=re.compile("Goes out on 1 May 2099"))).to_be_visible()
    look(desk, picture, "release-scheduled")
    desk.get_by_role("link", name="Reschedule").click()
    expect(desk.get_by_label("When it goes out")).to_have_value("2099-05-01T08:00:07")
    look(desk, picture, "release-reschedule")
    desk.get_by_role("link", name="Leave it as it is").click()
    desk.get_by_role("link", name="Cancel schedule").click()
    expect(desk.get_by_role("button", name="Yes, cancel the schedule")).to_be_visible()
    look(desk, picture, "release-cancel")
    desk.get_by_role("link", name="Leave it as it is").click()


def let_it_fail(desk: Page, label: StandardPage, picture: Picture) -> None:
    """Something writes over the version that was looked at."""
    pinned = Revision.objects.get(pk=Release.objects.get().items.get(object_id=str(label.pk)).revision_id)
    Revision.objects.filter(pk=pinned.pk).update(content={**pinned.content, "title": "Nobody looked at this"})
    for minute in range(failures.TRIES_OF_ITS_OWN):
        run_due(now=DUE + timedelta(minutes=minute))
    desk.reload()
    expect(desk.get_by_role("heading", name="Blocked: nothing of it is public")).to_be_visible()
    expect(desk.locator(".release-state")).to_contain_text("has been written over since")
    look(desk, picture, "release-blocked")
    desk.goto(reverse("releases:index"))
    expect(desk.get_by_role("row", name=re.compile("Spring labels"))).to_contain_text("blocked")
    look(desk, picture, "release-list")
    desk.get_by_role("link", name="Spring labels").click()


def mend_and_retry(desk: Page, label: StandardPage, picture: Picture) -> None:
    label.title = "The new label, mended"
    label.save_revision()
    desk.reload()
    desk.get_by_role("button", name="Take in the latest version: The new label").click()
    expect(desk.locator(".messages")).to_contain_text("its latest version is in the release now")
    desk.get_by_role("button", name="Retry").click()
    expect(desk.locator(".messages")).to_contain_text("It is tried again now")
    run_due(now=DUE + timedelta(hours=1))
    expect(desk.get_by_role("heading", name=re.compile("Went out on"))).to_be_visible()
    look(desk, picture, "release-published")


def undo(desk: Page, picture: Picture) -> None:
    desk.get_by_role("link", name="Undo").click()
    expect(desk.get_by_text("“New advice on eczema” goes offline again")).to_be_visible()
    look(desk, picture, "release-undo")
    desk.get_by_role("button", name="Make a release that restores this").click()
    expect(desk.get_by_text("It takes back Spring labels")).to_be_visible()
    desk.get_by_role("link", name="Publish now").click()
    sure = desk.get_by_role("button", name="Yes, publish all 2 items")
    expect(sure).to_be_visible()
    look(desk, picture, "release-publish")
    sure.click()
    expect(desk.get_by_role("heading", name=re.compile("Going out now"))).to_be_visible()
    run_due(now=timezone.now())
    expect(desk.get_by_role("heading", name=re.compile("Went out on"))).to_be_visible()
    look(desk, picture, "release-undone")
