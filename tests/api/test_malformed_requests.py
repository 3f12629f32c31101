"""Whatever a client sends, the answer is a problem document with a status of its making, never a 500."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.api import errors
from cms.core.problems import Problem, PublishRefused
from cms.editions.models import Edition
from home.services import ensure_site
from tests.api.reading import API, get
from tests.factories import medications as make

pytestmark = pytest.mark.django_db

HUGE = "9" * 30
ENDPOINTS = ("/pages/", "/images/", "/documents/", "/redirects/", "/entities/", "/sitemap/", "/navigation/")
QUERIES = (
    f"limit={HUGE}", f"offset={HUGE}", "offset=4294967296", "limit=1e3", "limit=", "offset=%00", "limit=" + "9" * 5000,
    "order=", "order=-", "order=--title", "order=,", "order=title,", "order=%00", "order=id%3Bdrop",
    f"id={HUGE}", f"id=-{HUGE}", "id=%00", "id=1.5", "id=", "search=%00", "search=%ff", "search=%ED%A0%80",
    "search=", "search=%22", "search=%27%27%22(%2A", "search=NEAR(a,b)", "search=AND OR NOT", "search=a%3A%2A",
    "search_operator=xor&search=a", "title=%00", "title=%ff", "%ff=1", "%00=1", "limit=1&limit=2", "fields=%00",
    "fields=" + "a(" * 50, "fields=" + "a," * 3000, "fields=", "fields=()", "fields=*(a)", "site=%00", "site=:",
    f"site=localhost:{HUGE}", "site=localhost:abc", "site=", "format=xml", "rich_text_format=pdf", "_=%00",
    f"child_of={HUGE}", f"descendant_of={HUGE}", f"ancestor_of=-{HUGE}", f"translation_of={HUGE}", "child_of=",
    "locale=%00", "locale=", "type=%00", "type=,", "type=a.b.c", "type=.", "type=medications.", "alias_of=abc",
    f"alias_of={HUGE}", "first_published_at=yesterday", "first_published_at=2026-13-45T00:00:00Z",
    "first_published_at=2026-01-01", "last_published_at=0001-01-01T00:00:00%2B23:59", "tags=%00", "tags=a,b",
    "type=medications.DrugPage&reviewed_on=never", "type=medications.DrugPage&category=abc",
    f"type=medications.DrugPage&category={HUGE}", "type=medications.HowToGuidePage&total_time=1.5",
    "letter=", "letter=%25", "letter=%00", "kind=", "name=%00", "slug=%00", "identifier=:", "identifier=atc:%00",
    "search=" + "a " * 500, "search=" + "a " * 50, f"cursor={HUGE}", "cursor=%00", "limit=0", "order=-id,name,",
    "fields=treats(line)",
    "type=medications.DrugPage&body=x", "path=1", "html_path=%00", "a" * 3000 + "=1", "title=" + "x" * 5000,
)  # fmt: skip


def check(response: Any, asked: str) -> None:
    assert response.status_code in {200, 302, 400, 404, 406}, (asked, response.status_code)
    if response.status_code >= 400:
        assert response["Content-Type"] == "application/problem+json", asked
        problem = response.json()
        assert problem["status"] == response.status_code
        assert set(problem) == {"type", "title", "status", "detail", "message"}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_list_answers_any_query_string_with_a_list_or_a_problem(client: Client, endpoint: str) -> None:
    make.publish(make.DrugPageFactory(title="A drug"))
    for query in QUERIES:
        check(client.get(f"{API}{endpoint}?{query}"), query)


def test_everything_else_answers_any_query_string_too(client: Client) -> None:
    page = make.publish(make.DrugPageFactory(title="A drug"))
    paths = (f"/pages/{page.pk}/", "/pages/find/", "/pages/by-path/", "/images/find/", "/redirects/find/")
    for path in paths:
        for query in ("", *QUERIES):
            check(client.get(f"{API}{path}?{query}"), f"{path} {query}")


@pytest.mark.parametrize(
    "path",
    [
        f"/pages/{HUGE}/",
        f"/images/{HUGE}/",
        f"/entities/{HUGE}/",
        f"/entities/{2**63 - 1}/",
        "/pages/-1/",
        "/pages/abc/",
        "/pages/%00/",
        "/pages/%ff/",
        "/nowhere/",
    ],
)
def test_a_number_or_path_that_names_nothing_is_not_found(client: Client, path: str) -> None:
    ensure_site()
    response = client.get(API + path)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("endpoint", ["/pages/find/", "/redirects/find/"])
def test_a_number_that_is_none_is_refused_where_a_path_decides_too(client: Client, endpoint: str) -> None:
    ensure_site()
    answer = client.get(f"{API}{endpoint}?html_path=/&id=null")
    assert answer.status_code == 400
    assert "id must be a positive integer" in answer.json()["detail"]


@pytest.mark.parametrize("order", ["title", "first_published_at", "total_time", "id"])
@pytest.mark.parametrize(
    "value",
    [
        '"\\u0000"',
        '"\\ud800"',
        "NaN",
        "Infinity",
        "1e999",
        "9" * 400,
        '""',
        "true",
        "null",
        "[1]",
        '{"a": 1}',
        '"x"',
    ],
)
def test_a_cursor_of_somebody_s_own_making_is_answered_with_a_list_or_a_problem(
    client: Client, drug: Any, order: str, value: str
) -> None:
    cursor = base64.urlsafe_b64encode(f'["{order}",{value},1]'.encode()).decode().rstrip("=")
    asked = f"{API}/pages/?type=medications.HowToGuidePage&order={order}&cursor={cursor}"
    check(client.get(asked), f"{order} {value}")


@pytest.fixture
def drug() -> Any:
    return make.publish(make.DrugPageFactory(title="A drug"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(
        ["fields", "order", "search", "type", "title", "slug", "child_of", "limit", "site", "locale"]
    ),
    value=st.text(max_size=40),
)
def test_no_text_in_any_parameter_is_a_fault_of_ours(
    client: Client, drug: Any, name: str, value: str
) -> None:
    check(client.get(f"{API}/pages/", {name: value.encode("utf-8", "surrogatepass")}), f"{name}={value!r}")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["fields", "order", "search", "kind", "name", "slug", "letter", "identifier"]),
    value=st.text(max_size=40) | st.characters() | st.text(max_size=20).map("atc:{}".format),
)
def test_no_text_in_any_parameter_of_entries_is_a_fault_of_ours(
    client: Client, drug: Any, name: str, value: str
) -> None:
    check(client.get(f"{API}/entities/", {name: value.encode("utf-8", "surrogatepass")}), f"{name}={value!r}")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "path",
    [
        "/pages/",
        "/pages/1/",
        "/pages/by-path/",
        "/entities/",
        "/entities/1/",
        "/sitemap/",
        "/navigation/",
        "/images/",
        "/openapi.json",
    ],
)
def test_nothing_can_be_written(client: Client, method: str, path: str) -> None:
    response = getattr(client, method)(API + path)
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_only_json_is_spoken(client: Client) -> None:
    ensure_site()
    response = client.get(f"{API}/pages/", headers={"Accept": "text/csv"})
    assert (response.status_code, response["Content-Type"]) == (406, "application/problem+json")
    browser = client.get(f"{API}/pages/", headers={"Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"})
    assert browser.status_code == 200


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("tipe=x", "'type' instead of 'tipe'"),
        ("fields=titel", "'title' instead of 'titel'"),
        ("order=tilte", "'title' instead of 'tilte'"),
        ("type=medications.DrugPag", "'medications.DrugPage' instead of 'medications.DrugPag'"),
        ("fields=zzzzzz", "Known here: "),
        ("format=xml", "format must be one of 'json'"),
        ("search_operator=xor", "search_operator must be one of 'and', 'or'"),
    ],
)
def test_a_wrong_name_is_answered_with_the_nearest_right_one(client: Client, query: str, hint: str) -> None:
    ensure_site()
    response = client.get(f"{API}/pages/?{query}")
    assert response.status_code == 400
    assert hint in response.json()["detail"]


def test_a_fault_of_ours_is_a_problem_that_tells_nothing() -> None:
    request: HttpRequest = RequestFactory().get("/api/v2/pages/")
    response: Any = errors.server_error(request)
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert json.loads(response.content)["detail"] == "Something went wrong here. It has been logged."


def test_a_crash_of_an_endpoint_is_answered_by_that_problem(client: Client) -> None:
    make.publish(make.DrugPageFactory(title="A drug"))
    Edition.objects.update(content="{not json")
    client.raise_request_exception = False
    response = get(client, "/pages/", fields="*")
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert "json" not in response.json()["detail"]
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v3/pages/", "/api/v2/pages/1"])
def test_whatever_is_not_there_below_api_is_a_problem_that_every_origin_may_read(
    client: Client, path: str
) -> None:
    response = client.get(path, follow=True)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_outside_the_api_errors_stay_pages(client: Client) -> None:
    assert client.get("/nowhere/")["Content-Type"].startswith("text/html")


def test_a_page_that_cannot_be_rendered_asks_to_come_again() -> None:
    refused = PublishRefused("A title nobody may see", [Problem("no")])
    response = errors.response_to(refused)
    assert response is not None
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert b"title nobody" not in response.content
