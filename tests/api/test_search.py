"""Readers find pages by what readers can read of them, and by every name of what they are about."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from medications.models import Alias, DrugPage, Medicine
from tests.api.reading import get, numbers
from tests.background import catch_up
from tests.factories import medications as make
from tests.factories.core import ImageFactory

pytestmark = pytest.mark.django_db


def found(client: Client, words: str, **parameters: Any) -> list[int]:
    return numbers(client, "/pages/", search=words, **parameters)


@pytest.fixture
def drug() -> DrugPage:
    page = make.DrugPageFactory(
        title="Cream for eczema",
        medicine__name="Pimecrolimus",
        body=make.a_section("Doses", "<p>Twice a day on dry skin.</p>"),
    )
    make.AliasFactory(entity=page.medicine, text="Elidel")
    make.AliasFactory(entity=page.medicine, text="Pimecrolimos", kind="misspelling")
    return make.publish(page)


@pytest.mark.parametrize("words", ["eczema", "pimecrolimus", "Elidel", "pimecrolimos", "twice", "dry skin"])
def test_a_page_is_found_by_its_title_its_text_and_every_name_of_its_medicine(
    client: Client, drug: DrugPage, words: str
) -> None:
    assert found(client, words) == [drug.pk]


@pytest.mark.parametrize(
    "word", ["DrugPage", "OverviewHealthAspect", "ingredient", "paragraph", "medications"]
)
def test_names_of_types_and_fixed_values_are_no_words(client: Client, drug: DrugPage, word: str) -> None:
    assert drug.pk not in found(client, word)


def test_a_page_is_not_found_by_the_words_of_a_card_it_shows(client: Client, drug: DrugPage) -> None:
    hub = make.publish(make.TopicHubPageFactory(subject=drug.medicine, title="All about it"))
    make.publish(make.ArticlePageFactory(title="Zebra", topics=[drug.medicine]))
    catch_up()
    assert hub.pk not in found(client, "Zebra")


def test_the_words_of_a_draft_find_nothing_until_it_is_published(client: Client, drug: DrugPage) -> None:
    drug.body = make.a_section("Doses", "<p>Marigold.</p>")
    revision = drug.save_revision()
    assert found(client, "marigold") == []
    revision.publish()
    assert found(client, "marigold") == [drug.pk]
    assert found(client, "twice") == []


def test_a_new_name_of_the_medicine_finds_its_page_and_a_removed_one_does_not(
    client: Client, drug: DrugPage
) -> None:
    medicine = Medicine.objects.get(pk=drug.medicine_id)
    medicine.aliases = [Alias(text="Zebracream")]
    medicine.save_revision().publish()
    catch_up()
    assert found(client, "Zebracream") == [drug.pk]
    assert found(client, "Elidel") == []


@pytest.mark.parametrize("with_workers", [True, False])
def test_the_names_of_a_medicine_that_was_withdrawn_find_nothing(
    client: Client, drug: DrugPage, with_workers: bool
) -> None:
    Medicine.objects.get(pk=drug.medicine_id).unpublish()
    if with_workers:
        catch_up()
    for name in ("Pimecrolimus", "Elidel", "Pimecrolimos"):
        assert found(client, name) == []
    if with_workers:
        assert found(client, "eczema") == [drug.pk], "the page itself is still there"


def test_the_words_of_what_a_page_may_not_show_find_nothing(client: Client) -> None:
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    image = ImageFactory(collection=private)
    hidden = make.MedicineFactory(live=False)
    body = [
        make.block(
            "image",
            {
                "image": image.pk,
                "alt_text": "Zebraone",
                "decorative": False,
                "caption": "Zebratwo",
                "credit": "Zebrathree",
            },
        ),
        make.block("related_medicine", {"medicine": hidden.pk, "relation": "see_also", "note": "Zebrafour"}),
        *make.a_section(),
    ]
    make.publish(make.ArticlePageFactory(body=body))
    for word in ("Zebraone", "Zebratwo", "Zebrathree", "Zebrafour"):
        assert found(client, word) == []


def test_the_best_match_comes_first_unless_another_order_is_asked_for(client: Client) -> None:
    by_text = make.publish(
        make.ArticlePageFactory(title="An article", body=make.a_section("Zinc", "<p>Zinc.</p>"))
    )
    by_title = make.publish(make.ArticlePageFactory(title="Zinc zinc zinc"))
    assert found(client, "zinc") == [by_title.pk, by_text.pk]
    assert found(client, "zinc", order="title") == [by_text.pk, by_title.pk]
    assert found(client, "zinc", order="-title") == [by_title.pk, by_text.pk]
    assert get(client, "/pages/", search="zinc", limit=1).json()["meta"]["total_count"] == 2


def test_a_search_keeps_to_the_type_and_place_that_are_asked_for(client: Client, drug: DrugPage) -> None:
    article = make.publish(make.ArticlePageFactory(title="Pimecrolimus in the news"))
    assert sorted(found(client, "pimecrolimus")) == sorted([drug.pk, article.pk])
    assert found(client, "pimecrolimus", type="medications.DrugPage") == [drug.pk]
    assert found(client, "pimecrolimus", child_of=article.get_parent().pk) == [article.pk]


def test_whether_a_page_is_about_something_hidden_cannot_be_asked(client: Client, drug: DrugPage) -> None:
    question = {"type": "medications.DrugPage", "medicine": drug.medicine_id}
    assert numbers(client, "/pages/", **question) == [drug.pk]
    Medicine.objects.filter(pk=drug.medicine_id).update(live=False)
    assert numbers(client, "/pages/", **question) == []
    Medicine.objects.filter(pk=drug.medicine_id).update(live=True, expire_at=timezone.now())
    assert numbers(client, "/pages/", **question) == []
