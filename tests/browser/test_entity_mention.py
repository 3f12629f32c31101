"""An editor links words of a text to a medicine."""

from __future__ import annotations

import re

from django.urls import reverse
from playwright.sync_api import expect

from home.services.groups import EDITORS
from medications.models import ArticlePage
from tests.browser.conftest import LogIn
from tests.factories import medications as make


def test_an_editor_links_words_to_a_medicine(log_in: LogIn) -> None:
    editor = log_in(EDITORS)
    medicine = make.MedicineFactory(name="Pimecrolimus")
    article = make.ArticlePageFactory(verdict="<p>Choose the cream.</p>")
    editor.goto(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    verdict = editor.locator("[data-contentpath='verdict']")
    text = verdict.locator("[contenteditable=true]")
    text.click()
    text.press("Control+A")
    verdict.locator("[name=MEDICAL_ENTITY], button[aria-label*='Medicine, class']").first.click()
    editor.locator(".modal").get_by_role("link", name="Pimecrolimus").click()
    expect(verdict.locator("input[type=hidden]")).to_have_value(re.compile("MEDICAL_ENTITY"))
    editor.get_by_role("button", name="Save draft").first.click()
    editor.get_by_text("has been updated").first.wait_for()
    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert f'<a linktype="entity" id="{medicine.pk}">Choose the cream.</a>' in draft.verdict
