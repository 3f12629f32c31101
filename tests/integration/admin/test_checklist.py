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
