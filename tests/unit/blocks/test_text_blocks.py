"""Rules and JSON of the engine's own blocks. S: holds in a draft too. P: holds on publish."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.core.blocks.accordion import AccordionBlock, FoldedContent
from cms.core.blocks.bodies import TextBody
from cms.core.blocks.do_dont import DoDontBlock, negated
from cms.core.blocks.download import DownloadBlock
from cms.core.blocks.faq import FaqBlock
from cms.core.blocks.image import FigureBlock
from cms.core.blocks.key_points import AtAGlanceBlock, KeyFactsBlock
from cms.core.blocks.materials import MaterialsBlock
from cms.core.blocks.prose import ParagraphBlock, QuoteBlock, SubheadingBlock
from cms.core.blocks.rules import count_between
from cms.core.blocks.section import anchor_of
from cms.core.blocks.steps import StepsBlock, StepStream, minutes_advice
from cms.core.blocks.table import TableBlock
from cms.core.blocks.video import VideoBlock
from cms.core.rendering.context import RenderContext
from medications.blocks.warning import WarningBlock
from tests.unit.blocks.asking import draft_errors, publish_errors, stored


def section(heading: str, *content: dict[str, Any]) -> dict[str, Any]:
    return {"type": "section", "id": heading, "value": {"heading": heading, "content": list(content)}}


def paragraph(text: str = "<p>Words.</p>") -> dict[str, Any]:
    return {"type": "paragraph", "id": "p", "value": text}


# Sections and headings


def test_two_sections_of_one_anchor_can_not_even_be_drafted() -> None:
    body = TextBody()
    twice = body.to_python([section("Side effects", paragraph()), section("Side Effects!", paragraph())])
    assert "share the anchor #side-effects" in draft_errors(body, twice)[0]
    once = body.to_python([section("Side effects", paragraph()), section("Storage", paragraph())])
    assert draft_errors(body, once) == []


def test_sections_whose_headings_are_still_missing_do_not_clash() -> None:
    body = TextBody()
    assert draft_errors(body, body.to_python([section(""), section("")])) == []


def test_a_section_needs_a_heading_and_content_on_publish_only() -> None:
    body = TextBody()
    empty = body.to_python([section("")])
    assert draft_errors(body, empty) == []
    assert publish_errors(body, empty) != []
    assert publish_errors(body, body.to_python([section("How it works")])) == ["This field is required."]


def test_a_heading_of_signs_only_has_no_anchor_and_is_not_published() -> None:
    body = TextBody()
    assert "letter or digit" in publish_errors(body, body.to_python([section("?!", paragraph())]))[0]


@pytest.mark.parametrize(
    ("heading", "anchor"), [("How it works", "how-it-works"), ("Was ist Akné?", "was-ist-akné"), ("…", "")]
)
def test_anchors_are_derived_from_headings(heading: str, anchor: str) -> None:
    assert anchor_of(heading) == anchor


def test_heading_levels_follow_from_nesting(context: RenderContext) -> None:
    body = TextBody()
    subheading = {"type": "subheading", "id": "s", "value": {"text": "Before you start"}}
    delivered = body.represent(body.to_python([section("How to use it", subheading)]), context)
    assert delivered[0]["value"]["heading_level"] == 2
    assert delivered[0]["value"]["anchor"] == "how-to-use-it"
    assert delivered[0]["value"]["content"][0]["value"]["heading_level"] == 3
    assert SubheadingBlock().represent(stored(SubheadingBlock()), context)["heading_level"] == 2


# Running text


def test_markup_without_words_is_no_text() -> None:
    block = ParagraphBlock()
    empty = block.to_python("<p data-block-key='a'> &nbsp; </p>")
    assert publish_errors(block, empty) == ["This field is required."]
    assert draft_errors(block, empty) == []


def test_a_quotation_needs_its_speaker_on_publish() -> None:
    block = QuoteBlock()
    assert publish_errors(block, stored(block, name="")) != []
    assert draft_errors(block, stored(block, name="")) == []


# Media


@pytest.mark.parametrize(
    ("alt_text", "decorative", "allowed"),
    [
        ("A tube", False, True),
        ("", True, True),
        ("", False, False),
        ("A tube", True, False),
        ("  ", False, False),
    ],
)
def test_an_image_is_either_described_or_decorative(
    alt_text: str, decorative: bool, allowed: bool, library: dict[str, Any]
) -> None:
    block = FigureBlock()
    value = stored(block, image=library["image"].pk, alt_text=alt_text, decorative=decorative)
    assert (publish_errors(block, value) == []) is allowed
    assert draft_errors(block, value) == []


def test_a_decorative_image_is_delivered_with_an_empty_alternative(
    library: dict[str, Any], context: RenderContext
) -> None:
    block = FigureBlock()
    value = stored(block, image=library["image"].pk, alt_text="", decorative=True)
    delivered = block.represent(value, context)
    assert delivered is not None
    assert delivered["image"]["alt"] == ""


def test_an_image_that_is_gone_drops_out_of_the_stream(context: RenderContext) -> None:
    body = TextBody()
    value = body.to_python([{"type": "image", "id": "i", "value": {"image": 404}}, paragraph()])
    assert [item["type"] for item in body.represent(value, context)] == ["paragraph"]


def test_a_document_that_is_gone_drops_out(context: RenderContext) -> None:
    block = DownloadBlock()
    assert block.represent(stored(block, document=404), context) is None


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({}, True),
        ({"transcript": ""}, False),
        ({"title": ""}, False),
        ({"url": "http://v.example.org"}, False),
    ],
)
def test_a_video_has_a_title_a_transcript_and_a_safe_address(changes: dict[str, str], allowed: bool) -> None:
    block = VideoBlock()
    assert (publish_errors(block, stored(block, **changes)) == []) is allowed
    assert draft_errors(block, stored(block, **changes)) == []


def test_a_table_needs_a_caption_and_headings_on_publish() -> None:
    block = TableBlock()
    table = block.meta.preview_value["table"]
    assert publish_errors(block, stored(block)) == []
    no_caption = stored(block, table={**table, "caption": " "})
    assert "caption" in publish_errors(block, no_caption)[0]
    assert draft_errors(block, no_caption) == []
    no_heading = stored(
        block, table={**table, "columns": [{**table["columns"][0], "heading": ""}, table["columns"][1]]}
    )
    assert publish_errors(block, no_heading) == ["Each column needs a heading."]


def test_numbers_of_a_table_stay_numbers(context: RenderContext) -> None:
    block = TableBlock()
    assert block.represent(stored(block), context)["rows"] == [["Face and neck", 2.5], ["One hand", 1]]


# Points, dos and don'ts


@pytest.mark.parametrize(("count", "said"), [(0, "there are none."), (1, "there is 1."), (2, "there are 2.")])
def test_what_is_there_is_counted_in_good_english(count: int, said: str) -> None:
    (problem,) = count_between(["point"] * count, 3, 7, field="items", noun="points")
    assert problem.message == f"Give 3 to 7 points; {said}"


@pytest.mark.parametrize(("count", "allowed"), [(2, False), (3, True), (7, True), (8, False)])
def test_a_page_is_summed_up_in_three_to_seven_points(count: int, allowed: bool) -> None:
    glance, facts = AtAGlanceBlock(), KeyFactsBlock()
    for block, item in ((glance, "A point."), (facts, {"label": "Form", "fact": "cream"})):
        value = stored(block, items=[item] * count)
        assert (publish_errors(block, value) == []) is allowed
        assert draft_errors(block, value) == []


@pytest.mark.parametrize(
    ("written", "delivered"),
    [
        ("stop it suddenly", "do not stop it suddenly"),
        ("Stop it suddenly", "do not stop it suddenly"),
        ("Do not stop it", "Do not stop it"),
        ("Don't stop it", "Don't stop it"),
        ("never stop it", "never stop it"),
        ("IV lines: touch them", "do not IV lines: touch them"),
    ],
)
def test_each_dont_says_do_not(written: str, delivered: str) -> None:
    assert negated(written) == delivered


@given(st.text(alphabet=st.characters(categories=["L", "Nd", "Zs"]), min_size=1))
def test_no_dont_can_be_read_as_a_do(written: str) -> None:
    if written.strip():
        assert negated(written).casefold().startswith(("do not", "don't", "never"))
        assert negated(negated(written)) == negated(written)


def test_dos_and_donts_may_not_both_be_missing() -> None:
    block = DoDontBlock()
    assert publish_errors(block, stored(block, do=[], dont=[])) == ["Give at least one do or one don't."]
    assert publish_errors(block, stored(block, do=[])) == []
    assert draft_errors(block, stored(block, do=[], dont=[])) == []


# Steps


@pytest.mark.parametrize(("count", "allowed"), [(1, False), (2, True), (20, True), (21, False)])
def test_there_are_two_to_twenty_steps(count: int, allowed: bool) -> None:
    block, stream = StepsBlock(), StepStream()
    step = {"title": "Wash your hands", "instruction": "<p>With soap.</p>"}
    value = block.to_python({"items": [step] * count})
    steps = stream.to_python([{"type": "step", "value": step}] * count)
    assert (publish_errors(block, value) == []) is allowed
    assert (publish_errors(stream, steps) == []) is allowed
    assert draft_errors(block, value) == []
    assert draft_errors(stream, steps) == []


def test_minutes_that_do_not_add_up_are_worth_a_look() -> None:
    assert "1 minute together" in next(minutes_advice([{"minutes": 1}], 10)).message
    assert "5 minutes together" in next(minutes_advice([{"minutes": 2}, {"minutes": 3}], 10)).message
    assert list(minutes_advice([{"minutes": 2}, {"minutes": 3}], 5)) == []
    assert list(minutes_advice([{"minutes": 2}, {"minutes": None}], 10)) == []
    assert list(minutes_advice([{"minutes": 2}], None)) == []


def test_a_list_of_things_needed_is_not_empty() -> None:
    block = MaterialsBlock()
    assert publish_errors(block, stored(block, items=[])) == ["Give at least one item."]


# Questions and panels


def test_questions_have_answers_on_publish() -> None:
    block = FaqBlock()
    assert publish_errors(block, stored(block, items=[])) == ["Give at least one question."]
    unanswered = stored(block, items=[{"question": "Can I?", "answer": ""}])
    assert publish_errors(block, unanswered) != []
    assert draft_errors(block, unanswered) == []


class CarelessContent(FoldedContent):
    warning = WarningBlock()


def test_nothing_that_keeps_readers_safe_is_folded_away_not_even_in_a_draft() -> None:
    stream = CarelessContent()
    hidden = stream.to_python([{"type": "warning", "value": WarningBlock().meta.preview_value}])
    assert draft_errors(stream, hidden) == [
        "“Warning” must be seen without opening anything. Move it out of the accordion."
    ]
    assert draft_errors(stream, stream.to_python([paragraph()])) == []


def test_an_accordion_offers_no_block_that_keeps_readers_safe() -> None:
    panel = AccordionBlock().child_blocks["panels"].child_block
    offered = panel.child_blocks["content"].child_blocks.values()
    assert [block.label for block in offered if getattr(block, "safety", False)] == []


def test_what_is_in_a_panel_is_one_heading_deeper(context: RenderContext) -> None:
    block = AccordionBlock()
    delivered = block.represent(stored(block), context)
    assert delivered["heading_level"] == 2
    assert context.heading_level == 2
