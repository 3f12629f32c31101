"""The OpenAPI document: valid, pinned, and true of what is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from cms.api.openapi.document import build
from cms.api.page_types import page_types
from home.services import ensure_site
from medications.models import EntityKind
from tests.api.reading import API, get
from tests.factories import medications as make
from tests.factories.core import ImageFactory
from tests.factories.home import StandardPageFactory

SNAPSHOT = Path(__file__).with_name("openapi.json")
COMMAND = "manage.py openapi --output tests/contract/openapi.json"


def test_the_document_is_valid_openapi() -> None:
    validate(build())


def test_the_document_is_the_one_that_was_agreed() -> None:
    assert json.loads(SNAPSHOT.read_text()) == build(), f"If this change is meant: {COMMAND}"


def test_the_command_says_when_a_file_is_not_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"
    with pytest.raises(CommandError, match="not up to date"):
        call_command("openapi", output=file, check=True)
    call_command("openapi", output=file)
    call_command("openapi", output=file, check=True)


def test_pages_narrow_by_their_type() -> None:
    schemas = build()["components"]["schemas"]
    mapping = schemas["Page"]["discriminator"]["mapping"]
    assert set(mapping) == set(page_types())
    for name, place in mapping.items():
        page = schemas[place.rsplit("/", 1)[-1]]
        assert page["properties"]["type"]["const"] == name
        assert "type" in page["required"]
        assert set(page["properties"]) == set(page["required"]), "what is always sent is always required"


def test_entities_narrow_by_their_kind() -> None:
    schemas = build()["components"]["schemas"]
    mapping = schemas["Entity"]["discriminator"]["mapping"]
    assert set(mapping) == set(EntityKind.values)
    for kind, place in mapping.items():
        found = schemas[place.rsplit("/", 1)[-1]]
        assert found["properties"]["kind"]["const"] == kind
        assert set(found["properties"]) == set(found["required"]), "what is always sent is always required"


def test_blocks_narrow_by_their_type() -> None:
    schemas = build()["components"]["schemas"]
    items = schemas["DrugPageSchema"]["properties"]["body"]["items"]
    assert items["discriminator"]["propertyName"] == "type"
    for block, place in items["discriminator"]["mapping"].items():
        assert schemas[place.rsplit("/", 1)[-1]]["properties"]["type"]["const"] == block


def test_no_value_of_a_page_is_untyped_but_its_json_ld() -> None:
    untyped = {
        f"{name}.{field}"
        for name, schema in build()["components"]["schemas"].items()
        for field, value in schema.get("properties", {}).items()
        if not {"type", "$ref", "anyOf", "oneOf", "allOf", "const", "enum"}.intersection(value)
    }
    assert untyped == set()


@pytest.mark.django_db
def test_every_answer_fits_the_document(client: Client) -> None:
    ensure_site()
    image = ImageFactory()
    for factory in (
        make.TopicHubPageFactory,
        make.DrugPageFactory,
        make.HowToGuidePageFactory,
        make.ArticlePageFactory,
    ):
        make.publish(factory(card_image=image))
    make.publish(StandardPageFactory())
    make.ConditionFactory()
    for item in get(client, "/entities/", limit=100).json()["items"]:
        assert faults("Entity", get(client, f"/entities/{item['id']}/").json()) == []
    for item in get(client, "/pages/", limit=100).json()["items"]:
        assert faults("Page", get(client, f"/pages/{item['id']}/").json()) == []
    for path, schema in (
        ("/pages/", "PageList"),
        ("/pages/?fields=*", "PageList"),
        ("/images/", "ImageList"),
        (f"/images/{image.pk}/", "ImageResource"),
        ("/documents/", "DocumentList"),
        ("/redirects/", "RedirectList"),
        ("/entities/", "EntityList"),
        ("/entities/?fields=*", "EntityList"),
        ("/sitemap/", "Sitemap"),
        ("/sitemap/?limit=1", "Sitemap"),
        ("/navigation/", "NavigationDocument"),
        ("/changes/?since=0", "ChangeList"),
        ("/search/?q=drug", "SearchResults"),
        ("/search/suggest/?q=dr", "SearchSuggestions"),
        ("/pages/99999/", "ProblemDocument"),
    ):
        assert faults(schema, client.get(API + path).json()) == [], path


def faults(schema: str, value: Any) -> list[str]:
    document = {**build(), "$ref": f"#/components/schemas/{schema}"}
    return [error.message[:300] for error in OAS31Validator(document).iter_errors(value)]


@pytest.mark.django_db
def test_the_document_and_a_page_to_read_it_are_served(client: Client) -> None:
    assert get(client, "/openapi.json").json() == build()
    page = client.get(f"{API}/docs/")
    assert page.status_code == 200
    assert "http://" not in page.content.decode()
    assert "https://" not in page.content.decode()


def test_every_path_of_the_document_is_routed_and_every_route_is_in_it() -> None:
    from cms.api.urls import router

    routed = {
        f"{API}/{kind}/{pattern.pattern}".replace("<int:pk>", "{id}")
        for kind, endpoint in router._endpoints.items()
        for pattern in endpoint.get_urlpatterns()
    }
    assert routed | {f"{API}/preview/", f"{API}/changes/"} == set(build()["paths"])
