"""What readers are offered while they type."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import Value
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.search.models import IndexEntry

from medications.models import DrugPage, Entity
from tests.api.reading import get
from tests.factories import medications as make

pytestmark = pytest.mark.django_db


def suggested(client: Client, typed: str) -> list[tuple[str, str]]:
    answer = get(client, "/search/suggest/", q=typed)
    assert answer.status_code == 200, answer.content
    return [(item["kind"], item["text"]) for item in answer.json()["items"]]


@pytest.fixture
def drug() -> DrugPage:
    page = make.DrugPageFactory(title="Cream against itching", medicine__name="Pimecrolimus")
    make.AliasFactory(entity=page.medicine, text="Elidel")
    make.AliasFactory(entity=page.medicine, text="Pymekrolymus", kind="misspelling")
    # Its names are found by the index that a save of the entry writes.
    page.medicine.save()
    return make.publish(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("itch", ("page", "Cream against itching")),
        ("CREAM ag", ("page", "Cream against itching")),
        ("itching cr", ("page", "Cream against itching")),
        ("pime", ("entity", "Pimecrolimus")),
        ("eli", ("entity", "Elidel")),
        ("pymek", ("entity", "Pimecrolimus")),
    ],
)
def test_titles_and_names_are_found_by_how_any_of_their_words_begin(
    client: Client, drug: DrugPage, typed: str, said: tuple[str, str]
) -> None:
    assert suggested(client, typed) == [said]


def test_a_name_leads_to_the_page_about_it(client: Client, drug: DrugPage) -> None:
    (item,) = get(client, "/search/suggest/", q="eli").json()["items"]
    assert item["path"] == get(client, f"/pages/{drug.pk}/").json()["path"]


@pytest.mark.parametrize("typed", ["", "p", "?!", "tching", "zzz"])
def test_nothing_is_offered_for_too_little_or_for_the_middle_of_a_word(
    client: Client, drug: DrugPage, typed: str
) -> None:
    assert suggested(client, typed) == []


def test_titles_that_begin_so_come_first_then_the_shorter_ones_eight_at_most(client: Client) -> None:
    for title in ("All about zinc", "Zinc oxide", "Zinc"):
        make.publish(make.ArticlePageFactory(title=title))
    assert [text for _, text in suggested(client, "zin")] == ["Zinc", "Zinc oxide", "All about zinc"]
    for number in range(9):
        make.publish(make.ArticlePageFactory(title=f"Zinc {number}"))
    assert len(suggested(client, "zin")) == 8


def test_the_title_and_the_name_of_one_page_are_offered_once(client: Client) -> None:
    page = make.DrugPageFactory(title="Pimecrolimus", medicine__name="Pimecrolimus")
    page.medicine.save()
    make.publish(page)
    assert suggested(client, "pime") == [("page", "Pimecrolimus")]


def test_what_is_hidden_is_not_offered(client: Client, drug: DrugPage) -> None:
    Entity.objects.filter(pk=drug.medicine_id).update(live=False)
    assert suggested(client, "pime") == suggested(client, "eli") == []
    Entity.objects.filter(pk=drug.medicine_id).update(live=True, expire_at=timezone.now())
    assert suggested(client, "pime") == []
    Entity.objects.filter(pk=drug.medicine_id).update(expire_at=None)
    assert suggested(client, "pime") != []
    PageViewRestriction.objects.create(page=drug, restriction_type=PageViewRestriction.LOGIN)
    assert suggested(client, "pime") == suggested(client, "itch") == []
    PageViewRestriction.objects.all().delete()
    Page.objects.filter(pk=drug.pk).update(expire_at=timezone.now())
    assert suggested(client, "pime") == suggested(client, "itch") == []


def test_the_title_of_a_draft_is_not_offered(client: Client, drug: DrugPage) -> None:
    drug.title = "Marigold"
    drug.save_revision()
    assert suggested(client, "mari") == []
    assert suggested(client, "itch") == [("page", "Cream against itching")]


def test_titles_that_were_entered_before_are_found_after_the_migration(
    client: Client, drug: DrugPage
) -> None:
    blank = SearchVector(Value(""), config="simple") if connection.vendor == "postgresql" else Value("")
    IndexEntry.objects.filter(content_type__model="searchdocument").update(autocomplete=blank)
    assert suggested(client, "itch") == []
    import_module("cms.editions.migrations.0005_search_words").enter_beginnings(apps, None)
    assert suggested(client, "itch") == [("page", "Cream against itching")]


def test_an_entry_that_no_page_is_about_is_not_offered(client: Client) -> None:
    make.MedicineFactory(name="Zanzibarine")
    assert suggested(client, "zanz") == []


@pytest.mark.parametrize(("parameters", "said"), [({}, "q is required"), ({"q": "a", "limit": "5"}, "limit")])
def test_what_can_not_be_understood_is_refused(client: Client, parameters: Any, said: str) -> None:
    answer = get(client, "/search/suggest/", **parameters)
    assert answer.status_code == 400
    assert said in answer.json()["detail"]


def test_an_answer_has_a_validator_and_says_what_purges_it(client: Client, drug: DrugPage) -> None:
    answer = get(client, "/search/suggest/", q="eli")
    assert answer["Surrogate-Key"].split() == ["search", "pages", "api", "event"]
    again = client.get("/api/v2/search/suggest/?q=eli", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
