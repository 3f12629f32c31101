"""Pages published many at once leave exactly what each would have left by itself, in every table."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models.signals import post_save, pre_save
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.signals import page_published, published

from cms.core.moment import database_now
from cms.publishing import batches, bulk_publish
from cms.publishing.batches import publish_batch
from cms.publishing.due import Due, due_now
from cms.publishing.models import JobKind
from cms.publishing.scheduled import Outcome, publish_one
from medications.models import ArticlePage, DrugPage, HowToGuidePage, PageSource, PageTopic, TopicHubPage
from tests.factories import medications as make
from tests.scheduling import PAST, a_live_page, a_page, home_page, schedule

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

# Their rows are made by either, so that the numbers differ.
NUMBERED = {"id", "event", "edition", "sequence"}
NOT_COMPARED = {"sessions.Session", "contenttypes.ContentType", "auth.Permission"}


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is rolled back, though it is done in transactions that ask to be the outermost."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


def tables() -> dict[str, list[str]]:
    """Every row of every table, without numbers given in passing; times of this minute are all the same."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label in NOT_COMPARED or not model._meta.managed:
            continue
        found[model._meta.label] = sorted(comparable(model, row) for row in model._base_manager.values())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT content_type_id, object_id, title::text, autocomplete::text, body::text, title_norm, title_text,"
            " body_text FROM wagtailsearch_indexentry"
        )
        found["modelsearch.IndexEntry"] = sorted(map(str, cursor.fetchall()))
    return found


def comparable(model: Any, row: dict[str, Any]) -> str:
    if model is ReferenceIndex:
        # The numbers of rows that are new are part of it.
        path = re.sub(r"\.\d+\.", ".row.", row["content_path"])
        row = {**row, "content_path": path, "content_path_hash": ""}
    given = {field.attname for field in model._meta.concrete_fields if field.name in NUMBERED}
    if issubclass(model, Page) or model is Revision:
        given = set()
    values = {name: plain(value) for name, value in row.items() if name not in given}
    return json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True, default=str)


def plain(value: Any) -> Any:
    if isinstance(value, datetime) and abs(value - datetime.now(UTC)) < timedelta(minutes=10):
        return "now"
    return value


def one_by_one(items: list[Due]) -> None:
    now = database_now()
    for item in items:
        assert item.revision_id is not None
        assert publish_one(revision_id=item.revision_id, due=item.due, now=now) is Outcome.DONE


def together(items: list[Due]) -> None:
    left = publish_batch(items=items, now=database_now()).left
    one_by_one(left)


def after(work: Callable[[list[Due]], None], items: list[Due]) -> dict[str, list[str]]:
    with undone():
        work(items)
        return tables()


def assert_same(items: list[Due]) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False):
        alone, batch = after(one_by_one, items), after(together, items)
    assert set(alone) == set(batch)
    differing = {
        name: {"alone": lacking(rows, batch[name]), "together": lacking(batch[name], rows)}
        for name, rows in alone.items()
        # What shows something of the same batch may be rendered once more.
        if rows != batch[name] and name != "editions.RenderRequest"
    }
    assert not differing, json.dumps(differing, indent=1)


def lacking(rows: list[str], others: list[str]) -> list[str]:
    return [row for row in rows if row not in others]


@pytest.fixture(autouse=True)
def a_site() -> None:
    home_page()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> list[list[Any]]:
    """The titles of pages that were published many at once, by batch; and no batch ends for want of time."""
    done: list[list[Any]] = []
    publish_usual = bulk_publish.publish_usual

    def remember(*args: Any, **kwargs: Any) -> Any:
        result = publish_usual(*args, **kwargs)
        done.append([Page.objects.get(pk=item.object_id).title for item, _ in result])
        return result

    monkeypatch.setattr(batches, "publish_usual", remember)
    monkeypatch.setattr(batches, "LONGEST", 600.0)
    return done


def article(title: str, **fields: Any) -> ArticlePage:
    page: ArticlePage = make.ArticlePageFactory(title=title, live=False, first_published_at=None, **fields)
    return page


def varied_pages() -> list[str]:
    """Pages that are due, of all kinds; the titles of those that can be published many at once."""
    eczema = make.ConditionFactory(name="Eczema")
    source = make.SourceFactory()
    category = make.CategoryFactory()
    linked = f'<p>See <a linktype="entity" id="{eczema.pk}">eczema</a>, and use it.</p>'
    first = article(
        "Never live before", topics=[eczema], category=category, body=make.a_section(words=linked)
    )
    schedule(first)
    rows = article("With rows of its own", topics=[eczema])
    rows.page_sources.add(PageSource(source=source, locator="p. 4"))
    rows.page_topics.add(PageTopic(entity=make.ConditionFactory(name="Psoriasis")))
    schedule(rows)
    changed = make.publish(article("Live already", topics=[eczema]))
    changed.summary = "Something else."
    schedule(changed)
    fewer = make.publish(article("With fewer rows", topics=[eczema]))
    fewer.page_topics.set([])
    schedule(fewer)
    for page in (
        make.DrugPageFactory(title="A drug", live=False),
        make.HowToGuidePageFactory(title="A guide", live=False),
        make.TopicHubPageFactory(title="A hub", live=False),
        a_page("A page without topics"),
    ):
        schedule(page)
    usual = list(Revision.objects.filter(approved_go_live_at=PAST).values_list("object_str", flat=True))
    unusual_pages(eczema)
    return usual


def unusual_pages(eczema: Any) -> None:
    expiring = article("It will expire", topics=[eczema])
    expiring.expire_at = datetime(2120, 1, 1, tzinfo=UTC)
    schedule(expiring)
    followed = make.publish(article("With an alias"))
    followed.create_alias(update_slug="its-alias")
    followed.summary = "Its alias says so, too."
    schedule(followed)
    moved = a_live_page("With another slug")
    moved.slug = "elsewhere"
    schedule(moved)
    renamed = a_live_page("With another title")
    renamed.title = "It has got another title"
    schedule(renamed)
    again = a_live_page("With a later version")
    schedule(again, PAST - timedelta(days=1))
    again.seo_title = "To come"
    schedule(again, PAST + timedelta(days=36500))
    draft = a_page("With a later draft")
    schedule(draft)
    draft.go_live_at = None
    draft.seo_title = "Not ready"
    draft.save_revision()
    gone = article("It refers to what is gone", category=make.CategoryFactory(name="Gone"))
    schedule(gone)
    revision = Revision.objects.get(approved_go_live_at=PAST, object_id=str(gone.pk))
    content = {**revision.content, "card_image": 987654}
    Revision.objects.filter(pk=revision.pk).update(content=content)


def test_every_table_is_as_if_each_page_had_been_published_by_itself(at_once: list[list[Any]]) -> None:
    usual = varied_pages()
    items = [item for item in due_now(now=database_now()) if item.kind == JobKind.PUBLISH]

    assert_same(items)

    (titles,) = at_once
    assert sorted(titles) == sorted(usual)
    assert len(items) == len(usual) + 7
    assert {DrugPage, HowToGuidePage, TopicHubPage} <= {
        type(Page.objects.get(pk=item.object_id).specific) for item in items
    }


@contextmanager
def signals_heard() -> Iterator[list[tuple[str, ...]]]:
    """What is sent of pages and their rows, with the arguments, inside the block."""
    heard: list[tuple[str, ...]] = []
    names = {pre_save: "pre_save", post_save: "post_save", page_published: "page", published: "published"}

    def hear(sender: Any, signal: Any, instance: Any, **more: Any) -> None:
        if isinstance(instance, Page | PageTopic | PageSource):
            heard.append((names[signal], sender.__name__, str(instance), *map(str, sorted(more.items()))))

    for signal in names:
        signal.connect(hear)
    try:
        yield heard
    finally:
        for signal in names:
            signal.disconnect(hear)


def test_whoever_listens_is_told_the_same_of_each_page(at_once: list[list[Any]]) -> None:
    eczema = make.ConditionFactory(name="Eczema")
    for number in range(3):
        schedule(article(f"On eczema {number}", topics=[eczema]))
    items = due_now(now=database_now())

    with undone(), signals_heard() as alone:
        one_by_one(items)
    with undone(), signals_heard() as batch:
        together(items)

    assert at_once == [[f"On eczema {number}" for number in range(3)]]
    assert sorted(alone) == sorted(batch)
    assert len(batch) == 3 * (2 + 2 + 2)


def test_a_page_with_a_check_of_its_own_is_published_by_itself(
    at_once: list[list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    pages = [article("An article"), a_page("A page without topics")]
    for page in pages:
        schedule(page)
    items = due_now(now=database_now())
    monkeypatch.setattr(ArticlePage, "clean", lambda page: checked.append(page.title), raising=False)

    with undone():
        together(items)
        assert Page.objects.filter(pk__in=[page.pk for page in pages], live=True).count() == 2

    assert at_once == [["A page without topics"]]
    assert checked == ["An article"]


def test_what_does_not_validate_is_left_and_the_others_go_live(at_once: list[list[Any]]) -> None:
    good, untitled = article("An article"), article("It has lost its title")
    for page in (good, untitled):
        schedule(page)
    revision = Revision.objects.get(object_id=str(untitled.pk), approved_go_live_at=PAST)
    Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "title": ""})
    items = due_now(now=database_now())

    with undone():
        left = publish_batch(items=items, now=database_now()).left
        assert [item.object_id for item in left] == [str(untitled.pk)]
        assert Page.objects.get(pk=good.pk).live
        assert not Page.objects.get(pk=untitled.pk).live

    assert at_once == [["An article"]]
