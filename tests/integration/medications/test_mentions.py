"""The table of which published pages speak of which entry."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import ReferenceIndex

from medications import selectors
from medications.mentions.services import known_names, record_mentions
from medications.models import EntityMention
from tests.factories import medications as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pimecrolimus() -> Any:
    medicine = make.MedicineFactory(name="Pimecrolimus")
    make.AliasFactory(entity=medicine, text="Elidel", kind="brand")
    make.AliasFactory(entity=medicine, text="pimecrolimis", kind="misspelling")
    make.AliasFactory(entity=medicine, text="cream", ambiguous=True)
    return medicine


def mentions_of(page: Any) -> dict[tuple[str, str], int]:
    rows = EntityMention.objects.filter(page=page).values_list("entity__name", "source", "count")
    return {(name, source): count for name, source, count in rows}


def test_links_names_and_aliases_are_counted_when_a_page_is_published(pimecrolimus: Any) -> None:
    link = f'<a linktype="entity" id="{pimecrolimus.pk}">pimecrolimus</a>'
    words = f"<p>Apply {link} thinly. Elidel, pimecrolimus, pimecrolimis: one cream.</p>"
    page = make.publish(
        make.ArticlePageFactory(summary="About pimecrolimus.", body=make.a_section(words=words))
    )
    assert mentions_of(page) == {
        ("Pimecrolimus", "inline"): 1,
        ("Pimecrolimus", "word"): 2,
        ("Pimecrolimus", "alias"): 2,
    }


def test_a_draft_changes_no_mentions_and_the_next_publish_replaces_them(pimecrolimus: Any) -> None:
    page = make.publish(make.ArticlePageFactory(summary="About pimecrolimus."))
    page.summary = "About something else."
    revision = page.save_revision()
    assert mentions_of(page) == {("Pimecrolimus", "word"): 1}
    revision.publish()
    assert mentions_of(page) == {}


def test_an_unpublished_page_mentions_nothing(pimecrolimus: Any) -> None:
    page = make.publish(make.ArticlePageFactory(summary="About pimecrolimus."))
    page.unpublish()
    assert mentions_of(page) == {}
    assert list(selectors.pages_mentioning(pimecrolimus)) == []


def test_entries_that_are_drafts_are_not_looked_for(pimecrolimus: Any) -> None:
    pimecrolimus.unpublish()
    assert mentions_of(make.publish(make.ArticlePageFactory(summary="About pimecrolimus."))) == {}


def test_a_link_to_a_deleted_entry_is_not_counted() -> None:
    words = '<p><a linktype="entity" id="987654">gone</a></p>'
    assert mentions_of(make.publish(make.ArticlePageFactory(body=make.a_section(words=words)))) == {}


def test_pages_that_speak_of_an_entry_are_found(pimecrolimus: Any) -> None:
    page = make.publish(make.DrugPageFactory(summary="Elidel is a cream."))
    make.publish(make.ArticlePageFactory())
    assert [found.pk for found in selectors.pages_mentioning(pimecrolimus)] == [page.pk]


def test_an_import_can_record_many_pages_at_once(pimecrolimus: Any) -> None:
    pages = [make.ArticlePageFactory(summary="About pimecrolimus.") for _ in range(2)]
    record_mentions(pages=pages, names=known_names(now=timezone.now()))
    assert [mentions_of(page) for page in pages] == [{("Pimecrolimus", "word"): 1}] * 2


def test_the_reference_index_knows_a_mention_in_rich_text(pimecrolimus: Any) -> None:
    words = f'<p><a linktype="entity" id="{pimecrolimus.pk}">it</a></p>'
    page = make.ArticlePageFactory(body=make.a_section(words=words))
    ReferenceIndex.create_or_update_for_object(page)
    usage = ReferenceIndex.get_references_to(pimecrolimus)
    assert [row.object_id for row in usage] == [str(page.pk)]
