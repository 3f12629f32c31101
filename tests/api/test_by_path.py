"""The one request of a page view: a page, where it went, that it is gone, or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from cms.editions.models import Edition
from home.services import ensure_site
from tests.api.reading import get
from tests.factories import medications as make

pytestmark = pytest.mark.django_db


def drug(**fields: Any) -> Any:
    return make.publish(make.DrugPageFactory(**{"title": "Pimecrolimus", "slug": "pimecrolimus", **fields}))


def at(client: Client, path: str, **parameters: Any) -> Any:
    return get(client, "/pages/by-path/", path=path, **parameters)


@pytest.mark.parametrize(
    "path",
    [
        "/medications/pimecrolimus/",
        "/medications/pimecrolimus",
        "medications/pimecrolimus",
        "//medications///pimecrolimus//",
        "/medications/pimecrolimus/?utm_source=mail",
        "/medications/pimecrolimus/#dose",
        "/medications/pimecrol%69mus/",
        " /medications/pimecrolimus/ ",
    ],
)
def test_a_page_is_found_however_its_path_is_written(client: Client, path: str) -> None:
    page = drug()
    answer = at(client, path)
    assert (answer.status_code, answer.json()["id"]) == (200, page.pk)


def test_a_path_beyond_ascii_is_found_plain_and_percent_encoded(client: Client) -> None:
    page = drug(slug="crème")
    for path in ("/medications/crème/", "/medications/cr%C3%A8me/"):
        assert at(client, path).json()["id"] == page.pk


def test_the_front_page_stands_at_the_root(client: Client) -> None:
    home = ensure_site()
    assert at(client, "/").json()["id"] == at(client, "").json()["id"] == home.pk


def test_a_page_by_path_is_the_page_by_number_to_the_byte(client: Client) -> None:
    page = drug()
    assert at(client, "/medications/pimecrolimus/").content == get(client, f"/pages/{page.pk}/").content


def test_fields_can_be_chosen_by_path(client: Client) -> None:
    drug()
    assert at(client, "/medications/pimecrolimus/", fields="_,title").json() == {"title": "Pimecrolimus"}


def test_a_page_without_an_edition_is_rendered_on_the_way(client: Client) -> None:
    page = drug()
    Edition.objects.filter(page=page).delete()
    assert at(client, "/medications/pimecrolimus/").json()["id"] == page.pk
    assert Edition.objects.filter(page=page, valid_to=None).exists()


@pytest.mark.parametrize("status", [301, 302])
def test_a_redirect_says_where_to_go_and_for_how_long(client: Client, status: int) -> None:
    page = drug()
    Redirect.objects.create(old_path="/elidel", redirect_page=page, is_permanent=status == 301)
    expected = {"redirect": {"to": "/medications/pimecrolimus/", "status": status}}
    assert at(client, "/elidel/").json() == at(client, "elidel").json() == expected


def test_a_redirect_may_lead_elsewhere(client: Client) -> None:
    ensure_site()
    Redirect.objects.create(old_path="/shop", redirect_link="https://shop.example/")
    assert at(client, "/shop/").json()["redirect"]["to"] == "https://shop.example/"


def test_a_redirect_of_this_site_goes_before_one_of_all_sites(client: Client) -> None:
    page = drug()
    Redirect.objects.create(old_path="/elidel", redirect_link="https://elsewhere.example/")
    Redirect.objects.create(
        old_path="/elidel", redirect_page=page, site=Site.objects.get(is_default_site=True)
    )
    assert at(client, "/elidel/").json()["redirect"]["to"] == "/medications/pimecrolimus/"


def test_a_page_that_got_a_new_slug_is_found_by_its_old_path(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    page = drug()
    page.slug = "pimecrolimus-cream"
    with django_capture_on_commit_callbacks(execute=True):
        make.publish(page)
    to = at(client, "/medications/pimecrolimus/").json()["redirect"]["to"]
    assert at(client, to).json()["id"] == page.pk


def test_a_page_goes_before_a_redirect_from_its_path(client: Client) -> None:
    page = drug()
    Redirect.objects.create(old_path="/medications/pimecrolimus", redirect_link="https://elsewhere.example/")
    assert at(client, "/medications/pimecrolimus/").json()["id"] == page.pk


def test_a_redirect_to_itself_leads_nowhere(client: Client) -> None:
    ensure_site()
    Redirect.objects.create(old_path="/loop", redirect_link="/loop/")
    assert at(client, "/loop/").status_code == 404


def test_a_page_that_was_withdrawn_is_gone_and_its_title_with_it(client: Client) -> None:
    drug(title="Withdrawn words").unpublish()
    answer = at(client, "/medications/pimecrolimus/")
    assert answer.status_code == 410
    assert answer["Content-Type"] == "application/problem+json"
    assert "Withdrawn words" not in answer.content.decode()


def test_a_page_that_was_deleted_is_gone(client: Client) -> None:
    drug().delete()
    assert at(client, "/medications/pimecrolimus/").status_code == 410


def test_a_page_that_has_just_run_out_is_gone_before_any_worker_knows(client: Client) -> None:
    page = drug()
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now())
    assert at(client, "/medications/pimecrolimus/").status_code == 410


def test_a_page_that_came_back_is_not_gone(client: Client) -> None:
    page = drug()
    page.unpublish()
    make.publish(type(page).objects.get(pk=page.pk))
    assert at(client, "/medications/pimecrolimus/").status_code == 200


def test_another_page_may_stand_where_one_was_withdrawn(client: Client) -> None:
    drug().delete()
    other = drug(title="Another")
    assert at(client, "/medications/pimecrolimus/").json()["id"] == other.pk


def test_what_was_withdrawn_from_a_private_section_was_never_there(client: Client) -> None:
    page = drug()
    page.unpublish()
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    assert at(client, "/medications/pimecrolimus/").status_code == 404


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/medications/%ff/", "/medications/a%00b/", "/../admin/", "/*/"]
)
def test_a_path_where_nothing_ever_stood_is_not_found(client: Client, path: str) -> None:
    ensure_site()
    assert at(client, path).status_code == 404


def test_a_path_must_be_given(client: Client) -> None:
    ensure_site()
    answer = get(client, "/pages/by-path/")
    assert answer.status_code == 400
    assert "path is required" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("old_path", "asked"),
    [
        ("/old.php?id=3", "/old.php?id=3"),
        ("/old.php?id=3&x=1", "/old.php?x=1&id=3"),
        ("/a%20b", "/a b"),
        ("/a b", "/a%20b"),
        ("/cr%C3%A8me", "/crème/"),
        ("/100%25", "/100%25/"),
        ("/offer", "/offer/?utm_source=mail"),
    ],
)
def test_a_redirect_is_found_however_its_address_is_written(
    client: Client, old_path: str, asked: str
) -> None:
    page = drug()
    Redirect.add_redirect(old_path, redirect_to=page)
    assert at(client, asked).json()["redirect"]["to"] == "/medications/pimecrolimus/"
    found = get(client, "/redirects/find/", html_path=asked)
    assert found.status_code == 302


def test_a_redirect_from_an_address_with_its_query_goes_before_one_without(client: Client) -> None:
    page = drug()
    Redirect.add_redirect("/old", redirect_to="/elsewhere/")
    Redirect.add_redirect("/old?id=3", redirect_to=page)
    assert at(client, "/old?id=3").json()["redirect"]["to"] == "/medications/pimecrolimus/"
    assert at(client, "/old?id=4").json()["redirect"]["to"] == "/elsewhere/"


def test_a_redirect_to_its_own_full_address_leads_nowhere(client: Client) -> None:
    home = ensure_site()
    Redirect.objects.create(old_path="/loop", redirect_link=f"{home.get_site().root_url}/loop/")
    assert at(client, "/loop/").status_code == 404
