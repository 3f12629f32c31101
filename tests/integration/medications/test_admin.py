"""Editors find, write and choose entries and pages in the admin."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import ReferenceIndex
from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield

from home.services import ensure_site
from home.services.site import section
from medications import models
from medications.models import ArticlePage, Medicine
from tests.factories import medications as make
from tests.forms import article_form, medicine_form

pytestmark = pytest.mark.django_db

KINDS = ("medicine", "medicineclass", "condition")
SNIPPETS = (*KINDS, "contributor", "source", "category", "disclaimer")
PAGES = {
    "topichubpage": models.TopicIndexPage,
    "drugpage": models.MedicationIndexPage,
    "howtoguidepage": models.GuideIndexPage,
    "articlepage": models.ArticleIndexPage,
}


@pytest.fixture
def admin(admin_client: Client) -> Client:
    ensure_site()
    return admin_client


@pytest.mark.parametrize("name", [*SNIPPETS, "entity"])
def test_every_list_opens(admin: Client, name: str) -> None:
    make.DrugPageFactory(medicine__name="Pimecrolimus")
    response = admin.get(reverse(f"wagtailsnippets_medications_{name}:list"))
    assert response.status_code == 200


@pytest.mark.parametrize("name", SNIPPETS)
def test_every_form_of_a_new_snippet_opens(admin: Client, name: str) -> None:
    assert admin.get(reverse(f"wagtailsnippets_medications_{name}:add")).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_every_form_of_a_new_page_opens(admin: Client, name: str) -> None:
    parent = section(PAGES[name])
    response = admin.get(reverse("wagtailadmin_pages:add", args=["medications", name, parent.pk]))
    assert response.status_code == 200
    for tab in ("Content", "Review &amp; sources", "Topics &amp; related", "Promote"):
        assert tab in response.content.decode()


def test_a_new_drug_page_begins_with_the_sections_of_the_leaflet(admin: Client) -> None:
    parent = section(models.MedicationIndexPage)
    response = admin.get(reverse("wagtailadmin_pages:add", args=["medications", "drugpage", parent.pk]))
    assert "Pregnancy and breastfeeding" in response.content.decode()


def test_an_existing_medicine_shows_what_is_kept_with_others(admin: Client) -> None:
    medicine, other = make.MedicineFactory(), make.MedicineFactory(name="Ciclosporin")
    models.Interaction.objects.create(entity=other, other=medicine, action="Do not take both.")
    page = admin.get(
        reverse("wagtailsnippets_medications_medicine:edit", args=[medicine.pk])
    ).content.decode()
    assert "Ciclosporin" in page
    assert "Do not take both." in page


def test_an_entry_opens_as_what_it_is_and_is_never_made_as_a_bare_entry(admin: Client) -> None:
    condition = make.ConditionFactory()
    response = admin.get(reverse("wagtailsnippets_medications_entity:edit", args=[condition.pk]))
    assert response["Location"] == reverse("wagtailsnippets_medications_condition:edit", args=[condition.pk])
    add = admin.get(reverse("wagtailsnippets_medications_entity:add"))
    assert add["Location"] == reverse("wagtailadmin_home")


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_says_which_pages_speak_of_it(admin: Client, kind: str) -> None:
    factory = {
        "medicine": make.MedicineFactory,
        "medicineclass": make.MedicineClassFactory,
        "condition": make.ConditionFactory,
    }[kind]
    entity = factory(name="Zzymurol")
    make.publish(make.ArticlePageFactory(title="Living well", summary="About zzymurol."))
    page = admin.get(reverse(f"wagtailsnippets_medications_{kind}:inspect", args=[entity.pk]))
    assert "Living well" in page.content.decode()


def test_entries_can_be_chosen_for_a_mention(admin: Client) -> None:
    make.MedicineFactory(name="Pimecrolimus")
    response = admin.get(reverse("wagtailsnippetchoosers_medications_entity:choose_results"), {"q": "pimecr"})
    assert "Pimecrolimus" in response.content.decode()


CHOOSE = "wagtailsnippetchoosers_medications_entity"


@pytest.mark.parametrize("view", ["choose", "choose_results"])
def test_of_two_entries_of_one_name_the_right_one_can_be_chosen(admin: Client, view: str) -> None:
    make.MedicineFactory(name="Calcium", short_definition="A mineral that is taken.")
    make.ConditionFactory(name="Calcium", short_definition="A finding in the blood.")
    both = admin.get(reverse(f"{CHOOSE}:{view}")).content.decode()
    assert "A mineral that is taken." in both
    assert "A finding in the blood." in both
    one = admin.get(reverse(f"{CHOOSE}:{view}"), {"kind": "condition", "q": "calc"}).content.decode()
    assert "A mineral that is taken." not in one
    assert "A finding in the blood." in one


def test_a_medicine_is_drafted_without_its_definition_and_not_published(admin: Client) -> None:
    url = reverse("wagtailsnippets_medications_medicine:add")
    admin.post(url, medicine_form(short_definition=""))
    draft = Medicine.objects.get(name="Pimecrolimus")
    assert not draft.live
    edit = reverse("wagtailsnippets_medications_medicine:edit", args=[draft.pk])
    refused = admin.post(edit, {**medicine_form(short_definition=""), "action-publish": "1"})
    assert "Say in one sentence what it is." in refused.content.decode()
    admin.post(edit, {**medicine_form(), "action-publish": "1"})
    draft.refresh_from_db()
    assert draft.live


@pytest.mark.parametrize(
    ("fields", "beside"),
    [({"name": "PIMECROLIMUS", "slug": "another"}, "name"), ({"name": "Another"}, "slug")],
)
def test_a_name_that_is_taken_is_said_beside_the_field_and_nothing_typed_is_lost(
    admin: Client, fields: dict[str, str], beside: str
) -> None:
    make.MedicineFactory(name="Pimecrolimus")
    form = medicine_form(short_definition="What I have typed.", **fields)
    page = admin.post(reverse("wagtailsnippets_medications_medicine:add"), form)
    assert list(page.context["form"].errors) == [beside]
    assert "There is already an entry of this kind" in page.content.decode()
    assert "What I have typed." in page.content.decode()


def test_a_medicine_is_not_renamed_to_what_another_is_called(admin: Client) -> None:
    make.MedicineFactory(name="Pimecrolimus")
    other = make.MedicineFactory(name="Tacrolimus")
    edit = reverse("wagtailsnippets_medications_medicine:edit", args=[other.pk])
    refused = admin.post(edit, {**medicine_form(slug="tacrolimus"), "action-publish": "1"})
    assert list(refused.context["form"].errors) == ["name"]


def test_a_condition_may_be_called_like_a_medicine(admin: Client) -> None:
    make.ConditionFactory(name="Pimecrolimus")
    admin.post(reverse("wagtailsnippets_medications_medicine:add"), medicine_form())
    assert Medicine.objects.filter(name="Pimecrolimus").exists()


@pytest.mark.parametrize("name", ["interactions", "partnerships"])
def test_a_pair_that_is_entered_twice_is_said_beside_the_second(admin: Client, name: str) -> None:
    row = {"other": str(make.MedicineFactory().pk), "severity": "mild", "evidence": "study"}
    twice = inline_formset([{**row, "ORDER": "1"}, {**row, "ORDER": "2"}])
    page = admin.post(reverse("wagtailsnippets_medications_medicine:add"), medicine_form(**{name: twice}))
    assert [list(errors) for errors in page.context["form"].formsets[name].errors] == [[], ["other"]]
    assert not Medicine.objects.filter(name="Pimecrolimus").exists()


def test_the_name_of_an_entry_is_asked_for_in_its_own_words(admin: Client) -> None:
    form = admin.get(reverse("wagtailsnippets_medications_medicine:add")).content.decode()
    assert 'placeholder="Name*"' in form


def test_a_medicine_is_given_its_time_in_the_status_panel(admin: Client) -> None:
    form = {**medicine_form(), "go_live_at": "2099-03-01 09:00", "action-publish": "1"}
    admin.post(reverse("wagtailsnippets_medications_medicine:add"), form)
    medicine = Medicine.objects.get(name="Pimecrolimus")
    assert not medicine.live
    assert medicine.scheduled_revision.approved_go_live_at == dt.datetime(2099, 3, 1, 9, tzinfo=dt.UTC)


def test_what_is_wrong_with_a_row_is_told_in_that_row(admin: Client) -> None:
    other = make.MedicineFactory()
    row = {"other": str(other.pk), "severity": "severe", "evidence": "study", "ORDER": "1"}
    form = medicine_form(
        medicine_kind="combination",
        interactions=inline_formset([{**row, "effect": "Bleeding.", "action": "", "source": ""}]),
    )
    url = reverse("wagtailsnippets_medications_medicine:add")
    refused = admin.post(url, {**form, "action-publish": "1"}).context["form"]
    assert refused.non_field_errors() == []
    (errors,) = refused.formsets["interactions"].errors
    assert "needs an action" in errors["action"][0]
    assert "needs a source" in errors["source"][0]
    assert refused.formsets["components"].non_form_errors() == ["A combination has at least two ingredients."]


def test_a_rule_about_a_row_is_asked_although_another_row_is_unfinished(admin: Client) -> None:
    severe = {"other": str(make.MedicineFactory().pk), "severity": "severe", "evidence": "study"}
    rows = [{**severe, "other": "", "ORDER": "1"}, {**severe, "action": "Avoid.", "ORDER": "2"}]
    form = medicine_form(short_definition="", interactions=inline_formset(rows))
    url = reverse("wagtailsnippets_medications_medicine:add")
    refused = admin.post(url, {**form, "action-publish": "1"}).context["form"]
    unfinished, without_source = refused.formsets["interactions"].errors
    assert list(unfinished) == ["other"]
    assert list(without_source) == ["source"]
    assert list(refused.errors) == ["short_definition"]


EMPTY_ROWS = {
    "aliases": {"text": "", "kind": "also_called", "display": "on"},
    "identifiers": {"system": "", "code": ""},
    "interactions": {
        "other": "",
        "severity": "unknown",
        "evidence": "theoretical",
        "effect": "",
        "action": "",
    },
}


@pytest.mark.parametrize("action", ["create", "publish"])
def test_a_row_that_nobody_has_filled_in_is_dropped(admin: Client, action: str) -> None:
    empty = {name: inline_formset([{**row, "ORDER": "1"}]) for name, row in EMPTY_ROWS.items()}
    form = {**medicine_form(**empty), f"action-{action}": "1"}
    admin.post(reverse("wagtailsnippets_medications_medicine:add"), form)
    medicine = Medicine.objects.get(name="Pimecrolimus")
    assert not medicine.aliases.exists()
    assert not medicine.interactions.exists()


def test_a_row_that_was_empty_at_one_save_is_kept_at_the_next_when_it_is_filled_in(admin: Client) -> None:
    admin.post(reverse("wagtailsnippets_medications_medicine:add"), medicine_form())
    medicine = Medicine.objects.get(name="Pimecrolimus")
    edit = reverse("wagtailsnippets_medications_medicine:edit", args=[medicine.pk])
    empty = {**EMPTY_ROWS["aliases"], "id": "", "ORDER": "2"}
    named = {**empty, "text": "Elidel", "ORDER": "1"}
    # After a save in the background the browser counts every row as one that was there before.
    admin.post(edit, medicine_form(aliases=inline_formset([named, empty], initial=2)))
    assert [alias.text for alias in medicine.aliases.all()] == ["Elidel"]


def test_a_row_with_gaps_is_refused_in_its_place_beside_an_empty_one(admin: Client) -> None:
    gap = {**EMPTY_ROWS["interactions"], "effect": "Bleeding.", "ORDER": "2"}
    rows = inline_formset([{**EMPTY_ROWS["interactions"], "ORDER": "1"}, gap])
    page = admin.post(reverse("wagtailsnippets_medications_medicine:add"), medicine_form(interactions=rows))
    assert page.status_code == 200
    assert [list(errors) for errors in page.context["form"].formsets["interactions"].errors] == [["other"]]
    assert "Bleeding." in page.content.decode()


def test_a_page_is_drafted_with_a_row_that_nobody_has_filled_in(admin: Client) -> None:
    parent = section(models.ArticleIndexPage)
    url = reverse("wagtailadmin_pages:add", args=["medications", "articlepage", parent.pk])
    row = {"entity": "", "weight": "primary", "ORDER": "1"}
    admin.post(url, article_form(page_topics=inline_formset([row])))
    assert not ArticlePage.objects.get(slug="cream-or-ointment").page_topics.exists()


def test_a_mistyped_code_is_refused_even_in_a_draft(admin: Client) -> None:
    form = medicine_form(identifiers=inline_formset([{"system": "snomed", "code": "24079002", "ORDER": "1"}]))
    response = admin.post(reverse("wagtailsnippets_medications_medicine:add"), form)
    assert "check digit" in response.content.decode()
    assert not Medicine.objects.exists()


def test_a_page_is_drafted_without_its_summary_and_not_published(admin: Client) -> None:
    parent = section(models.ArticleIndexPage)
    url = reverse("wagtailadmin_pages:add", args=["medications", "articlepage", parent.pk])
    admin.post(url, article_form(summary=""))
    page = ArticlePage.objects.get(slug="cream-or-ointment")
    assert not page.live
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    refused = admin.post(edit, {**article_form(summary=""), "action-publish": "1"})
    assert "Say in one or two sentences what this page says." in refused.content.decode()
    admin.post(edit, {**article_form(), "action-publish": "1"})
    page.refresh_from_db()
    assert page.live


def test_a_refused_page_is_told_everything_at_once(admin: Client) -> None:
    """Fields, blocks, rules of blocks and rules of the page, each where it is in the form."""
    parent = section(models.ArticleIndexPage)
    url = reverse("wagtailadmin_pages:add", args=["medications", "articlepage", parent.pk])
    card = {"urgency": "", "heading": "", "conditions": {"count": "0"}, "text": rich_text("")}
    form = article_form(
        summary="", kind="comparison", body=streamfield([("care_card", card)]), update_type="major"
    )
    refused = admin.post(url, {**form, "action-publish": "1"}).context["form"]
    assert set(refused.errors) == {"summary", "verdict", "change_note", "body"}
    body = refused.errors["body"].as_data()[0].as_json_data()
    assert body["messages"] == ["A comparison has a comparison table."]
    assert set(body["blockErrors"][0]["blockErrors"]) == {"urgency", "heading", "conditions"}
    assert refused.formsets["compared"].non_form_errors() == [
        "A comparison has 2 to 6 subjects; this one has 0."
    ]


def test_leaf_pages_take_no_children_and_sections_take_one_type() -> None:
    home = ensure_site()
    assert models.ArticlePage.allowed_subpage_models() == []
    assert models.GuideIndexPage.allowed_subpage_models() == [models.HowToGuidePage]
    assert not models.GuideIndexPage.can_create_at(home)


def test_a_mention_survives_the_way_through_the_editor() -> None:
    medicine = make.MedicineFactory(name="Pimecrolimus")
    stored = f'<p data-block-key="a1b2c">Apply <a linktype="entity" id="{medicine.pk}">the cream</a>.</p>'
    converter = ContentstateConverter(features=["entity"])
    state = json.loads(converter.from_database_format(stored))
    (mention,) = state["entityMap"].values()
    assert mention == {
        "mutability": "MUTABLE",
        "type": "MEDICAL_ENTITY",
        "data": {"id": str(medicine.pk), "name": "Pimecrolimus"},
    }
    back = converter.to_database_format(json.dumps(state))
    assert f'<a linktype="entity" id="{medicine.pk}">the cream</a>' in back


def test_a_text_of_several_lines_is_kept_as_one_paragraph(admin: Client) -> None:
    typed = "A cream for eczema.\r\n\r\nIt holds no steroid. "
    admin.post(reverse("wagtailsnippets_medications_medicine:add"), medicine_form(short_definition=typed))
    assert Medicine.objects.get().short_definition == "A cream for eczema. It holds no steroid."


def test_a_text_with_a_limit_is_written_in_full_view_and_says_the_limit(admin: Client) -> None:
    form = admin.get(reverse("wagtailsnippets_medications_medicine:add")).context["form"]
    field = form["short_definition"]
    assert 'maxlength="300"' in str(field)
    assert str(field).startswith("<textarea")
    assert field.help_text.endswith("Needed to publish. At most 300 characters.")


def test_the_uses_of_an_entry_are_named_as_the_form_names_them(admin: Client) -> None:
    topic = make.ConditionFactory()
    page = make.ArticlePageFactory(topics=[topic])
    ReferenceIndex.create_or_update_for_object(page)
    usage = admin.get(reverse("wagtailsnippets_medications_condition:usage", args=[topic.pk]))
    assert "Topics → Topic" in usage.content.decode()
