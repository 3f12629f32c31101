"""Lists of cards and of whole pages by type take three queries where all in them is known, and hide what is hidden.

Unlike most tests, these commit: within a transaction nothing is taken for known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from cms.api import quick_lists
from cms.core.moment import database_now
from cms.editions import prepared
from cms.editions.models import Edition
from tests.api.hiding import (
    delete,
    expire,
    restrict,
    restrict_the_section,
    take_offline_in_a_console,
    unpublish,
)
from tests.api.reading import API
from tests.background import catch_up
from tests.factories import medications as make

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("quick reads"),
]

WORD = "Zanzibarine"


@pytest.fixture(autouse=True)
def _site(unvouched_site: None) -> None:
    """Before whatever else a test makes."""


DRUGS = "type=medications.DrugPage"
FORMS = ["view=card", "fields=*", ""]


def published(title: str = WORD, **fields: Any) -> Page:
    page = make.publish(make.DrugPageFactory(title=title, **fields))
    return Page.objects.get(pk=page.pk)


def ask(client: Client, query: str) -> tuple[Any, int]:
    """The answer, and how many queries it took."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"{API}/pages/?{query}")
    return answer, len(asked)


def ask_until_known(client: Client, query: str) -> Any:
    """The host has to be known, the pages, and how many there are. No page, no query for what is sent of it."""
    for _ in range(2):
        ask(client, query)
    answer, cost = ask(client, query)
    assert (answer.status_code, cost) == (200, 3 if answer.json()["items"] else 2)
    return answer


def ask_the_long_way(client: Client, query: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    with monkeypatch.context() as patch:
        patch.setattr(quick_lists, "KNOWN", frozenset())
        return client.get(f"{API}/pages/?{query}")


# Each is asked of one world: making it takes longer than asking.
QUERIES = [
    DRUGS,
    f"{DRUGS}&limit=2",
    f"{DRUGS}&limit=2&offset=1",
    f"{DRUGS}&offset=2",
    f"{DRUGS}&limit=0",
    f"{DRUGS}&offset=1000",
    f"{DRUGS}&order=-first_published_at",
    f"{DRUGS}&order=title&limit=1",
    f"{DRUGS}&order=-id",
    f"{DRUGS}&cursor=",
    f"{DRUGS}&cursor=&limit=2",
    f"{DRUGS}&cursor=&limit=2&order=-title",
    f"{DRUGS}&cursor=&limit=1&order=last_published_at",
    f"{DRUGS}&search={WORD}",
    f"{DRUGS}&search={WORD}+alpha",
    f"{DRUGS}&search=nowhere",
    f"{DRUGS}&search={WORD}&limit=1&offset=1",
]
OF_SEVERAL_TYPES = [
    "",
    "type=medications.DrugPage,medications.ArticlePage",
    "type=wagtailcore.Page",
    "order=-last_published_at",
    f"search={WORD}",
]
REFUSED = [
    "view=card&limit=-1",
    "view=card&limit=x",
    "view=card&limit=1000000",
    "view=card&offset=99999999999",
    "view=card&type=nothing.Such",
    "view=card&type=auth.User",
    "view=cards",
    "view=card&fields=*",
    "view=card&order=nonsense",
    "view=card&view=card",
    "fields=*&nonsense=1",
    "fields=*&order=title,-title,nonsense",
    "view=card&cursor=nonsense",
    "view=card&cursor=&offset=2",
    "view=card&cursor=&search=word",
    "search=word&order=nonsense",
    f"search={'word+' * 60}",
]


@pytest.fixture
def world() -> None:
    for title in (f"{WORD} beta", f"alpha {WORD} and {WORD}", WORD):
        published(title)
    make.publish(make.ArticlePageFactory(title=f"An article of {WORD}"))
    catch_up()


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("form", FORMS)
def test_the_answer_is_the_one_of_the_long_way_to_the_letter(
    client: Client, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whole pages of several types are not quick: they have in common what no edition holds by itself.
    queries = QUERIES if form == "fields=*" else QUERIES + OF_SEVERAL_TYPES
    for query in queries:
        wanted = "&".join(part for part in (query, form) if part)
        short = ask_until_known(client, wanted)
        long = ask_the_long_way(client, wanted, monkeypatch)
        assert (query, short.content) == (query, long.content)
        by_framework = {"Allow"}
        assert {name: value for name, value in short.items() if name not in by_framework} == {
            name: value for name, value in long.items() if name not in by_framework
        }


@pytest.mark.usefixtures("world")
def test_a_cursor_goes_on_where_the_long_way_has_ended(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = f"{DRUGS}&view=card&limit=1&order=title&cursor="
    begun = ask_the_long_way(client, query, monkeypatch).json()["meta"]["next_cursor"]
    short = ask_until_known(client, f"{query}{begun}")
    assert short.content == ask_the_long_way(client, f"{query}{begun}", monkeypatch).content
    assert [item["title"] for item in short.json()["items"]] == [f"{WORD} beta"]


@pytest.mark.usefixtures("world")
def test_what_can_not_be_answered_is_refused_as_ever(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_until_known(client, "view=card")
    for query in REFUSED:
        short = client.get(f"{API}/pages/?{query}")
        long = ask_the_long_way(client, query, monkeypatch)
        assert (query, short.status_code, long.status_code) == (query, 400, 400)
        assert short.content == long.content


@pytest.mark.parametrize(
    "hide",
    [unpublish, take_offline_in_a_console, expire, restrict, restrict_the_section, delete],
)
def test_what_is_known_is_not_listed_nor_counted_nor_found_once_it_is_hidden(
    client: Client, hide: Callable[[Page], None]
) -> None:
    page = published()
    catch_up()
    queries = [f"{DRUGS}&{form}" for form in (*FORMS, f"search={WORD}", f"view=card&search={WORD}")]
    before = {query: ask_until_known(client, query) for query in queries}
    hide(page)
    for query in queries:
        assert WORD in before[query].content.decode()
        after, _ = ask(client, query)
        assert WORD not in after.content.decode()
        left = len(after.json()["items"])
        assert after.json()["meta"]["total_count"] == left < before[query].json()["meta"]["total_count"]


def test_a_page_that_runs_out_by_itself_is_neither_listed_nor_counted_from_then_on(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    expires = database_now() + dt.timedelta(hours=1)
    published(expire_at=expires)
    catch_up()
    query = f"{DRUGS}&view=card"
    assert ask_until_known(client, query).json()["meta"]["total_count"] == 1
    monkeypatch.setattr(timezone, "now", lambda: expires)
    answer, _ = ask(client, query)
    assert answer.json() == {"meta": {"total_count": 0}, "items": []}


def test_a_new_page_and_a_new_version_stand_in_the_list_at_once(client: Client) -> None:
    page = published()
    catch_up()
    query = f"{DRUGS}&view=card"
    ask_until_known(client, query)
    specific = page.specific
    specific.title = "Another title"
    make.publish(specific)
    published("A second")
    answer, _ = ask(client, query)
    titles = {item["title"] for item in answer.json()["items"]}
    assert (titles, answer.json()["meta"]["total_count"]) == ({"Another title", "A second"}, 2)


def test_a_page_without_an_edition_gets_one_and_is_listed(client: Client) -> None:
    page = published()
    catch_up()
    query = f"{DRUGS}&fields=*"
    ask_until_known(client, query)
    Edition.objects.filter(page_id=page.pk).delete()
    answer, _ = ask(client, query)
    assert [item["title"] for item in answer.json()["items"]] == [WORD]


def test_whole_pages_of_several_types_have_what_these_have_in_common(client: Client) -> None:
    published()
    catch_up()
    for query in ("fields=*", "type=medications.DrugPage,medications.ArticlePage&fields=*"):
        for _ in range(2):
            items = client.get(f"{API}/pages/?{query}").json()["items"]
            assert all("introduction" not in item for item in items)


def test_a_page_whose_title_stands_far_into_its_content_is_listed_as_ever(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    published()
    catch_up()
    long = ask_the_long_way(client, DRUGS, monkeypatch)
    monkeypatch.setattr(prepared, "HEAD", 40)
    prepared._texts_by_pages.cache_clear()
    try:
        for _ in range(3):
            assert client.get(f"{API}/pages/?{DRUGS}").content == long.content
    finally:
        prepared._texts_by_pages.cache_clear()


def test_a_key_called_meta_further_in_is_not_taken_for_that_of_the_page() -> None:
    inner = '{"id":1,"json_ld":{"meta":{"parent":1}},"meta":{"type":"x","parent":{"id":2}},"title":"\\"meta\\":{}"}'
    assert quick_lists._without(inner, frozenset({"parent"})) == (
        '{"id":1,"json_ld":{"meta":{"parent":1}},"meta":{"type":"x"},"title":"\\"meta\\":{}"}'
    )
    text = '{"title":"\\"meta\\":","meta":{"parent":1,"slug":"s"},"path":"/"}'
    assert quick_lists._without(text, frozenset({"parent"})) == (
        '{"title":"\\"meta\\":","meta":{"slug":"s"},"path":"/"}'
    )
