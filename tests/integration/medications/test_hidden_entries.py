"""What a page shows of entries that readers can't see, and what is said of it before it goes live."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.core import validation
from cms.core.advice import advice_for
from cms.core.problems import PublishRefused
from medications.models import ComparisonSubject, GuideMedicine, KeyEntity, PageTopic
from tests.factories import medications as make

pytestmark = pytest.mark.django_db

IN_A_WEEK = timezone.now() + dt.timedelta(days=7)


def stops(page: Any) -> list[tuple[str | None, str]]:
    return [(problem.field, problem.message) for problem in validation.publish_problems(page)]


def look_again(page: Any) -> list[tuple[str | None, str]]:
    return [(advice.field, advice.message) for advice in advice_for(page)]


def scheduled_medicine(go_live_at: dt.datetime) -> Any:
    medicine = make.MedicineFactory(name="Ruxolitinib", live=False)
    medicine.go_live_at = go_live_at
    medicine.save_revision().publish()
    return medicine


@pytest.mark.parametrize(
    ("factory", "field"), [(make.DrugPageFactory, "medicine"), (make.TopicHubPageFactory, "subject")]
)
def test_a_page_does_not_go_live_before_the_one_entry_it_is_about(factory: Any, field: str) -> None:
    draft = make.MedicineFactory(name="Ruxolitinib", live=False)
    page = factory(live=False, **{field: draft})
    with pytest.raises(PublishRefused, match="“Ruxolitinib” is not published"):
        page.save_revision().publish()
    assert [found for found, _ in stops(page)] == [field]
    draft.save_revision().publish()
    assert stops(page) == []


def test_the_database_is_asked_when_the_page_is_published_and_not_what_it_remembers() -> None:
    page = make.DrugPageFactory(medicine__name="Ruxolitinib")
    assert page.medicine.live
    type(page.medicine).objects.get().unpublish()
    assert [field for field, _ in stops(page)] == ["medicine"]


def test_an_entry_that_has_expired_is_not_there_for_readers() -> None:
    page = make.DrugPageFactory(medicine__expire_at=IN_A_WEEK)
    assert stops(page) == []
    page.go_live_at = IN_A_WEEK + dt.timedelta(days=1)
    assert [field for field, _ in stops(page)] == ["medicine"]


def test_a_page_may_be_scheduled_for_when_its_entry_is_there() -> None:
    page = make.DrugPageFactory(live=False, medicine=scheduled_medicine(IN_A_WEEK))
    page.go_live_at = IN_A_WEEK
    assert stops(page) == []
    page.go_live_at = IN_A_WEEK - dt.timedelta(days=1)
    assert [field for field, _ in stops(page)] == ["medicine"]


def test_when_the_time_of_the_page_comes_its_entry_has_to_be_there() -> None:
    page = make.DrugPageFactory(live=False, medicine=scheduled_medicine(IN_A_WEEK))
    page.go_live_at = timezone.now() - dt.timedelta(seconds=1)
    assert [field for field, _ in stops(page)] == ["medicine"]


def test_asking_takes_one_query_however_many_entries_there_are(django_assert_num_queries: Any) -> None:
    hub = make.TopicHubPageFactory(topics=[make.ConditionFactory() for _ in range(3)])
    hub.key_entities = [KeyEntity(entity=make.MedicineFactory()) for _ in range(3)]
    shown = list(hub.shown_entries())
    assert len(shown) == 6
    with django_assert_num_queries(1):
        assert hub.hidden_entries({entity_id for _, entity_id in shown}) == {}


def test_other_entries_that_drop_out_are_worth_another_look_and_stop_nothing() -> None:
    draft = make.MedicineFactory(name="Ruxolitinib", live=False)
    said = "“Ruxolitinib” is not published: readers do not see it here until it is."
    hub = make.TopicHubPageFactory()
    hub.page_topics = [PageTopic(entity=draft)]
    hub.key_entities = [KeyEntity(entity=draft), KeyEntity(entity=make.MedicineFactory())]
    assert look_again(hub) == [("page_topics", said), ("key_entities", said)]
    guide = make.HowToGuidePageFactory()
    guide.guide_medicines = [GuideMedicine(medicine=draft)]
    assert look_again(guide) == [("guide_medicines", said)]
    article = make.ArticlePageFactory()
    article.compared = [ComparisonSubject(entity=draft)]
    assert look_again(article) == [("compared", said)]
    assert [stops(page) for page in (hub, guide, article)] == [[], [], []]


@pytest.mark.parametrize(
    ("block", "value"),
    [("related_medicine", {"relation": "see_also"}), ("interactions", {"automatic": False})],
)
def test_a_block_that_shows_a_draft_is_worth_another_look(block: str, value: dict[str, Any]) -> None:
    draft = make.MedicineFactory(name="Ruxolitinib", live=False)
    chosen = {"medicine": draft.pk} if block == "related_medicine" else {"medicines": [draft.pk]}
    content = [make.block(block, {**value, **chosen})]
    page = make.ArticlePageFactory(body=[make.block("section", {"heading": "See also", "content": content})])
    said = [message for _, message in look_again(page)]
    assert "“Ruxolitinib” is not published: readers do not see it here until it is." in said
    assert stops(page) == []


def test_whoever_unpublishes_an_entry_is_told_which_pages_lose_it(admin_client: Client) -> None:
    medicine = make.MedicineFactory(name="Ruxolitinib")
    about = make.DrugPageFactory(title="Ruxolitinib cream", medicine=medicine)
    naming = make.ArticlePageFactory(title="New creams", topics=[medicine])
    draft = make.DrugPageFactory(title="A draft", medicine=medicine, live=False)
    for page in (about, naming):
        page.save_revision().publish()

    asked = admin_client.get(reverse("wagtailsnippets_medications_medicine:unpublish", args=[medicine.pk]))

    assert list(asked.context["pages_about"].values_list("title", flat=True)) == ["Ruxolitinib cream"]
    assert list(asked.context["pages_showing"].values_list("title", flat=True)) == ["New creams"]
    words = asked.content.decode()
    assert "They stay published and lose at once the facts that are kept here." in words
    assert about.title in words
    assert draft.title not in words


def test_an_entry_that_no_page_shows_is_unpublished_without_a_warning(admin_client: Client) -> None:
    medicine = make.MedicineFactory()
    url = reverse("wagtailsnippets_medications_medicine:unpublish", args=[medicine.pk])
    assert "No published page shows it." in admin_client.get(url).content.decode()
    admin_client.post(url)
    medicine.refresh_from_db()
    assert not medicine.live
