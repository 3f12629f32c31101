"""Questions and answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import Field
from wagtail.blocks import CharBlock, ListBlock, StructValue

from cms.core.blocks import groups
from cms.core.blocks.base import ContentBlock
from cms.core.blocks.prose import ProseBlock
from cms.core.blocks.rules import at_least_one
from cms.core.problems import Problem
from cms.core.schemas import Html, Schema

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


class QuestionBlock(ContentBlock):
    question = CharBlock(max_length=200, help_text="As a reader would ask it.")
    answer = ProseBlock(help_text="Answer in the first sentence; explain after it.")

    class Value(Schema):
        question: str
        answer: Html

    class Meta:
        icon = "help"
        label = "Question"


class FaqBlock(ContentBlock):
    items = ListBlock(QuestionBlock(), default=[], label="Questions")

    class Value(Schema):
        heading_level: int = Field(ge=2, le=6, description="Level of each question's heading.")
        items: list[QuestionBlock.Value]

    class Meta:
        icon = "help"
        label = "Questions and answers"
        group = groups.FOLDED
        description = "Questions that readers ask, each with a short answer. Not a place for warnings."
        preview_value = {
            "items": [
                {
                    "question": "Can I use it on my face?",
                    "answer": "<p>Yes. Keep it away from your eyes and mouth.</p>",
                }
            ]
        }

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        yield from at_least_one(value["items"], field="items", noun="one question")

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        return {"heading_level": context.heading_level, **self.represent_fields(value, context)}
