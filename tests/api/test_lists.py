"""Lists of pages: cards, cursors, ranges of dates, and the pages that belong to an object."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.core.schemas import PageCard
from cms.editions.models import Edition
from home.services import ensure_site
from medications.models import Entity, PageTopic
from tests.api.reading import get, numbers
from tests.factories import medications as make
from tests.factories.core import ImageFactory
from tests.pictures import make_pictures_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site() -> None:
    ensure_site()


def articles(count: int) -> list[int]:
    return [make.publish(make.ArticlePageFactory(title=f"Article {number}")).pk for number in range(count)]


def through(client: Client, **parameters: Any) -> list[list[int]]:
    """The ids of a list, page by page, as a cursor goes through it."""
    pages: list[list[int]] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = get(client, "/pages/", cursor=cursor, limit=2, **parameters).json()
        assert answer["meta"]["total_count"] is None
        pages.append([item["id"] for item in answer["items"]])
        cursor = answer["meta"]["next_cursor"]
    return pages


def flat(pages: list[list[int]]) -> list[int]:
    return [pk for page in pages for pk in page]


# Cards


def test_a_card_is_what_other_pages_show_of_it(client: Client) -> None:
    image = ImageFactory()
    make_pictures_of(image)
    page = make.publish(make.DrugPageFactory(card_image=image, card_excerpt="In short."))
    (card,) = get(client, "/pages/", view="card", type="medications.DrugPage").json()["items"]
    PageCard.model_validate(card)
    assert (card["id"], card["title"], card["excerpt"]) == (page.pk, page.title, "In short.")
    assert card["image"]["sources"]
    assert card["path"] == f"/medications/{page.slug}/"


def test_an_image_that_is_hidden_is_on_no_card(client: Client) -> None:
    image = ImageFactory()
    make.publish(make.DrugPageFactory(card_image=image))
    private = image.collection.add_child(name="Private")
    private.view_restrictions.create(restriction_type="login")
    assert get(client, "/pages/", view="card", type="medications.DrugPage").json()["items"][0]["image"]
    type(image).objects.filter(pk=image.pk).update(collection=private)
    (card,) = get(client, "/pages/", view="card", type="medications.DrugPage").json()["items"]
    assert card["image"] is None


def test_a_card_that_a_former_release_did_not_keep_is_made_when_it_is_read(client: Client) -> None:
    page = make.publish(make.ArticlePageFactory())
    Edition.objects.filter(page_id=page.pk).update(card=None)
    (card,) = get(client, "/pages/", view="card", type="medications.ArticlePage").json()["items"]
    assert card["id"] == page.pk


def test_cards_come_in_the_order_of_the_list_and_with_its_count(client: Client) -> None:
    made = articles(3)
    answer = get(client, "/pages/", view="card", type="medications.ArticlePage", order="-id", limit=2).json()
    assert answer["meta"] == {"total_count": 3}
    assert [item["id"] for item in answer["items"]] == made[::-1][:2]


@pytest.mark.parametrize("parameters", [{"view": "list"}, {"view": "card", "fields": "title"}])
def test_a_view_there_is_not_and_fields_of_a_card_are_refused(
    client: Client, parameters: dict[str, str]
) -> None:
    answer = get(client, "/pages/", **parameters)
    assert answer.status_code == 400
    assert "view" in answer.json()["detail"]


# Cursors


@pytest.mark.parametrize(
    "order", ["id", "-id", "title", "-title", "first_published_at", "-first_published_at", "-slug"]
)
def test_a_cursor_goes_through_the_whole_list_in_its_order(client: Client, order: str) -> None:
    made = articles(5)
    # Two of the same title, and one without a date: neither is lost nor comes twice.
    Page.objects.filter(pk=made[3]).update(title="Article 1", first_published_at=None)
    pages = through(client, order=order, type="medications.ArticlePage")
    assert [len(page) for page in pages] == [2, 2, 1]
    assert sorted(flat(pages)) == sorted(made)
    if order not in {"first_published_at", "-first_published_at"}:
        ordered = get(client, "/pages/", order=order, type="medications.ArticlePage").json()["items"]
        assert flat(pages) == [item["id"] for item in ordered] or order in {"title", "-title"}
    else:
        assert flat(pages)[-1] == made[3]


def test_what_is_published_meanwhile_makes_no_row_come_twice(client: Client) -> None:
    articles(4)
    first = get(client, "/pages/", cursor="", limit=2, order="-id", type="medications.ArticlePage").json()
    make.publish(make.ArticlePageFactory(title="Newer"))
    second = get(
        client,
        "/pages/",
        cursor=first["meta"]["next_cursor"],
        limit=2,
        order="-id",
        type="medications.ArticlePage",
    ).json()
    ids = [item["id"] for item in (*first["items"], *second["items"])]
    assert ids == sorted(set(ids), reverse=True)
    assert len(ids) == 4


def test_pages_published_within_one_millisecond_come_once_each(client: Client) -> None:
    made = articles(4)
    moment = timezone.now().replace(microsecond=1000)
    for number, pk in enumerate(made):
        Page.objects.filter(pk=pk).update(first_published_at=moment + dt.timedelta(microseconds=number))
    assert flat(through(client, order="first_published_at", type="medications.ArticlePage")) == made


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"cursor": "nonsense"}, "next_cursor"),
        ({"cursor": "WyJpZCIsbnVsbCwtMV0"}, "next_cursor"),
        ({"cursor": "", "offset": "2"}, "offset"),
        ({"cursor": "", "search": "word"}, "search"),
        ({"cursor": "", "order": "title,slug"}, "one column"),
        ({"cursor": "", "order": "random"}, "one column"),
        ({"cursor": "WyJ0aXRsZSIseyJhIjoxfSwxXQ", "order": "title"}, "next_cursor"),
    ],
)
def test_a_cursor_that_says_nothing_is_refused_in_words(
    client: Client, parameters: dict[str, str], told: str
) -> None:
    answer = get(client, "/pages/", **parameters)
    assert answer.status_code == 400
    assert told in answer.json()["detail"]


def test_a_cursor_of_another_order_is_refused(client: Client) -> None:
    articles(3)
    begun = get(client, "/pages/", cursor="", limit=1, order="title").json()["meta"]["next_cursor"]
    assert get(client, "/pages/", cursor=begun, limit=1, order="slug").status_code == 400


# Ranges


def test_ranges_of_dates_take_in_their_beginning_and_not_their_end(client: Client) -> None:
    made = articles(3)
    first, second, third = (dt.datetime(2026, 3, day, 9, tzinfo=dt.UTC) for day in (1, 2, 3))
    for pk, moment in zip(made, (first, second, third), strict=True):
        Page.objects.filter(pk=pk).update(first_published_at=moment, last_published_at=moment)
    for kind in ("published", "updated"):
        after, before = f"{kind}_after", f"{kind}_before"
        article = {"type": "medications.ArticlePage"}
        assert numbers(client, **article, **{after: second.isoformat()}) == made[1:]
        assert numbers(client, **article, **{before: second.isoformat()}) == made[:1]
        assert numbers(client, **article, **{after: "2026-03-02", before: "2026-03-03"}) == [made[1]]


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", ""])
def test_what_is_no_moment_is_refused_in_words(client: Client, text: str) -> None:
    answer = get(client, "/pages/", updated_after=text)
    assert answer.status_code == 400
    assert "2026-03-01" in answer.json()["detail"]


# Objects


def test_the_pages_of_a_topic_are_found_by_its_slug_or_its_number(client: Client) -> None:
    topic, other = make.ConditionFactory(name="Psoriasis"), make.ConditionFactory()
    page = make.publish(make.ArticlePageFactory(topics=[topic]))
    make.publish(make.ArticlePageFactory(topics=[other]))
    for name in ("topic", "entity"):
        assert numbers(client, **{name: topic.slug}) == [page.pk]
        assert numbers(client, **{name: topic.pk}) == [page.pk]
        assert numbers(client, **{name: "nothing-of-that-name"}) == []


def test_a_page_is_found_by_what_it_mentions(client: Client) -> None:
    topic = make.ConditionFactory()
    mentioned = make.MedicineFactory(name="Zanzibarine")
    text = f'<p><a linktype="entity" id="{mentioned.pk}">it</a></p>'
    body = [make.block("paragraph", text), *make.a_section()]
    page = make.publish(make.ArticlePageFactory(topics=[topic], body=body))
    assert numbers(client, entity=mentioned.slug) == [page.pk]
    assert numbers(client, topic=mentioned.slug) == []


def test_the_pages_of_a_category_are_found_by_its_slug(client: Client) -> None:
    category = make.CategoryFactory(slug="safety")
    page = make.publish(make.ArticlePageFactory(category=category))
    make.publish(make.ArticlePageFactory())
    assert numbers(client, category="safety") == [page.pk]
    assert numbers(client, category=category.pk, type="medications.ArticlePage") == [page.pk]


def test_an_entry_that_is_not_public_answers_as_one_that_does_not_exist(client: Client) -> None:
    topic = make.ConditionFactory()
    page = make.publish(make.ArticlePageFactory(topics=[topic]))
    PageTopic.objects.filter(page=page).update(entity=topic)
    Entity.objects.filter(pk=topic.pk).update(live=False)
    assert numbers(client, topic=topic.slug) == numbers(client, topic="no-such-entry") == []


def test_hidden_pages_of_a_topic_are_not_listed(client: Client) -> None:
    topic = make.ConditionFactory()
    page = make.publish(make.ArticlePageFactory(topics=[topic]))
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert numbers(client, topic=topic.slug) == []
    assert flat(through(client, topic=topic.slug)) == []
