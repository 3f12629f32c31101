"""The publish checklist beside the form: what stops publishing, what to look at, where."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.publishing.checklist import checklist_of
from home.services import ensure_site
from home.services.site import section
from medications import models
from tests.factories import medications as make

pytestmark = pytest.mark.django_db

PAGES: dict[str, Any] = {
    "topichubpage": models.TopicIndexPage,
    "drugpage": models.MedicationIndexPage,
    "howtoguidepage": models.GuideIndexPage,
    "articlepage": models.ArticleIndexPage,
}


@pytest.fixture
def admin(admin_client: Client) -> Client:
    ensure_site()
    return admin_client


def an_empty_draft(name: str) -> Any:
    """A page as the template of its type makes it, with nothing but a title."""
    model = {cls.__name__.lower(): cls for cls in models.ContentPage.__subclasses__()}[name]
    page = model(title="Untitled", slug=f"untitled-{name}", live=False)
    section(PAGES[name]).add_child(instance=page)
    page.save_revision(clean=False)
    return page


def dosage_table(**row: Any) -> list[dict[str, Any]]:
    rows = [make.block("item", {"population": "all_ages", "dose_min": "1", **row})]
    table = make.block(
        "dosage_table", {"caption": "Cream, 1%", "rows": rows, "source": make.SourceFactory().pk}
    )
    return [make.block("section", {"heading": "How much", "content": [table]})]


def test_a_gap_deep_in_a_body_is_named_with_its_place() -> None:
    body = dosage_table(unit="")
    (gap,) = checklist_of(make.HowToGuidePageFactory(body=body)).stops
    assert gap.where == "Body → Section “How much” → Content → Dosage table “Cream, 1%” → Rows → row 1 → Unit"
    (table,) = body[0]["value"]["content"]
    (row,) = table["value"]["rows"]
    assert gap.path == f"body.{body[0]['id']}.content.{table['id']}.rows.{row['id']}.unit"


def test_rules_of_the_page_stand_beside_gaps_in_its_blocks() -> None:
    guide = make.HowToGuidePageFactory(goal="", body=dosage_table(unit=""))
    assert [remark.path.partition(".")[0] for remark in checklist_of(guide).stops] == ["body", "goal"]


def test_an_empty_field_is_told_what_to_fill_in() -> None:
    (gap,) = checklist_of(make.HowToGuidePageFactory(body=dosage_table(unit=""))).stops
    assert gap.message == "Choose “Unit”."
    page = make.ArticlePageFactory()
    page.title = ""
    page.save_revision(clean=False)
    assert [remark.message for remark in checklist_of(page).stops] == ["Fill in “Title”."]


@pytest.mark.parametrize("name", PAGES)
def test_a_fresh_page_is_told_everything_at_once_and_nothing_twice(admin: Client, name: str) -> None:
    page = an_empty_draft(name)
    stops = checklist_of(page).stops
    assert len(set(stops)) == len(stops)
    assert not any("required" in remark.message for remark in stops)
    page.summary = "What it says."
    page.save_revision(clean=False)
    assert set(checklist_of(page).stops) == {remark for remark in stops if remark.path != "summary"}


def test_filling_gaps_brings_no_new_ones() -> None:
    card = make.block("care_card", {})
    body = [make.block("section", {"heading": "When to get help", "content": [card]})]
    guide = make.HowToGuidePageFactory(goal="", body=body)
    before = {remark.message for remark in checklist_of(guide).stops}
    assert "Give at least one condition." in before
    card["value"] |= {"urgency": "urgent", "heading": "Call your doctor if"}
    guide.body = guide.body.stream_block.to_python(body)
    guide.save_revision(clean=False)
    after = {remark.message for remark in checklist_of(guide).stops}
    assert after == before - {"Choose “Urgency”.", "Fill in “Heading”."}


def test_a_gap_in_a_row_is_named_with_its_panel_and_number() -> None:
    guide = make.HowToGuidePageFactory()
    guide.materials = [models.GuideMaterial(text="Gloves"), models.GuideMaterial(text="")]
    guide.save_revision(clean=False)
    (gap,) = checklist_of(guide).stops
    assert gap.where == "What is needed → row 2 → What"
    assert (gap.path, gap.message) == ("materials.1.text", "Fill in “What”.")


def test_a_rule_about_a_row_leads_to_the_row() -> None:
    medicine = make.MedicineFactory()
    medicine.interactions = [
        models.Interaction(other=make.MedicineFactory(), severity="mild"),
        models.Interaction(other=make.MedicineFactory(), severity="severe", source=make.SourceFactory()),
    ]
    medicine.save()
    (problem,) = checklist_of(medicine).stops
    assert problem.where == "Interacts with → row 2 → Action"
    assert problem.path == "interactions.1.action"


def test_advice_stops_nothing() -> None:
    checklist = checklist_of(make.HowToGuidePageFactory(total_time=60))
    assert checklist.stops == ()
    assert [remark.path for remark in checklist.look_again] == ["total_time"]


def test_the_list_is_about_the_last_saved_draft_not_about_what_is_live() -> None:
    guide = make.publish(make.HowToGuidePageFactory())
    guide.goal = ""
    guide.save_revision()
    assert [remark.where for remark in checklist_of(models.HowToGuidePage.objects.get()).stops] == ["Goal"]


def test_an_entry_has_a_checklist_too(admin: Client) -> None:
    medicine = make.MedicineFactory(short_definition="")
    page = admin.get(
        reverse("wagtailsnippets_medications_medicine:edit", args=[medicine.pk])
    ).content.decode()
    assert "Before it can be published" in page
    assert "Say in one sentence what it is." in page


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_draft_of_every_type_has_a_form_a_checklist_and_a_preview(admin: Client, name: str) -> None:
    page = an_empty_draft(name)
    form = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert "Before it can be published" in form.content.decode()
    draft = admin.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert draft.status_code == 200
    assert "Not ready to publish" in draft.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_not_saved_yet_has_a_form_that_says_so(admin: Client, name: str) -> None:
    form = admin.get(reverse("wagtailadmin_pages:add", args=["medications", name, section(PAGES[name]).pk]))
    assert "Nothing is saved yet." in form.content.decode()


def test_a_whole_page_is_told_that_nothing_stands_in_the_way(admin: Client) -> None:
    guide = make.publish(make.HowToGuidePageFactory())
    form = admin.get(reverse("wagtailadmin_pages:edit", args=[guide.pk])).content.decode()
    assert "Nothing stands in the way" in form
