"""Ages and bands of ages."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pydantic import Field
from wagtail.blocks import ChoiceBlock, IntegerBlock, StructValue

from cms.core.blocks import ContentBlock
from cms.core.schemas import Schema

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

AgeUnit = Literal["days", "weeks", "months", "years"]
AGE_UNITS = [("days", "days"), ("weeks", "weeks"), ("months", "months"), ("years", "years")]

# Exact, so that 12 months are 1 year and not almost one.
DAYS_IN: dict[str, Fraction] = {
    "days": Fraction(1),
    "weeks": Fraction(7),
    "months": Fraction(1461, 48),
    "years": Fraction(1461, 4),
}


class AgeBlock(ContentBlock):
    says_one_thing = True

    """An age, or none where its number is empty."""

    value = IntegerBlock(required=False, min_value=0, max_value=150, label="Age")
    unit = ChoiceBlock(required=False, choices=AGE_UNITS, default="years")

    class Value(Schema):
        value: int = Field(ge=0)
        unit: AgeUnit

    class Meta:
        icon = "user"
        label = "Age"

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any] | None:
        if value["value"] is None:
            return None
        return {"value": value["value"], "unit": value["unit"] or "years"}


class AgeBand(NamedTuple):
    """Days of life: from ``start``, up to but not including ``end``; None where the band is open."""

    start: Fraction | None
    end: Fraction | None

    @classmethod
    def of(cls, age_from: Mapping[str, Any], age_to: Mapping[str, Any]) -> AgeBand:
        """The band of two values of AgeBlock. "To 11 years" lasts until the twelfth birthday."""
        return cls(_days(age_from, 0), _days(age_to, 1))

    @property
    def is_open(self) -> bool:
        return self.start is None and self.end is None

    @property
    def is_reversed(self) -> bool:
        return self.start is not None and self.end is not None and self.start >= self.end

    def overlaps(self, other: AgeBand) -> bool:
        return _begins_before(self, other) and _begins_before(other, self)


def _days(age: Mapping[str, Any], units_later: int) -> Fraction | None:
    if age["value"] is None:
        return None
    return (age["value"] + units_later) * DAYS_IN[age["unit"] or "years"]


def _begins_before(band: AgeBand, other: AgeBand) -> bool:
    return other.end is None or (band.start or Fraction(0)) < other.end


def age_text(age_from: Mapping[str, Any], age_to: Mapping[str, Any]) -> str:
    """The band in words: "3 months to 11 years", "18 years and over", "up to 11 years"; empty where it is open."""
    first, last = _words(age_from), _words(age_to)
    if first and last:
        return f"{first} to {last}"
    if first:
        return f"{first} and over"
    return f"up to {last}" if last else ""


def _words(age: Mapping[str, Any]) -> str:
    if age["value"] is None:
        return ""
    unit = age["unit"] or "years"
    return f"{age['value']} {unit.removesuffix('s') if age['value'] == 1 else unit}"
