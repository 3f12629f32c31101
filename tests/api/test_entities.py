"""Medicines, classes and conditions as frontends list and show them: only what is public, at the moment of reading."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site

from home.models import HomePage
from medications.models import (
    AliasKind,
    ClassMembership,
    ComparisonSubject,
    Component,
    Entity,
    Identifier,
    Interaction,
    MedicineKind,
    Partnership,
    Treatment,
)
from tests.api.reading import get
from tests.factories import medications as make

pytestmark = pytest.mark.django_db


def entities(client: Client, **parameters: Any) -> Any:
    answer = get(client, "/entities/", **parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()


def names(client: Client, **parameters: Any) -> list[str]:
    return [item["name"] for item in entities(client, **parameters)["items"]]


def entity(client: Client, found: Entity, **parameters: Any) -> Any:
    answer = get(client, f"/entities/{found.pk}/", **parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()


def short(found: Entity, path: str | None = None) -> dict[str, Any]:
    """How others name it."""
    return {
        "id": found.pk,
        "kind": found.kind,
        "name": found.name,
        "slug": found.slug,
        "short_definition": found.short_definition,
        "path": path,
    }


def hide(found: Entity, how: str) -> None:
    now = timezone.now()
    fields = {"live": False} if how == "draft" else {"expire_at": now - dt.timedelta(seconds=1)}
    Entity.objects.filter(pk=found.pk).update(**fields)


@pytest.fixture
def pimecrolimus() -> Any:
    found = make.MedicineFactory(name="Pimecrolimus", mechanism="It calms the skin.")
    make.AliasFactory(entity=found, text="Elidel", kind=AliasKind.BRAND)
    make.AliasFactory(entity=found, text="Pimekrolimus", kind=AliasKind.MISSPELLING)
    make.AliasFactory(entity=found, text="SDZ ASM 981", display=False)
    Identifier.objects.create(entity=found, system="atc", code="D11AH02")
    return found


# The list


def test_a_list_names_them_by_their_names(client: Client, pimecrolimus: Any) -> None:
    eczema = make.ConditionFactory(name="Eczema")
    hub = make.publish(make.TopicHubPageFactory(subject=eczema, slug="eczema"))
    said = entities(client)
    assert said["meta"] == {"total_count": 2}
    assert said["items"] == [
        {**short(eczema, f"/topics/{hub.slug}/"), "also_called": []},
        {**short(pimecrolimus), "also_called": ["Elidel"]},
    ]


@pytest.mark.parametrize("how", ["draft", "expired"])
def test_what_is_not_public_is_in_no_list_and_has_no_detail(
    client: Client, pimecrolimus: Any, how: str
) -> None:
    hide(pimecrolimus, how)
    assert entities(client) == {"meta": {"total_count": 0}, "items": []}
    for asked in (
        {"name": "Pimecrolimus"},
        {"search": "Elidel"},
        {"identifier": "atc:D11AH02"},
        {"fields": "*"},
    ):
        assert entities(client, **asked)["meta"]["total_count"] == 0
    missing = get(client, "/entities/99999/")
    answer = get(client, f"/entities/{pimecrolimus.pk}/")
    assert (answer.status_code, answer.content) == (missing.status_code, missing.content)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "condition"}, ["Eczema", "Éclampsia"]),
        ({"name": "pimeCROlimus"}, ["Pimecrolimus"]),
        ({"name": "Pimecrolimu"}, []),
        ({"name": "Elidel"}, []),
        ({"slug": "pimecrolimus"}, ["Pimecrolimus"]),
        ({"letter": "p"}, ["Pimecrolimus", "Psoralen plus UVA"]),
        ({"letter": "é"}, ["Éclampsia"]),
        ({"letter": "5"}, ["5-Fluorouracil"]),
        ({"letter": "x"}, []),
        ({"identifier": "atc:D11AH02"}, ["Pimecrolimus"]),
        ({"identifier": "ATC: d11ah02"}, ["Pimecrolimus"]),
        ({"identifier": "atc:D11AH"}, ["Calcineurin inhibitors"]),
        ({"identifier": "unii:D11AH02"}, []),
        ({"search": "Elidel"}, ["Pimecrolimus"]),
        ({"search": "elid"}, ["Pimecrolimus"]),
        ({"search": "pimekrolimus"}, ["Pimecrolimus"]),
        ({"search": "asm"}, ["Pimecrolimus"]),
        ({"search": "uva pso"}, ["Psoralen plus UVA"]),
        ({"search": "inhib"}, ["Calcineurin inhibitors"]),
        ({"search": "fluoro"}, ["5-Fluorouracil"]),
        ({"search": "olimus"}, []),
        ({"search": "elidel inhibitors"}, []),
        ({"search": " "}, []),
        ({"search": "%"}, []),
        ({"kind": "medicine", "letter": "P", "search": "elidel"}, ["Pimecrolimus"]),
    ],
)
def test_filters(client: Client, pimecrolimus: Any, asked: dict[str, str], found: list[str]) -> None:
    make.MedicineFactory(name="Psoralen plus UVA")
    make.MedicineFactory(name="5-Fluorouracil")
    make.MedicineClassFactory(name="Calcineurin inhibitors", atc_prefix="D11AH")
    make.ConditionFactory(name="Eczema")
    make.ConditionFactory(name="Éclampsia", slug="eclampsia")
    said = entities(client, **asked)
    assert sorted(item["name"] for item in said["items"]) == found
    assert said["meta"]["total_count"] == len(found)


def test_the_nearest_names_come_first_unless_an_order_is_asked_for(client: Client) -> None:
    make.AliasFactory(entity=make.MedicineFactory(name="Aaa"), text="Cortisol")
    make.MedicineFactory(name="Acid, cortisol")
    make.MedicineFactory(name="Cortisol acetate")
    make.MedicineFactory(name="Cortisol")
    assert names(client, search="cortisol") == ["Cortisol", "Aaa", "Cortisol acetate", "Acid, cortisol"]
    assert names(client, search="cortisol", order="-name") == [
        "Cortisol acetate",
        "Cortisol",
        "Acid, cortisol",
        "Aaa",
    ]


def test_pages_of_the_list_and_its_order(client: Client) -> None:
    made = [make.MedicineFactory(name=name) for name in ("beta", "Alpha", "Gamma")]
    assert names(client) == ["Alpha", "beta", "Gamma"]
    assert names(client, order="-name", limit=1, offset=1) == ["beta"]
    assert [item["id"] for item in entities(client, order="-id")["items"]] == [
        found.pk for found in reversed(made)
    ]
    assert entities(client, limit=1)["meta"]["total_count"] == 3


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"knd": "medicine"}, "'kind' instead of 'knd'"),
        ({"kind": "medicin"}, "kind must be one of 'medicine', 'medicine_class', 'condition'"),
        ({"letter": "pi"}, "Give one character."),
        ({"identifier": "D11AH02"}, "Write system:code, such as atc:D11AH02."),
        ({"identifier": "act:D11AH02"}, "Write system:code"),
        ({"search": "a b c d e f g h i j k"}, "at most 10 words"),
        ({"order": "nam"}, "'name' instead of 'nam'"),
        ({"fields": "nme"}, "'name' instead of 'nme'"),
        ({"limit": "x"}, "limit must be a positive integer"),
    ],
)
def test_what_it_does_not_understand_is_refused(client: Client, asked: dict[str, str], said: str) -> None:
    answer = get(client, "/entities/", **asked)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert said in answer.json()["detail"]


# One of them


def test_a_medicine_with_what_is_known_of_it(client: Client, pimecrolimus: Any) -> None:
    drug_class = make.MedicineClassFactory(name="Calcineurin inhibitors")
    ClassMembership.objects.create(medicine=pimecrolimus, drug_class=drug_class)
    eczema = make.ConditionFactory(name="Eczema")
    Treatment.objects.create(agent=pimecrolimus, condition=eczema, line="second")
    brand = make.MedicineFactory(name="Elidel cream", medicine_kind=MedicineKind.BRAND, brand_of=pimecrolimus)
    both = make.MedicineFactory(name="Both in one", medicine_kind=MedicineKind.COMBINATION)
    Component.objects.create(combination=both, ingredient=pimecrolimus)
    severe, mild = make.MedicineFactory(name="Severe"), make.MedicineFactory(name="Mild")
    source = make.SourceFactory()
    Interaction.objects.create(entity=pimecrolimus, other=mild, severity="mild", evidence="study")
    Interaction.objects.create(
        entity=severe, other=pimecrolimus, severity="severe", effect="Harm.", action="Don't.", source=source
    )
    Partnership.objects.create(entity=drug_class, other=pimecrolimus, condition=eczema, note="By turns.")
    drug_page = make.publish(make.DrugPageFactory(medicine=pimecrolimus, title="On it", slug="on-it"))
    make.publish(make.TopicHubPageFactory(subject=drug_class, slug="cni"))
    said = entity(client, pimecrolimus)
    in_class = short(drug_class, "/topics/cni/")
    assert said["kind"] == "medicine"
    assert (said["path"], said["also_called"]) == ("/medications/on-it/", ["Elidel"])
    assert said["identifiers"] == [{"system": "atc", "code": "D11AH02"}]
    assert said["classes"] == [in_class]
    assert said["treats"] == [{"condition": short(eczema), "line": "second"}]
    assert [row["id"] for row in said["brands"]] == [brand.pk]
    assert [row["id"] for row in said["component_of"]] == [both.pk]
    assert [(row["other"]["name"], row["severity"]) for row in said["interactions"]] == [
        ("Severe", "severe"),
        ("Mild", "mild"),
    ]
    assert said["interactions"][0]["source"]["id"] == source.pk
    assert said["partners"] == [
        {"other": in_class, "condition": short(eczema), "note": "By turns.", "source": None}
    ]
    assert said["pages"] == [
        {
            "id": drug_page.pk,
            "type": "medications.DrugPage",
            "path": "/medications/on-it/",
            "title": "On it",
        }
    ]
    assert [row["id"] for row in entity(client, both)["ingredients"]] == [pimecrolimus.pk]
    assert entity(client, brand)["brand_of"]["id"] == pimecrolimus.pk


def test_a_class_and_a_condition_tell_it_from_their_side(client: Client, pimecrolimus: Any) -> None:
    wider = make.MedicineClassFactory(name="Immunomodulators")
    narrower = make.MedicineClassFactory(name="Calcineurin inhibitors", atc_prefix="D11AH", parent=wider)
    ClassMembership.objects.create(medicine=pimecrolimus, drug_class=narrower)
    eczema = make.ConditionFactory(name="Eczema", clinical_name="Atopic dermatitis", red_flags="Fever\nPus\n")
    Treatment.objects.create(agent=narrower, condition=eczema, line="first")
    said = entity(client, narrower)
    assert (said["kind"], said["atc_prefix"]) == ("medicine_class", "D11AH")
    assert (said["parent"], said["members"]) == (short(wider), [short(pimecrolimus)])
    assert said["treats"] == [{"condition": short(eczema), "line": "first"}]
    assert entity(client, wider)["children"] == [short(narrower)]
    said = entity(client, eczema)
    assert (said["kind"], said["clinical_name"]) == ("condition", "Atopic dermatitis")
    assert said["red_flags"] == ["Fever", "Pus"]
    assert said["treated_by"] == [{"agent": short(narrower), "line": "first"}]


def test_pages_about_it_are_drug_pages_then_hubs_then_comparisons(client: Client, pimecrolimus: Any) -> None:
    article = make.publish(make.ArticlePageFactory())
    other = make.MedicineFactory()
    for compared in (pimecrolimus, other):
        ComparisonSubject.objects.create(article=article, entity=compared)
    hub = make.publish(make.TopicHubPageFactory(subject=pimecrolimus))
    drugs = [make.publish(make.DrugPageFactory(medicine=pimecrolimus)) for _ in range(2)]
    hidden = make.publish(make.DrugPageFactory(medicine=pimecrolimus))
    hidden.unpublish()
    shown = [*(page.pk for page in drugs), hub.pk, article.pk]
    assert [page["id"] for page in entity(client, pimecrolimus)["pages"]] == shown
    assert [page["id"] for page in entity(client, other)["pages"]] == [article.pk]
    Page.objects.filter(pk=hub.pk).update(expire_at=timezone.now() - dt.timedelta(seconds=1))
    assert hub.pk not in [page["id"] for page in entity(client, pimecrolimus)["pages"]]


@pytest.mark.parametrize("how", ["draft", "expired"])
def test_nothing_is_said_of_what_is_hidden(client: Client, pimecrolimus: Any, how: str) -> None:
    """Relations of every kind to something hidden, from either side."""
    shown = {
        "class": make.MedicineClassFactory(
            name="Shown class", parent=make.MedicineClassFactory(name="XHIDDEN1")
        ),
        "condition": make.ConditionFactory(name="Shown condition"),
    }
    hidden = {
        "parent": shown["class"].parent,
        "class": make.MedicineClassFactory(name="XHIDDEN2", parent=shown["class"]),
        "condition": make.ConditionFactory(name="XHIDDEN3"),
        "brand": make.MedicineFactory(name="XHIDDEN4", medicine_kind="brand", brand_of=pimecrolimus),
        "combination": make.MedicineFactory(name="XHIDDEN5", medicine_kind="combination"),
        "other": make.MedicineFactory(name="XHIDDEN6"),
    }
    other = hidden["other"]
    ClassMembership.objects.create(medicine=pimecrolimus, drug_class=hidden["class"])
    ClassMembership.objects.create(medicine=other, drug_class=shown["class"])
    Component.objects.create(combination=hidden["combination"], ingredient=pimecrolimus)
    Component.objects.create(combination=pimecrolimus, ingredient=other)
    Treatment.objects.create(agent=pimecrolimus, condition=hidden["condition"])
    Treatment.objects.create(agent=other, condition=shown["condition"])
    Interaction.objects.create(entity=pimecrolimus, other=other, effect="XHIDDEN effect")
    Interaction.objects.create(entity=hidden["brand"], other=pimecrolimus, effect="XHIDDEN effect")
    Partnership.objects.create(entity=pimecrolimus, other=hidden["combination"], note="XHIDDEN note")
    Partnership.objects.create(entity=shown["class"], other=pimecrolimus, condition=hidden["condition"])
    asked = [f"/entities/{found.pk}/" for found in (pimecrolimus, *shown.values())]
    before = [get(client, path).content.decode().count("XHIDDEN") for path in asked]
    assert all(before), "each of them says something of what will be hidden"
    for found in hidden.values():
        hide(found, how)
    for path in asked:
        answer = get(client, path)
        assert answer.status_code == 200
        assert "XHIDDEN" not in answer.content.decode()
    whole = get(client, "/entities/", fields="*")
    assert whole.json()["meta"]["total_count"] == 3
    assert "XHIDDEN" not in whole.content.decode()
    assert entity(client, pimecrolimus)["partners"][0]["condition"] is None


def test_paths_and_pages_are_those_of_the_site_that_is_asked_about(client: Client, pimecrolimus: Any) -> None:
    page = make.publish(make.DrugPageFactory(medicine=pimecrolimus))
    root = Page.get_first_root_node().add_child(instance=HomePage(title="Other", slug="other"))
    Site.objects.create(hostname="other.example", root_page=root, site_name="Other")
    assert [row["id"] for row in entity(client, pimecrolimus)["pages"]] == [page.pk]
    there = entity(client, pimecrolimus, site="other.example")
    assert (there["pages"], there["path"]) == ([], None)
    assert entities(client, site="other.example")["items"][0]["path"] is None


# Fields


def test_fields_are_chosen_as_of_pages(client: Client, pimecrolimus: Any) -> None:
    make.ConditionFactory(name="Eczema")
    assert entity(client, pimecrolimus, fields="_,name,identifiers(code)") == {
        "name": "Pimecrolimus",
        "identifiers": [{"code": "D11AH02"}],
    }
    items = entities(client, fields="-short_definition,-path,red_flags,mechanism")["items"]
    assert [sorted(item) for item in items] == [
        ["also_called", "id", "kind", "name", "red_flags", "slug"],
        ["also_called", "id", "kind", "mechanism", "name", "slug"],
    ]
    assert entities(client, fields="*")["items"][1] == entity(client, pimecrolimus)


# Caches


def test_caches_are_told_what_purges_it_and_when_it_changes_next(client: Client, pimecrolimus: Any) -> None:
    drug_class = make.MedicineClassFactory()
    ClassMembership.objects.create(medicine=pimecrolimus, drug_class=drug_class)
    page = make.publish(make.DrugPageFactory(medicine=pimecrolimus))
    expiry = timezone.now() + dt.timedelta(seconds=20)
    Entity.objects.filter(pk=drug_class.pk).update(expire_at=expiry)
    for path, own in (
        (f"/entities/{pimecrolimus.pk}/", f"entity-{pimecrolimus.pk}"),
        ("/entities/", "entities"),
    ):
        answer = get(client, path)
        keys = answer["Surrogate-Key"].split()
        assert keys[0] == own
        assert {f"entity-{drug_class.pk}", f"about-{pimecrolimus.pk}", f"page-{page.pk}"} <= set(keys)
        kept = dict(part.split("=") for part in answer["Cache-Control"].split(", ")[1:])
        assert int(kept["s-maxage"]) + int(kept["stale-while-revalidate"]) <= 20
        again = client.get(f"/api/v2{path}", headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
