"""Statements about two entries are one row, shown on both sides."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from cms.core.keys import Key
from cms.core.problems import PublishRefused
from cms.events.models import Event
from medications import selectors
from medications.models import Interaction, Medicine, PageTopic, Partnership
from tests.factories import medications as make
from tests.factories.core import render_context

pytestmark = pytest.mark.django_db


def interact(entity: Medicine, other: Medicine, **fields: object) -> Interaction:
    return Interaction.objects.create(entity=entity, other=other, **fields)


def test_an_interaction_is_seen_from_both_sides() -> None:
    here, there = make.MedicineFactory(), make.MedicineFactory()
    interact(here, there, severity="moderate", action="Ask a pharmacist.")
    (from_here,) = selectors.interactions_of([here.pk], render_context())
    (from_there,) = selectors.interactions_of([there.pk], render_context())
    assert (from_here.entity_id, from_here.other_id) == (here.pk, there.pk)
    assert (from_there.entity_id, from_there.other_id) == (there.pk, here.pk)
    assert from_there.action == "Ask a pharmacist."


def test_the_most_severe_interaction_comes_first_and_drafts_do_not_come() -> None:
    medicine = make.MedicineFactory()
    for severity in ("unknown", "severe", "mild"):
        interact(medicine, make.MedicineFactory(), severity=severity)
    hidden = make.MedicineFactory(live=False)
    interact(medicine, hidden, severity="severe")
    context = render_context()
    found = selectors.interactions_of([medicine.pk], context)
    assert [row.severity for row in found] == ["severe", "mild", "unknown"]
    assert Key("entity", hidden.pk) in context.watches, "it must come as soon as the other side is published"


def test_a_pair_is_recorded_once_whichever_way_round() -> None:
    here, there = make.MedicineFactory(), make.MedicineFactory()
    interact(here, there)
    with pytest.raises(ValidationError, match="already recorded with"):
        Interaction(entity=there, other=here).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        interact(there, here)


def test_a_pair_that_was_recorded_elsewhere_since_the_draft_is_refused() -> None:
    here, there = make.MedicineFactory(), make.MedicineFactory()
    here.interactions = [Interaction(other=there)]
    draft = here.save_revision()
    interact(there, here)
    with pytest.raises(PublishRefused, match="already recorded with"):
        draft.publish()


def test_a_pair_that_stands_twice_in_a_version_is_refused() -> None:
    here, there = make.MedicineFactory(), make.MedicineFactory()
    here.interactions = [Interaction(other=there), Interaction(other=there)]
    with pytest.raises(PublishRefused, match="stands here twice"):
        here.save_revision().publish()


def test_an_entry_does_not_interact_with_itself_or_with_a_condition() -> None:
    medicine = make.MedicineFactory()
    with pytest.raises(ValidationError, match="Choose another"):
        Interaction(entity=medicine, other=medicine).full_clean()
    with pytest.raises(ValidationError, match="Choose a medicine"):
        Interaction(entity=medicine, other=make.ConditionFactory()).full_clean()


def test_a_severe_interaction_needs_an_action_and_a_source_to_be_published() -> None:
    medicine = make.MedicineFactory()
    row = Interaction(other=make.MedicineFactory(), severity="severe")
    medicine.interactions = [row]
    messages = " ".join(problem.message for problem in medicine.publish_problems())
    assert "needs an action" in messages
    assert "needs a source" in messages
    row.action, row.source = "Do not take both.", make.SourceFactory()
    assert not list(medicine.publish_problems())


def test_a_partner_has_no_severe_interaction_wherever_it_is_recorded() -> None:
    here, there = make.MedicineFactory(), make.MedicineFactory()
    interact(there, here, severity="severe", action="No.", source=make.SourceFactory())
    with pytest.raises(ValidationError, match="severe interaction"):
        Partnership(entity=here, other=there).full_clean()
    here.partnerships = [Partnership(other=there)]
    assert ["can't be a partner" in problem.message for problem in here.publish_problems()] == [True]


def test_a_partnership_recorded_on_the_other_side_stops_a_severe_interaction() -> None:
    here, there = make.MedicineFactory(), make.MedicineFactory()
    Partnership.objects.create(entity=there, other=here)
    here.interactions = [
        Interaction(other=there, severity="severe", action="No.", source=make.SourceFactory())
    ]
    assert ["can't be a partner" in problem.message for problem in here.publish_problems()] == [True]


def test_saving_an_entry_tells_whoever_shows_the_other_side() -> None:
    here, there = make.MedicineFactory(), make.MedicineFactory()
    interact(here, there)
    here.save()
    event = Event.objects.filter(object_kind="entity", object_id=here.pk).latest("sequence")
    assert {f"entity:{here.pk}", f"entity:{there.pk}"} <= set(event.keys)


def test_what_content_rests_on_cannot_be_deleted() -> None:
    page = make.ArticlePageFactory(
        topics=[topic := make.ConditionFactory()],
        category=make.CategoryFactory(),
        disclaimer=make.DisclaimerFactory(),
    )
    medicine = make.DrugPageFactory().medicine
    brand = make.MedicineFactory(brand_of=medicine)
    for needed in (topic, page.category, page.disclaimer, medicine, brand.brand_of):
        with pytest.raises(ProtectedError):
            needed.delete()
    assert PageTopic.objects.filter(page=page).count() == 1
