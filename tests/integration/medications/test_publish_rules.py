"""What stops a page from being published, on whichever way it comes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cms.core import validation
from cms.core.problems import PublishRefused
from home.services import ensure_site
from medications.models import ComparisonSubject, PageContribution
from tests.factories import medications as make
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db


def problems_of(page: Any) -> str:
    return " ".join(str(problem) for problem in validation.publish_problems(page))


@pytest.mark.parametrize(
    "factory",
    [make.TopicHubPageFactory, make.DrugPageFactory, make.HowToGuidePageFactory, make.ArticlePageFactory],
)
def test_a_complete_page_may_be_published(factory: Any) -> None:
    assert problems_of(factory()) == ""


@pytest.mark.parametrize(
    "factory", [make.TopicHubPageFactory, make.DrugPageFactory, make.ArticlePageFactory, StandardPageFactory]
)
def test_a_page_without_content_is_refused(factory: Any) -> None:
    assert "no content" in problems_of(factory(body=[]))


def test_the_steps_of_a_guide_are_its_content() -> None:
    assert problems_of(make.HowToGuidePageFactory(body=[])) == ""


def test_sections_of_the_site_and_its_front_page_have_no_body_to_fill() -> None:
    home = ensure_site()
    assert [problems_of(page.specific) for page in (home, *home.get_children())] == [""] * 5


def test_a_page_without_a_summary_is_refused_and_stays_as_it_was() -> None:
    page = make.ArticlePageFactory(live=False, summary="")
    with pytest.raises(PublishRefused, match="Summary"):
        page.save_revision().publish()
    page.refresh_from_db()
    assert not page.live


def test_a_hub_needs_a_subject_and_a_definition_of_at_most_600_characters() -> None:
    found = problems_of(make.TopicHubPageFactory(subject=None, definition=""))
    assert "Choose what this hub is about" in found
    assert "Say in two or three sentences" in found
    words = "<p>" + "a" * 600 + "</p>"
    assert problems_of(make.TopicHubPageFactory(definition=words)) == ""
    assert "there are 601" in problems_of(make.TopicHubPageFactory(definition=words.replace("<p>", "<p>a")))


def test_a_drug_page_needs_its_medicine() -> None:
    assert "Choose the medicine" in problems_of(make.DrugPageFactory(medicine=None))


@pytest.mark.parametrize(("count", "allowed"), [(1, False), (2, True), (20, True), (21, False)])
def test_a_guide_has_2_to_20_steps(count: int, allowed: bool) -> None:
    assert (problems_of(make.HowToGuidePageFactory(steps=make.steps(count))) == "") is allowed


@pytest.mark.parametrize(("count", "allowed"), [(1, False), (2, True), (6, True), (7, False)])
def test_a_comparison_has_2_to_6_subjects(count: int, allowed: bool) -> None:
    page = make.ArticlePageFactory(kind="comparison", verdict="<p>The second.</p>")
    page.compared = [ComparisonSubject(entity=make.MedicineFactory()) for _ in range(count)]
    assert ("2 to 6 subjects" not in problems_of(page)) is allowed


def test_a_comparison_gives_its_verdict_and_has_a_table() -> None:
    found = problems_of(make.ArticlePageFactory(kind="comparison"))
    assert "gives its answer" in found
    assert "has a comparison table" in found


def test_a_major_update_tells_what_has_changed() -> None:
    page = make.ArticlePageFactory(update_type="major")
    assert "what has changed" in problems_of(page)
    page.change_note = "The dose for children is new."
    assert problems_of(page) == ""


def reviewed_by(credential: Any, **fields: Any) -> Any:
    page = make.ArticlePageFactory(reviewed_on=timezone.localdate(), **fields)
    page.page_contributions = [PageContribution(contributor=credential.contributor, role="reviewer")]
    return page


def test_a_reviewer_needs_a_credential_that_is_valid_today() -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    assert problems_of(reviewed_by(make.CredentialFactory())) == ""
    assert "no credential of theirs is valid" in problems_of(
        reviewed_by(make.CredentialFactory(valid_to=yesterday))
    )


def test_a_credential_that_runs_out_before_the_page_goes_live_does_not_count() -> None:
    next_week = timezone.now() + dt.timedelta(days=7)
    credential = make.CredentialFactory(valid_to=timezone.localdate() + dt.timedelta(days=2))
    assert "no credential of theirs is valid" in problems_of(reviewed_by(credential, go_live_at=next_week))


def test_a_person_who_does_not_review_cannot_be_named_as_reviewer() -> None:
    credential = make.CredentialFactory(contributor__is_clinical_reviewer=False)
    assert "can't be named as a clinical reviewer" in problems_of(reviewed_by(credential))


def test_a_page_with_a_reviewer_says_when_it_was_reviewed() -> None:
    page = reviewed_by(make.CredentialFactory())
    page.reviewed_on = None
    assert "when it was reviewed" in problems_of(page)
