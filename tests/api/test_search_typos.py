"""Words that are mistyped: readers get what they meant, and are told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from cms.editions import vocabulary
from cms.editions.models import SearchDocument, SearchWord
from medications.models import DrugPage, Entity
from tests.api.reading import get
from tests.background import catch_up
from tests.factories import medications as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def drug() -> DrugPage:
    page = make.DrugPageFactory(
        title="Cream for eczema",
        medicine__name="Pimecrolimus",
        body=make.a_section("Doses", "<p>Pimecrolimus, twice a day.</p>"),
    )
    make.AliasFactory(entity=page.medicine, text="Pymekrolymus", kind="misspelling")
    page = make.publish(page)
    vocabulary.learn(limit=100)
    return page


def search(client: Client, words: str, **parameters: Any) -> Any:
    return get(client, "/search/", q=words, **parameters).json()


def meant(client: Client, words: str) -> str | None:
    answer = search(client, words)
    assert bool(answer["items"]) == bool(answer["meta"]["total_count"])
    found: str | None = answer["meta"]["did_you_mean"]
    return found


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ezcema", "eczema"),  # swapped
        ("ekzoma", None),  # two mistakes in a short word
        ("eczma", "eczema"),  # left out
        ("eczemaa", "eczema"),  # put in
        ("Pimecrolimmos", "pimecrolimus"),  # two, in a long word
        ("pimecrolimmus Cream", "pimecrolimus Cream"),
        ("bimecrolimus", "pimecrolimus"),
        ("pymekrolymos", None),  # near a name that is found and never shown
        ("crem zzzzzzz", None),  # mending a part of it would find nothing
        ("ecz", None),  # too short to tell
    ],
)
def test_what_finds_nothing_is_read_as_the_nearest_known_words(
    client: Client, drug: DrugPage, typed: str, said: str | None
) -> None:
    assert meant(client, typed) == said


def test_the_results_are_those_of_the_words_that_were_meant(client: Client, drug: DrugPage) -> None:
    answer, right = search(client, "pimecrolimmus"), search(client, "pimecrolimus")
    assert answer["items"] == right["items"]
    assert answer["facets"] == right["facets"]
    assert "<mark>Pimecrolimus</mark>" in str(answer["items"])
    assert right["meta"] == {"total_count": 1, "did_you_mean": None}


def test_words_that_find_something_are_left_as_they_are(client: Client, drug: DrugPage) -> None:
    make.publish(make.ArticlePageFactory(title="Eczima"))
    vocabulary.learn(limit=100)
    assert meant(client, "eczima") is None
    assert search(client, "eczema", type="medications.HowToGuidePage")["meta"]["did_you_mean"] is None


def test_words_of_a_question_are_no_mistakes(client: Client, drug: DrugPage) -> None:
    make.publish(make.ArticlePageFactory(title="Wheat and this about eczema"))
    vocabulary.learn(limit=100)
    assert meant(client, "about this ezcema") == "about this eczema"


def test_a_word_that_stands_on_hidden_pages_alone_is_not_offered(client: Client, drug: DrugPage) -> None:
    assert meant(client, "ezcema") == "eczema"
    PageViewRestriction.objects.create(page=drug, restriction_type=PageViewRestriction.LOGIN)
    assert meant(client, "ezcema") is None


def test_the_name_of_an_entry_that_was_withdrawn_is_not_offered(client: Client) -> None:
    page = make.DrugPageFactory(title="A cream", medicine__name="Zanzibarine")
    make.publish(page)
    vocabulary.learn(limit=100)
    SearchWord.objects.get_or_create(word="zanzibarine")
    assert meant(client, "zanzibarin") in {"zanzibarine", None}
    Entity.objects.filter(pk=page.medicine_id).update(live=False)
    assert meant(client, "zanzibarin") is None
    catch_up()
    assert meant(client, "zanzibarin") is None


def test_another_form_of_a_public_word_that_no_page_has_is_not_offered(
    client: Client, drug: DrugPage
) -> None:
    """PostgreSQL's search takes “eczemas” for “eczema”, and would find a page for it."""
    SearchWord.objects.create(word="eczemas")
    assert meant(client, "eczemass") == "eczema"


def test_a_page_is_read_again_for_known_words_whenever_it_says_something_else(drug: DrugPage) -> None:
    assert SearchWord.objects.filter(word="eczema").exists()
    assert vocabulary.learn(limit=100) == 0
    drug.title = "Ointment"
    drug.save_revision().publish()
    assert not SearchDocument.objects.get(pk=drug.pk).learnt
    assert vocabulary.learn(limit=100) == 1
    assert SearchWord.objects.filter(word="ointment").exists()


def test_names_that_are_never_shown_are_not_learnt(drug: DrugPage) -> None:
    words = set(SearchWord.objects.values_list("word", flat=True))
    assert {"pimecrolimus", "cream", "eczema"} <= words
    assert "pymekrolymus" not in words
    assert "for" not in words
