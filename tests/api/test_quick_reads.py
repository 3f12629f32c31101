"""Pages that are known to be public are read with one query, and what hides one of them is seen by the next reader.

Unlike most tests, these commit: within a transaction nothing is taken for known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
)

from cms.editions import serving, vouched, watching
from cms.editions.models import Edition, EditionKey, VisibilityEpoch
from medications.models import Entity
from tests.api.hiding import (
    delete,
    expire,
    restrict,
    restrict_the_section,
    take_offline_in_a_console,
    unpublish,
)
from tests.api.reading import API
from tests.background import catch_up
from tests.factories import medications as make
from tests.factories.core import ImageFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("quick reads"),
]

WORD = "Zanzibarine"


@pytest.fixture(autouse=True)
def _site(unvouched_site: None) -> None:
    """Before whatever else a test makes."""


def published(**fields: Any) -> Page:
    page = make.publish(make.DrugPageFactory(title=WORD, **fields))
    return Page.objects.get(pk=page.pk)


def path_of(page: Page) -> str:
    return f"/{page.url_path.split('/', 2)[2]}"


def read(client: Client, page: Page) -> tuple[Any, int]:
    """The answer at the page's path, and how many queries it took."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"{API}/pages/by-path/", {"path": path_of(page)})
    return answer, len(asked)


def read_until_known(client: Client, page: Page) -> Any:
    read(client, page)
    answer, cost = read(client, page)
    assert (answer.status_code, cost) == (200, 1)
    return answer


def test_a_page_that_is_known_costs_one_query_by_path_and_by_number(client: Client) -> None:
    page = published()
    read_until_known(client, page)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{API}/pages/{page.pk}/").status_code == 200
    assert len(asked) == 1


@pytest.mark.parametrize("asked", ["plain", "same", "head"])
def test_the_answer_is_the_one_of_the_long_way_to_the_letter(client: Client, asked: str) -> None:
    page = published()
    known = read_until_known(client, page)
    address = f"{API}/pages/by-path/?path={path_of(page)}"
    headers = {"If-None-Match": known["ETag"]} if asked == "same" else {}
    ask = client.head if asked == "head" else client.get
    short = ask(address, headers=headers)
    vouched.forget()
    long = ask(address, headers=headers)
    assert (short.status_code, short.content) == (long.status_code, long.content)
    by_framework = {"Allow"}
    assert {name: value for name, value in short.items() if name not in by_framework} == {
        name: value for name, value in long.items() if name not in by_framework
    }


def test_what_the_reader_has_is_not_even_fetched(client: Client) -> None:
    page = published()
    known = read_until_known(client, page)
    host, now, digest = "testserver", timezone.now(), known["ETag"].strip('"')
    for without, content in (
        (digest, None),
        ("", known.content.decode()),
        ("0" * 64, known.content.decode()),
    ):
        at_path = serving.at_path(path_of(page), host=host, now=now, without=without)
        of_page = serving.of_page(page.pk, host=host, now=now, without=without)
        assert at_path is not None
        assert at_path == of_page
        assert at_path.content == content


@pytest.mark.parametrize(
    ("conditions", "status"),
    [
        ({"If-None-Match": "{etag}"}, 304),
        ({"If-None-Match": "W/{etag}"}, 304),
        ({"If-None-Match": '"other", {etag}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-None-Match": "{etag}", "If-Match": '"other"'}, 412),
        ({"If-None-Match": "{etag}", "If-Match": "{etag}"}, 304),
        ({"If-None-Match": "{etag}", "If-Unmodified-Since": "Thu, 01 Jan 2015 00:00:00 GMT"}, 412),
    ],
)
def test_conditions_are_those_of_the_long_way(
    client: Client, conditions: dict[str, str], status: int
) -> None:
    page = published()
    etag = read_until_known(client, page)["ETag"]
    headers = {name: value.replace("{etag}", etag) for name, value in conditions.items()}
    address = f"{API}/pages/{page.pk}/"
    short = client.get(address, headers=headers)
    vouched.forget()
    long = client.get(address, headers=headers)
    assert (short.status_code, long.status_code) == (status, status)
    assert short.content == long.content


def test_a_new_version_is_read_at_once_and_still_with_one_query(client: Client) -> None:
    page = published()
    first = read_until_known(client, page)
    specific = page.specific
    specific.introduction = "Another text than before."
    specific.title = "Another title"
    make.publish(specific)
    read(client, page)
    second = read_until_known(client, page)
    assert second["ETag"] != first["ETag"]
    assert "Another title" in second.content.decode()


def widen_a_restriction(page: Page) -> None:
    other = published(slug="restricted-before")
    restrict(other)
    PageViewRestriction.objects.update(page=page)


def rename(page: Page) -> None:
    specific = page.specific
    specific.slug = "renamed"
    make.publish(specific)


def move(page: Page) -> None:
    page.move(Page.objects.get(slug="articles"), pos="last-child")


def put_under_another_site(page: Page) -> None:
    Site.objects.create(hostname="other.example.com", root_page=page.get_parent())


def take_the_site_away(page: Page) -> None:
    Site.objects.update(hostname="elsewhere.example.com", is_default_site=False)


@pytest.mark.parametrize(
    "hide",
    [
        unpublish,
        take_offline_in_a_console,
        expire,
        restrict,
        restrict_the_section,
        widen_a_restriction,
        delete,
        rename,
        move,
        put_under_another_site,
        take_the_site_away,
    ],
)
def test_what_is_known_is_not_shown_once_it_is_hidden_or_stands_elsewhere(
    client: Client, hide: Callable[[Page], None]
) -> None:
    page = published()
    read_until_known(client, page)
    hide(page)
    answer, _ = read(client, page)
    assert WORD not in answer.content.decode()
    assert client.get(f"{API}/pages/{page.pk}/").status_code == (200 if hide in {rename, move} else 404)


def take_its_topic_offline(page: Page) -> None:
    Entity.objects.filter(name=WORD).update(live=False)


def expire_its_topic(page: Page) -> None:
    Entity.objects.filter(name=WORD).update(expire_at=timezone.now())


def hide_its_image(page: Page) -> None:
    image = page.specific.card_image
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    type(image).objects.filter(pk=image.pk).update(collection=private)


def hide_the_collection_of_its_image(page: Page) -> None:
    CollectionViewRestriction.objects.create(
        collection=page.specific.card_image.collection, restriction_type=CollectionViewRestriction.LOGIN
    )


def hide_the_page_it_links_to(page: Page) -> None:
    Page.objects.filter(title="Linked").update(live=False)


@pytest.mark.parametrize(
    "hide",
    [
        take_its_topic_offline,
        expire_its_topic,
        hide_its_image,
        hide_the_collection_of_its_image,
        hide_the_page_it_links_to,
    ],
)
def test_what_a_known_page_shows_is_not_shown_once_it_is_hidden(
    client: Client, hide: Callable[[Page], None]
) -> None:
    linked = make.publish(make.DrugPageFactory(title="Linked", slug=f"linked-{WORD.lower()}"))
    topic = make.ConditionFactory(name=WORD)
    image = ImageFactory(title="A picture", description=WORD)
    link = f'<p><a linktype="page" id="{linked.pk}">there</a></p>'
    body = [make.block("paragraph", link), *make.a_section()]
    hub = make.publish(make.TopicHubPageFactory(slug="a-hub", subject=topic, body=body, card_image=image))
    page = Page.objects.get(pk=hub.pk)
    before = read_until_known(client, page).content.decode().lower()
    hide(page)
    answer, _ = read(client, page)
    assert answer.status_code == 200
    assert answer.content.decode().lower().count(WORD.lower()) < before.count(WORD.lower())


def test_what_runs_out_by_itself_is_known_until_then(client: Client) -> None:
    expires = timezone.now() + dt.timedelta(hours=1)
    page = published(expire_at=expires)
    catch_up()
    read_until_known(client, page)
    known = serving.at_path(path_of(page), host="testserver", now=expires - dt.timedelta(seconds=1))
    assert known is not None
    assert known.changes_at == expires
    assert serving.at_path(path_of(page), host="testserver", now=expires) is None


def test_other_keys_of_the_same_content_are_looked_at_anew(client: Client) -> None:
    page = published()
    read_until_known(client, page)
    current = Edition.objects.get(page_id=page.pk, valid_to=None)
    other = make.publish(make.DrugPageFactory())
    EditionKey.objects.create(edition=current, role="shows", kind="page", object_id=other.pk)
    Edition.objects.filter(pk=current.pk).update(surrogate_keys=f"page-{other.pk}")
    assert serving.at_path(path_of(page), host="testserver", now=timezone.now()) is None


def test_a_publish_of_something_else_makes_nobody_ask_again(client: Client) -> None:
    page = published()
    read_until_known(client, page)
    epoch = VisibilityEpoch.objects.get().value
    make.publish(make.ArticlePageFactory())
    assert VisibilityEpoch.objects.get().value == epoch


def test_where_a_trigger_is_missing_every_read_goes_the_long_way(client: Client) -> None:
    page = published()
    read_until_known(client, page)
    name = next(watch for watch in watching.watches() if watch.table == "wagtailcore_page").name
    on = " ON wagtailcore_page" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")
    try:
        vouched.forget()
        read(client, page)
        _, cost = read(client, page)
        assert cost > 1
        assert watching.missing() == [name]
    finally:
        watching.install()
    assert watching.missing() == []
    read_until_known(client, page)


@pytest.mark.postgresql
def test_whoever_asked_while_it_was_being_hidden_does_not_know_it_afterwards(client: Client) -> None:
    """The change is not committed yet when the page is found public, and is when it is asked for again."""
    page = published()
    vouched.forget()
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters) as other:
        other.execute("UPDATE wagtailcore_page SET live = false WHERE id = %s", [page.pk])
        read_until_known(client, page)
        other.commit()
        answer, _ = read(client, page)
    assert answer.status_code in {404, 410}
    assert WORD not in answer.content.decode()
