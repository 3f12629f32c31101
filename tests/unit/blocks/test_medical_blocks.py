"""Rules and JSON of the medical blocks. S: holds in a draft too. P: holds on publish."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from cms.core.rendering.context import RenderContext
from medications.blocks.care_card import CareCardBlock
from medications.blocks.comparison_table import ComparisonTableBlock
from medications.blocks.evidence_note import EvidenceNoteBlock
from medications.blocks.interactions import InteractionRowBlock, InteractionsBlock
from medications.blocks.missed_dose import MissedDoseBlock
from medications.blocks.overdose import OverdoseBlock
from medications.blocks.pregnancy import PregnancyBreastfeedingBlock
from medications.blocks.related_medicine import RelatedMedicineBlock
from medications.blocks.side_effects import NUMBERS, FrequencyBand, SideEffectsBlock
from medications.blocks.storage import StorageDisposalBlock
from medications.blocks.warning import WarningBlock
from medications.blocks.who_can import WhoCanBlock, WhoCannotBlock
from tests.factories.medications import ConditionFactory, MedicineClassFactory, MedicineFactory
from tests.unit.blocks.asking import advice, draft_errors, publish_errors, stored

pytestmark = pytest.mark.django_db


# Side effects


def test_a_side_effect_needs_its_frequency_on_publish() -> None:
    block = SideEffectsBlock()
    item = {"effect": "burning", "frequency": "", "what_to_do": ""}
    unsaid = stored(block, groups=[{"action": "self_care", "items": [item]}])
    assert publish_errors(block, unsaid) == ["This field is required."]
    assert draft_errors(block, unsaid) == []


def test_a_frequency_always_comes_with_its_number(context: RenderContext) -> None:
    block = SideEffectsBlock()
    delivered = block.represent_fields(stored(block), context)
    assert delivered["groups"][0]["items"][0]["frequency"] == {
        "band": "very_common",
        "text": "more than 1 in 10 people",
        "one_in": 10,
    }
    assert set(NUMBERS) == set(get_args(FrequencyBand))


def test_side_effects_and_their_groups_are_not_empty_on_publish() -> None:
    block = SideEffectsBlock()
    assert publish_errors(block, stored(block, groups=[])) == ["Give at least one group."]
    assert publish_errors(block, stored(block, groups=[{"action": "urgent", "items": []}])) == [
        "Give at least one side effect."
    ]


# Interactions

FREE_ROW = {"name": "Grapefruit juice", "severity": "severe", "evidence": "study", "action": "Leave it out."}


def test_a_severe_interaction_says_what_to_do() -> None:
    block = InteractionRowBlock()
    assert publish_errors(block, block.to_python(FREE_ROW)) == []
    silent = block.to_python({**FREE_ROW, "action": " "})
    assert publish_errors(block, silent) == ["Say what to do: this interaction is severe."]
    assert draft_errors(block, silent) == []
    assert publish_errors(block, block.to_python({**FREE_ROW, "severity": "mild", "action": ""})) == []


def test_an_interaction_is_with_something() -> None:
    block = InteractionRowBlock()
    assert publish_errors(block, block.to_python({**FREE_ROW, "name": ""})) == [
        "Choose an entry or write a name."
    ]


def test_an_interactions_block_shows_something() -> None:
    block = InteractionsBlock()
    assert len(publish_errors(block, stored(block, automatic=False, rows=[]))) == 1
    assert publish_errors(block, stored(block, automatic=True, rows=[])) == []


def test_medicines_and_classes_interact_and_conditions_do_not() -> None:
    condition, medicine = ConditionFactory(name="Atopic eczema"), MedicineFactory()
    said = ["“Atopic eczema” is a condition. Choose a medicine or a class."]
    row, block = InteractionRowBlock(), InteractionsBlock()
    assert publish_errors(row, row.to_python({**FREE_ROW, "name": "", "entity": condition.pk})) == said
    assert publish_errors(row, row.to_python({**FREE_ROW, "name": "", "entity": medicine.pk})) == []
    assert publish_errors(block, stored(block, medicines=[medicine.pk, condition.pk])) == said


def test_a_related_medicine_is_no_condition() -> None:
    block = RelatedMedicineBlock()
    chosen = stored(block, medicine=ConditionFactory(name="Atopic eczema").pk)
    assert publish_errors(block, chosen) == ["“Atopic eczema” is a condition. Choose a medicine or a class."]
    assert publish_errors(block, stored(block, medicine=MedicineClassFactory().pk)) == []


def test_rows_written_for_the_page_are_delivered(context: RenderContext) -> None:
    block = InteractionsBlock()
    delivered = block.represent(stored(block), context)
    assert delivered["rows"][0]["other"] == {"name": "Strong sunlight", "entity": None}


def test_an_entry_keeps_the_name_the_editor_gave_it(library: dict[str, Any], context: RenderContext) -> None:
    block = InteractionRowBlock()
    value = block.to_python({**FREE_ROW, "entity": library["entity"].pk, "name": "Elidel"})
    assert block.represent(value, context)["other"]["name"] == "Elidel"
    assert block.represent(value, context)["other"]["entity"]["id"] == library["entity"].pk


# Who, pregnancy, storage, missed dose, overdose


def test_who_can_take_it_names_someone() -> None:
    assert publish_errors(WhoCanBlock(), stored(WhoCanBlock(), items=[])) != []
    assert draft_errors(WhoCanBlock(), stored(WhoCanBlock(), items=[])) == []


def test_who_cannot_take_it_names_someone() -> None:
    block = WhoCannotBlock()
    assert publish_errors(block, stored(block, items=[], ask_first=[])) != []
    assert publish_errors(block, stored(block, items=[])) == []


@pytest.mark.parametrize("about", ["pregnancy", "breastfeeding"])
def test_pregnancy_and_breastfeeding_are_stated_or_marked_as_without_data(about: str) -> None:
    block = PregnancyBreastfeedingBlock()
    silent = stored(block, **{about: {"status": "", "text": ""}})
    assert publish_errors(block, silent) != []
    assert draft_errors(block, silent) == []
    assert publish_errors(block, stored(block, **{about: {"status": "stated", "text": "<p></p>"}})) == [
        "State what is known, or say that there are no data."
    ]
    assert publish_errors(block, stored(block, **{about: {"status": "no_data", "text": ""}})) == []


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ("Pregnancy <b>category</b> C.", True),
        ("Pregnancy category: C", True),
        ("Australian Category B3", True),
        ("category (D)", True),
        ("FDA categories B and C", True),
        ("It belongs to the category a pharmacist hands out.", False),
        ("The category of medicines called steroids.", False),
        ("Categories Are not used any more.", False),
    ],
)
def test_letter_categories_are_not_published(words: str, refused: bool) -> None:
    block = PregnancyBreastfeedingBlock()
    graded = stored(block, pregnancy={"status": "stated", "text": f"<p>{words}</p>"})
    assert ["letters" in message for message in publish_errors(block, graded)] == [True] * refused


@pytest.mark.parametrize("field", ["storage", "disposal"])
def test_storage_and_disposal_are_both_told(field: str) -> None:
    block = StorageDisposalBlock()
    assert publish_errors(block, stored(block, **{field: ""})) == ["This field is required."]
    assert draft_errors(block, stored(block, **{field: ""})) == []


def test_a_missed_dose_that_does_not_warn_of_doubling_is_worth_a_look() -> None:
    block = MissedDoseBlock()
    assert advice(block, stored(block)) == []
    assert advice(block, block.to_python({"text": "<p>Take it late.</p>"})) == [
        "Say that nobody should take a double dose."
    ]


def test_an_overdose_has_an_emergency_line_on_publish() -> None:
    block = OverdoseBlock()
    assert publish_errors(block, stored(block, emergency_line="")) == ["This field is required."]
    assert draft_errors(block, stored(block, emergency_line="")) == []


# Warnings and care cards


def test_a_warning_says_what_it_is_about() -> None:
    assert publish_errors(WarningBlock(), stored(WarningBlock(), heading="")) == ["This field is required."]


def test_a_care_card_names_at_least_one_condition_on_publish() -> None:
    block = CareCardBlock()
    assert publish_errors(block, stored(block, conditions=[])) == ["Give at least one condition."]
    assert draft_errors(block, stored(block, conditions=[])) == []


LINKED = '<p>see <a href="https://example.org">this</a></p>'
MENTION = '<p>after <a linktype="entity" id="1">pimecrolimus</a></p>'


@pytest.mark.parametrize("changes", [{"conditions": [LINKED]}, {"conditions": [MENTION]}, {"text": LINKED}])
def test_an_emergency_card_has_no_links_not_even_in_a_draft(changes: dict[str, Any]) -> None:
    block = CareCardBlock()
    assert "no links" in draft_errors(block, stored(block, urgency="emergency", **changes))[0]
    assert draft_errors(block, stored(block, urgency="urgent", **changes)) == []


def test_an_emergency_card_without_links_is_published() -> None:
    assert publish_errors(CareCardBlock(), stored(CareCardBlock(), urgency="emergency")) == []


# Comparison, evidence, related


def test_a_comparison_has_two_to_six_subjects(library: dict[str, Any]) -> None:
    block = ComparisonTableBlock()
    for count, allowed in ((1, False), (2, True), (6, True), (7, False)):
        cells = [{"type": "not_known", "value": {"note": ""}}] * count
        value = stored(
            block,
            source=library["source"].pk,
            subjects=[{"name": f"Cream {number}"} for number in range(count)],
            rows=[{"criterion": "Price", "cells": cells}],
        )
        assert (publish_errors(block, value) == []) is allowed


def test_a_comparison_has_no_empty_cell(library: dict[str, Any]) -> None:
    block = ComparisonTableBlock()
    number = {"type": "number", "value": {"number": None, "unit": "months"}}
    words = {"type": "text", "value": "<p>Weeks</p>"}
    missing = stored(block, source=library["source"].pk, rows=[{"criterion": "Age", "cells": [words]}])
    assert "1 cell for 2 subjects" in publish_errors(block, missing)[0]
    assert draft_errors(block, missing) == []
    empty = stored(block, source=library["source"].pk, rows=[{"criterion": "Age", "cells": [words, number]}])
    assert publish_errors(block, empty) == ["This field is required."]
    assert draft_errors(block, empty) == []


def test_a_comparison_has_a_caption_and_a_source_for_each_row(library: dict[str, Any]) -> None:
    block = ComparisonTableBlock()
    source = library["source"].pk
    assert publish_errors(block, stored(block, source=source)) == []
    assert publish_errors(block, stored(block, source=source, caption="")) == ["This field is required."]
    assert len(publish_errors(block, stored(block))) == 2
    own = [{**row, "source": source} for row in block.meta.preview_value["rows"]]
    assert publish_errors(block, stored(block, rows=own)) == []


def test_cells_are_typed_and_rows_carry_their_source(library: dict[str, Any], context: RenderContext) -> None:
    block = ComparisonTableBlock()
    value = block.to_python(block.get_prep_value(stored(block, source=library["source"].pk)))
    delivered = block.represent(value, context)
    assert [cell["type"] for cell in delivered["rows"][1]["cells"]] == ["number", "not_known"]
    assert delivered["rows"][1]["cells"][0]["value"] == {"number": 3, "unit": "months"}
    assert delivered["rows"][0]["source"]["id"] == library["source"].pk
    block.Value.model_validate(delivered)


def test_evidence_has_a_source() -> None:
    block = EvidenceNoteBlock()
    assert publish_errors(block, stored(block, sources=[])) == ["Give at least one source."]


def test_a_related_medicine_that_is_gone_drops_out(library: dict[str, Any], context: RenderContext) -> None:
    block = RelatedMedicineBlock()
    assert block.represent(stored(block, medicine=404), context) is None
    delivered = block.represent(stored(block, medicine=library["entity"].pk), context)
    assert delivered is not None
    assert delivered["medicine"]["id"] == library["entity"].pk
