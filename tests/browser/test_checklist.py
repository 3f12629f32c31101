"""“Show me” leads from a line of the checklist to its place in the form."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from home.services.groups import MODERATORS
from medications.models import Alias, Interaction
from tests.browser.conftest import LogIn, Picture
from tests.factories import medications as make

TABLE = {"population": "all_ages", "dose_min": "1", "unit": "mg", "frequency": "25 mcg a day"}


@pytest.fixture
def desk(log_in: LogIn) -> Page:
    return log_in(MODERATORS, viewport={"width": 1280, "height": 900})


def show(desk: Page, remark: str) -> None:
    desk.get_by_role("button", name="Toggle publish checklist").click()
    line = desk.locator("[data-publish-checklist] li").filter(has_text=remark)
    expect(line).to_have_count(1)
    line.get_by_role("button", name="Show me").click()


def test_advice_on_a_paragraph_leads_to_that_paragraph(desk: Page, picture: Picture) -> None:
    body = [
        make.block("section", {"heading": "First", "content": [make.block("paragraph", "<p>Rest.</p>")]}),
        make.block(
            "section",
            {
                "heading": "Second",
                "content": [
                    make.block("paragraph", "<p>Rest.</p>"),
                    make.block("paragraph", "<p>Use 50 mcg.</p>"),
                ],
            },
        ),
    ]
    page = make.ArticlePageFactory(body=body)
    desk.goto(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    show(desk, "Body → Section “Second” → Content → Text (block 2)")
    expect(_focused(desk)).to_contain_text("Use 50 mcg.")
    picture(desk, "checklist-advice")


def test_advice_on_a_cell_of_a_dosage_table_leads_to_the_cell(desk: Page) -> None:
    rows = [make.block("item", {**TABLE, "frequency": "daily"}), make.block("item", TABLE)]
    table = make.block("dosage_table", {"caption": "Tablets", "rows": rows})
    body = [make.block("section", {"heading": "Use", "content": [table]})]
    page = make.DrugPageFactory(body=body)
    desk.goto(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    show(desk, "→ Rows → row 2 → Frequency")
    expect(_focused(desk)).to_have_value("25 mcg a day")


def test_a_rule_about_a_row_of_an_entry_leads_to_the_row(desk: Page, picture: Picture) -> None:
    medicine = make.MedicineFactory()
    Alias.objects.create(entity=medicine, text="Elidel", sort_order=0)
    for place, (name, severity) in enumerate([("Alcohol", "mild"), ("Ketoconazole", "severe")]):
        Interaction.objects.create(
            entity=medicine,
            other=make.MedicineFactory(name=name),
            severity=severity,
            effect=f"With {name}.",
            source=make.SourceFactory(),
            sort_order=place,
        )
    desk.goto(reverse("wagtailsnippets_medications_medicine:edit", args=[medicine.pk]))
    show(desk, "Interacts with → row 2 → Action")
    expect(_focused(desk)).to_have_attribute("name", "interactions-1-action")
    picture(desk, "checklist-row")

    desk.get_by_role("button", name="More actions").click()
    desk.get_by_role("button", name="Publish", exact=True).click()
    errors = desk.locator("#inline_child_interactions-1 .error-message")
    expect(errors).to_contain_text("needs an action")
    picture(desk, "row-refused")


def _focused(desk: Page) -> Locator:
    return desk.locator(":focus")
