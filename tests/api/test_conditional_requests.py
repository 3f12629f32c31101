"""Validators, cache lifetimes and what must never be in a header."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Page

from cms.api.responses import cache_control
from cms.editions.models import Edition, RenderRequest
from home.services import ensure_site
from tests.api.reading import API, get
from tests.background import catch_up
from tests.factories import medications as make

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def drug() -> Any:
    return make.publish(make.DrugPageFactory(slug="pimecrolimus"))


def seconds(response: Any, name: str) -> int:
    found = re.search(rf"{name}=(\d+)", response["Cache-Control"])
    assert found, response["Cache-Control"]
    return int(found[1])


def test_the_etag_of_a_page_is_the_digest_of_its_bytes(client: Client, drug: Any) -> None:
    response = get(client, f"/pages/{drug.pk}/")
    assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'
    assert response["ETag"].strip('"') == Edition.objects.get(page=drug, valid_to=None).digest


@pytest.mark.parametrize(
    "path", ["/pages/", "/pages/?fields=*", "/pages/{pk}/", "/pages/{pk}/?fields=title", "/images/", "/redirects/",
             "/pages/by-path/?path=/medications/pimecrolimus/", "/entities/", "/entities/{entity}/",
             "/entities/?fields=*", "/sitemap/", "/navigation/", "/openapi.json"],
)  # fmt: skip
def test_what_a_client_has_is_not_sent_again(client: Client, drug: Any, path: str) -> None:
    url = API + path.format(pk=drug.pk, entity=drug.medicine_id)
    first = client.get(url)
    assert first.status_code == 200
    etag = first["ETag"]
    for wanted in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = client.get(url, headers={"If-None-Match": wanted})
        assert (again.status_code, again.content) == (304, b""), wanted
        assert again["ETag"] == etag
        assert again["Cache-Control"] == first["Cache-Control"]
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_change_makes_a_new_etag(client: Client, drug: Any) -> None:
    before = get(client, f"/pages/{drug.pk}/")["ETag"]
    listed = get(client, "/pages/")["ETag"]
    drug.title = "Another title"
    make.publish(drug)
    assert get(client, f"/pages/{drug.pk}/")["ETag"] != before
    assert get(client, "/pages/")["ETag"] != listed


def test_a_date_alone_is_no_proof_that_nothing_changed(client: Client, drug: Any) -> None:
    """It has no fractions of a second, and a page may be published and refreshed within one."""
    response = get(client, f"/pages/{drug.pk}/")
    drug.title = "Published in the same second"
    make.publish(drug)
    again = client.get(f"{API}/pages/{drug.pk}/", headers={"If-Modified-Since": response["Last-Modified"]})
    assert again.status_code == 200
    assert again.json()["title"] == "Published in the same second"


def test_a_version_that_is_gone_is_a_failed_precondition(client: Client, drug: Any) -> None:
    response = client.get(f"{API}/pages/{drug.pk}/", headers={"If-Match": '"other"'})
    assert response.status_code == 412
    assert response["Content-Type"] == "application/problem+json"


def test_the_sequence_of_a_page_is_that_of_its_edition_and_of_a_list_the_newest(
    client: Client, drug: Any
) -> None:
    edition = Edition.objects.get(page=drug, valid_to=None)
    assert get(client, f"/pages/{drug.pk}/")["X-Content-Sequence"] == str(edition.sequence)
    newest = make.publish(make.ArticlePageFactory())
    newer = Edition.objects.get(page=newest, valid_to=None)
    assert int(get(client, "/pages/")["X-Content-Sequence"]) >= newer.sequence


def test_whatever_a_page_shows_purges_it(client: Client, drug: Any) -> None:
    response = get(client, f"/pages/{drug.pk}/")
    keys = response["Surrogate-Key"].split(" ")
    assert keys[0] == f"page-{drug.pk}"
    assert f"entity-{drug.medicine_id}" in keys
    assert response["Cache-Tag"].split(",") == keys


def test_no_cache_keeps_a_page_past_its_expiry(client: Client, drug: Any) -> None:
    Page.objects.filter(pk=drug.pk).update(expire_at=timezone.now() + dt.timedelta(seconds=30))
    for path in (f"/pages/{drug.pk}/", "/pages/", "/images/"):
        response = get(client, path)
        fresh = seconds(response, "s-maxage")
        assert fresh <= 30
        assert fresh + seconds(response, "stale-while-revalidate") <= 30
        assert fresh + seconds(response, "stale-if-error") <= 30


def test_no_cache_keeps_a_page_past_the_expiry_of_what_it_shows(client: Client, drug: Any) -> None:
    link = f'<p><a linktype="page" id="{drug.pk}">there</a></p>'
    article = make.publish(make.ArticlePageFactory(body=[make.block("paragraph", link), *make.a_section()]))
    catch_up()
    assert seconds(get(client, f"/pages/{article.pk}/"), "s-maxage") == 60
    Page.objects.filter(pk=drug.pk).update(expire_at=timezone.now() + dt.timedelta(seconds=30))
    assert seconds(get(client, f"/pages/{article.pk}/"), "s-maxage") <= 30


def test_no_cache_keeps_a_list_past_the_next_go_live(client: Client, drug: Any) -> None:
    later = timezone.now() + dt.timedelta(seconds=30)
    drug.go_live_at = later
    drug.save_revision(approved_go_live_at=later)
    for path in ("/pages/", f"/pages/{drug.pk}/"):
        assert seconds(get(client, path), "s-maxage") <= 30


def test_no_cache_keeps_a_page_past_the_go_live_of_what_may_come_to_stand_on_it(
    client: Client, drug: Any
) -> None:
    """A card of a page, a list of them, a fact of a medicine: each may change when something else goes live."""
    hub = make.publish(make.TopicHubPageFactory(subject=drug.medicine))
    catch_up()
    shown = [hub, drug, drug.get_parent(), ensure_site()]
    assert {seconds(get(client, f"/pages/{page.pk}/"), "s-maxage") for page in shown} == {60}
    later = timezone.now() + dt.timedelta(seconds=30)
    drug.medicine.go_live_at = later
    drug.medicine.save_revision(approved_go_live_at=later)
    for page in shown:
        response = get(client, f"/pages/{page.pk}/")
        fresh = seconds(response, "s-maxage")
        assert fresh <= 30
        assert fresh + seconds(response, "stale-if-error") <= 30


def test_no_cache_keeps_what_is_about_to_be_rendered_anew(client: Client, drug: Any) -> None:
    hub = make.publish(make.TopicHubPageFactory(subject=drug.medicine))
    catch_up()
    drug.title = "Another title"
    make.publish(drug)
    for path in (f"/pages/{hub.pk}/", "/pages/"):
        assert seconds(get(client, path), "s-maxage") == 0
    catch_up()
    for path in (f"/pages/{hub.pk}/", "/pages/"):
        assert seconds(get(client, path), "s-maxage") == 60


def test_a_page_that_keeps_failing_to_render_does_not_keep_the_others_out_of_caches(
    client: Client, drug: Any
) -> None:
    other = make.publish(make.DrugPageFactory())
    catch_up()
    moment = timezone.now()
    RenderRequest.objects.create(
        page_id=other.pk, reason="x", requested_at=moment, next_try_at=moment, attempts=1
    )
    assert seconds(get(client, f"/pages/{drug.pk}/"), "s-maxage") == 60
    assert seconds(get(client, "/pages/"), "s-maxage") == 60


@pytest.mark.parametrize(
    ("left", "expected"), [(None, (60, 60, 3600)), (91, (60, 30, 30)), (10, (9, 0, 0)), (1, (0, 0, 0)), (-5, (0, 0, 0))]
)  # fmt: skip
def test_lifetimes_end_at_the_next_change(left: int | None, expected: tuple[int, int, int]) -> None:
    changes_at = None if left is None else NOW + dt.timedelta(seconds=left)
    value = cache_control(changes_at=changes_at, now=NOW)
    fresh, revalidate, error = expected
    assert value == (
        f"public, max-age=0, s-maxage={fresh}, stale-while-revalidate={revalidate}, stale-if-error={error}"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/pages/",
        "/pages/99999/",
        "/entities/",
        "/sitemap/",
        "/navigation/",
        "/nowhere/",
        "/openapi.json",
        "/docs/",
    ],
)
@pytest.mark.parametrize(
    "cookie", [("sessionid", "something"), ("sessionid", "short"), ("sessionid", ""), ("csrftoken", "x")]
)
def test_no_answer_depends_on_or_sets_a_cookie(
    client: Client, drug: Any, path: str, cookie: tuple[str, str]
) -> None:
    name, value = cookie
    client.cookies[name] = value
    response = get(client, path)
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


def test_a_list_in_random_order_is_kept_by_nobody(client: Client, drug: Any) -> None:
    assert get(client, "/pages/", order="random")["Cache-Control"] == "no-store"


def test_what_is_not_sent_again_does_not_claim_to_have_no_length(client: Client, drug: Any) -> None:
    etag = get(client, f"/pages/{drug.pk}/")["ETag"]
    again = client.get(f"{API}/pages/{drug.pk}/", headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert "Content-Length" not in again


def test_every_origin_may_follow_a_redirect_to_the_slash(client: Client) -> None:
    response = client.get(f"{API}/pages")
    assert response.status_code == 301
    assert response["Access-Control-Allow-Origin"] == "*"


def test_errors_are_kept_by_nobody(client: Client) -> None:
    ensure_site()
    assert get(client, "/pages/99999/")["Cache-Control"] == "no-store"


def test_head_says_what_get_says_without_the_body(client: Client, drug: Any) -> None:
    whole = get(client, f"/pages/{drug.pk}/")
    head = client.head(f"{API}/pages/{drug.pk}/")
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head[name] for name in ("ETag", "Cache-Control", "Content-Length")} == {
        name: whole[name] for name in ("ETag", "Cache-Control", "Content-Length")
    }


def test_every_origin_may_read(client: Client, drug: Any) -> None:
    for path in ("/pages/", "/pages/99999/", "/nowhere/"):
        response = client.get(API + path, headers={"Origin": "https://front.example"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Vary" not in response
    preflight = client.options(f"{API}/pages/", headers={"Origin": "https://front.example"})
    assert preflight.status_code == 204
    assert "GET" in preflight["Access-Control-Allow-Methods"]


def test_origins_can_be_limited(client: Client, drug: Any, settings: Settings) -> None:
    settings.API_CORS_ORIGINS = ("https://front.example",)
    friend = client.get(f"{API}/pages/", headers={"Origin": "https://front.example"})
    stranger = client.get(f"{API}/pages/", headers={"Origin": "https://other.example"})
    assert friend["Access-Control-Allow-Origin"] == "https://front.example"
    assert "Access-Control-Allow-Origin" not in stranger
    assert friend["Vary"] == stranger["Vary"] == "Origin"
