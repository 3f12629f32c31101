"""Doses: what may stand in a table, and what readers get of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.core.rendering.context import RenderContext
from medications.blocks.ages import AgeBand, age_text
from medications.blocks.dosage_row import DosageRowBlock, plain_number
from medications.blocks.dosage_table import DosageTableBlock
from medications.blocks.dose_notation import error_prone
from tests.unit.blocks.asking import advice, draft_errors, publish_errors, stored

pytestmark = pytest.mark.django_db

ADULT = {
    "population": "adults",
    "age_from": {"value": 16, "unit": "years"},
    "dose_min": "500",
    "unit": "mg",
}


def row(**changes: Any) -> Any:
    return DosageRowBlock().to_python({**ADULT, **changes})


def table(*rows: dict[str, Any], **changes: Any) -> Any:
    return stored(
        DosageTableBlock(), rows=[{**ADULT, **changes_of_row} for changes_of_row in rows], **changes
    )


def ages(first: tuple[int, str] | None, last: tuple[int, str] | None) -> dict[str, Any]:
    def age(given: tuple[int, str] | None) -> dict[str, Any]:
        return {"value": given[0], "unit": given[1]} if given else {"value": None, "unit": "years"}

    return {"age_from": age(first), "age_to": age(last)}


# How much


@pytest.mark.parametrize(
    "amounts",
    [
        {"dose_min": "500", "dose_max": "250"},
        {"dose_min": "500", "max_single": "400"},
        {"dose_min": "500", "max_in_24_hours": "400"},
        {"dose_min": "500", "dose_max": "1000", "max_in_24_hours": "900"},
        {"dose_min": "500", "max_single": "1000", "max_in_24_hours": "900"},
    ],
)
def test_amounts_out_of_order_can_not_even_be_drafted(amounts: dict[str, str]) -> None:
    assert len(draft_errors(DosageRowBlock(), row(**amounts))) == 1


@pytest.mark.parametrize(
    "amounts",
    [
        {"dose_min": "500"},
        {"dose_min": "500", "dose_max": "500", "max_single": "500", "max_in_24_hours": "500"},
        {"dose_min": "500", "dose_max": "1000", "max_single": "1000", "max_in_24_hours": "4000"},
    ],
)
def test_amounts_in_order_are_published(amounts: dict[str, str]) -> None:
    assert publish_errors(DosageRowBlock(), row(**amounts)) == []


def test_a_dose_by_weight_is_not_compared_with_its_maximum_by_amount() -> None:
    block = DosageRowBlock()
    assert draft_errors(block, row(dose_min="15", unit="mg/kg", max_single="1", max_in_24_hours="4")) == []
    assert (
        len(draft_errors(block, row(dose_min="15", unit="mg/kg", max_single="4", max_in_24_hours="1"))) == 1
    )
    assert len(draft_errors(block, row(dose_min="15", dose_max="10", unit="mg/kg"))) == 1


@given(st.lists(st.integers(min_value=0, max_value=10_000), min_size=4, max_size=4))
def test_a_row_is_accepted_exactly_when_its_amounts_rise(amounts: list[int]) -> None:
    names = ("dose_min", "dose_max", "max_single", "max_in_24_hours")
    value = DosageRowBlock().to_python(
        {**ADULT, **{name: str(n) for name, n in zip(names, amounts, strict=True)}}
    )
    refused = list(DosageRowBlock().always(value))
    assert (refused == []) is (amounts == sorted(amounts))


def test_a_unit_a_caption_and_a_source_are_asked_for_on_publish(library: dict[str, Any]) -> None:
    block = DosageTableBlock()
    source = library["source"].pk
    assert publish_errors(block, table({}, source=source)) == []
    assert publish_errors(block, table({"source": source})) == []
    for incomplete in (table({}), table({"unit": ""}, source=source), table({}, source=source, caption="")):
        assert len(publish_errors(block, incomplete)) == 1
        assert draft_errors(block, incomplete) == []


def test_a_table_without_rows_is_not_published(library: dict[str, Any]) -> None:
    assert publish_errors(DosageTableBlock(), table(source=library["source"].pk)) == [
        "Give at least one dose."
    ]


# For whom


def test_two_doses_for_one_age_can_not_even_be_drafted() -> None:
    block = DosageTableBlock()
    child = {"population": "children", **ages((10, "years"), (15, "years"))}
    assert draft_errors(block, table({}, child)) == []
    older_child = {"population": "children", **ages((10, "years"), (16, "years"))}
    assert "Rows 1 and 2 give two doses for the same age" in draft_errors(block, table({}, older_child))[0]


def test_ages_may_overlap_for_another_use_or_for_people_with_an_illness() -> None:
    block = DosageTableBlock()
    assert draft_errors(block, table({"indication": "pain"}, {"indication": "fever"})) == []
    assert draft_errors(block, table({"indication": "pain"}, {"indication": "Pain "})) != []
    assert draft_errors(block, table({}, {"population": "kidney_disease"})) == []
    assert (
        draft_errors(block, table({"population": "kidney_disease"}, {"population": "kidney_disease"})) != []
    )


def test_a_row_whose_ages_are_missing_does_not_clash_yet_and_is_not_published() -> None:
    ageless = {"population": "children", **ages(None, None)}
    assert draft_errors(DosageTableBlock(), table({}, ageless)) == []
    assert "Give the ages" in publish_errors(DosageRowBlock(), row(**ageless))[0]
    assert publish_errors(DosageRowBlock(), row(population="all_ages", **ages(None, None))) == []


def test_ages_that_run_backwards_can_not_even_be_drafted() -> None:
    block = DosageRowBlock()
    assert draft_errors(block, row(**ages((2, "years"), (18, "months")))) == [
        "The age to comes before the age from."
    ]
    assert draft_errors(block, row(**ages((18, "months"), (2, "years")))) == []
    assert draft_errors(block, row(**ages((2, "years"), (2, "years")))) == []


def test_others_are_named_on_publish() -> None:
    block = DosageRowBlock()
    assert publish_errors(block, row(population="other")) == ["Say who these people are."]
    assert publish_errors(block, row(population="other", population_note="People on dialysis")) == []


def test_twelve_months_are_one_year() -> None:
    months = AgeBand.of({"value": 6, "unit": "months"}, {"value": 11, "unit": "months"})
    years = AgeBand.of({"value": 1, "unit": "years"}, {"value": None, "unit": "years"})
    assert not months.overlaps(years)
    assert AgeBand.of({"value": 6, "unit": "months"}, {"value": 12, "unit": "months"}).overlaps(years)


age = st.one_of(st.none(), st.integers(min_value=0, max_value=100))


@given(st.tuples(age, age), st.tuples(age, age))
def test_bands_overlap_exactly_when_some_age_lies_in_both(one: tuple[Any, Any], two: tuple[Any, Any]) -> None:
    def years(band: tuple[Any, Any]) -> set[int]:
        return set(range(band[0] or 0, (band[1] if band[1] is not None else 200) + 1))

    def band(given: tuple[Any, Any]) -> AgeBand:
        return AgeBand.of({"value": given[0], "unit": "years"}, {"value": given[1], "unit": "years"})

    if years(one) and years(two):  # a band that runs backwards is refused on its own
        assert band(one).overlaps(band(two)) is bool(years(one) & years(two))


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ((3, "months"), (11, "years"), "3 months to 11 years"),
        ((18, "years"), None, "18 years and over"),
        (None, (1, "years"), "up to 1 year"),
        (None, None, ""),
    ],
)
def test_bands_are_said_in_words(
    first: tuple[int, str] | None, last: tuple[int, str] | None, text: str
) -> None:
    band = ages(first, last)
    assert age_text(band["age_from"], band["age_to"]) == text


# What readers get


def test_a_row_is_delivered_as_numbers_and_in_words(library: dict[str, Any], context: RenderContext) -> None:
    block = DosageTableBlock()
    value = table({"dose_max": "1000.0", "max_in_24_hours": "4000"}, source=library["source"].pk)
    delivered = block.represent(value, context)["rows"][0]
    assert delivered["dose"] == {"min": 500.0, "max": 1000.0, "unit": "mg", "text": "500 to 1000 mg"}
    assert delivered["max_in_24_hours"] == 4000.0
    assert delivered["age_text"] == "16 years and over"
    assert delivered["source"]["id"] == library["source"].pk


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("tablets", "1 tablet"),
        ("patches", "1 patch"),
        ("suppositories", "1 suppository"),
        ("units/kg", "1 unit/kg"),
        ("mg", "1 mg"),
    ],
)
def test_one_of_a_unit_is_not_many(context: RenderContext, unit: str, words: str) -> None:
    delivered = DosageRowBlock().represent(row(dose_min="1", unit=unit), context)
    assert delivered["dose"]["text"] == words


def test_maxima_of_a_dose_by_weight_are_amounts(context: RenderContext) -> None:
    delivered = DosageRowBlock().represent(row(dose_min="15", unit="mg/kg", max_single="1000"), context)
    assert delivered["dose"]["text"] == "15 mg/kg"
    assert delivered["max_unit"] == "mg"


@given(st.decimals(min_value=0, max_value=100_000, places=4, allow_nan=False, allow_infinity=False))
def test_no_dose_is_ever_shown_with_a_trailing_zero(amount: Decimal) -> None:
    text = plain_number(amount)
    assert Decimal(text) == amount
    assert "E" not in text
    assert "." not in text or not text.endswith("0")


# Advice


@pytest.mark.parametrize(
    "text", ["250 mcg twice a day", "5 µg", "10 U a day", "10IU", "1.0 mg", "take .5 mg", "100.00 mg"]
)
def test_notations_that_are_misread_are_pointed_out(text: str) -> None:
    assert len(list(error_prone(text))) == 1


@pytest.mark.parametrize(
    "text", ["250 micrograms", "10 units", "0.5 mg", "1 mg", "10.05 mg", "U-shaped", "version 1.0.3"]
)
def test_notations_that_are_read_rightly_are_left_alone(text: str) -> None:
    assert list(error_prone(text)) == []


def test_an_amount_with_a_trailing_zero_is_worth_a_look() -> None:
    assert "ten times" in advice(DosageRowBlock(), row(dose_min="1.0"))[0]
    assert advice(DosageRowBlock(), row(dose_min="1")) == []
