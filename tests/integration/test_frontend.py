"""Paths of pages, asked of the host that has no website."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories import medications as make

pytestmark = pytest.mark.django_db


def test_view_live_leads_to_the_json_of_the_page(client: Client) -> None:
    guide = make.publish(make.HowToGuidePageFactory(slug="apply-it"))
    response = client.get(guide.url, follow=True)
    assert response.json()["id"] == guide.pk


def test_view_live_leads_to_the_website_where_there_is_one(client: Client, settings: Settings) -> None:
    settings.FRONTEND_URL = "https://www.example.org"
    assert client.get("/guides/apply-it/")["Location"] == "https://www.example.org/guides/apply-it/"


@pytest.mark.parametrize("path", ["/static/nothing/", "/media/nothing/", "/api/nothing/", "/guides/a.html/"])
def test_what_is_no_page_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
