"""The ``fields`` grammar on JSON that is already made."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.api.reading import get
from tests.factories import medications as make
from tests.factories.core import ImageFactory
from tests.pictures import make_pictures

pytestmark = pytest.mark.django_db


@pytest.fixture
def drug() -> Any:
    category = make.CategoryFactory(name="Medications")
    page = make.publish(
        make.DrugPageFactory(slug="pimecrolimus", category=category, card_image=ImageFactory(title="A tube"))
    )
    make_pictures()
    return page


def detail(client: Client, drug: Any, fields: str) -> Any:
    response = get(client, f"/pages/{drug.pk}/", fields=fields)
    assert response.status_code == 200, response.content
    return response.json()


def test_everything_is_the_whole_edition(client: Client, drug: Any) -> None:
    assert detail(client, drug, "*") == get(client, f"/pages/{drug.pk}/").json()


def test_names_come_in_the_order_of_the_edition(client: Client, drug: Any) -> None:
    chosen = detail(client, drug, "_,title,medicine,id,slug,type")
    assert list(chosen) == ["id", "type", "meta", "title", "medicine"]


def test_a_type_asked_for_by_name_stands_where_both_kinds_of_client_look(client: Client, drug: Any) -> None:
    assert detail(client, drug, "_,type") == {"type": drug.type_name(), "meta": {"type": drug.type_name()}}


def test_a_nested_object_is_cut_to_what_was_asked_and_what_names_it(client: Client, drug: Any) -> None:
    image = detail(client, drug, "_,card_image(src,alt)")["card_image"]
    assert set(image) == {"id", "src", "alt"}
    assert set(detail(client, drug, "_,card_image(_,src)")["card_image"]) == {"src"}
    assert "src" not in detail(client, drug, "_,card_image(-src)")["card_image"]
    assert set(detail(client, drug, "_,card_image(sources(_,format))")["card_image"]["sources"][0]) == {
        "format"
    }


def test_a_nested_page_is_cut_inside_its_meta_too(client: Client, drug: Any) -> None:
    parent = detail(client, drug, "_,parent(_,title,html_url)")["meta"]["parent"]
    assert parent == {"meta": {"html_url": "http://localhost/medications/"}, "title": "Medications"}


def test_every_block_of_a_stream_is_cut(client: Client, drug: Any) -> None:
    body = detail(client, drug, "_,body(_,type)")["body"]
    assert body == [{"type": "section"}]
    deep = detail(client, drug, "_,body(value(_,heading,content(type)))")["body"]
    assert deep[0]["value"]["heading"] == "In short"
    assert set(deep[0]["value"]["content"][0]) == {"type", "id"}


def test_what_is_null_stays_null(client: Client, drug: Any) -> None:
    drug.category = None
    make.publish(drug)
    assert detail(client, drug, "_,category(name)") == {"category": None}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("card_image(scr)", "unknown fields: scr"),
        ("body(value(headng))", "unknown fields: headng"),
        ("title(x)", "'title' does not support nested fields"),
        ("json_ld(x)", "'json_ld' does not support nested fields"),
        ("meta", "unknown fields: meta"),
        ("body(-value(x))", "fields error: unexpected char '(' at position 11"),
    ],
)
def test_a_wrong_name_is_refused_however_deep(client: Client, drug: Any, fields: str, message: str) -> None:
    response = get(client, f"/pages/{drug.pk}/", fields=fields)
    assert (response.status_code, response.json()["message"]) == (400, message)


def test_a_list_of_one_type_knows_the_fields_of_that_type(client: Client, drug: Any) -> None:
    item = get(client, "/pages/", type="medications.DrugPage", fields="category(name),audience").json()[
        "items"
    ][0]
    assert item["category"] == {"id": drug.category_id, "name": "Medications"}
    assert item["audience"] == drug.audience
    several = get(client, "/pages/", fields="audience")
    assert several.json()["message"] == "unknown fields: audience"


def test_a_wrong_name_is_refused_even_where_the_list_is_empty(client: Client, drug: Any) -> None:
    assert get(client, "/pages/", type="medications.ArticlePage", fields="nothing").status_code == 400


def test_a_list_of_one_type_is_filtered_and_ordered_by_its_own_columns(client: Client, drug: Any) -> None:
    make.publish(make.DrugPageFactory(title="Another", audience="child"))
    listed = get(client, "/pages/", type="medications.DrugPage", audience="child").json()
    assert [item["title"] for item in listed["items"]] == ["Another"]
    by_category = get(client, "/pages/", type="medications.DrugPage", category=drug.category_id).json()
    assert [item["id"] for item in by_category["items"]] == [drug.pk]
    ordered = get(client, "/pages/", type="medications.DrugPage", order="-audience,title")
    assert ordered.status_code == 200


@pytest.mark.parametrize("column", ["path", "type", "body", "json_ld", "topics"])
def test_what_is_no_plain_column_can_be_neither_filtered_nor_ordered_by(
    client: Client, drug: Any, column: str
) -> None:
    assert get(client, "/pages/", type="medications.DrugPage", order=column).status_code == 400
    if column != "type":
        assert get(client, "/pages/", type="medications.DrugPage", **{column: "0001"}).status_code == 400


def test_a_moment_is_filtered_by_with_or_without_its_zone(client: Client, drug: Any) -> None:
    at = get(client, f"/pages/{drug.pk}/").json()["meta"]["first_published_at"]
    for text in (at, at.replace("Z", "+00:00"), at.replace("Z", "")):
        listed = get(client, "/pages/", first_published_at=text).json()
        assert drug.pk in [item["id"] for item in listed["items"]]
