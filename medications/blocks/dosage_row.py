"""One row of a dosage table: how much, for whom, how often, at most."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field
from wagtail.blocks import CharBlock, ChoiceBlock, DecimalBlock, StructValue

from cms.core.blocks import ContentBlock
from cms.core.problems import Problem
from cms.core.schemas import Schema
from medications.blocks.ages import AgeBand, AgeBlock, age_text
from medications.blocks.choosers import source_chooser
from medications.blocks.dose_notation import error_prone
from medications.blocks.references import represent_source, source_advice
from medications.schemas import SourceReference

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

Population = Literal[
    "all_ages", "adults", "children", "older_adults",
    "kidney_disease", "liver_disease", "pregnancy", "breastfeeding", "other",
]  # fmt: skip
POPULATIONS = [
    ("all_ages", "Everyone"),
    ("adults", "Adults"),
    ("children", "Children"),
    ("older_adults", "Older adults"),
    ("kidney_disease", "People with kidney disease"),
    ("liver_disease", "People with liver disease"),
    ("pregnancy", "During pregnancy"),
    ("breastfeeding", "While breastfeeding"),
    ("other", "Other (say who)"),
]
# Age alone decides to which of these a reader belongs, so their bands may not overlap.
BY_AGE = {"all_ages", "adults", "children", "older_adults"}

DoseUnit = Literal[
    "mg", "micrograms", "g", "mL", "units", "mg/kg", "micrograms/kg", "mL/kg", "units/kg",
    "tablets", "capsules", "puffs", "drops", "sprays", "patches", "suppositories", "sachets",
    "fingertip units", "applications",
]  # fmt: skip
DOSE_UNITS = [
    (unit, unit)
    for unit in (
        "mg", "micrograms", "g", "mL", "units", "mg/kg", "micrograms/kg", "mL/kg", "units/kg",
        "tablets", "capsules", "puffs", "drops", "sprays", "patches", "suppositories", "sachets",
        "fingertip units", "applications",
    )
]  # fmt: skip
IRREGULAR = {"patches": "patch", "suppositories": "suppository"}
PER_KG = "/kg"
AMOUNTS = ("dose_min", "dose_max", "max_single", "max_in_24_hours")


def _amount(*, required: bool = False, **options: Any) -> DecimalBlock:
    return DecimalBlock(required=required, min_value=0, max_digits=10, decimal_places=4, **options)


class DoseValue(Schema):
    """How much at a time."""

    min: float
    max: float | None = Field(description="Null where the dose is one amount, not a range.")
    unit: DoseUnit
    text: str = Field(description="The dose in words: “10 to 20 mg”. Never with a trailing .0.")


class DosageRowBlock(ContentBlock):
    says_one_thing = True

    indication = CharBlock(
        required=False,
        max_length=120,
        help_text="What it is taken for. Leave empty if the table is about one use.",
    )
    population = ChoiceBlock(choices=POPULATIONS)
    population_note = CharBlock(
        required=False, max_length=160, help_text="Who exactly, where the choice can't say it."
    )
    age_from = AgeBlock(label="Age from")
    age_to = AgeBlock(label="Age to", help_text="11 years means until the twelfth birthday.")
    dose_min = _amount(required=True, label="Dose", help_text="How much at a time; the lower end of a range.")
    dose_max = _amount(label="Dose up to", help_text="Only for a range.")
    unit = ChoiceBlock(choices=DOSE_UNITS)
    frequency = CharBlock(
        required=False, max_length=120, help_text="Such as: twice a day, every 4 to 6 hours"
    )
    max_single = _amount(
        label="Most at a time", help_text="For a dose by weight: the amount that is never exceeded."
    )
    max_in_24_hours = _amount(
        label="Most in 24 hours", help_text="For a dose by weight: in the unit without /kg."
    )
    duration = CharBlock(required=False, max_length=120, help_text="Such as: up to 6 weeks")
    source = source_chooser(
        required=False, help_text="Leave empty if the source of the whole table says this."
    )

    class Value(Schema):
        indication: str = Field(description="Empty where the table is about one use.")
        population: Population
        population_note: str
        age_from: AgeBlock.Value | None
        age_to: AgeBlock.Value | None = Field(
            description="Included: 11 years lasts until the twelfth birthday."
        )
        age_text: str = Field(description="The band in words; empty where age does not matter.")
        dose: DoseValue
        frequency: str
        max_single: float | None
        max_in_24_hours: float | None
        max_unit: DoseUnit = Field(description="Unit of the two maxima: for a dose by weight, without “/kg”.")
        duration: str
        source: SourceReference | None = Field(description="The row's own source or the table's.")

    class Meta:
        icon = "table"
        label = "Row"

    def always(self, value: StructValue) -> Iterator[Problem]:
        yield from _amounts_in_order(value)
        if AgeBand.of(value["age_from"], value["age_to"]).is_reversed:
            yield Problem("The age to comes before the age from.", "age_to")

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        band = AgeBand.of(value["age_from"], value["age_to"])
        if value["population"] in BY_AGE - {"all_ages"} and band.is_open:
            yield Problem("Give the ages: adults and children are not the same everywhere.", "age_from")
        if value["population"] == "other" and not value["population_note"]:
            yield Problem("Say who these people are.", "population_note")

    def advice(self, value: StructValue) -> Iterator[Problem]:
        yield from source_advice(value["source"])
        for name in AMOUNTS:
            if value[name] is not None:
                for message in error_prone(str(value[name])):
                    yield Problem(message, name)

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        unit = value["unit"] or None
        return {
            "indication": value["indication"] or "",
            "population": value["population"] or None,
            "population_note": value["population_note"] or "",
            "age_from": self.child_blocks["age_from"].represent(value["age_from"], context),
            "age_to": self.child_blocks["age_to"].represent(value["age_to"], context),
            "age_text": age_text(value["age_from"], value["age_to"]),
            "dose": _dose(value),
            "frequency": value["frequency"] or "",
            "max_single": _number(value["max_single"]),
            "max_in_24_hours": _number(value["max_in_24_hours"]),
            "max_unit": unit.removesuffix(PER_KG) if unit else None,
            "duration": value["duration"] or "",
            "source": represent_source(value["source"], context),
        }


def _amounts_in_order(value: StructValue) -> Iterator[Problem]:
    """Dose, upper end, most at a time, most in 24 hours: none may be below the one before it."""
    by_weight = (value["unit"] or "").endswith(PER_KG)
    for names in (AMOUNTS[:2], AMOUNTS[2:]) if by_weight else (AMOUNTS,):
        given = [(name, value[name]) for name in names if value[name] is not None]
        for (lower_name, lower), (name, amount) in pairwise(given):
            if amount < lower:
                yield Problem(f"This is less than “{_label(lower_name)}” ({plain_number(lower)}).", name)


def _label(name: str) -> str:
    return str(DosageRowBlock.base_blocks[name].label)


def _dose(value: StructValue) -> dict[str, Any]:
    low, high, unit = value["dose_min"], value["dose_max"], value["unit"]
    high = None if high == low else high
    amount = " to ".join(plain_number(number) for number in (low, high) if number is not None)
    return {
        "min": _number(low),
        "max": _number(high),
        "unit": unit or None,
        "text": f"{amount} {_unit_of(amount, unit or '')}".strip(),
    }


def _unit_of(amount: str, unit: str) -> str:
    """“1 tablet”, and not “1 tablets”."""
    name, per, weight = unit.partition("/")
    return f"{IRREGULAR.get(name, name.removesuffix('s'))}{per}{weight}" if amount == "1" else unit


def _number(amount: Decimal | None) -> float | None:
    return float(amount) if amount is not None else None


def plain_number(amount: Decimal) -> str:
    """``amount`` as a reader should see it: no exponent, no trailing zeros after the point."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
