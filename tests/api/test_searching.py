"""Searching: results with cards and highlights, and counts by type, topic and category over all of them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from medications.models import Category, Condition, DrugPage, Entity, Medicine
from tests.api.reading import get
from tests.background import catch_up
from tests.factories import medications as make

pytestmark = pytest.mark.django_db


def search(client: Client, words: str, **parameters: Any) -> Any:
    answer = get(client, "/search/", q=words, **parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()


def ids(answer: Any) -> list[int]:
    return [item["id"] for item in answer["items"]]


def counts(answer: Any, facet: str) -> dict[str, int]:
    return {each.get("value") or each["slug"]: each["count"] for each in answer["facets"][facet]}


@pytest.fixture
def drug() -> DrugPage:
    page = make.DrugPageFactory(
        title="Cream for eczema",
        medicine__name="Pimecrolimus",
        body=make.a_section("Doses", "<p>Twice a day on dry skin, if a &lt; b &amp; c.</p>"),
    )
    make.AliasFactory(entity=page.medicine, text="Elidel")
    return make.publish(page)


@pytest.fixture
def psoriasis() -> Condition:
    return make.ConditionFactory(name="Psoriasis")


@pytest.fixture
def safety() -> Category:
    return make.CategoryFactory(name="Safety", slug="safety")


def article(word: str = "Zinc", **fields: Any) -> Any:
    return make.publish(make.ArticlePageFactory(title=word, slug=uuid4().hex, **fields))


def test_a_result_is_the_card_of_its_page_with_highlights(client: Client, drug: DrugPage) -> None:
    answer = search(client, "eczema")
    card = get(client, "/pages/", search="eczema", view="card").json()["items"][0]
    assert answer["items"] == [{**card, "highlights": ["What Cream for <mark>eczema</mark> says."]}]
    assert answer["meta"] == {"total_count": 1, "did_you_mean": None}


@pytest.mark.parametrize("words", ["Elidel", "ELIDEL pimecrolimus", "“pimecrolimus” (cream)!"])
def test_a_page_is_found_by_the_names_of_its_medicine_whatever_signs_stand_between(
    client: Client, drug: DrugPage, words: str
) -> None:
    assert ids(search(client, words)) == [drug.pk]


def test_highlights_are_escaped_html_around_the_words(client: Client, drug: DrugPage) -> None:
    (item,) = search(client, "dry twice")["items"]
    assert item["highlights"] == ["<mark>Twice</mark> a day on <mark>dry</mark> skin, if a &lt; b &amp; c."]


def test_the_best_comes_first_and_the_count_is_of_all(client: Client) -> None:
    text = make.a_section("Zinc", "<p>Zinc.</p>")
    by_text, by_title = article("An article", body=text), article("Zinc zinc zinc")
    first, second = search(client, "zinc", limit=1), search(client, "zinc", limit=1, offset=1)
    assert (ids(first), ids(second)) == ([by_title.pk], [by_text.pk])
    assert first["meta"]["total_count"] == second["meta"]["total_count"] == 2
    assert ids(search(client, "zinc")) == [by_title.pk, by_text.pk]


def test_counts_are_over_all_results_by_type_topic_and_category(
    client: Client, psoriasis: Condition, safety: Category
) -> None:
    article(topics=[psoriasis], category=safety)
    article(topics=[psoriasis])
    make.publish(make.DrugPageFactory(title="Zinc", topics=[psoriasis]))
    article("Other", topics=[psoriasis])
    answer = search(client, "zinc", limit=1)
    assert counts(answer, "type") == {"medications.ArticlePage": 2, "medications.DrugPage": 1}
    assert answer["facets"]["topic"] == [
        {"id": psoriasis.pk, "slug": psoriasis.slug, "name": "Psoriasis", "count": 3}
    ]
    assert counts(answer, "category") == {"safety": 1}


def test_a_count_ignores_its_own_filter_and_no_other(
    client: Client, psoriasis: Condition, safety: Category
) -> None:
    other = make.ConditionFactory(name="Acne")
    article(topics=[psoriasis], category=safety)
    article(topics=[other])
    make.publish(make.DrugPageFactory(title="Zinc", topics=[other]))
    by_type = search(client, "zinc", type="medications.ArticlePage")
    assert by_type["meta"]["total_count"] == 2
    assert counts(by_type, "type") == {"medications.ArticlePage": 2, "medications.DrugPage": 1}
    assert counts(by_type, "topic") == {"psoriasis": 1, "acne": 1}
    by_topic = search(client, "zinc", topic="acne")
    assert by_topic["meta"]["total_count"] == 2
    assert counts(by_topic, "topic") == {"acne": 2, "psoriasis": 1}
    assert counts(by_topic, "category") == {}
    both = search(client, "zinc", topic=psoriasis.pk, category="safety", entity="psoriasis")
    assert both["meta"]["total_count"] == 1


def test_what_is_asked_under_an_unknown_topic_is_nothing(client: Client) -> None:
    article()
    answer = search(client, "zinc", topic="nothing-of-that-name")
    assert (answer["meta"]["total_count"], answer["items"]) == (0, [])


def test_words_of_signs_alone_find_nothing(client: Client) -> None:
    article()
    answer = search(client, "?!“”")
    assert answer["meta"]["total_count"] == 0
    assert answer["facets"] == {"type": [], "topic": [], "category": []}


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({}, "q is required"),
        ({"q": "a", "topics": "b"}, "Did you mean 'topic' instead of 'topics'?"),
        ({"q": "a", "type": "medications.DrugPages"}, "'medications.DrugPage' instead"),
        ({"q": "a", "limit": "x"}, "limit must be a positive integer"),
    ],
)
def test_what_can_not_be_understood_is_refused_with_help(
    client: Client, parameters: dict[str, str], said: str
) -> None:
    answer = get(client, "/search/", **parameters)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert said in answer.json()["detail"]


def test_hidden_pages_are_neither_found_nor_counted(client: Client, psoriasis: Condition) -> None:
    article(topics=[psoriasis]).unpublish()
    Page.objects.filter(pk=article(topics=[psoriasis]).pk).update(expire_at=timezone.now())
    PageViewRestriction.objects.create(page=article(topics=[psoriasis]), restriction_type="login")
    answer = search(client, "zinc")
    assert answer["meta"]["total_count"] == 0
    assert answer["facets"] == {"type": [], "topic": [], "category": []}


def test_a_topic_that_is_not_public_is_not_counted(client: Client, psoriasis: Condition) -> None:
    page = article(topics=[psoriasis])
    Entity.objects.filter(pk=psoriasis.pk).update(live=False)
    get(client, f"/pages/{page.pk}/")  # rendered anew
    answer = search(client, "zinc")
    assert ids(answer) == [page.pk]
    assert answer["facets"]["topic"] == []


def test_words_that_a_page_no_longer_shows_are_not_highlighted(client: Client) -> None:
    medicine = make.MedicineFactory(name="Zanzibarine")
    body = [
        make.block(
            "related_medicine", {"medicine": medicine.pk, "relation": "see_also", "note": "Marigold."}
        ),
        *make.a_section("Zinc", "<p>Zinc.</p>"),
    ]
    page = article(body=body)
    assert "Marigold" in str(search(client, "marigold"))
    Medicine.objects.filter(pk=medicine.pk).update(live=False)
    assert search(client, "marigold")["items"] == []
    catch_up()
    get(client, f"/pages/{page.pk}/")
    assert "Marigold" not in str(search(client, "zinc"))


def test_an_answer_has_a_validator_and_says_what_purges_it(client: Client, drug: DrugPage) -> None:
    answer = get(client, "/search/", q="eczema")
    assert answer["Surrogate-Key"].split() == ["search", "pages", f"page-{drug.pk}", "api", "event"]
    assert "X-Content-Sequence" in answer
    again = client.get("/api/v2/search/?q=eczema", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_no_cache_keeps_an_answer_past_the_next_scheduled_change(client: Client, drug: DrugPage) -> None:
    catch_up()
    soon = timezone.now() + dt.timedelta(seconds=20)
    Page.objects.filter(pk=drug.pk).update(expire_at=soon)
    seconds = int(get(client, "/search/", q="eczema")["Cache-Control"].split("s-maxage=")[1].split(",")[0])
    assert 0 < seconds <= 20
