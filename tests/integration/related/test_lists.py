"""What readers get under a page: pins first, then the nearest in a mixture, each with reasons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from cms.events.models import Event
from medications.models import RelatedExclusion, RelatedPin, Treatment
from tests.background import catch_up
from tests.factories import medications as make

pytestmark = pytest.mark.django_db


def body(words: str) -> list[dict[str, Any]]:
    return make.a_section(words=f"<p>{words}</p>")


CREAM = "Pimecrolimus cream calms the inflamed skin of eczema; spread a thin layer on dry patches."


@pytest.fixture
def skin() -> dict[str, Any]:
    """Pages about a cream, and some about something else."""
    eczema = make.ConditionFactory(name="Eczema")
    drugs = [
        make.MedicineFactory(name=name)
        for name in ("Pimecrolimus", "Tacrolimus", "Ruxolitinib", "Crisaborole")
    ]
    for drug in drugs:
        Treatment.objects.create(agent=drug, condition=eczema)
    made: dict[str, Any] = {
        drug.name: make.DrugPageFactory(title=drug.name, medicine=drug, topics=[eczema], body=body(CREAM))
        for drug in drugs
    }
    made["guide"] = make.HowToGuidePageFactory(
        title="Spread a cream", topics=[eczema, drugs[0]], body=body(CREAM)
    )
    made["article"] = make.ArticlePageFactory(
        title="Creams compared", topics=[eczema, drugs[0]], body=body(CREAM)
    )
    for number in range(4):
        heart = make.ConditionFactory(name=f"Heart failure {number}")
        made[f"heart {number}"] = make.ArticlePageFactory(
            title=f"Heart {number}",
            topics=[heart],
            body=body(f"The heart pumps blood, say doctors of ward {number}."),
        )
    made = {name: make.publish(page) for name, page in made.items()}
    catch_up()
    return made


def related(client: Client, page: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v2/pages/{page.pk}/related/")
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def in_edition(client: Client, page: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/api/v2/pages/{page.pk}/").json()["related"]
    return found


def titles(cards: list[dict[str, Any]]) -> list[str]:
    return [card["title"] for card in cards]


def test_a_drug_page_has_guides_and_comparisons_before_other_drugs(
    client: Client, skin: dict[str, Any]
) -> None:
    found = titles(in_edition(client, skin["Pimecrolimus"]))

    assert set(found[:2]) == {"Spread a cream", "Creams compared"}
    assert set(found) == {*found[:2], "Tacrolimus", "Ruxolitinib", "Crisaborole"}


def test_each_card_says_why_it_is_there(client: Client, skin: dict[str, Any]) -> None:
    cards = {card["title"]: card for card in in_edition(client, skin["Pimecrolimus"])}

    assert "Both about Eczema" in cards["Tacrolimus"]["reasons"]
    assert all(card["reasons"] for card in cards.values())


def test_pins_come_first_in_their_order_and_exclusions_never(client: Client, skin: dict[str, Any]) -> None:
    page = skin["Pimecrolimus"]
    page.related_pins = [
        RelatedPin(target=skin["heart 1"], sort_order=0),
        RelatedPin(target=skin["Tacrolimus"], sort_order=1),
    ]
    page.related_exclusions = [RelatedExclusion(target=skin["guide"])]
    make.publish(page)
    catch_up()

    for cards in (in_edition(client, page), related(client, page)):
        assert titles(cards)[:2] == ["Heart 1", "Tacrolimus"]
        assert cards[0]["reasons"] == ["Chosen by the editors"]
        assert "Spread a cream" not in titles(cards)
        assert len(titles(cards)) == len(set(titles(cards)))


def test_what_has_nothing_in_common_has_no_neighbours(client: Client, skin: dict[str, Any]) -> None:
    assert not {"Heart 0", "Heart 1"} & set(titles(related(client, skin["guide"])))


def test_a_page_that_is_unpublished_leaves_every_list_before_any_worker_comes(
    client: Client, skin: dict[str, Any]
) -> None:
    skin["guide"].unpublish()

    assert "Spread a cream" not in titles(related(client, skin["Pimecrolimus"]))
    assert "Spread a cream" not in titles(in_edition(client, skin["Pimecrolimus"]))


def test_so_does_one_that_becomes_private_or_expires(client: Client, skin: dict[str, Any]) -> None:
    PageViewRestriction.objects.create(page=skin["guide"], restriction_type="login")
    article = skin["article"]
    type(article).objects.filter(pk=article.pk).update(expire_at=datetime.now(UTC) - timedelta(seconds=1))

    for cards in (related(client, skin["Pimecrolimus"]), in_edition(client, skin["Pimecrolimus"])):
        assert not {"Spread a cream", "Creams compared"} & set(titles(cards))


def test_a_new_page_enters_the_lists_of_others(client: Client, skin: dict[str, Any]) -> None:
    new = make.publish(
        make.ArticlePageFactory(
            title="Eczema in winter", topics=[skin["guide"].page_topics.first().entity], body=body(CREAM)
        )
    )
    catch_up()

    assert "Eczema in winter" in titles(in_edition(client, skin["Pimecrolimus"]))
    new.delete()
    catch_up()
    assert "Eczema in winter" not in titles(related(client, skin["Pimecrolimus"]))


def test_a_list_that_stays_renders_nobody(skin: dict[str, Any]) -> None:
    before = Event.objects.count()
    heart = skin["heart 2"]
    heart.search_description = "Only for search engines."
    make.publish(heart)
    catch_up()

    told = Event.objects.order_by("sequence")[before:]
    assert {(event.object_kind, event.object_id) for event in told} == {("page", heart.pk)}


def test_no_entry_is_named_that_readers_may_not_see(client: Client, skin: dict[str, Any]) -> None:
    eczema = skin["guide"].page_topics.first().entity
    type(eczema).objects.filter(pk=eczema.pk).update(live=False)

    for cards in (related(client, skin["Pimecrolimus"]), in_edition(client, skin["Pimecrolimus"])):
        assert not [reason for card in cards for reason in card["reasons"] if "Eczema" in reason]


def test_the_list_is_paginated_and_refuses_what_it_does_not_know(
    client: Client, skin: dict[str, Any]
) -> None:
    address = f"/api/v2/pages/{skin['Pimecrolimus'].pk}/related/"
    whole = client.get(address).json()
    part = client.get(f"{address}?limit=2&offset=1").json()

    assert part["items"] == whole["items"][1:3]
    assert part["meta"]["total_count"] == len(whole["items"])
    assert client.get(f"{address}?order=title").status_code == 400
    assert client.get("/api/v2/pages/999999/related/").status_code == 404
