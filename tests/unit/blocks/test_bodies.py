"""Bodies: what they begin with, what they advise, and that strictness survives other threads."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.db import models
from pydantic import TypeAdapter
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from cms.core.advice import advice_for
from cms.core.blocks.bodies import TextBody
from cms.core.blocks.schemas import stream_item_schema
from cms.core.problems import Problem
from cms.core.rendering.context import RenderContext
from medications import starters
from medications.blocks.bodies import ArticleBody, DrugBody, GuideBody, GuideSteps, HubBody
from tests.factories import medications as make
from tests.unit.blocks.asking import draft_errors, example, publish_errors, stream_advice

pytestmark = pytest.mark.django_db

STARTERS: list[tuple[type[StreamBlock], Callable[[], Any]]] = [
    (HubBody, starters.hub_page),
    (DrugBody, starters.drug_page),
    (GuideBody, starters.guide_page),
    (GuideSteps, starters.guide_steps),
    (ArticleBody, starters.article_page),
]


@pytest.mark.parametrize(("body", "starter"), STARTERS)
def test_every_page_begins_with_blocks_that_its_body_allows(
    body: type[StreamBlock], starter: Callable[[], Any]
) -> None:
    block = body()
    value = block.to_python(starter())
    assert [child.block_type for child in value] == [item["type"] for item in starter()]
    for child, item in zip(value, starter(), strict=True):
        if child.block_type == "section":
            kept = [inner.block_type for inner in child.value["content"]]
            assert kept == [inner["type"] for inner in item["value"]["content"]]
    assert draft_errors(block, value) == []


@pytest.mark.parametrize(("body", "starter"), STARTERS)
def test_no_page_is_published_as_it_began(body: type[StreamBlock], starter: Callable[[], Any]) -> None:
    block = body()
    assert publish_errors(block, block.to_python(starter())) != []


def test_a_drug_page_begins_in_the_order_of_a_leaflet() -> None:
    assert [section["value"]["heading"] for section in starters.drug_page()] == [
        "About this medicine",
        "Key facts",
        "Who can and cannot take it",
        "How and when to take it",
        "Side effects",
        "Pregnancy and breastfeeding",
        "Taking it with other medicines",
        "Storage and disposal",
        "Common questions",
    ]


@pytest.mark.parametrize("body", [HubBody, DrugBody, GuideBody, ArticleBody])
def test_a_body_of_all_examples_becomes_json_of_its_schema(
    body: type[StreamBlock], library: dict[str, Any], context: RenderContext
) -> None:
    block: Any = body()
    section = block.child_blocks["section"]
    content = section.child_blocks["content"]
    inside = [(name, example(child)) for name, child in content.child_blocks.items()]
    value = section.get_preview_value()
    value["content"] = content.to_python(inside)
    whole = block.to_python([("section", value)])
    saved = block.to_python(block.get_prep_value(whole))
    assert publish_errors(block, saved) == []
    delivered = block.represent(saved, context)
    TypeAdapter(list[Any]).validate_python(delivered)
    TypeAdapter(stream_item_schema(body)).validate_python(delivered[0])
    assert len(delivered[0]["value"]["content"]) == len(inside)


# Advice


def warning(number: int) -> dict[str, Any]:
    return {
        "type": "warning",
        "id": f"w{number}",
        "value": {"kind": "danger", "heading": "Stop", "text": "<p>Now.</p>"},
    }


def test_more_than_two_warnings_are_worth_a_look_wherever_they_stand() -> None:
    body = DrugBody()
    section = {"type": "section", "value": {"heading": "Use", "content": [warning(1), warning(2)]}}
    assert stream_advice(body, body.to_python([section])) == []
    assert "3 warnings" in stream_advice(body, body.to_python([warning(3), section]))[0]


def in_a_section(block_type: str, value: Any) -> list[dict[str, Any]]:
    return [make.block("section", {"heading": "Use", "content": [make.block(block_type, value)]})]


STEP = {"title": "Take it", "instruction": "<p>Take 50 mcg.</p>"}


@pytest.mark.parametrize(
    "stored",
    [
        [make.block("paragraph", "<p>Take 50 mcg.</p>")],
        in_a_section("paragraph", "<p>Take 50 mcg.</p>"),
        in_a_section("steps", {"items": [make.block("item", STEP)]}),
        in_a_section("warning", {"kind": "danger", "heading": "At most 50 mcg", "text": "<p>No more.</p>"}),
        in_a_section(
            "faq", {"items": [make.block("item", {"question": "How much?", "answer": "<p>50 mcg.</p>"})]}
        ),
        in_a_section(
            "care_card",
            {
                "urgency": "urgent",
                "heading": "Ask if",
                "conditions": [make.block("item", "<p>50 mcg fail</p>")],
            },
        ),
        in_a_section("overdose", {"emergency_line": "Call.", "text": "<p>50 mcg is too much.</p>"}),
        in_a_section("missed_dose", {"text": "<p>Take 50 mcg late, do not double it.</p>"}),
        in_a_section("dosage_table", {"caption": "Levothyroxine 50 mcg"}),
        in_a_section(
            "table",
            {
                "table": {
                    "caption": "Strengths",
                    "columns": [{"type": "text", "heading": "Form"}, {"type": "number", "heading": "Count"}],
                    "rows": [{"values": ["50 mcg tablet", 1]}, {"values": ["", None]}],
                }
            },
        ),
    ],
)
def test_a_misread_dose_is_worth_a_look_wherever_it_stands(stored: list[dict[str, Any]]) -> None:
    body = DrugBody()
    (message,) = stream_advice(body, body.to_python(stored))
    assert message == "“mcg”: write “micrograms”: it is misread as “mg”."


def test_a_misread_dose_in_a_step_of_a_guide_is_worth_a_look() -> None:
    steps = GuideSteps()
    (message,) = stream_advice(steps, steps.to_python([make.block("step", STEP)]))
    assert "micrograms" in message


class Adviser(models.Model):
    """A page as far as advice is concerned; it has no table."""

    body = StreamField(DrugBody(), blank=True)

    class Meta:
        app_label = "medications"
        managed = False

    def __str__(self) -> str:
        return "adviser"

    def publish_advice(self) -> list[Problem]:
        return [Problem("Look at the total time.", "total_time")]


def test_advice_leads_to_the_field_it_is_about() -> None:
    row = {"population": "adults", "dose_min": "1.0", "unit": "mg"}
    rows = [{"type": "item", "id": "row-1", "value": row}]
    table = {"type": "dosage_table", "id": "table-1", "value": {"caption": "Tablets", "rows": rows}}
    section = {"type": "section", "id": "section-1", "value": {"heading": "Use", "content": [table]}}
    page = Adviser(body=DrugBody().to_python([section]))
    found, own = advice_for(page)
    assert "ten times" in found.message
    assert found.field == "body"
    assert found.trail == (
        "Section “Use”", "Content", "Dosage table “Tablets”", "Rows", "row 1", "Dose",
    )  # fmt: skip
    assert found.path == ("section-1", "content", "table-1", "rows", "row-1", "dose_min")
    assert (own.message, own.field) == ("Look at the total time.", "total_time")


def test_advice_on_running_text_leads_to_the_paragraph() -> None:
    text = {"type": "paragraph", "id": "text-1", "value": "<p>Take 50 mcg.</p>"}
    section = {"type": "section", "id": "section-1", "value": {"heading": "Use", "content": [text]}}
    found, _ = advice_for(Adviser(body=DrugBody().to_python([section])))
    assert found.trail == ("Section “Use”", "Content", "Text (block 1)")
    assert found.path == ("section-1", "content", "text-1")


# Strictness


def test_a_draft_saved_in_another_thread_does_not_relax_a_copy_made_before() -> None:
    shared = TextBody()
    strict = copy.deepcopy(shared)
    empty = shared.to_python([{"type": "paragraph", "id": "p", "value": ""}])
    shared.defer_required_validation()  # what another thread does while it saves a draft
    try:
        assert publish_errors(shared, empty) == []  # the trap
        assert publish_errors(strict, strict.to_python(shared.get_prep_value(empty))) == [
            "This field is required."
        ]
    finally:
        shared.restore_deferred_validation()
    assert publish_errors(shared, empty) == ["This field is required."]
