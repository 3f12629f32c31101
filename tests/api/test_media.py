"""Uploaded files are given to readers only while a public page shows them, however their address was found."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
import wagtail_factories
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction, Site

from cms.core.models import BasePage
from home.services import ensure_site
from tests.api.reading import get
from tests.factories import medications as make
from tests.factories.core import ImageFactory
from tests.pictures import make_pictures_of

pytestmark = pytest.mark.django_db


def shown(**fields: Any) -> tuple[Any, BasePage]:
    """An image, and the public page that shows it."""
    image = ImageFactory(**fields)
    make_pictures_of(image)
    return image, make.publish(make.DrugPageFactory(card_image=image))


def fetch(client: Client, address: str, **headers: str) -> Any:
    """GET, and read the file to its end, which closes it."""
    response = client.get(address, headers=headers)
    if response.streaming:
        b"".join(response)
    return response


def status_of(client: Client, address: str, **headers: str) -> int:
    return int(fetch(client, address, **headers).status_code)


def addresses(client: Client, image: Any, page: BasePage) -> list[str]:
    """Where a frontend finds the image: a rendition and the original."""
    rendition = get(client, f"/pages/{page.pk}/").json()["card_image"]["src"]
    return [urlsplit(rendition).path, image.file.url]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("staff", "s@example.org", "x"))
    return client


def test_what_a_public_page_shows_is_given_to_everyone_and_may_be_kept(client: Client) -> None:
    image, page = shown()
    for address in addresses(client, image, page):
        response = fetch(client, address)
        assert response.status_code == 200
        assert response["Content-Type"].startswith("image/")
        assert response["Cache-Control"] == "public, max-age=300"
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies


def test_what_no_page_shows_any_more_is_gone_at_once(client: Client) -> None:
    image, page = shown()
    found = addresses(client, image, page)
    page.unpublish()
    assert [status_of(client, address) for address in found] == [404, 404]


def test_what_was_put_into_a_private_collection_is_gone_at_once(client: Client) -> None:
    image, page = shown()
    found = addresses(client, image, page)
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    image.collection = private
    image.save()
    assert [status_of(client, address) for address in found] == [404, 404]


def test_an_image_that_only_drafts_use_is_for_those_who_work_here(client: Client, staff: Client) -> None:
    ensure_site()
    image = ImageFactory()
    address = image.get_rendition("width-100").url
    assert status_of(Client(), address) == 404
    response = fetch(staff, address)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_documents_are_not_to_be_had_past_the_view_that_guards_them(client: Client) -> None:
    ensure_site()
    document = wagtail_factories.DocumentFactory(title="Plan")
    assert status_of(client, document.file.url) == 404
    assert status_of(client, document.url) == 404


@pytest.mark.parametrize(
    "path", ["../db.sqlite3", "images/../../x", "original_images/", "%2e%2e/x", "nothing.png"]
)
def test_no_path_leads_elsewhere(client: Client, staff: Client, path: str) -> None:
    assert status_of(Client(), f"/media/{path}") in {400, 404}
    assert status_of(staff, f"/media/{path}") in {400, 404}


def test_a_document_that_a_page_of_another_site_shows_can_be_had_at_the_address_it_names(
    client: Client,
) -> None:
    home = ensure_site()
    document = wagtail_factories.DocumentFactory(title="Leaflet")
    guide = make.HowToGuidePageFactory(
        body=make.a_section("More", f'<p><a linktype="document" id="{document.pk}">the leaflet</a></p>')
    )
    make.publish(guide)
    Site.objects.create(hostname="elsewhere.example", root_page=home.get_children().first())
    assert status_of(client, document.url, Host="elsewhere.example") == 200
