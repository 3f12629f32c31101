"""Bodies made of the engine's own blocks."""

from __future__ import annotations

from typing import Annotated, Any

from cms.core.blocks.accordion import AccordionBlock
from cms.core.blocks.base import ContentStreamBlock
from cms.core.blocks.do_dont import DoDontBlock
from cms.core.blocks.download import DownloadBlock
from cms.core.blocks.editor_note import EditorNoteBlock
from cms.core.blocks.faq import FaqBlock
from cms.core.blocks.image import FigureBlock
from cms.core.blocks.key_points import AtAGlanceBlock, KeyFactsBlock
from cms.core.blocks.materials import MaterialsBlock
from cms.core.blocks.prose import ParagraphBlock, QuoteBlock, SubheadingBlock
from cms.core.blocks.schemas import StreamItems
from cms.core.blocks.section import SectionBlock, SectionedBody
from cms.core.blocks.steps import StepsBlock
from cms.core.blocks.table import TableBlock
from cms.core.blocks.video import VideoBlock


class TextContent(ContentStreamBlock):
    """What a section of ordinary text may hold; base of the sections of richer bodies."""

    paragraph = ParagraphBlock()
    subheading = SubheadingBlock()
    image = FigureBlock()
    video = VideoBlock()
    quote = QuoteBlock()
    table = TableBlock()
    do_dont = DoDontBlock()
    steps = StepsBlock()
    materials = MaterialsBlock()
    faq = FaqBlock()
    accordion = AccordionBlock()
    download = DownloadBlock()
    editor_note = EditorNoteBlock()


class TextSectionBlock(SectionBlock):
    content = TextContent()

    class Value(SectionBlock.Value):
        content: Annotated[list[Any], StreamItems(TextContent)]

    class Meta:
        preview_value = {
            "heading": "Who we are",
            "content": [
                {"type": "paragraph", "value": "<p>We write about medicines for people who take them.</p>"}
            ],
        }


class TextBody(SectionedBody):
    """An opening without a heading, then sections."""

    section = TextSectionBlock()
    paragraph = ParagraphBlock()
    at_a_glance = AtAGlanceBlock()
    key_facts = KeyFactsBlock()
    image = FigureBlock()
    video = VideoBlock()
    quote = QuoteBlock()
    faq = FaqBlock()
    download = DownloadBlock()
    editor_note = EditorNoteBlock()
