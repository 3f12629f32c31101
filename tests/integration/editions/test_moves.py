"""Pages that come to stand elsewhere, with a page above them or with their site."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Site

from home.models import HomePage
from home.services import ensure_site
from tests.api.reading import get
from tests.background import catch_up, waiting
from tests.editions import read, said
from tests.factories import medications as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> HomePage:
    home = ensure_site()
    catch_up()
    return home


@pytest.mark.parametrize("with_workers", [True, False])
def test_a_renamed_section_takes_everything_below_it_along(
    client: Client, home: HomePage, with_workers: bool, django_capture_on_commit_callbacks: Any
) -> None:
    article = make.publish(make.ArticlePageFactory(slug="one"))
    catch_up()
    section = article.get_parent().specific
    section.slug = "reading"

    with django_capture_on_commit_callbacks(execute=True):
        make.publish(section)
    assert waiting() >= {article.pk}
    if with_workers:
        catch_up()

    assert get(client, "/pages/by-path/", path="/reading/one/").json()["path"] == "/reading/one/"
    assert read(client, article)["meta"]["html_url"] == "http://localhost/reading/one/"
    moved = get(client, "/pages/by-path/", path="/articles/one/").json()
    assert moved["redirect"]["to"] == "/reading/one/"


def test_a_renamed_draft_section_takes_what_is_live_below_it_along(
    client: Client, home: HomePage, django_capture_on_commit_callbacks: Any
) -> None:
    article = make.publish(make.ArticlePageFactory(slug="one"))
    section = article.get_parent().specific
    section.unpublish()
    catch_up()
    section = type(section).objects.get(pk=section.pk)
    section.slug = "reading"
    with django_capture_on_commit_callbacks(execute=True):
        section.save()
    catch_up()
    assert said(article)["path"] == "/reading/one/"


def test_a_site_with_another_address_has_other_addresses_in_its_pages(home: HomePage) -> None:
    article = make.publish(make.ArticlePageFactory(slug="one"))
    site = Site.objects.get(is_default_site=True)
    site.hostname, site.port = "www.example.org", 443
    site.save()
    catch_up()
    for page in (home, article):
        assert said(page)["meta"]["html_url"].startswith("https://www.example.org/")
        assert "localhost" not in json.dumps(said(page)["json_ld"])


def test_a_new_site_takes_its_pages_over_and_gives_them_back(client: Client, home: HomePage) -> None:
    article = make.publish(make.ArticlePageFactory(slug="one"))
    section = article.get_parent()
    inner = Site.objects.create(hostname="articles.example", root_page=section)
    catch_up()
    assert said(article)["meta"]["html_url"] == "http://articles.example/one/"
    assert get(client, f"/pages/{article.pk}/").status_code == 404
    assert get(client, f"/pages/{article.pk}/", site="articles.example").status_code == 200

    inner.delete()
    catch_up()

    assert said(article)["path"] == "/articles/one/"
    assert read(client, article)["path"] == "/articles/one/"


def test_a_new_site_begins_with_a_front_page_that_readers_get(home: HomePage) -> None:
    assert said(home)["path"] == "/"
