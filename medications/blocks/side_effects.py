"""Side effects by what to do about them, each with how often it happens as a number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field
from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, StructValue

from cms.core.blocks import ContentBlock
from cms.core.blocks import groups as picker
from cms.core.blocks.rules import at_least_one
from cms.core.problems import Problem
from cms.core.schemas import Schema
from medications.blocks.contacts import Regulator, regulator

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

FrequencyBand = Literal["very_common", "common", "uncommon", "rare", "very_rare", "not_known"]
FREQUENCY_BANDS = [
    ("very_common", "Very common: more than 1 in 10 people"),
    ("common", "Common: up to 1 in 10 people"),
    ("uncommon", "Uncommon: up to 1 in 100 people"),
    ("rare", "Rare: up to 1 in 1,000 people"),
    ("very_rare", "Very rare: up to 1 in 10,000 people"),
    ("not_known", "Not known"),
]
# Words alone make readers think a risk is far larger than it is, so the number always goes with them.
NUMBERS: dict[str, str] = {
    "very_common": "more than 1 in 10 people",
    "common": "up to 1 in 10 people",
    "uncommon": "up to 1 in 100 people",
    "rare": "up to 1 in 1,000 people",
    "very_rare": "up to 1 in 10,000 people",
    "not_known": "the number of people is not known",
}
ONE_IN: dict[str, int] = {
    "very_common": 10,
    "common": 10,
    "uncommon": 100,
    "rare": 1_000,
    "very_rare": 10_000,
}

Action = Literal["self_care", "tell_doctor", "urgent", "emergency"]
ACTIONS = [
    ("self_care", "Look after it yourself"),
    ("tell_doctor", "Tell a doctor or pharmacist"),
    ("urgent", "Get help today"),
    ("emergency", "Call for help now"),
]


class FrequencyValue(Schema):
    band: FrequencyBand
    text: str = Field(
        description="The number in words: “up to 1 in 10 people”. Show it, not the band's name alone."
    )
    one_in: int | None = Field(
        description="The number itself: at most one in so many people, or more than that where it is very common."
    )


class SideEffectBlock(ContentBlock):
    says_one_thing = True

    effect = CharBlock(max_length=160, help_text="As a reader would name it: burning where the cream was put")
    frequency = ChoiceBlock(choices=FREQUENCY_BANDS, help_text="How many people get it.")
    what_to_do = CharBlock(required=False, max_length=300)

    class Value(Schema):
        effect: str
        frequency: FrequencyValue
        what_to_do: str

    class Meta:
        icon = "warning"
        label = "Side effect"

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        band = value["frequency"] or None
        return {
            "effect": value["effect"] or "",
            "frequency": {
                "band": band,
                "text": NUMBERS.get(band or "", ""),
                "one_in": ONE_IN.get(band or ""),
            },
            "what_to_do": value["what_to_do"] or "",
        }


class SideEffectGroupBlock(ContentBlock):
    says_one_thing = True

    action = ChoiceBlock(choices=ACTIONS, help_text="What a reader who gets one of these should do.")
    items = ListBlock(SideEffectBlock(), default=[], label="Side effects")

    class Value(Schema):
        action: Action
        items: list[SideEffectBlock.Value]

    class Meta:
        icon = "list-ul"
        label = "Group"

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        yield from at_least_one(value["items"], field="items", noun="one side effect")


class SideEffectsBlock(ContentBlock):
    safety = True

    groups = ListBlock(SideEffectGroupBlock(), default=[])

    class Value(Schema):
        groups: list[SideEffectGroupBlock.Value]
        report_to: Regulator | None = Field(
            description="Who takes reports of side effects; null where the site's settings name nobody."
        )

    class Meta:
        icon = "warning"
        label = "Side effects"
        group = picker.MEDICINE
        description = "Side effects grouped by what to do about them, each with how many people get it."
        preview_value = {
            "groups": [
                {
                    "action": "self_care",
                    "items": [
                        {
                            "effect": "burning where the cream was put",
                            "frequency": "very_common",
                            "what_to_do": "It goes away in about a week.",
                        }
                    ],
                },
                {
                    "action": "emergency",
                    "items": [{"effect": "swelling of the face or throat", "frequency": "very_rare"}],
                },
            ]
        }

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        yield from at_least_one(value["groups"], field="groups", noun="one group")

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        return {**self.represent_fields(value, context), "report_to": regulator(context)}
