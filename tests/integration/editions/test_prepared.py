"""The compiled reads say what the querysets say that they were compiled from."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from cms.editions import freshness, prepared, selectors
from home.models import HomePage
from home.services import ensure_site
from tests.factories import medications as make

pytestmark = pytest.mark.django_db

Row = tuple[int, str, bool, freshness.Freshness]


@pytest.fixture
def site() -> Site:
    ensure_site()
    return Site.objects.select_related("root_page").get(is_default_site=True)


def rows(editions: Any) -> list[Row]:
    return sorted(
        (edition.page_id, edition.digest, bool(edition.stale), freshness.of(edition)) for edition in editions
    )


def by_orm(page_ids: list[int], site: Site, now: dt.datetime) -> list[Row]:
    found: QuerySet[Any] = selectors.public_editions(now=now, site=site).filter(page_id__in=page_ids)
    return rows(freshness.with_freshness(found, now=now))


def compiled(page_ids: list[int], site: Site, now: dt.datetime) -> list[Row]:
    found = [prepared.edition_of(page_id, site=site, now=now) for page_id in page_ids]
    return rows(edition for edition in found if edition is not None)


def assert_same(site: Site, now: dt.datetime) -> list[Row]:
    page_ids = list(Page.objects.values_list("pk", flat=True))
    expected = by_orm(page_ids, site, now)
    assert compiled(page_ids, site, now) == expected
    several = prepared.editions_of(page_ids, site=site, now=now)
    assert sorted((edition.page_id, bool(edition.stale)) for edition in several) == [
        (page_id, stale) for page_id, _, stale, _ in expected
    ]
    return expected


def test_at_every_moment_and_on_every_site(site: Site) -> None:
    now = timezone.now()
    drug = make.publish(make.DrugPageFactory())
    link = f'<p><a linktype="page" id="{drug.pk}">there</a></p>'
    make.publish(make.ArticlePageFactory(body=[make.block("paragraph", link), *make.a_section()]))
    private = make.publish(make.DrugPageFactory())
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    Page.objects.filter(pk=drug.pk).update(expire_at=now + dt.timedelta(hours=1))
    other_root = Page.get_first_root_node().add_child(instance=HomePage(title="B", slug="b"))
    other = Site.objects.create(hostname="b.example", root_page=other_root)
    make.publish(other_root)
    before = assert_same(site, timezone.now())
    after = assert_same(site, now + dt.timedelta(hours=2))
    assert drug.pk in {row[0] for row in before} - {row[0] for row in after}
    assert any(row[2] for row in after), "what showed the page that has run out is stale"
    assert [row[0] for row in assert_same(other, timezone.now())] == [other_root.pk]


def test_by_path(site: Site) -> None:
    drug = make.publish(make.DrugPageFactory(slug="pimecrolimus"))
    lookups = selectors.page_at("/medications/pimecrolimus/", site=site, prefix="page__")
    found = prepared.edition_at(lookups, site=site, now=timezone.now())
    assert found is not None
    assert found.page_id == drug.pk
    nowhere = selectors.page_at("/pimecrolimus/", site=site, prefix="page__")
    assert prepared.edition_at(nowhere, site=site, now=timezone.now()) is None


@pytest.mark.parametrize("count", [0, 1, 20, 21, 101, 250])
def test_many_at_once(site: Site, count: int, django_assert_max_num_queries: Any) -> None:
    drug = make.publish(make.DrugPageFactory())
    page_ids = [drug.pk, *range(1_000_000, 1_000_000 + count - 1)][:count]
    with django_assert_max_num_queries(-(-count // 100)):
        found = prepared.editions_of(page_ids, site=site, now=timezone.now())
    assert [edition.page_id for edition in found] == page_ids[:1]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite always looks up")
def test_what_an_edition_shows_is_looked_up_and_not_compared_with_all_that_is_public(site: Site) -> None:
    """Not even where PostgreSQL has not yet counted the rows, as here."""
    for _ in range(20):
        make.publish(make.ArticlePageFactory(topics=[make.ConditionFactory()]))
    values = {**prepared.moment_values(timezone.now()), prepared.PAGE: site.root_page_id}
    read = prepared._by_page(*prepared._key(site))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {read.sql}", [prepared._filled(each, values) for each in read.parameters])
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "editions_editionkey" in plan
    assert "hashed SubPlan" not in plan
