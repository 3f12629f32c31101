"""Stock Wagtail's pages endpoint and ours get the same requests on the same content and say the same.

Ours says more; whatever stock Wagtail says, ours says too, in the same place.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from home.services import ensure_site
from tests.factories import medications as make
from tests.factories.home import StandardPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.contract.stock_urls")]

OURS, STOCK = "/api/v2/pages/", "/stock/pages/"
TYPE = "medications.DrugPage"


@pytest.fixture
def content(client: Client) -> dict[str, Any]:
    """Ids to put into requests: the home page, a section, one of three drug pages, a hub that is not live."""
    home = ensure_site()
    drugs = [
        make.publish(
            make.DrugPageFactory(
                title=title,
                slug=title.lower(),
                show_in_menus=title == "Bravo",
                search_description=f"About {title}",
                reviewed_on="2026-01-0" + str(number),
            )
        )
        for number, title in enumerate(("Charlie", "Alpha", "Bravo"), start=1)
    ]
    make.publish(make.ArticlePageFactory(title="Alpha or Bravo", slug="alpha-or-bravo"))
    make.publish(StandardPageFactory(title="About us", slug="about"))
    hidden = make.TopicHubPageFactory(title="Not yet", live=False)
    return {"home": home.pk, "section": drugs[0].get_parent().pk, "drug": drugs[1].pk, "hidden": hidden.pk}


def both(client: Client, query: str, content: dict[str, Any]) -> tuple[Any, Any]:
    asked = query.format(**content)
    return client.get(STOCK + asked), client.get(OURS + asked)


def missing(theirs: Any, mine: Any, place: str = "") -> list[str]:
    """What stock Wagtail says that we don't, by place. URLs of details differ by prefix alone."""
    if isinstance(theirs, dict):
        return [
            problem
            for key, value in theirs.items()
            for problem in (
                missing(value, mine[key], f"{place}.{key}")
                if isinstance(mine, dict) and key in mine
                else [f"{place}.{key} is missing"]
            )
        ]
    if isinstance(theirs, list):
        if not isinstance(mine, list) or len(theirs) != len(mine):
            return [f"{place}: {theirs} != {mine}"]
        pairs = enumerate(zip(theirs, mine, strict=True))
        return [problem for number, pair in pairs for problem in missing(*pair, f"{place}[{number}]")]
    if isinstance(theirs, str):
        theirs = theirs.replace("/stock/pages/", "/api/v2/pages/").replace("localhost/site/", "localhost/")
    return [] if theirs == mine else [f"{place}: {theirs!r} != {mine!r}"]


LISTS = [
    "",
    "?limit=2",
    "?limit=2&offset=1",
    "?limit=0",
    "?offset=1000",
    "?order=title",
    "?order=-title",
    "?order=title,id",
    "?order=-id",
    "?order=slug",
    "?order=-first_published_at",
    "?order=first_published_at",
    "?type=medications.DrugPage",
    "?type=medications.DrugPage,medications.ArticlePage",
    "?type=wagtailcore.Page",
    "?type=medications.DrugPage&order=-title&limit=1",
    "?fields=title",
    "?fields=_,title",
    "?fields=_,id,title",
    "?fields=*",
    "?fields=*,-title",
    "?fields=*,-seo_title,-locale",
    "?fields=-title",
    "?fields=-id",
    "?fields=-html_url",
    "?fields=-type,-detail_url,-slug,-first_published_at,-html_url",
    "?fields=show_in_menus,search_description",
    "?fields=_,type",
    "?fields=_,detail_url",
    "?fields=locale,alias_of",
    "?type=medications.DrugPage&fields=*",
    "?slug=alpha",
    "?title=Alpha",
    "?show_in_menus=true",
    "?show_in_menus=0",
    "?id={drug}",
    "?id=99999",
    "?search_description=About Alpha",
    "?child_of={home}",
    "?child_of=root",
    "?child_of={section}&order=title",
    "?descendant_of={home}",
    "?descendant_of=root",
    "?descendant_of={section}",
    "?ancestor_of={drug}",
    "?translation_of={drug}",
    "?translation_of=root",
    "?locale=en",
    "?search=Alpha&order=title",
    "?search=alpha bravo&search_operator=and&order=title",
    "?search=alpha bravo&search_operator=or&order=title",
    "?search=nothingofthekind",
    "?search=Alpha&type=medications.DrugPage",
    "?search=Alpha&child_of={section}",
    "?site=localhost",
    "?site=localhost:80",
    "?_=123",
]


def unlike(client: Client, content: dict[str, Any], queries: list[str]) -> dict[str, list[str]]:
    """What stock Wagtail says to each query that we don't say."""
    found = {}
    for query in queries:
        theirs, mine = both(client, query, content)
        assert theirs.status_code == mine.status_code == 200, (query, mine.content)
        if problems := missing(theirs.json(), mine.json()):
            found[query] = problems
    return found


def test_lists_say_what_stock_wagtail_says(client: Client, content: dict[str, Any]) -> None:
    assert unlike(client, content, LISTS) == {}


def test_lists_send_no_more_names_than_stock_wagtail_unless_asked(
    client: Client, content: dict[str, Any]
) -> None:
    for query in ("", "?order=title", "?fields=-title", "?fields=_,id,title", f"?type={TYPE}"):
        theirs, mine = both(client, query, content)
        assert [names(item) for item in mine.json()["items"]] == [names(i) for i in theirs.json()["items"]]


def names(item: dict[str, Any]) -> tuple[set[str], set[str]]:
    return set(item), set(item.get("meta", {}))


DETAILS = [
    "{drug}/",
    "{home}/",
    "{section}/",
    "{drug}/?fields=title",
    "{drug}/?fields=_,title",
    "{drug}/?fields=*,-title",
    "{drug}/?fields=-title,-slug",
    "{drug}/?fields=_,parent",
    "{drug}/?fields=parent",
]


FINDS = [
    "find/?html_path=/medications/alpha/",
    "find/?html_path=medications/alpha",
    "find/?html_path=/",
    "find/?html_path=/&fields=title&limit=3",
    "find/?id={drug}",
    "find/?id={drug}&fields=_,title",
]


def test_details_say_what_stock_wagtail_says(client: Client, content: dict[str, Any]) -> None:
    assert unlike(client, content, DETAILS) == {}


def test_find_leads_where_stock_wagtail_leads(client: Client, content: dict[str, Any]) -> None:
    for query in FINDS:
        theirs, mine = both(client, query, content)
        assert (theirs.status_code, mine.status_code) == (302, 302), query
        address = theirs["Location"].replace("/stock/", "/api/v2/").removeprefix("http://testserver")
        assert mine["Location"].rstrip("?") == address.rstrip("?")


REFUSED = [
    "?type=medications.Nothing",
    "?type=auth.User",
    "?type=nonsense",
    "?fields=*,title",
    "?fields=title,*",
    "?fields=_,-title",
    "?fields=-*",
    "?fields=title,",
    "?fields=title name",
    "?fields=title(",
    "?fields=nothing",
    "?fields=123,title,abc",
    "?fields=parent",
    "?fields=title(nothing)",
    "?nothing=1",
    "?limit=abc",
    "?limit=-1",
    "?limit=101",
    "?offset=abc",
    "?offset=-1",
    "?order=nothing",
    "?order=-random",
    "?order=random,title",
    "?order=random&offset=1",
    "?show_in_menus=abc",
    "?child_of=abc",
    "?child_of=-1",
    "?child_of=99999",
    "?child_of={hidden}",
    "?descendant_of=abc",
    "?descendant_of=99999",
    "?descendant_of={hidden}",
    "?child_of={home}&descendant_of={home}",
    "?ancestor_of=abc",
    "?ancestor_of=99999",
    "?ancestor_of={hidden}",
    "?translation_of=abc",
    "?translation_of=99999",
    "?locale=xx",
    "?site=nowhere.example",
    "?id=abc",
    "{hidden}/",
    "99999/",
    "{drug}/?fields=nothing",
    "{drug}/?fields=title(nothing)",
    "find/",
    "find/?id=99999",
    "find/?id={hidden}",
    "find/?html_path=/nowhere/",
    "find/?html_path=/topics/not-yet/",
]


def test_what_stock_wagtail_refuses_is_refused_in_the_same_words(
    client: Client, content: dict[str, Any]
) -> None:
    for query in REFUSED:
        theirs, mine = both(client, query, content)
        assert theirs.status_code == mine.status_code, (query, mine.content)
        assert mine["Content-Type"] == "application/problem+json"
        if mine.status_code == 400:
            assert mine.json()["message"] == theirs.json()["message"], query
