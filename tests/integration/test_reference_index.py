"""Publishing keeps Wagtail's reference index as Wagtail would, and asks for it once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, ReferenceIndex

from cms.core.reference_index import references_updated_once
from tests.factories import medications as make

pytestmark = pytest.mark.django_db


def references(instance: Any) -> set[tuple[int, str, str]]:
    rows = ReferenceIndex.get_references_for_object(instance)
    return set(rows.values_list("to_content_type_id", "to_object_id", "content_path"))


def updates(captured: CaptureQueriesContext) -> int:
    asked = 'FROM "wagtailcore_referenceindex"'
    return sum(asked in query["sql"] and query["sql"].startswith("SELECT") for query in captured)


@pytest.fixture
def page() -> Any:
    topics = [make.ConditionFactory(), make.ConditionFactory(), make.MedicineFactory()]
    return make.DrugPageFactory(topics=topics, live=False)


def test_a_publish_leaves_the_references_that_a_rebuild_finds(page: Any) -> None:
    page.save_revision().publish()
    published = references(page)
    ReferenceIndex.remove_for_object(page)
    ReferenceIndex.create_or_update_for_object(type(page).objects.get(pk=page.pk))
    assert published == references(page)
    assert len(published) >= 4


def test_a_row_that_a_publish_removes_is_referred_to_no_more(page: Any) -> None:
    page.save_revision().publish()
    row, *others = page.page_topics.all()
    page.page_topics = others
    page.save_revision().publish()
    assert str(row.entity_id) not in {object_id for _, object_id, path in references(page) if "topic" in path}


def test_it_is_updated_once_however_many_rows_are_saved(page: Any) -> None:
    revision = page.save_revision()
    with CaptureQueriesContext(connection) as captured:
        revision.publish()
    assert updates(captured) == 1


def test_an_alias_that_is_published_with_its_page_has_references_too(page: Any) -> None:
    page.save_revision().publish()
    alias = page.create_alias(update_slug="an-alias")
    page.page_topics = [page.page_topics.model(entity=make.ConditionFactory())]
    page.save_revision().publish()
    published = references(alias)
    ReferenceIndex.create_or_update_for_object(Page.objects.get(pk=alias.pk).specific)
    assert published == references(alias)


def test_a_publish_that_fails_leaves_the_updates_switched_on(page: Any) -> None:
    with pytest.raises(ValueError, match="on purpose"), references_updated_once():
        raise ValueError("on purpose")
    page.save()
    assert references(page)


def test_a_block_within_a_block_leaves_the_update_to_the_outer_one(page: Any) -> None:
    with CaptureQueriesContext(connection) as captured, references_updated_once():
        with references_updated_once():
            page.save()
        page.save()
    assert updates(captured) == 1
