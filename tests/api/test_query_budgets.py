"""How many queries each endpoint may cost, the lookup of the site included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from wagtail.contrib.redirects.models import Redirect

from cms.editions import vocabulary
from cms.editions.passes import make_pass
from home.models import Navigation, NavigationItem
from medications.models import ClassMembership, Interaction, Treatment
from tests import worlds
from tests.api.reading import API
from tests.factories import medications as make
from tests.factories.core import ImageFactory
from tests.factories.home import site_profile

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("query budgets")]

Budget = Callable[[int], AbstractContextManager[Any]]


@pytest.fixture(scope="module")
def published(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Any]]:
    with worlds.kept(django_db_blocker, media=str(tmp_path_factory.mktemp("media"))):
        yield [make.publish(make.DrugPageFactory(card_image=ImageFactory())) for _ in range(12)]


@pytest.fixture
def pages(published: list[Any]) -> list[Any]:
    """Twelve pages that stand in no list but their section's, all with current editions."""
    ContentType.objects.clear_cache()
    # Django asks SQLite once per connection whether it speaks JSON.
    assert connection.features.supports_json_field
    return [type(page).objects.get(pk=page.pk) for page in published]


def test_a_page_costs_two_queries(
    client: Client, pages: list[Any], django_assert_num_queries: Budget
) -> None:
    with django_assert_num_queries(2):
        assert client.get(f"{API}/pages/{pages[0].pk}/").status_code == 200
    with django_assert_num_queries(2):
        assert client.get(f"{API}/pages/{pages[0].pk}/?fields=_,title").status_code == 200


def test_a_page_by_path_costs_two_queries_and_anything_else_there_three(
    client: Client, pages: list[Any], django_assert_num_queries: Budget
) -> None:
    Redirect.objects.create(old_path="/old", redirect_page=pages[0])
    pages[1].unpublish()
    with django_assert_num_queries(2):
        assert client.get(f"{API}/pages/by-path/?path=/medications/{pages[0].slug}/").status_code == 200
    for path, status in (("/old/", 200), (f"/medications/{pages[1].slug}/", 410), ("/nowhere/", 404)):
        with django_assert_num_queries(3):
            assert client.get(f"{API}/pages/by-path/?path={path}").status_code == status


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("", 5),  # site, moment, count, numbers, editions
        ("fields=*", 5),
        ("type=medications.DrugPage&fields=*&order=-title", 5),
        ("search=Drug", 5),
        ("child_of=root", 5),
    ],
)
def test_a_list_costs_the_same_whatever_its_length(
    client: Client, pages: list[Any], django_assert_num_queries: Budget, query: str, cost: int
) -> None:
    client.get(f"{API}/pages/?{query}")  # renders what is stale by now
    for limit in (1, 10):
        with django_assert_num_queries(cost):
            assert client.get(f"{API}/pages/?{query}&limit={limit}").status_code == 200


@pytest.mark.parametrize(("kind", "cost"), [("images", 5), ("documents", 4), ("redirects", 4)])
def test_lists_of_files_and_redirects_cost_the_same_whatever_their_length(
    client: Client, pages: list[Any], django_assert_num_queries: Budget, kind: str, cost: int
) -> None:
    for number, page in enumerate(pages):
        Redirect.objects.create(old_path=f"/old-{number}", redirect_page=page)
    for limit in (1, 10):
        with django_assert_num_queries(cost):
            assert client.get(f"{API}/{kind}/?limit={limit}").status_code == 200


def test_a_sitemap_costs_the_same_whatever_its_length(
    client: Client, pages: list[Any], django_assert_num_queries: Budget
) -> None:
    client.get(f"{API}/sitemap/")
    for limit in (1, 10):
        with django_assert_num_queries(4):  # site, moment, pages, count
            assert client.get(f"{API}/sitemap/?limit={limit}").status_code == 200


def test_menus_cost_the_same_whatever_their_length(
    client: Client, pages: list[Any], django_assert_num_queries: Budget
) -> None:
    site_profile(logo=ImageFactory())
    menus = Navigation.objects.create(site=pages[0].get_site())
    for number, page in enumerate(pages):
        NavigationItem.objects.create(navigation=menus, page=page)
        if number == 0:
            client.get(f"{API}/navigation/")  # looks up the site of this host
        if number in {0, 11}:
            # site, moment, menus, their entries, pages, pages of that type, profile, logo, what was made of it
            with django_assert_num_queries(9):
                assert client.get(f"{API}/navigation/").status_code == 200


# Entries, with the pages at their paths (2); statements shared by two (2), pages about them (2).
OF_ENTRIES = 3 + 4
# Medicines, classes and conditions, each with the rows of their facts.
OF_MEDICINES, OF_CLASSES, OF_CONDITIONS = 8, 6, 4
SOURCES = 1


def test_entries_cost_the_same_however_many_and_however_related(
    client: Client, pages: list[Any], django_assert_num_queries: Budget
) -> None:
    first, second = pages[0].medicine, pages[1].medicine
    Interaction.objects.create(entity=first, other=second)
    condition, drug_class = make.ConditionFactory(), make.MedicineClassFactory()
    for number in (1, 10):
        for _ in range(number):
            medicine = make.MedicineFactory()
            make.AliasFactory(entity=medicine)
            ClassMembership.objects.create(medicine=medicine, drug_class=drug_class)
            Treatment.objects.create(agent=medicine, condition=condition)
            Interaction.objects.create(entity=medicine, other=first, source=make.SourceFactory())
        for query in ("limit=100", "limit=100&fields=_,name,path"):
            # site, moment, count, numbers, entries, the pages at their paths (2), aliases
            with django_assert_num_queries(8):
                assert client.get(f"{API}/entities/?{query}").status_code == 200
        # site, moment, count, numbers; those they are related to are among them
        with django_assert_num_queries(4 + OF_ENTRIES + OF_MEDICINES + OF_CLASSES + OF_CONDITIONS + SOURCES):
            assert client.get(f"{API}/entities/?limit=100&fields=*").status_code == 200
        # site, moment; and those it is related to, with the pages at their paths
        with django_assert_num_queries(2 + OF_ENTRIES + OF_MEDICINES + 3 + SOURCES):
            assert client.get(f"{API}/entities/{first.pk}/").status_code == 200


def test_the_feed_of_changes_costs_the_same_whatever_its_length(
    client: Client, pages: list[Any], django_assert_num_queries: Budget
) -> None:
    for limit in (1, 100):
        # Moment, site, events, public pages, their last events, restrictions, what has run out.
        with django_assert_num_queries(7):
            assert client.get(f"{API}/changes/?since=0&limit={limit}").status_code == 200


def test_a_page_as_of_a_past_moment_costs_four_queries(
    client: Client, pages: list[Any], django_assert_num_queries: Budget, admin_user: Any
) -> None:
    now = timezone.now()
    headers = {"Authorization": f"Bearer {make_pass(admin_user, until=now + timedelta(days=1))}"}
    moment = now.isoformat().replace("+", "%2B")
    for path in (f"/pages/{pages[0].pk}/?", f"/pages/by-path/?path=/medications/{pages[0].slug}/&"):
        # The person of the pass, the site, the edition, its page's event.
        with django_assert_num_queries(4):
            assert client.get(f"{API}{path}as_of={moment}", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("", 6),  # site, moment, what was found, cards, names of topics and of categories
        ("&type=medications.ArticlePage", 6),
        ("&topic=itching", 7),
    ],
)
def test_a_search_costs_the_same_however_much_is_found(
    client: Client, pages: list[Any], django_assert_num_queries: Budget, query: str, cost: int
) -> None:
    topic, category = make.ConditionFactory(name="Itching"), make.CategoryFactory()
    for number in range(10):
        make.publish(make.ArticlePageFactory(title=f"Drug news {number}", topics=[topic], category=category))
    client.get(f"{API}/search/?q=drug{query}")
    for limit in (1, 10):
        with django_assert_num_queries(cost):
            answer = client.get(f"{API}/search/?q=drug{query}&limit={limit}").json()
            assert len(answer["items"]) == limit
            assert answer["facets"]["topic"]


def test_a_search_that_finds_nothing_costs_a_few_more(
    client: Client, pages: list[Any], django_assert_num_queries: Budget
) -> None:
    make.publish(make.ArticlePageFactory(title="Itching"))
    vocabulary.learn(limit=100)
    # site, moment, what was found; words that find something, known words
    with django_assert_num_queries(5):
        assert client.get(f"{API}/search/?q=qqqqqqqq").json()["meta"]["total_count"] == 0
    with django_assert_num_queries(7):  # and which of these do, what they find together
        assert client.get(f"{API}/search/?q=itchung+drugz").json()["meta"]["total_count"] == 0
    with django_assert_num_queries(8):  # and cards
        assert client.get(f"{API}/search/?q=itchung").json()["meta"]["did_you_mean"] == "itching"


def test_suggestions_cost_seven_queries_at_most_however_many(
    client: Client, pages: list[Any], django_assert_max_num_queries: Budget
) -> None:
    # site, moment, titles, names, the pages about them (2), their other names; fewer where there are none
    for text in ("dr", pages[0].title.lower(), "medicine"):
        with django_assert_max_num_queries(7):
            assert client.get(f"{API}/search/suggest/", {"q": text}).json()["items"]
