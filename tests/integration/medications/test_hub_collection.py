"""A hub gathers pages by topic, in the order its rule says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cms.core.keys import Key
from medications.models import CollectionExclusion, CollectionPin, TopicHubPage
from tests.factories import medications as make
from tests.factories.core import render_context

pytestmark = pytest.mark.django_db

START = timezone.now() - dt.timedelta(days=100)


@pytest.fixture
def hub() -> TopicHubPage:
    page: TopicHubPage = make.TopicHubPageFactory(title="Topical immunomodulator")
    return page


def about(hub: TopicHubPage, day: int, factory: Any = make.ArticlePageFactory, **fields: Any) -> Any:
    return factory(topics=[hub.subject], first_published_at=START + dt.timedelta(days=day), **fields)


def titles(hub: TopicHubPage) -> list[str]:
    collection = TopicHubPage.objects.get(pk=hub.pk).represent(render_context())["collection"]
    return [card["title"] for card in collection["cards"]]


def test_the_newest_page_comes_first_whatever_its_type(hub: TopicHubPage) -> None:
    about(hub, 1, title="Old")
    about(hub, 3, make.HowToGuidePageFactory, title="New")
    about(hub, 2, make.DrugPageFactory, title="Middle")
    assert titles(hub) == ["New", "Middle", "Old"]


def test_pinned_pages_come_first_in_their_order_and_once(hub: TopicHubPage) -> None:
    about(hub, 3, title="Newest")
    pinned = [about(hub, 1, title="Pinned first"), make.ArticlePageFactory(title="Pinned from elsewhere")]
    for place, page in enumerate(pinned):
        CollectionPin.objects.create(hub=hub, target=page, sort_order=place)
    assert titles(hub) == ["Pinned first", "Pinned from elsewhere", "Newest"]


def test_excluded_pages_and_types_that_are_not_gathered_stay_out(hub: TopicHubPage) -> None:
    CollectionExclusion.objects.create(hub=hub, target=about(hub, 1, title="Excluded"))
    about(hub, 2, make.DrugPageFactory, title="A drug page")
    about(hub, 3, title="An article")
    TopicHubPage.objects.filter(pk=hub.pk).update(gather_drug_pages=False)
    assert titles(hub) == ["An article"]


def test_only_public_pages_of_the_topic_come(hub: TopicHubPage) -> None:
    about(hub, 1, title="Live")
    about(hub, 2, title="A draft", live=False)
    about(hub, 3, title="Expired", expire_at=START)
    make.ArticlePageFactory(title="Another topic", topics=[make.ConditionFactory()])
    assert titles(hub) == ["Live"]


def test_the_limit_holds_for_cards_and_not_for_the_total(hub: TopicHubPage) -> None:
    for day in range(4):
        about(hub, day)
    TopicHubPage.objects.filter(pk=hub.pk).update(gather_limit=2)
    collection = TopicHubPage.objects.get(pk=hub.pk).represent(render_context())["collection"]
    assert (len(collection["cards"]), collection["total"]) == (2, 4)


def test_without_gathering_only_pins_are_shown(hub: TopicHubPage) -> None:
    about(hub, 1)
    CollectionPin.objects.create(hub=hub, target=make.ArticlePageFactory(title="Pinned"))
    TopicHubPage.objects.filter(pk=hub.pk).update(gather_automatically=False)
    assert titles(hub) == ["Pinned"]


def test_a_page_is_listed_in_what_the_hub_watches(hub: TopicHubPage) -> None:
    context = render_context()
    hub.represent(context)
    assert hub.subject is not None
    assert Key("topic", hub.subject.pk) in context.watches & about(hub, 1).listing_keys()


def test_a_hub_takes_the_same_number_of_queries_for_any_number_of_cards(
    hub: TopicHubPage, django_assert_max_num_queries: Any
) -> None:
    hub.represent(render_context())  # What Django and Wagtail remember from now on is asked for once.
    counts = []
    for cards in (2, 10):
        for day in range(cards):
            about(hub, day, category=make.CategoryFactory())
        with django_assert_max_num_queries(60) as captured:
            TopicHubPage.objects.get(pk=hub.pk).represent(render_context())
        counts.append(len(captured))
    assert counts[0] == counts[1]
