"""Images, documents and redirects, as far as public pages lead to them."""

from __future__ import annotations

from typing import Any

import pytest
import wagtail_factories
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from home.services import ensure_site
from tests.api.reading import get, numbers
from tests.factories import medications as make
from tests.factories.core import ImageFactory

pytestmark = pytest.mark.django_db


def test_an_image_that_a_page_shows_comes_in_the_shape_of_stock_wagtail(client: Client) -> None:
    image = ImageFactory(title="A tube of cream")
    image.tags.add("cream", "skin")
    ImageFactory(title="Of no page")
    make.publish(make.DrugPageFactory(card_image=image))
    listed = get(client, "/images/").json()
    assert listed["meta"] == {"total_count": 1}
    meta = {
        "type": "wagtailimages.Image",
        "detail_url": f"http://testserver/api/v2/images/{image.pk}/",
        "tags": ["cream", "skin"],
        "download_url": image.file.url,
    }
    assert listed["items"] == [{"id": image.pk, "meta": meta, "title": "A tube of cream"}]
    whole = get(client, f"/images/{image.pk}/").json()
    assert whole == {**listed["items"][0], "width": image.width, "height": image.height}


def test_images_are_filtered_ordered_and_searched(client: Client) -> None:
    images = [ImageFactory(title=title) for title in ("Bottle", "Ampoule", "Bottle cap")]
    images[0].tags.add("glass")
    for image in images:
        make.publish(make.DrugPageFactory(card_image=image))
    bottle, ampoule, cap = (image.pk for image in images)
    assert numbers(client, "/images/") == [bottle, ampoule, cap]
    assert numbers(client, "/images/", order="title") == [ampoule, bottle, cap]
    assert numbers(client, "/images/", title="Ampoule") == [ampoule]
    assert numbers(client, "/images/", tags="glass") == [bottle]
    assert sorted(numbers(client, "/images/", search="bottle")) == [bottle, cap]
    both = get(client, "/images/", search="bottle", tags="glass")
    assert both.json()["message"] == "filtering by tag with a search query is not supported"


def test_an_image_leaves_with_the_last_page_that_shows_it(client: Client) -> None:
    image = ImageFactory()
    page = make.publish(make.DrugPageFactory(card_image=image))
    assert get(client, f"/images/{image.pk}/").status_code == 200
    page.unpublish()
    assert get(client, f"/images/{image.pk}/").status_code == 404
    assert numbers(client, "/images/") == []


def test_a_document_that_a_page_links_to_is_listed(client: Client) -> None:
    document = wagtail_factories.DocumentFactory(title="A leaflet")
    wagtail_factories.DocumentFactory(title="Of no page")
    link = f'<p><a linktype="document" id="{document.pk}">Print it</a></p>'
    make.publish(make.ArticlePageFactory(body=[make.block("paragraph", link), *make.a_section()]))
    listed = get(client, "/documents/").json()
    assert [item["title"] for item in listed["items"]] == ["A leaflet"]
    assert listed["items"][0]["meta"]["download_url"].startswith("http://testserver/documents/")
    assert get(client, f"/documents/{document.pk}/").json()["title"] == "A leaflet"


def test_redirects_come_in_the_shape_of_stock_wagtail(client: Client) -> None:
    page = make.publish(make.DrugPageFactory(slug="pimecrolimus"))
    redirect: Any = Redirect.objects.create(old_path="/elidel", redirect_page=page)
    hidden = make.DrugPageFactory(live=False)
    Redirect.objects.create(old_path="/secret", redirect_page=hidden)
    listed = get(client, "/redirects/").json()
    assert listed == {
        "meta": {"total_count": 1},
        "items": [
            {
                "id": redirect.pk,
                "meta": {
                    "type": "wagtailredirects.Redirect",
                    "detail_url": f"http://testserver/api/v2/redirects/{redirect.pk}/",
                },
                "old_path": "/elidel",
                "location": "/medications/pimecrolimus/",
            }
        ],
    }
    assert get(client, f"/redirects/{redirect.pk}/").json()["is_permanent"] is True


def test_a_redirect_is_found_by_its_path(client: Client) -> None:
    ensure_site()
    redirect = Redirect.objects.create(old_path="/elidel", redirect_link="https://elsewhere.example/")
    for path in ("/elidel/", "elidel", "/elidel"):
        answer = get(client, "/redirects/find/", html_path=path)
        assert answer["Location"] == f"/api/v2/redirects/{redirect.pk}/"
    assert get(client, "/redirects/find/", html_path="/nowhere/").status_code == 404
