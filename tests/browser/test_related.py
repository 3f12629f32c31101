"""An editor sees what would stand beside a page before it is published, and decides."""

from __future__ import annotations

from datetime import UTC, datetime

from django.urls import reverse
from playwright.sync_api import Page as Desk
from playwright.sync_api import expect

from cms.related.services import refresh_due
from home.services.groups import MODERATORS
from medications.models import ArticlePage
from tests.background import catch_up
from tests.browser.conftest import LogIn, Picture
from tests.browser.looking import NARROW, WIDE, look
from tests.factories import medications as make


def a_draft_among_neighbours() -> ArticlePage:
    psoriasis = make.ConditionFactory(name="Psoriasis")
    for title in ("Creams for psoriasis", "Light and psoriasis", "Psoriasis of the scalp"):
        make.publish(make.ArticlePageFactory(title=title, topics=[psoriasis]))
    catch_up()
    while refresh_due(now=datetime.now(UTC), limit=100).done:
        catch_up()
    draft = make.ArticlePageFactory(title="Living with psoriasis", live=False, topics=[psoriasis])
    draft.save_revision()
    return draft


def open_panel(desk: Desk) -> None:
    desk.get_by_role("button", name="Toggle related pages").click()
    expect(desk.get_by_role("heading", name="What readers would get")).to_be_visible()


def test_suggestions_with_reasons_are_pinned_and_kept_out_before_the_first_publish(
    log_in: LogIn, picture: Picture
) -> None:
    desk = log_in(MODERATORS, viewport=WIDE)
    draft = a_draft_among_neighbours()
    desk.goto(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    open_panel(desk)
    beside = desk.locator("[data-related-url]")
    expect(beside).to_contain_text("Creams for psoriasis")
    expect(beside).to_contain_text("Both about Psoriasis")
    expect(beside).to_contain_text("% alike")
    look(desk, picture, "related-suggestions", within="[data-related-url]")

    desk.get_by_role("button", name="Pin Light and psoriasis").click()
    desk.get_by_role("button", name="Never show Psoriasis of the scalp").click()
    with desk.expect_response(lambda answer: "/edit/" in answer.url and answer.request.method == "POST"):
        pass
    desk.reload()
    saved = ArticlePage.objects.get(pk=draft.pk).get_latest_revision_as_object()
    assert [pin.target.title for pin in saved.related_pins.all()] == ["Light and psoriasis"]
    assert [row.target.title for row in saved.related_exclusions.all()] == ["Psoriasis of the scalp"]

    desk.set_viewport_size(NARROW)
    open_panel(desk)
    first = beside.locator("[data-related-page]").first
    expect(first).to_contain_text("Light and psoriasis")
    expect(first).to_contain_text("Pinned")
    expect(beside.get_by_role("heading", name="Never shown here")).to_be_visible()
    look(desk, picture, "related-decided", within="[data-related-url]")
