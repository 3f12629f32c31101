"""A block with gaps says everything that is wrong with it at once, and each thing once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from wagtail.blocks.list_block import ListValue

from cms.core.blocks.bodies import TextBody, TextSectionBlock
from cms.core.blocks.salvage import salvage
from cms.core.blocks.video import VideoBlock
from medications.blocks.care_card import CareCardBlock
from medications.blocks.dosage_row import DosageRowBlock
from medications.blocks.dosage_table import DosageTableBlock
from tests.unit.blocks.asking import draft_errors, publish_errors, stored

pytestmark = pytest.mark.django_db

REQUIRED = "This field is required."


def test_rules_are_asked_beside_fields_that_are_empty() -> None:
    card = CareCardBlock()
    assert publish_errors(card, card.get_default()) == [REQUIRED, REQUIRED, "Give at least one condition."]


def test_rules_across_rows_are_asked_although_one_row_is_unfinished() -> None:
    table = DosageTableBlock()
    everyone = {"population": "all_ages", "dose_min": "1", "unit": "mg"}
    value = stored(table, rows=[everyone, everyone, {**everyone, "unit": ""}])
    found = publish_errors(table, value)
    assert REQUIRED in found
    assert "Rows 1 and 2 give two doses for the same age. Mend the ages or the use." in found
    assert "Row 1 has no source, and neither has the table." in found


def test_what_is_refused_even_in_a_draft_is_told_beside_a_number_that_is_none() -> None:
    row = DosageRowBlock()
    value = row.to_python({"population": "adults", "dose_min": "20", "dose_max": "10", "unit": "mg"})
    value["max_single"] = "many"  # as a form hands it over
    assert draft_errors(row, value) == ["Enter a number.", "This is less than “Dose” (20)."]


def test_rules_across_the_blocks_of_a_body_are_asked_although_one_block_is_empty() -> None:
    body = TextBody()
    section = {"type": "section", "value": {"heading": "Use", "content": []}}
    found = publish_errors(body, body.to_python([section, section, {"type": "paragraph", "value": ""}]))
    assert "The sections “Use” and “Use” share the anchor #use. Rename one." in found
    assert found.count(REQUIRED) == 3


@pytest.mark.parametrize(
    ("block", "changes"),
    [(TextSectionBlock(), {"heading": ""}), (VideoBlock(), {"url": "no address"})],
    ids=["section", "video"],
)
def test_a_rule_about_a_field_waits_until_the_field_is_right_by_itself(block: Any, changes: Any) -> None:
    assert len(publish_errors(block, stored(block, **changes))) == 1


def test_what_is_salvaged_has_the_types_that_rules_expect() -> None:
    table = DosageTableBlock()
    value = stored(table)
    value["rows"][0]["dose_min"] = "many"
    value["rows"][0]["age_from"]["value"] = "16"
    saved = salvage(table, value)
    assert isinstance(saved["rows"], ListValue)
    assert (saved["rows"][0]["dose_min"], saved["rows"][0]["age_from"]["value"]) == (None, 16)
    assert saved["rows"][1]["dose_min"] == Decimal(500)
    assert [row.id for row in saved["rows"].bound_blocks if row.original_id] == [
        row.id for row in value["rows"].bound_blocks if row.original_id
    ]
