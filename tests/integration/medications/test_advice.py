"""What an editor is asked to look at again; nothing of it stops a publish."""

from __future__ import annotations

from typing import Any

import pytest

from cms.core import validation
from cms.core.advice import advice_for
from home.models import SiteProfile
from medications.models import Interaction, PageSource, Treatment
from tests.factories import medications as make
from tests.factories.home import site_profile

pytestmark = pytest.mark.django_db


def look_again(instance: Any) -> list[tuple[str | None, str]]:
    return [(advice.field, advice.message) for advice in advice_for(instance)]


def messages(instance: Any) -> list[str]:
    return [message for _, message in look_again(instance)]


def in_a_section(block_type: str, value: dict[str, Any]) -> list[dict[str, Any]]:
    return [make.block("section", {"heading": "Use", "content": [make.block(block_type, value)]})]


# Sources


def withdrawn() -> Any:
    return make.SourceFactory(title="Old trial", retracted=True)


def superseded() -> Any:
    newer = make.SourceFactory(title="Guideline", year=2025)
    return make.SourceFactory(title="Guideline", year=2019, superseded_by=newer)


WITHDRAWN = "“Old trial (2024)” was withdrawn by its publisher. Look for another source."
SUPERSEDED = "“Guideline (2019)” is superseded by “Guideline (2025)”. Cite that, if it still says so."


@pytest.mark.parametrize(("source", "said"), [(withdrawn, WITHDRAWN), (superseded, SUPERSEDED)])
def test_a_reference_that_is_no_longer_good_is_worth_a_look(source: Any, said: str) -> None:
    page = make.ArticlePageFactory()
    page.page_sources = [PageSource(source=make.SourceFactory()), PageSource(source=source())]
    assert look_again(page) == [("page_sources", said)]
    assert make.publish(page).live


@pytest.mark.parametrize(
    ("block", "value"),
    [
        ("evidence_note", {"certainty": "low", "text": "<p>It may.</p>", "sources": [None]}),
        ("comparison_table", {"caption": "Creams", "source": None}),
        ("comparison_table", {"caption": "Creams", "rows": [{"criterion": "Speed", "source": None}]}),
        ("interactions", {"rows": [{"name": "Sunlight", "source": None}]}),
        ("dosage_table", {"caption": "Cream", "source": None}),
        ("dosage_table", {"caption": "Cream", "rows": [{"population": "all_ages", "source": None}]}),
    ],
)
def test_a_source_of_a_block_that_is_no_longer_good_is_worth_a_look(block: str, value: Any) -> None:
    source = withdrawn()
    factory = make.HowToGuidePageFactory if block == "dosage_table" else make.ArticlePageFactory
    assert messages(factory(body=in_a_section(block, citing(value, source.pk)))) == [WITHDRAWN]


def citing(value: Any, source_id: int) -> Any:
    """``value`` with the source wherever it leaves room for one, and rows as a page stores them."""
    if value is None:
        return source_id
    if isinstance(value, list):
        return [make.block("item", citing(item, source_id)) for item in value]
    return {key: citing(part, source_id) for key, part in value.items()} if isinstance(value, dict) else value


def test_a_source_of_an_entry_that_is_no_longer_good_is_worth_a_look() -> None:
    source = withdrawn()
    medicine = make.MedicineFactory(boxed_warning="Do not.", boxed_warning_source=source)
    medicine.treatments = [Treatment(condition=make.ConditionFactory(), source=source)]
    medicine.interactions = [Interaction(other=make.MedicineFactory(), source=source)]
    assert look_again(medicine) == [
        ("treatments", WITHDRAWN),
        ("interactions", WITHDRAWN),
        ("boxed_warning_source", WITHDRAWN),
    ]
    medicine.save_revision().publish()


# Interactions


def page_with_interactions(**value: Any) -> Any:
    return make.DrugPageFactory(body=in_a_section("interactions", {"automatic": True, **value}))


def test_an_empty_list_of_interactions_reads_as_none_are_known() -> None:
    page = page_with_interactions()
    (said,) = messages(page)
    assert said.startswith("No interaction is recorded, so readers get an empty list")
    assert make.publish(page).live


def test_a_list_that_shows_something_is_fine() -> None:
    page = page_with_interactions()
    other = make.MedicineFactory()
    row = Interaction.objects.create(entity=other, other=page.medicine)
    assert messages(page) == []
    row.entity.unpublish()
    assert len(messages(page)) == 1
    written = [make.block("item", {"name": "Sunlight", "severity": "mild", "evidence": "theoretical"})]
    assert messages(page_with_interactions(rows=written)) == []


# Emergency numbers

OVERDOSE = ("overdose", {"emergency_line": "Call at once."})
EMERGENCY = ("care_card", {"urgency": "emergency", "heading": "Call if", "conditions": []})
URGENT = ("care_card", {"urgency": "urgent", "heading": "Ask if", "conditions": []})


@pytest.mark.parametrize(
    ("block", "numbers", "missing"),
    [
        (OVERDOSE, {}, ["emergency number or poison line"]),
        (OVERDOSE, {"emergency_number": "112"}, []),
        (OVERDOSE, {"poison_line": "030 19240"}, []),
        (EMERGENCY, {"poison_line": "030 19240"}, ["emergency number"]),
        (EMERGENCY, {"emergency_number": "112"}, []),
        (URGENT, {}, []),
    ],
)
def test_readers_who_are_told_to_call_are_told_whom(
    block: tuple[str, dict[str, Any]], numbers: dict[str, str], missing: list[str]
) -> None:
    page = make.DrugPageFactory(body=in_a_section(*block))
    site_profile(**{"emergency_number": "", "poison_line": "", **numbers})
    assert messages(page) == [
        f"Readers are told to call, and no {name} is set. It belongs into Settings → Site profile."
        for name in missing
    ]


def test_a_site_whose_profile_nobody_has_filled_in_has_no_numbers() -> None:
    page = make.DrugPageFactory(body=in_a_section(*EMERGENCY))
    assert not SiteProfile.objects.exists()
    assert len(messages(page)) == 1


# Doses


@pytest.mark.parametrize(
    ("factory", "field"),
    [
        (make.ArticlePageFactory, "summary"),
        (make.ArticlePageFactory, "verdict"),
        (make.TopicHubPageFactory, "definition"),
        (make.HowToGuidePageFactory, "goal"),
        (make.MedicineFactory, "short_definition"),
        (make.MedicineFactory, "mechanism"),
        (make.ConditionFactory, "red_flags"),
    ],
)
def test_a_misread_dose_in_a_field_is_worth_a_look(factory: Any, field: str) -> None:
    assert look_again(factory(**{field: "Take 50 mcg."})) == [
        (field, "“mcg”: write “micrograms”: it is misread as “mg”.")
    ]


def test_advice_on_an_unfinished_draft_is_given_too() -> None:
    page = make.DrugPageFactory(
        medicine=None, body=[*in_a_section("interactions", {}), *in_a_section("overdose", {})]
    )
    assert len(messages(page)) == 2
    assert validation.publish_problems(page) != []
