"""Rows that get values of their own in one statement."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from cms.core.updates import MOST_VALUES, update_each
from tests.factories import medications as make

pytestmark = pytest.mark.django_db


def test_each_row_gets_the_values_of_its_object() -> None:
    first, second, other = _rows(3)
    first.title, first.draft_title = "First", "One"
    second.title, second.draft_title = "Second “quoted” %s", ""
    update_each([first, second], ["title", "draft_title"])
    for row in (first, second):
        kept = Page.objects.get(pk=row.pk)
        assert (kept.title, kept.draft_title) == (row.title, row.draft_title)
    assert Page.objects.get(pk=other.pk).title == other.title


def test_nothing_and_a_date_and_a_reference_are_written_as_such() -> None:
    page = make.publish(make.ArticlePageFactory())
    row = Page.objects.get(pk=page.pk)
    row.live_revision, row.last_published_at, row.expire_at = None, None, page.first_published_at
    update_each([row], ["live_revision", "last_published_at", "expire_at"])
    kept = Page.objects.get(pk=page.pk)
    assert (kept.live_revision, kept.last_published_at) == (None, None)
    assert kept.expire_at == page.first_published_at


def test_a_row_that_is_gone_is_not_made_again() -> None:
    (row,) = _rows(1)
    Page.objects.get(pk=row.pk).delete()
    update_each([row], ["title"])
    assert not Page.objects.filter(pk=row.pk).exists()


def test_nothing_is_asked_for_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        update_each([], ["title"])
    assert not asked.captured_queries


def test_more_rows_than_a_statement_holds_are_all_written() -> None:
    (row,) = _rows(1)
    ahead = [Page(pk=-number) for number in range(1, MOST_VALUES // 2 + 5)]
    row.title = "The last of all"
    update_each([*ahead, row], ["title"])
    assert Page.objects.get(pk=row.pk).title == "The last of all"


def _rows(count: int) -> list[Page]:
    made = [make.ArticlePageFactory().pk for _ in range(count)]
    return list(Page.objects.filter(pk__in=made).order_by("pk"))
