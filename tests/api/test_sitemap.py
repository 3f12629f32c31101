"""The list of all public pages, part by part."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from cms.editions.models import Edition
from home.models import HomePage
from home.services import ensure_site
from tests.api.reading import get, numbers
from tests.factories import medications as make

pytestmark = pytest.mark.django_db


def sitemap(client: Client, **parameters: Any) -> Any:
    answer = get(client, "/sitemap/", **parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()


def parts(client: Client, limit: int) -> list[list[int]]:
    """The ids in each part."""
    found = []
    cursor: str | None = ""
    while cursor is not None:
        said = sitemap(client, limit=limit, cursor=cursor)
        found.append([item["id"] for item in said["items"]])
        cursor = said["meta"]["next_cursor"]
    return found


def test_a_page_is_named_with_its_place_and_the_beginning_of_its_edition(client: Client) -> None:
    page = make.publish(make.DrugPageFactory(title="Pimecrolimus", slug="pimecrolimus"))
    item = next(item for item in sitemap(client)["items"] if item["id"] == page.pk)
    since = Edition.objects.get(page_id=page.pk, valid_to=None).valid_from
    assert dt.datetime.fromisoformat(item.pop("last_modified")) == since
    assert item == {
        "id": page.pk,
        "type": "medications.DrugPage",
        "path": "/medications/pimecrolimus/",
        "title": "Pimecrolimus",
        "locale": "en",
    }


def test_it_has_the_pages_of_the_pages_list_and_no_other(client: Client) -> None:
    hidden = [make.publish(make.ArticlePageFactory()) for _ in range(3)]
    hidden[0].unpublish()
    Page.objects.filter(pk=hidden[1].pk).update(expire_at=timezone.now() - dt.timedelta(seconds=1))
    PageViewRestriction.objects.create(page=hidden[2], restriction_type=PageViewRestriction.LOGIN)
    make.publish(make.ArticlePageFactory())
    found = [item["id"] for item in sitemap(client)["items"]]
    assert sorted(found) == sorted(numbers(client))
    assert not {page.pk for page in hidden}.intersection(found)


def test_a_page_with_no_edition_yet_is_there_all_the_same(client: Client) -> None:
    page = make.ArticlePageFactory()
    assert not Edition.objects.filter(page_id=page.pk).exists()
    item = next(item for item in sitemap(client)["items"] if item["id"] == page.pk)
    assert dt.datetime.fromisoformat(item["last_modified"]) == page.last_published_at


def test_the_parts_together_are_the_whole(client: Client) -> None:
    for _ in range(4):
        make.publish(make.ArticlePageFactory())
    whole = [item["id"] for item in sitemap(client)["items"]]
    total = sitemap(client)["meta"]["total_count"]
    assert len(whole) == total
    for limit in (1, 3, total, total + 1):
        found = parts(client, limit)
        assert [pk for part in found for pk in part] == whole
        assert {len(part) for part in found[:-1]} <= {limit}
        assert found[-1]


def test_a_page_that_goes_meanwhile_moves_no_other_out_of_the_parts(client: Client) -> None:
    made = [make.publish(make.ArticlePageFactory()) for _ in range(4)]
    first = sitemap(client, limit=2)
    Page.objects.get(pk=first["items"][0]["id"]).specific.unpublish()
    rest = sitemap(client, cursor=first["meta"]["next_cursor"])["items"]
    listed = {item["id"] for item in [*first["items"], *rest]}
    assert {page.pk for page in made} <= listed


def test_another_site_has_its_own(client: Client) -> None:
    ensure_site()
    root = Page.get_first_root_node().add_child(instance=HomePage(title="Other", slug="other"))
    Site.objects.create(hostname="other.example", root_page=root, site_name="Other")
    make.publish(root)
    assert root.pk not in [item["id"] for item in sitemap(client)["items"]]
    said = sitemap(client, site="other.example")
    assert [(item["id"], item["path"]) for item in said["items"]] == [(root.pk, "/")]
    assert said["meta"] == {"total_count": 1, "next_cursor": None}


def test_caches_keep_it_until_the_next_change_and_no_longer(client: Client) -> None:
    page = make.publish(make.ArticlePageFactory())
    first = get(client, "/sitemap/")
    assert first["Surrogate-Key"] == "sitemap pages api event"
    again = client.get("/api/v2/sitemap/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    expiry = timezone.now() + dt.timedelta(seconds=20)
    Page.objects.filter(pk=page.pk).update(expire_at=expiry)
    kept = dict(part.split("=") for part in get(client, "/sitemap/")["Cache-Control"].split(", ")[1:])
    assert int(kept["s-maxage"]) + int(kept["stale-while-revalidate"]) <= 20


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"limit": 0}, "limit must be from 1 to 50000"),
        ({"limit": 50_001}, "limit must be from 1 to 50000"),
        ({"cursor": "x"}, "cursor must be a positive integer"),
        ({"curser": "1"}, "'cursor' instead of 'curser'"),
        ({"format": "xml"}, "format must be one of 'json'"),
    ],
)
def test_what_it_does_not_understand_is_refused(client: Client, asked: dict[str, Any], said: str) -> None:
    answer = get(client, "/sitemap/", **asked)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert said in answer.json()["detail"]
