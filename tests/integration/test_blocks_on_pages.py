"""Blocks that look beyond themselves: at the page, its medicine, the site."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Site

from cms.core.keys import Key
from cms.core.rendering.context import RenderContext
from cms.core.validation import publish_problems
from cms.editions.models import Edition
from home.models import SiteProfile
from home.services import ensure_site
from home.services.site import section as index_page
from medications import models
from medications.blocks.bodies import DrugBody
from medications.blocks.care_card import CareCardBlock
from medications.blocks.interactions import InteractionsBlock
from medications.blocks.overdose import OverdoseBlock
from medications.models import DrugPage, Interaction, Medicine
from tests.factories.core import ImageFactory, render_context
from tests.factories.medications import DrugPageFactory, MedicineFactory, SourceFactory, block, publish
from tests.unit.blocks.asking import example

pytestmark = pytest.mark.django_db


@pytest.fixture
def warfarin() -> Medicine:
    medicine: Any = MedicineFactory(name="Warfarin")
    return cast("Medicine", medicine)


@pytest.fixture
def miconazole(warfarin: Medicine) -> Medicine:
    medicine: Any = MedicineFactory(name="Miconazole")
    Interaction.objects.create(
        entity=medicine,
        other=warfarin,
        severity="severe",
        evidence="study",
        effect="Bleeding.",
        action="Do not use both.",
        source=SourceFactory(),
    )
    return cast("Medicine", medicine)


def delivered(context: RenderContext, **fields: Any) -> list[dict[str, Any]]:
    block_of_page = InteractionsBlock()
    rows: list[dict[str, Any]] = block_of_page.represent(block_of_page.to_python(fields), context)["rows"]
    return rows


def of_page(page: DrugPage) -> RenderContext:
    context = render_context()
    context.page = page
    return context


def test_a_drug_page_shows_the_interactions_recorded_with_its_medicine(
    miconazole: Medicine, warfarin: Medicine
) -> None:
    context = of_page(DrugPageFactory(medicine=miconazole))
    (row,) = delivered(context, automatic=True)
    assert row["of"]["id"] == miconazole.pk
    assert row["other"]["name"] == "Warfarin"
    assert (row["severity"], row["action"]) == ("severe", "Do not use both.")
    InteractionsBlock.Value.model_validate({"rows": [row]})


def test_an_interaction_is_shown_from_the_other_side_too(miconazole: Medicine, warfarin: Medicine) -> None:
    (row,) = delivered(of_page(DrugPageFactory(medicine=warfarin)), automatic=True)
    assert (row["of"]["id"], row["other"]["name"]) == (warfarin.pk, "Miconazole")


def test_a_page_with_recorded_interactions_is_rendered_again_when_its_medicine_changes(
    miconazole: Medicine, warfarin: Medicine
) -> None:
    context = of_page(DrugPageFactory(medicine=miconazole))
    delivered(context, automatic=True)
    assert {Key("entity", miconazole.pk), Key("entity", warfarin.pk)} <= context.watches


def test_an_interaction_with_what_readers_may_not_see_is_left_out(
    miconazole: Medicine, warfarin: Medicine
) -> None:
    warfarin.unpublish()
    assert delivered(of_page(DrugPageFactory(medicine=miconazole)), automatic=True) == []


def test_recorded_interactions_are_shown_only_where_they_are_asked_for(miconazole: Medicine) -> None:
    context = of_page(DrugPageFactory(medicine=miconazole))
    assert delivered(context, automatic=False) == []
    assert len(delivered(render_context(), automatic=False, medicines=[miconazole.pk])) == 1
    assert delivered(render_context(), automatic=True) == []


@pytest.mark.parametrize("card", [OverdoseBlock, CareCardBlock])
def test_emergency_numbers_come_from_the_settings_of_the_site(card: type[Any]) -> None:
    site = Site.objects.get(is_default_site=True)
    value = card().get_preview_value()
    assert card().represent(value, render_context())["contacts"]["emergency_number"] == ""
    SiteProfile.objects.update_or_create(
        site=site, defaults={"emergency_number": "112", "poison_line": "0800 1"}
    )
    context = render_context()
    contacts = card().represent(value, context)["contacts"]
    assert contacts == {"emergency_number": "112", "poison_line": "0800 1"}
    assert Key("site_profile", site.pk) in context.watches


def test_a_draft_being_saved_elsewhere_does_not_let_an_incomplete_page_go_live() -> None:
    page: DrugPage = DrugPageFactory(body=[block("paragraph", "")])
    body: Any = DrugPage._meta.get_field("body")
    shared = body.stream_block
    shared.defer_required_validation()  # another thread is saving a draft
    try:
        problems = [problem.message for problem in publish_problems(page)]
    finally:
        shared.restore_deferred_validation()
    assert problems == ["Fill in “Text”."]


def test_a_drug_page_with_every_block_is_published_as_it_was_written(miconazole: Medicine) -> None:
    ImageFactory()
    get_document_model().objects.create(title="Leaflet", file=ContentFile(b"words", name="leaflet.txt"))
    body = DrugBody()
    section = body.child_blocks["section"]
    content = section.child_blocks["content"]
    value = section.get_preview_value()
    value["content"] = content.to_python(
        [(name, example(child)) for name, child in content.child_blocks.items()]
    )
    page: Any = DrugPageFactory(medicine=miconazole, body=body.to_python([("section", value)]))
    live = publish(page)
    (edition,) = Edition.objects.filter(page=live, valid_to=None)
    (delivered_section,) = json.loads(edition.content)["body"]
    assert [item["type"] for item in delivered_section["value"]["content"]] == list(content.child_blocks)


@pytest.mark.parametrize("page_type", ["topichubpage", "drugpage", "howtoguidepage", "articlepage"])
def test_the_form_of_a_new_page_opens_with_its_first_blocks(page_type: str, admin_client: Any) -> None:
    index = {
        "topichubpage": models.TopicIndexPage,
        "drugpage": models.MedicationIndexPage,
        "howtoguidepage": models.GuideIndexPage,
        "articlepage": models.ArticleIndexPage,
    }[page_type]
    ensure_site()
    form = admin_client.get(f"/admin/pages/add/medications/{page_type}/{index_page(index).pk}/")
    assert form.status_code == 200
    assert "data-block" in form.content.decode()


def test_an_entry_that_is_not_public_does_not_give_its_name_away(warfarin: Medicine) -> None:
    warfarin.unpublish()
    row = InteractionsBlock().child_blocks["rows"].child_block
    value = row.to_python({"entity": warfarin.pk, "name": "", "severity": "mild", "evidence": "study"})
    assert row.represent(value, render_context())["other"] == {"name": "", "entity": None}
    (problem,) = row.on_publish(value)
    assert problem.message == "“Warfarin” is not published: publish it first, or write a name."
