"""Entries and what supports them as pages show them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cms.core.keys import Key
from medications import schemas
from medications.models import ClassMembership, DrugPage, Interaction, Treatment
from tests.factories import medications as make
from tests.factories.core import render_context

pytestmark = pytest.mark.django_db


def test_an_entry_leads_to_its_drug_page_before_its_hub() -> None:
    medicine = make.MedicineFactory()
    hub = make.TopicHubPageFactory(subject=medicine, slug="hub")
    context = render_context()
    reference = context.reference("entity", medicine.pk)
    assert reference is not None
    assert reference["path"] == "/topics/hub/"
    assert Key("page", hub.pk) in context.shows
    make.DrugPageFactory(medicine=medicine, slug="drug")
    later = render_context().reference("entity", medicine.pk)
    assert later is not None
    assert later["path"] == "/medications/drug/"
    schemas.EntityReference.model_validate(later)


def test_a_draft_page_is_no_way_to_an_entry_and_is_waited_for() -> None:
    page = make.DrugPageFactory(live=False)
    context = render_context()
    reference = context.reference("entity", page.medicine_id)
    assert reference is not None
    assert reference["path"] is None
    assert page.listing_keys() & context.watches


def test_a_draft_entry_is_not_shown_and_is_waited_for() -> None:
    draft = make.MedicineFactory(live=False)
    context = render_context()
    assert context.reference("entity", draft.pk) is None
    assert Key("entity", draft.pk) in context.watches - context.shows


def test_a_mention_becomes_a_link_with_data_and_plain_words_for_a_draft() -> None:
    page = make.DrugPageFactory(slug="elidel", medicine__name="Elidel")
    draft = make.MedicineFactory(live=False)
    html = render_context().rich_text(
        f'<p><a linktype="entity" id="{page.medicine_id}">it</a> '
        f'<a linktype="entity" id="{draft.pk}">secret</a></p>'
    )
    assert 'href="/medications/elidel/"' in html
    assert 'data-kind="medicine"' in html
    assert f'data-id="{page.medicine_id}"' in html
    assert 'data-name="Elidel"' in html
    assert html.endswith(" secret</p>")


def test_a_mention_of_an_entry_without_a_page_has_no_address() -> None:
    medicine = make.MedicineFactory()
    html = render_context().rich_text(f'<a linktype="entity" id="{medicine.pk}">it</a>')
    assert "href" not in html
    assert f'data-id="{medicine.pk}"' in html


def test_a_reviewer_is_shown_with_the_credentials_of_the_day() -> None:
    today = timezone.localdate()
    person = make.CredentialFactory(body="Valid Board").contributor
    make.CredentialFactory(contributor=person, body="Lapsed Board", valid_to=today - dt.timedelta(days=1))
    shown = render_context().reference("contributor", person.pk)
    schemas.ContributorReference.model_validate(shown)
    assert shown is not None
    assert [row["body"] for row in shown["credentials"]] == ["Valid Board"]


def test_many_references_cost_as_many_queries_as_one(django_assert_num_queries: Any) -> None:
    ids = [make.DrugPageFactory().medicine_id for _ in range(5)]
    context = render_context()
    with django_assert_num_queries(3):  # the entries, their hubs, their drug pages
        assert len(context.references("entity", ids)) == 5


def test_a_drug_page_has_the_facts_of_its_medicine() -> None:
    page = make.DrugPageFactory(medicine__name="Pimecrolimus", medicine__routes="on the skin, by mouth")
    medicine = page.medicine
    make.AliasFactory(entity=medicine, text="Elidel", kind="brand")
    make.AliasFactory(entity=medicine, text="pimecrolimis", kind="misspelling")
    make.AliasFactory(entity=medicine, text="hidden", display=False)
    drug_class, condition = make.MedicineClassFactory(), make.ConditionFactory(name="Eczema")
    ClassMembership.objects.create(medicine=medicine, drug_class=drug_class)
    Treatment.objects.create(agent=medicine, condition=condition, line="second")
    make.MedicineFactory(name="A draft brand", brand_of=medicine, live=False)
    facts = DrugPage.objects.get(pk=page.pk).represent(render_context())["medicine"]
    schemas.MedicineFacts.model_validate(facts)
    assert facts["also_called"] == ["Elidel"]
    assert [row["name"] for row in facts["classes"]] == [drug_class.name]
    assert [(row["condition"]["name"], row["line"]) for row in facts["treats"]] == [("Eczema", "second")]
    assert facts["brands"] == []
    assert facts["routes"] == ["on the skin", "by mouth"]


def test_the_structured_data_of_a_drug_page_names_medicine_warning_and_interactions() -> None:
    page = make.DrugPageFactory(
        medicine__name="Pimecrolimus",
        medicine__boxed_warning="Rare cases of malignancy.",
        medicine__boxed_warning_source=make.SourceFactory(),
    )
    Interaction.objects.create(entity=make.MedicineFactory(name="Ciclosporin"), other=page.medicine)
    graph = page.represent(render_context())["json_ld"]["@graph"]
    nodes = {node["@type"]: node for node in graph}
    assert set(nodes) == {"MedicalWebPage", "BreadcrumbList", "Organization", "Drug"}
    assert nodes["Drug"]["nonProprietaryName"] == "Pimecrolimus"
    assert nodes["Drug"]["warning"] == "Rare cases of malignancy."
    assert [row["name"] for row in nodes["Drug"]["interactingDrug"]] == ["Ciclosporin"]
    assert nodes["MedicalWebPage"]["mainEntity"] == {"@id": nodes["Drug"]["@id"]}
    assert [step["name"] for step in nodes["BreadcrumbList"]["itemListElement"]] == [
        "Formulary",
        "Medications",
        page.title,
    ]


def test_the_structured_data_of_a_guide_has_its_steps_and_time() -> None:
    page = make.HowToGuidePageFactory(total_time=15)
    nodes = {node["@type"]: node for node in page.represent(render_context())["json_ld"]["@graph"]}
    assert nodes["HowTo"]["totalTime"] == "PT15M"
    assert [step["text"] for step in nodes["HowTo"]["step"]] == ["Wash your hands."] * 2


def test_the_structured_data_says_who_reviewed_the_web_page_not_the_article() -> None:
    credential = make.CredentialFactory(contributor__name="Ada Moran")
    page = make.ArticlePageFactory(reviewed_on=dt.date(2026, 1, 5))
    page.page_contributions.create(contributor=credential.contributor, role="reviewer")
    nodes = {node["@type"]: node for node in page.represent(render_context())["json_ld"]["@graph"]}
    assert nodes["MedicalWebPage"]["reviewedBy"] == [{"@type": "Person", "name": "Ada Moran"}]
    assert nodes["MedicalWebPage"]["lastReviewed"] == "2026-01-05"
    assert "reviewedBy" not in nodes["Article"]


def test_an_imported_label_says_that_it_is_no_patient_content() -> None:
    page = make.DrugPageFactory(
        import_source="openFDA", import_nature="professional", import_version="2024-05-01"
    )
    represented = page.represent(render_context())
    assert "has not been rewritten or reviewed for patients" in represented["provenance"]["notice"]
    (web_page,) = [node for node in represented["json_ld"]["@graph"] if node["@type"] == "MedicalWebPage"]
    assert web_page["audience"] == {"@type": "MedicalAudience", "audienceType": "Clinician"}
