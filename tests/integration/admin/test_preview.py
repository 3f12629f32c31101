"""The preview of a draft reads like a page, made from the JSON that readers' frontends would get."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from wagtail.blocks import StructBlock
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.core.blocks.rules import plain_text
from cms.core.models import BasePage
from cms.core.sections import SectionPage
from home.models import HomePage
from home.services import ensure_site
from home.services.site import section
from medications import models
from tests.factories import home as make_home
from tests.factories import medications as make
from tests.factories.core import render_context

pytestmark = pytest.mark.django_db

PageType = type[BasePage]
PAGE_TYPES: list[PageType] = [model for model in apps.get_models() if issubclass(model, BasePage)]
WRITTEN = [model for model in PAGE_TYPES if model is not HomePage and not issubclass(model, SectionPage)]


@pytest.fixture
def admin(admin_client: Client) -> Client:
    ensure_site()
    return admin_client


def shown(admin: Client, page: Page) -> str:
    response = admin.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert response.status_code == 200
    return response.content.decode()


def an_empty_draft(page_type: PageType) -> Page:
    """A page with nothing but its title; of types that exist once, the one that is there."""
    home = ensure_site()
    if page_type not in WRITTEN:
        return page_type.objects.get()
    parents = [model for model in page_type.allowed_parent_page_models() if model is not page_type]
    parent = home if HomePage in parents else section(parents[0])
    page = parent.add_child(instance=page_type(title="Untitled", slug="untitled", live=False))
    page.save_revision(clean=False)
    return page


def with_every_block_empty(page: Page) -> Page:
    """Every stream of the page holds one of each block, as the picker adds it, inside sections too."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            block = field.stream_block
            items = [(name, child.get_default()) for name, child in block.child_blocks.items()]
            for _, value in items:
                _fill_contents(value)
            setattr(page, field.name, block.to_python(block.get_prep_value(block.to_python(items))))
    page.save_revision(clean=False)
    return page


def _fill_contents(value: Any) -> None:
    content = getattr(value, "block", None)
    if isinstance(content, StructBlock) and "content" in content.child_blocks:
        stream = content.child_blocks["content"]
        value["content"] = stream.to_python(
            [(name, child.get_default()) for name, child in stream.child_blocks.items()]
        )


@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_a_draft_of_every_type_is_shown_with_marks_where_it_has_gaps(
    admin: Client, page_type: PageType
) -> None:
    page = with_every_block_empty(an_empty_draft(page_type))
    html = shown(admin, page)
    assert f"<h1>{page.title}</h1>" in html
    if hasattr(page, "body"):
        assert '<mark class="gap">Heading: missing</mark>' in html
        assert "Image: readers get nothing here." in html


@pytest.mark.parametrize("page_type", WRITTEN)
def test_a_page_that_is_not_saved_yet_is_shown(admin: Client, page_type: PageType) -> None:
    label = page_type._meta
    parent = an_empty_draft(page_type).get_parent()
    url = reverse("wagtailadmin_pages:preview_on_add", args=[label.app_label, label.model_name, parent.pk])
    assert admin.get(url).status_code == 200
    assert admin.get(url, {"in_preview_panel": "true"}).status_code == 200


def test_the_json_is_what_the_api_would_send(admin: Client) -> None:
    guide = make.publish(make.HowToGuidePageFactory())
    found = re.search(r"<pre>(.*)</pre>", shown(admin, guide), re.DOTALL)
    assert found is not None
    delivered = json.loads(unescape(found[1]))
    expected = json.loads(json.dumps(guide.represent(render_context()), default=str))
    assert delivered == expected


def test_a_drug_page_shows_its_boxed_warning_its_reviewer_and_its_sources(admin: Client) -> None:
    source = make.SourceFactory(title="Label of the cream", publisher="The Agency", year=2025)
    medicine = make.MedicineFactory(
        name="Pimecrolimus", boxed_warning="Rare cases of lymphoma.", boxed_warning_source=source
    )
    page = make.DrugPageFactory(medicine=medicine)
    credential = make.CredentialFactory(contributor__name="Tomas Reyes")
    page.page_contributions = [models.PageContribution(contributor=credential.contributor, role="reviewer")]
    page.page_sources = [models.PageSource(source=source, locator="section 5.1")]
    page.save_revision()
    words = plain_text(shown(admin, page))
    assert "Boxed warning Rare cases of lymphoma. Source: Label of the cream. The Agency, 2025" in words
    assert "Clinical reviewer: Tomas Reyes" in words
    assert "Sources Label of the cream. The Agency, 2025, section 5.1" in words


def test_what_keeps_readers_safe_is_shown_as_they_would_get_it(admin: Client) -> None:
    make_home.site_profile(emergency_number="112", regulator_name="The Agency")
    effects = {"effect": "burning", "frequency": "common", "what_to_do": "Wait."}
    card = {
        "urgency": "emergency",
        "heading": "Call if",
        "conditions": ["<p>your face swells</p>"],
        "text": "",
    }
    dose = {"population": "all_ages", "dose_min": "1", "dose_max": "2", "unit": "mg", "max_in_24_hours": "4"}
    body = [
        make.block("side_effects", {"groups": [{"action": "self_care", "items": [effects]}]}),
        make.block("care_card", card),
        make.block("dosage_table", {"caption": "Tablets", "rows": [dose]}),
    ]
    page = make.DrugPageFactory(body=[make.block("section", {"heading": "Use", "content": body})])
    words = plain_text(shown(admin, page))
    assert "burning: up to 1 in 10 people. Wait. Report side effects to The Agency." in words
    assert "Emergency: call for help now Call if your face swells Emergency: 112" in words
    assert "Everyone 1 to 2 mg 4 mg in 24 hours Source: missing" in words


def test_a_hub_shows_its_other_names_its_key_entries_and_what_it_gathers(admin: Client) -> None:
    hub = make.TopicHubPageFactory()
    hub.extra_aliases = [models.HubAlias(text="skin immune modulator")]
    key = make.MedicineFactory(name="Mometasone")
    hub.key_entities = [models.KeyEntity(entity=key, role="partner", gloss="A strong steroid.")]
    hub.save_revision()
    make.publish(make.ArticlePageFactory(title="Cream or ointment", topics=[hub.subject]))
    words = plain_text(shown(admin, hub))
    assert "Also known as: skin immune modulator" in words
    assert "Partner Mometasone: A strong steroid." in words
    assert "Pages on this topic (1)" in words
    assert "Cream or ointment" in words


def test_headings_have_the_levels_that_readers_get(admin: Client) -> None:
    inner = [make.block("subheading", {"text": "Before you start"})]
    page = make.ArticlePageFactory(body=[make.block("section", {"heading": "Use", "content": inner})])
    html = shown(admin, page)
    assert "<h2>Use</h2>" in html
    assert "<h3>Before you start</h3>" in html


def test_nothing_an_editor_types_becomes_markup_of_the_preview(admin: Client) -> None:
    facts = {"items": [{"label": "<script>alert(1)</script>", "fact": "<b>bold</b>"}]}
    page = make.ArticlePageFactory(summary="<img src=x>", body=[make.block("key_facts", facts)])
    html = shown(admin, page)
    assert "<script>alert(1)" not in html
    assert "<b>bold</b>" not in html
    assert "<img src=x>" not in html


def test_a_preview_is_kept_by_nobody(admin: Client) -> None:
    page = make.ArticlePageFactory()
    response = admin.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


def test_the_panel_beside_the_form_shows_what_is_typed(admin: Client) -> None:
    page = make_home.StandardPageFactory()
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    body = streamfield([("paragraph", json.dumps({"blocks": [], "entityMap": {}}))])
    form = nested_form_data({"title": "About the press", "slug": "about", "summary": "Who.", "body": body})
    comments = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "policy_kind": ""}
    assert admin.post(url, {**form, **comments}).json() == {"is_valid": True, "is_available": True}
    html = admin.get(url).content.decode()
    assert "<h1>About the press</h1>" in html
    assert "Text: missing" in html
