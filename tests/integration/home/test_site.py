"""The first pages of a site, its profile and its menus."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site

from cms.core.keys import Key
from cms.events.models import Event
from home.models import FeaturedPage, HomePage, Navigation, NavigationItem, SiteProfile
from home.services import ensure_site
from tests.factories import medications as make
from tests.factories.core import render_context, unmake_site
from tests.factories.home import StandardPageFactory, site_profile

pytestmark = pytest.mark.django_db


def test_a_new_site_gets_a_home_page_and_four_live_sections_instead_of_the_welcome_page() -> None:
    unmake_site()
    home = ensure_site(title="Formulary")
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert [page.slug for page in home.get_children().live().order_by("slug")] == [
        "articles",
        "guides",
        "medications",
        "topics",
    ]
    assert not Page.objects.filter(title__startswith="Welcome").exists()


def test_a_second_time_changes_nothing() -> None:
    ensure_site()
    before = list(Page.objects.order_by("pk").values_list("pk", "path", "latest_revision_id"))
    ensure_site(title="Another title")
    assert list(Page.objects.order_by("pk").values_list("pk", "path", "latest_revision_id")) == before


@pytest.mark.parametrize(
    ("address", "root_url"),
    [
        ("https://www.example.org", "https://www.example.org"),
        ("http://localhost:8001/", "http://localhost:8001"),
        ("", "http://localhost"),
    ],
)
def test_a_site_without_a_name_of_its_own_is_named_after_its_address(address: str, root_url: str) -> None:
    unmake_site()
    ensure_site(address=address)
    assert Site.objects.get(is_default_site=True).root_url == root_url


def test_a_name_that_somebody_gave_the_site_is_kept() -> None:
    unmake_site()
    Site.objects.update(hostname="www.example.org", port=443)
    ensure_site(address="http://localhost:8001")
    assert Site.objects.get(is_default_site=True).root_url == "https://www.example.org"


def test_privacy_offers_only_what_hides_a_page(admin_client: Client) -> None:
    form = admin_client.get(reverse("wagtailadmin_pages:set_privacy", args=[ensure_site().pk])).json()["html"]
    offered = [choice for choice in ("none", "login", "password", "groups") if f'value="{choice}"' in form]
    assert offered == ["none", "login"]


def test_a_root_page_that_an_editor_has_filled_is_kept() -> None:
    unmake_site()
    welcome = Site.objects.get(is_default_site=True).root_page
    welcome.title = "Our site"
    welcome.save()
    ensure_site()
    assert Page.objects.filter(pk=welcome.pk).exists()


def test_the_home_page_shows_the_newest_guides_and_articles_and_not_the_drug_pages() -> None:
    now = timezone.now()
    for days, factory, title in (
        (3, make.ArticlePageFactory, "Old article"),
        (1, make.HowToGuidePageFactory, "New guide"),
        (0, make.DrugPageFactory, "Drug page"),
    ):
        factory(title=title, first_published_at=now - dt.timedelta(days=days))
    make.ArticlePageFactory(title="Draft", live=False)
    home = ensure_site()
    context = render_context()
    latest = home.represent(context)["latest"]
    assert [card["title"] for card in latest] == ["New guide", "Old article"]
    assert make.ArticlePageFactory().listing_keys() & context.watches


def test_featured_pages_come_in_the_editors_order_and_only_if_public() -> None:
    home = ensure_site()
    pages = [make.ArticlePageFactory(), make.ArticlePageFactory(live=False), make.HowToGuidePageFactory()]
    for place, page in enumerate(pages):
        FeaturedPage.objects.create(home=home, target=page, sort_order=place)
    cards = HomePage.objects.get(pk=home.pk).represent(render_context())["featured"]
    assert [card["id"] for card in cards] == [pages[0].pk, pages[2].pk]


def test_an_index_page_costs_the_same_for_any_number_of_pages() -> None:
    counts, totals = [], []
    for pages in (2, 8):
        for _ in range(pages):
            make.ArticlePageFactory(category=make.CategoryFactory())
        index = ensure_site().get_children().get(slug="articles").specific
        with CaptureQueriesContext(
            connection,
        ) as captured:
            totals.append(index.represent(render_context())["total"])
        counts.append(len(captured))
    assert totals == [2, 10]
    assert counts[0] == counts[1]


def test_the_profile_is_the_publisher_of_every_page_and_a_change_of_it_reaches_them() -> None:
    profile = site_profile(organisation_name="Plain Words Press")
    context = render_context()
    graph = StandardPageFactory().represent(context)["json_ld"]["@graph"]
    assert [node["name"] for node in graph if node["@type"] == "Organization"] == ["Plain Words Press"]
    assert Key("site_profile", profile.site_id) in context.shows
    profile.save()
    assert Event.objects.latest("sequence").keys == [f"site_profile:{profile.site_id}"]


def test_a_page_waits_for_a_profile_that_nobody_has_filled_in() -> None:
    context = render_context()
    StandardPageFactory().represent(context)
    assert Key("site_profile", context.site.pk) in context.watches - context.shows


def test_menus_show_public_pages_and_addresses() -> None:
    navigation = Navigation.objects.create(site=ensure_site().get_site())
    page = StandardPageFactory(title="About us", slug="about")
    draft = StandardPageFactory(live=False)
    NavigationItem.objects.create(navigation=navigation, page=page)
    NavigationItem.objects.create(navigation=navigation, page=draft)
    NavigationItem.objects.create(
        navigation=navigation, place="footer", label="Shop", url="https://example.org/"
    )
    menus = render_context().reference("navigation", navigation.pk)
    assert menus == {
        "main": [{"label": "About us", "path": "/about/", "url": None}],
        "footer": [{"label": "Shop", "path": None, "url": "https://example.org/"}],
    }


def test_a_menu_entry_leads_to_a_page_or_to_an_address() -> None:
    navigation = Navigation.objects.create(site=ensure_site().get_site())
    with pytest.raises(ValidationError, match="one of the two"):
        NavigationItem(navigation=navigation, label="Nowhere").full_clean()
    with pytest.raises(ValidationError, match="words of the link"):
        NavigationItem(navigation=navigation, url="https://example.org/").full_clean()


@pytest.mark.parametrize("setting", ["siteprofile", "navigation"])
def test_the_settings_open_in_the_admin(admin_client: Client, setting: str) -> None:
    site = ensure_site().get_site()
    response: Any = admin_client.get(reverse("wagtailsettings:edit", args=["home", setting, site.pk]))
    assert response.status_code == 200


def test_the_profile_is_saved_in_the_admin(admin_client: Client) -> None:
    site = ensure_site().get_site()
    url = reverse("wagtailsettings:edit", args=["home", "siteprofile", site.pk])
    admin_client.post(url, {"emergency_number": "112", "organisation_name": "Plain Words Press"})
    assert SiteProfile.objects.get(pk=site.pk).emergency_number == "112"
