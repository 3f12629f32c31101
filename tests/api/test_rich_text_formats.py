"""Rich text in four forms, none of which says more than the HTML, and each with caching of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import wagtail_factories
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from cms.api.openapi.document import build
from cms.api.rich_text import AST_JSON, FORMATS
from cms.editions.models import Edition
from cms.editions.passes import make_pass
from tests.api.reading import API, get
from tests.contract.test_openapi import faults
from tests.editions import said
from tests.factories import medications as make
from tests.factories.core import render_context

pytestmark = pytest.mark.django_db

Budget = Callable[[int], AbstractContextManager[Any]]
OTHERS = ("ast", "markdown", "db_html")


def an_article(words: str, **fields: Any) -> Any:
    return make.publish(make.ArticlePageFactory(body=make.a_section("More", words), **fields))


def asked(client: Client, page: Any, form: str, **parameters: Any) -> Any:
    answer = get(client, f"/pages/{page.pk}/", rich_text_format=form, **parameters)
    assert answer.status_code == 200, answer.content
    return answer


def words_of(content: dict[str, Any]) -> Any:
    """The rich text of :func:`an_article`."""
    return content["body"][0]["value"]["content"][0]["value"]


def words_in(client: Client, page: Any, form: str) -> Any:
    return words_of(asked(client, page, form).json())


@pytest.fixture
def target() -> Any:
    return make.publish(make.ArticlePageFactory(title="How creams work"))


@pytest.fixture
def medicine() -> Any:
    return make.MedicineFactory(name="Pimecrolimus")


@pytest.fixture
def linked(target: Any, medicine: Any) -> tuple[Any, str]:
    """A page, and its rich text as it is stored."""
    document = wagtail_factories.DocumentFactory(title="Leaflet")
    source = (
        f'<p>Read <a linktype="page" id="{target.pk}">about <b>creams</b></a>, '
        f'<a linktype="entity" id="{medicine.pk}">it</a>, <a linktype="document" id="{document.pk}">more</a> '
        'and <a href="https://example.org/?a=1&amp;b=2">this</a>.</p><ul><li>2 &lt; 3</li></ul>'
    )
    return an_article(source), source


def test_html_is_the_edition_to_the_byte(client: Client, linked: tuple[Any, str]) -> None:
    page, _ = linked
    plain = get(client, f"/pages/{page.pk}/")
    html = asked(client, page, "html")
    assert html.content == plain.content
    assert html["ETag"] == plain["ETag"]


def test_a_tree_has_a_node_for_each_part(client: Client, linked: tuple[Any, str], target: Any) -> None:
    page, _ = linked
    tree = words_in(client, page, "ast")
    paragraph, items = tree["children"]
    text, link, _, mention, *_ = paragraph["children"]
    assert text == {"type": "text", "value": "Read "}
    assert (link["type"], link["href"], link["mention"]) == ("link", f"/articles/{target.slug}/", None)
    assert link["children"][1] == {
        "type": "mark",
        "mark": "strong",
        "children": [{"type": "text", "value": "creams"}],
    }
    assert (mention["href"], mention["mention"]["name"]) == (None, "Pimecrolimus")
    assert items["children"][0]["children"] == [{"type": "text", "value": "2 < 3"}]


def test_a_page_with_trees_fits_the_document_under_a_media_type_of_its_own(
    client: Client, linked: tuple[Any, str]
) -> None:
    page, _ = linked
    answer = asked(client, page, "ast")
    assert answer["Content-Type"] == AST_JSON
    assert faults("PageAsTree", answer.json()) == []
    assert faults("Page", answer.json()) != []
    path = build()["paths"]["/api/v2/pages/{id}/"]["get"]["responses"]["200"]["content"]
    assert path[AST_JSON]["schema"] == {"$ref": "#/components/schemas/PageAsTree"}
    by_name = client.get(f"{API}/pages/{page.pk}/?rich_text_format=ast", headers={"Accept": AST_JSON})
    assert by_name.content == answer.content


@pytest.mark.parametrize("form", ["html", "markdown", "db_html"])
def test_the_other_forms_fit_the_schema_of_a_page(client: Client, linked: tuple[Any, str], form: str) -> None:
    answer = asked(client, linked[0], form)
    assert answer["Content-Type"] == "application/json"
    assert faults("Page", answer.json()) == []


def test_markdown_leads_where_the_html_leads(client: Client, linked: tuple[Any, str], target: Any) -> None:
    words = words_in(client, linked[0], "markdown")
    assert f"[about **creams**](/articles/{target.slug}/), it, [more](http://testserver/documents/" in words
    assert words.endswith("and [this](<https://example.org/?a=1\\&b=2>).\n\n- 2 \\< 3")


def test_the_source_is_what_wagtail_stores(client: Client, linked: tuple[Any, str]) -> None:
    page, source = linked
    assert words_in(client, page, "db_html") == source
    assert render_context().rich_text(source) == words_of(said(page))


@pytest.mark.parametrize("form", FORMATS)
def test_a_link_to_what_nobody_may_see_is_its_words(client: Client, form: str) -> None:
    draft = make.ArticlePageFactory(title="Secret plans", live=False)
    entry = make.MedicineFactory(name="Unheard of", live=False)
    document = wagtail_factories.DocumentFactory(title="Secret paper")
    page = an_article(
        f'<p>See <a linktype="page" id="{draft.pk}">one</a>, <a linktype="entity" id="{entry.pk}">two</a>, '
        f'<a linktype="document" id="{document.pk + 1000}">three</a>.</p>'
    )
    answer = asked(client, page, form)
    words = json.dumps(words_of(answer.json()))
    assert "linktype" not in words
    assert "href" not in words
    assert "](" not in words
    for said_nowhere in (draft.title, draft.slug, entry.name, document.title):
        assert said_nowhere not in answer.content.decode()
    if form == "ast":
        assert words_of(answer.json())["children"][0]["children"] == [
            {"type": "text", "value": "See one, two, three."}
        ]
    else:
        assert "See one, two, three." in words


@pytest.mark.parametrize("form", FORMATS)
def test_a_link_goes_with_its_page_at_once(
    client: Client, linked: tuple[Any, str], target: Any, form: str
) -> None:
    page, _ = linked
    before = asked(client, page, form)
    assert f"/articles/{target.slug}/" in before.content.decode() or f'id=\\"{target.pk}\\"' in str(
        before.content.decode()
    )
    target.unpublish()
    after = asked(client, page, form).content.decode()
    assert f"/articles/{target.slug}/" not in after
    assert f'linktype=\\"page\\" id=\\"{target.pk}\\"' not in after


@pytest.mark.parametrize("form", OTHERS)
def test_each_form_has_a_validator_of_its_own_and_the_keys_of_the_page(
    client: Client, linked: tuple[Any, str], form: str
) -> None:
    page, _ = linked
    html, other = asked(client, page, "html"), asked(client, page, form)
    assert other["ETag"] != html["ETag"]
    assert not other["ETag"].startswith("W/")
    for name in ("Surrogate-Key", "Cache-Tag", "Cache-Control", "Last-Modified", "X-Content-Sequence"):
        assert other[name] == html[name]
    assert "Accept" not in other.get("Vary", "")
    assert asked(client, page, form).content == other.content
    path = f"{API}/pages/{page.pk}/?rich_text_format={form}"
    assert client.get(path, headers={"If-None-Match": other["ETag"]}).status_code == 304
    assert client.get(path, headers={"If-None-Match": html["ETag"]}).status_code == 200


def test_by_path_says_the_same_as_the_detail(client: Client, linked: tuple[Any, str]) -> None:
    page, _ = linked
    for form in FORMATS:
        answer = get(client, "/pages/by-path/", path=f"/articles/{page.slug}/", rich_text_format=form)
        assert answer.content == asked(client, page, form).content


def test_a_list_of_whole_pages_comes_in_every_form(client: Client, linked: tuple[Any, str]) -> None:
    page, _ = linked
    for form, schema in (("ast", "PageListAsTree"), ("markdown", "PageList"), ("db_html", "PageList")):
        answer = get(client, "/pages/", type="medications.ArticlePage", fields="*", rich_text_format=form)
        assert faults(schema, answer.json()) == []
        found = {item["id"]: item for item in answer.json()["items"]}
        assert words_of(found[page.pk]) == words_in(client, page, form)


def test_cards_are_the_same_in_every_form(client: Client, linked: tuple[Any, str]) -> None:
    answers = {get(client, "/pages/", view="card", rich_text_format=form).content for form in FORMATS}
    assert len(answers) == 1


def test_a_part_of_a_page_is_asked_for_as_ever(client: Client, linked: tuple[Any, str]) -> None:
    page, source = linked
    part = asked(client, page, "db_html", fields="_,body(_,value)").json()
    assert part["body"][0]["value"]["content"][0]["value"] == source
    assert set(part["body"][0]) == {"value"}
    assert asked(client, page, "ast", fields="_,title").json() == {"title": page.title}


def test_an_unknown_form_is_refused_with_those_there_are(client: Client, linked: tuple[Any, str]) -> None:
    answer = get(client, f"/pages/{linked[0].pk}/", rich_text_format="mardown")
    assert answer.status_code == 400
    assert all(f"'{form}'" in answer.json()["detail"] for form in FORMATS)


def test_what_was_said_in_the_past_comes_as_it_was(client: Client, linked: tuple[Any, str]) -> None:
    boss = User.objects.create_superuser("boss", "boss@example.org", "x")
    edition = Edition.objects.get(page_id=linked[0].pk, valid_to=None)
    moment = edition.valid_from.isoformat().replace("+00:00", "Z")
    token = make_pass(boss, until=timezone.now() + timedelta(days=1))
    headers = {"Authorization": f"Bearer {token}"}
    path = f"{API}/pages/{linked[0].pk}/?as_of={moment}&rich_text_format="
    assert client.get(f"{path}html", headers=headers).content == edition.content.encode()
    refused = client.get(f"{path}ast", headers=headers)
    assert refused.status_code == 400
    assert "rich_text_format can't be used with as_of" in refused.json()["detail"]


@pytest.mark.parametrize(("form", "more"), [("html", 0), ("ast", 0), ("markdown", 0), ("db_html", 2)])
def test_a_form_costs_no_more_queries_than_it_needs(
    client: Client, linked: tuple[Any, str], django_assert_num_queries: Budget, form: str, more: int
) -> None:
    page, _ = linked
    asked(client, page, form)
    with django_assert_num_queries(2 + more):
        asked(client, page, form)
