"""Saving one object leaves what others are found by alone, and short titles count more than long ones."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from modelsearch.index import insert_or_update_object
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from cms.editions.finding import documents
from tests.scheduling import a_page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_two_who_write_entries_do_not_wait_for_each_other() -> None:
    """All titles are of one length, so that every entry has the norm that Wagtail writes anew each time."""
    first, second = a_page("Eczema"), a_page("Angina")
    get_search_backend().get_index_for_model(Page).reset()
    for page in (first, second):
        insert_or_update_object(page)
    written = threading.Event()

    def write_the_second() -> None:
        insert_or_update_object(second)
        written.set()
        connection.close()

    other = threading.Thread(target=write_the_second)
    with transaction.atomic():
        insert_or_update_object(first)
        other.start()
        came_through = written.wait(5)
    other.join()
    assert came_through


def test_a_long_title_counts_less_than_a_short_one() -> None:
    long, short = a_page("Eczema of the hands and feet in winter"), a_page("Eczema")
    found = get_search_backend().search("eczema", Page.objects.filter(pk__in=[short.pk, long.pk]))
    assert [page.pk for page in found] == [short.pk, long.pk]


def test_words_are_looked_up_in_an_index_and_not_in_every_entry() -> None:
    """In the very expression that searches use, or PostgreSQL does not know that it may."""
    sql, values = documents(["eczema"]).query.sql_with_params()
    searched = '"wagtailsearch_indexentry"."title" || "wagtailsearch_indexentry"."body") @@'
    assert searched in sql
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        try:
            cursor.execute(
                f"EXPLAIN SELECT 1 FROM wagtailsearch_indexentry WHERE ({searched} to_tsquery('eczema')"  # noqa: S608
            )
            plan = "\n".join(line for (line,) in cursor.fetchall())
        finally:
            cursor.execute("RESET enable_seqscan")

    assert values
    assert "formulary_search_words" in plan
