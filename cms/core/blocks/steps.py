"""Steps in order: as a block inside a body, and as the stream of a guide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import Field
from wagtail.blocks import CharBlock, IntegerBlock, ListBlock, StreamValue, StructValue
from wagtail.images.blocks import ImageChooserBlock

from cms.core.blocks import groups
from cms.core.blocks.base import ContentBlock, ContentStreamBlock
from cms.core.blocks.prose import ProseBlock
from cms.core.blocks.rules import count_between, counted
from cms.core.problems import Problem
from cms.core.schemas import Html, ImageValue, Schema

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

FEWEST, MOST = 2, 20


class StepBlock(ContentBlock):
    title = CharBlock(max_length=120, help_text="Begin with a verb: Wash your hands")
    instruction = ProseBlock(help_text="One action. A second action is a second step.")
    image = ImageChooserBlock(required=False)
    image_alt = CharBlock(
        required=False,
        max_length=300,
        label="Text alternative of the image",
        help_text="Leave empty if the instruction says all that the picture shows.",
    )
    tip = CharBlock(required=False, max_length=300, help_text="What makes it easier.")
    caution = CharBlock(
        required=False, max_length=300, help_text="What can go wrong here; shown with this step."
    )
    minutes = IntegerBlock(required=False, min_value=1, max_value=1440, help_text="How long this step takes.")

    class Value(Schema):
        title: str
        instruction: Html
        image: ImageValue | None
        tip: str
        caution: str = Field(description="Show it with the step, never folded away.")
        minutes: int | None = Field(ge=1, description="How long the step takes; null where it was not given.")

    class Meta:
        icon = "order"
        label = "Step"
        group = groups.LISTS
        description = "One action of a guide, with what helps and what can go wrong."
        preview_value = {
            "title": "Wash your hands",
            "instruction": "<p>Use soap and warm water, and dry them well.</p>",
            "tip": "Take off rings first.",
            "caution": "",
            "minutes": 2,
        }

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        return {
            "title": value["title"] or "",
            "instruction": context.rich_text(value["instruction"].source),
            "image": context.image(value["image"], alt=value["image_alt"] or ""),
            "tip": value["tip"] or "",
            "caution": value["caution"] or "",
            "minutes": value["minutes"],
        }


class StepsBlock(ContentBlock):
    items = ListBlock(StepBlock(), default=[], label="Steps")

    class Value(Schema):
        items: list[StepBlock.Value]

    class Meta:
        icon = "list-ol"
        label = "Steps"
        group = groups.LISTS
        description = "2 to 20 actions in the order in which they are done."
        preview_value = {
            "items": [
                {"title": "Wash your hands", "instruction": "<p>Use soap and warm water.</p>", "minutes": 2},
                {"title": "Apply a thin layer", "instruction": "<p>Rub it in gently.</p>", "minutes": 3},
            ]
        }

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        yield from count_between(value["items"], FEWEST, MOST, field="items", noun="steps")


class StepStream(ContentStreamBlock):
    """The steps of a guide, as a StreamField of their own."""

    step = StepBlock()

    def on_publish_in_stream(self, value: StreamValue) -> Iterator[Problem]:
        yield from count_between(value, FEWEST, MOST, field=None, noun="steps")


def minutes_advice(steps: Iterable[Mapping[str, Any]], total_minutes: int | None) -> Iterator[Problem]:
    """Advice where the minutes of ``steps`` (values of StepBlock) and the time promised to readers differ.

    Silent unless every step says how long it takes: a guess at the rest would be advice on nothing.
    """
    minutes: list[Any] = [step.get("minutes") for step in steps]
    if total_minutes is None or not minutes or None in minutes:
        return
    added = sum(minutes)
    if added != total_minutes:
        yield Problem(
            f"The steps take {counted(added, 'minute')} together, but the total time says {total_minutes}.",
            "total_time",
        )
