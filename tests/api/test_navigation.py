"""The frame of every page: menus and the site's profile, as they are public at the moment of reading."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from home.models import HomePage, Navigation, NavigationItem
from home.services import ensure_site
from tests.api.reading import get
from tests.factories import medications as make
from tests.factories.core import ImageFactory
from tests.factories.home import StandardPageFactory, site_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def menus() -> Navigation:
    return Navigation.objects.create(site=ensure_site().get_site())


def entry(menus: Navigation, **fields: Any) -> NavigationItem:
    return NavigationItem.objects.create(navigation=menus, **fields)


def navigation(client: Client, **parameters: Any) -> Any:
    answer = get(client, "/navigation/", **parameters)
    assert answer.status_code == 200, answer.content
    return answer


def test_menus_and_profile_come_in_one_answer(client: Client, menus: Navigation) -> None:
    logo = ImageFactory()
    site_profile(organisation_name="Plain Words Press", emergency_number="112", logo=logo)
    about = make.publish(StandardPageFactory(title="About us", slug="about"))
    entry(menus, page=about)
    entry(menus, place="footer", label="Shop", url="https://example.org/")
    said = navigation(client).json()
    assert said["main"] == [{"label": "About us", "path": "/about/", "url": None}]
    assert said["footer"] == [{"label": "Shop", "path": None, "url": "https://example.org/"}]
    assert said["profile"]["emergency_number"] == "112"
    assert said["profile"]["logo"]["id"] == logo.pk
    assert said["site"]["root_url"] == about.get_site().root_url


def test_a_site_without_menus_and_profile_has_empty_ones(client: Client) -> None:
    said = navigation(client).json()
    assert (said["main"], said["footer"]) == ([], [])
    assert said["profile"]["emergency_number"] == ""
    assert said["profile"]["logo"] is None


@pytest.mark.parametrize("hiding", ["unpublished", "expired", "restricted"])
def test_an_entry_goes_with_its_page(client: Client, menus: Navigation, hiding: str) -> None:
    page = make.publish(StandardPageFactory())
    entry(menus, page=page, label="Not for readers")
    assert "Not for readers" in str(navigation(client).json()["main"])
    if hiding == "unpublished":
        page.unpublish()
    elif hiding == "expired":
        Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - dt.timedelta(seconds=1))
    else:
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    answer = navigation(client)
    assert answer.json()["main"] == []
    assert "Not for readers" not in answer.content.decode()


def test_each_site_has_its_own(client: Client, menus: Navigation) -> None:
    entry(menus, label="Ours", url="https://example.org/")
    root = Page.get_first_root_node().add_child(instance=HomePage(title="Other", slug="other"))
    other = Site.objects.create(hostname="other.example", root_page=root, site_name="Other")
    theirs = Navigation.objects.create(site=other)
    entry(theirs, page=make.publish(root), label="Theirs")
    # A page of another site has no address on this one.
    entry(menus, page=root, label="Elsewhere")
    assert [row["label"] for row in navigation(client).json()["main"]] == ["Ours"]
    said = navigation(client, site="other.example").json()
    assert [row["label"] for row in said["main"]] == ["Theirs"]
    assert said["site"] == {"name": "Other", "root_url": "http://other.example"}
    assert get(client, "/navigation/", site="nowhere.example").status_code == 404


def test_caches_are_told_what_purges_it_and_when_it_changes_next(client: Client, menus: Navigation) -> None:
    profile = site_profile(logo=ImageFactory())
    page = make.publish(StandardPageFactory())
    hidden = StandardPageFactory(live=False)
    entry(menus, page=page)
    entry(menus, page=hidden)
    expiry = timezone.now() + dt.timedelta(seconds=20)
    Page.objects.filter(pk=page.pk).update(expire_at=expiry)
    answer = navigation(client)
    site_id = page.get_site().pk
    assert set(answer["Surrogate-Key"].split()) == {
        "api",
        "event",
        "navigation",
        f"navigation-{site_id}",
        f"site_profile-{site_id}",
        f"site-{site_id}",
        f"page-{page.pk}",
        f"page-{hidden.pk}",  # appears when that is published
        f"image-{profile.logo_id}",
    }
    kept = dict(part.split("=") for part in answer["Cache-Control"].split(", ")[1:])
    assert int(kept["s-maxage"]) + int(kept["stale-while-revalidate"]) <= 20
    assert int(answer["X-Content-Sequence"]) > 0


def test_what_has_not_changed_is_not_sent_again(client: Client, menus: Navigation) -> None:
    first = navigation(client)
    again = client.get("/api/v2/navigation/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    entry(menus, label="New", url="https://example.org/")
    assert client.get("/api/v2/navigation/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_what_it_does_not_know_is_refused_with_the_nearest_name(client: Client) -> None:
    answer = get(client, "/navigation/", sit="x")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert "'site' instead of 'sit'" in answer.json()["detail"]
    assert client.post("/api/v2/navigation/").status_code == 405
