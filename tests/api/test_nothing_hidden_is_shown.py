"""A canary word in every kind of thing that is not public; no byte of any answer may hold it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve
from pytest_django import DjangoDbBlocker, Settings
from wagtail.models import PageViewRestriction, Site

from cms.api.cursors import Row, cursor_of
from cms.editions.passes import make_pass
from cms.releases import preview
from tests import worlds
from tests.api import hidden_world, reading
from tests.api.hidden_world import WORD, HiddenWorld, holding_a_canary, leaks
from tests.api.reading import Curiosity
from tests.factories import medications as make

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("hidden world")]

BEYOND = 100_000


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("media"))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker, media: str) -> Iterator[HiddenWorld]:
    """Built once: the tests of this module only read."""
    with worlds.kept(django_db_blocker, media=media):
        yield hidden_world.build()


@pytest.fixture(autouse=True)
def _files_of_the_world(_own_media: None, media: str, settings: Settings) -> None:
    settings.MEDIA_ROOT = media


def test_no_answer_holds_a_word_of_what_is_hidden(client: Client, world: HiddenWorld) -> None:
    assert leaks(client, world.words, world.paths, [page.pk for page in world.hidden.values()]) == []


def test_no_parameter_of_any_operation_gets_a_word_out_of_what_is_hidden(
    client: Client, world: HiddenWorld
) -> None:
    """Asked for a hidden word, for the beginning of one, and for a hidden page by its number."""
    hidden = world.hidden["restricted"].pk
    values = [WORD, WORD[:-1], hidden]
    asked = list(reading.every_parameter(client, values, ids=[hidden, world.hub.pk]))
    assert holding_a_canary(client, asked) == []
    # 410 where the number of a page happens to be that of no event to go on from.
    assert {each.response.status_code for each in asked} - {410} == {200, 400, 403, 404}


def test_every_endpoint_there_is_is_asked_here(client: Client, world: HiddenWorld) -> None:
    """Whoever adds one has it asked in `tests.api.reading.everything`."""
    about = Curiosity(world.words[:1], world.paths[:1], [world.hub.pk])
    asked = {resolve(f"{reading.API}{each.path}").route for each in reading.everything(client, about)}
    assert set(_routes(get_resolver())) - asked == set()


def _routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Of all endpoints of the API, as `resolve` names them."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, route)
        elif route.startswith(reading.API.lstrip("/")):
            yield route


def test_the_page_that_points_at_hidden_pages_is_itself_shown(client: Client, world: HiddenWorld) -> None:
    page = reading.get(client, f"/pages/{world.hub.pk}/").json()
    assert "Read on there, " in str(page["body"])
    assert page["collection"]["cards"] == []


@pytest.mark.parametrize("endpoint", ["/pages/", "/pages/?fields=*"])
def test_counts_do_not_count_what_is_hidden(client: Client, world: HiddenWorld, endpoint: str) -> None:
    listed = reading.numbers(client)
    total = client.get(reading.API + endpoint).json()["meta"]["total_count"]
    assert total == len(listed)
    assert not {page.pk for page in world.hidden.values()}.intersection(listed)


def test_searching_for_a_hidden_word_finds_nothing(client: Client, world: HiddenWorld) -> None:
    for word in world.words:
        assert reading.get(client, "/pages/", search=word).json()["meta"]["total_count"] == 0
        answer = reading.get(client, "/search/", q=word).json()
        assert answer["meta"] == {"total_count": 0, "did_you_mean": None}
        assert answer["facets"] == {"type": [], "topic": [], "category": []}


def test_no_word_that_stands_on_hidden_pages_alone_is_offered(client: Client, world: HiddenWorld) -> None:
    for word in world.words:
        for mistyped in (f"{word[:-1]}x", f"x{word}"):
            answer = reading.get(client, "/search/", q=mistyped).json()
            assert answer["meta"] == {"total_count": 0, "did_you_mean": None}
        assert reading.get(client, "/search/suggest/", q=word).json() == {"items": []}


def test_what_is_found_is_counted_without_what_is_hidden(client: Client, world: HiddenWorld) -> None:
    """All that is listed under the topic is hidden."""
    answer = reading.get(client, "/search/", q="once day", limit=100).json()
    found = [item["id"] for item in answer["items"]]
    assert world.hub.pk in found
    assert (
        answer["meta"]["total_count"] == len(found) == sum(each["count"] for each in answer["facets"]["type"])
    )
    assert not {page.pk for page in world.hidden.values()}.intersection(found)
    assert answer["facets"]["topic"] == []


def test_a_hidden_page_answers_exactly_like_one_that_never_was(client: Client, world: HiddenWorld) -> None:
    missing = reading.get(client, f"/pages/{BEYOND}/")
    for page in world.hidden.values():
        answer = reading.get(client, f"/pages/{page.pk}/")
        assert (answer.status_code, answer.content) == (missing.status_code, missing.content)
        for relation in ("child_of", "descendant_of", "ancestor_of"):
            of_hidden = reading.get(client, "/pages/", **{relation: page.pk})
            of_missing = reading.get(client, "/pages/", **{relation: BEYOND})
            assert (of_hidden.status_code, of_hidden.content) == (of_missing.status_code, of_missing.content)


@pytest.mark.parametrize("kind", ["restricted", "below", "beside", "within"])
def test_the_path_of_a_hidden_page_answers_like_any_other_missing_path(
    client: Client, world: HiddenWorld, kind: str
) -> None:
    page = world.hidden[kind]
    path = page.url_path.removeprefix(world.home.url_path.rstrip("/"))
    answer = reading.get(client, "/pages/by-path/", path=path)
    assert answer.status_code == 404


def test_the_feed_names_only_pages_that_readers_could_get_once(client: Client, world: HiddenWorld) -> None:
    named = {
        item["object"]["id"]: item["gone"]
        for asked in reading.feed(client)
        for item in asked.response.json()["items"]
    }
    never_shown = {world.hidden[kind].pk for kind in ("below", "alias", "beside", "within")}
    assert not never_shown.intersection(named)
    assert all(named[page.pk] for page in world.hidden.values() if page.pk in named)
    assert world.hub.pk in named


def test_no_exported_file_holds_a_word_of_what_is_hidden(world: HiddenWorld, tmp_path: Path) -> None:
    call_command("export_site", str(tmp_path / "site"), verbosity=0)
    places = list((tmp_path / "site").rglob("*"))
    assert len(places) > 5
    assert [str(place) for place in places if WORD in str(place)] == []
    files = [place for place in places if place.is_file()]
    assert [str(place) for place in files if WORD in place.read_text()] == []


def test_what_is_refused_as_of_a_past_moment_is_refused_alike(client: Client, world: HiddenWorld) -> None:
    missing = reading.get(client, f"/pages/{BEYOND}/", as_of=reading.THEN)
    assert missing.status_code == 403
    for page in (*world.hidden.values(), world.hub):
        answer = reading.get(client, f"/pages/{page.pk}/", as_of=reading.THEN)
        assert (answer.status_code, answer.content) == (missing.status_code, missing.content)


def test_with_a_pass_nothing_is_said_that_readers_did_not_get_at_that_moment(
    client: Client, world: HiddenWorld
) -> None:
    """Now, nobody gets what is hidden now; before there was anything, nobody got anything."""
    boss = User.objects.create_superuser("boss", password="x")
    now = datetime.now(UTC)
    allowed = {"Authorization": f"Bearer {make_pass(boss, until=now + timedelta(days=1))}"}

    def then(place: str, moment: str, **parameters: Any) -> Any:
        return client.get(reading.API + place, {**parameters, "as_of": moment}, headers=allowed)

    moment = now.isoformat()
    missing = then(f"/pages/{BEYOND}/", moment)
    assert missing.status_code == 404
    for kind, page in world.hidden.items():
        # When it ended was written past its edition, which no editor can.
        for at in (reading.THEN,) if kind == "expired" else (moment, reading.THEN):
            answer = then(f"/pages/{page.pk}/", at)
            assert (answer.status_code, answer.content) == (404, missing.content), (page, at)
    for path in world.paths:
        if path != world.path_of(world.hidden["expired"]):
            assert then("/pages/by-path/", moment, path=path).status_code == 404, path
    shown = then(f"/pages/{world.hub.pk}/", moment)
    assert shown.status_code == 200
    assert WORD not in shown.content.decode()


def test_what_is_no_pass_opens_nothing(client: Client, world: HiddenWorld) -> None:
    """A pass for one thing is none for another; whatever is asked with none is refused in the same words."""
    boss = User.objects.create_superuser("boss", password="x")
    now = datetime.now(UTC)
    site = Site.objects.get(is_default_site=True)
    past = make_pass(boss, until=now + timedelta(days=1))
    look = preview.make_token(release=world.release, site=site, now=now)
    paths = ["/", "/nowhere/", *world.paths]
    for token in ("none", "a:b", past, look[:-1], f"{look}x"):
        answers = {_refused(client, "/preview/", token=token, path=path) for path in paths}
        assert [status for status, _ in answers] == [403]
    pages = [world.hub, *world.hidden.values()]
    for token in ("none", "a:b", look, past[:-1], f"{past}x"):
        asked: list[reading.Request] = [(f"/pages/{page.pk}/", {}) for page in pages]
        asked += [("/pages/by-path/", {"path": path}) for path in paths]
        refused = {
            _refused(client, path, token, as_of=reading.THEN, **parameters) for path, parameters in asked
        }
        assert [status for status, _ in refused] == [403]


def _refused(client: Client, path: str, token: str = "", /, **parameters: Any) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = client.get(reading.API + path, parameters, headers=headers)
    assert WORD not in answer.content.decode() + str(answer.headers)
    return answer.status_code, answer.content


def test_the_preview_of_a_release_shows_nothing_else_that_is_hidden(
    client: Client, world: HiddenWorld
) -> None:
    """What is not in the release is as hidden as it is to everybody."""
    site = Site.objects.get(is_default_site=True)
    look = preview.make_token(release=world.release, site=site, now=datetime.now(UTC))
    shown = reading.get(client, "/preview/", token=look, path=world.path_of(world.hub))
    assert shown.status_code == 200
    assert shown.json()["summary"] == f"{WORD} summary that is to come"
    released = world.hidden["never"]
    for kind, page in world.hidden.items():
        answer = reading.get(client, "/preview/", token=look, path=world.path_of(page))
        assert answer.status_code == (200 if page == released else 404), kind
        if page != released:
            assert WORD not in answer.content.decode() + str(answer.headers)


@pytest.mark.parametrize("order", ["title", "-title", "slug", "id", "-first_published_at"])
def test_going_through_a_list_comes_by_nothing_hidden_wherever_one_begins(
    client: Client, world: HiddenWorld, order: str
) -> None:
    hidden = {page.pk for page in world.hidden.values()}
    found: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = reading.get(client, "/pages/", order=order, cursor=cursor, limit=1).json()
        found += [item["id"] for item in answer["items"]]
        cursor = answer["meta"]["next_cursor"]
    assert sorted(found) == sorted(reading.numbers(client))
    for page in world.hidden.values():
        value = getattr(page, order.lstrip("-"))
        forged = cursor_of(Row(None if order == "id" else value, page.pk - 1), order)
        answer = reading.get(client, "/pages/", order=order, cursor=forged, fields="*", limit=50)
        assert answer.status_code == 200
        assert WORD not in answer.content.decode().replace(forged, "")
        assert not hidden.intersection(item["id"] for item in answer.json()["items"])


def test_an_export_that_was_made_while_a_page_was_shown_loses_it_with_the_next_run(tmp_path: Path) -> None:
    page = make.publish(make.ArticlePageFactory(title=f"{WORD} article", slug=f"{WORD}-article"))
    folder = tmp_path / "site"
    call_command("export_site", str(folder), verbosity=0)
    assert any(WORD in str(place) for place in folder.rglob("*"))
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    call_command("export_site", str(folder), verbosity=0)

    assert [str(place) for place in folder.rglob("*") if WORD in str(place)] == []
    assert [str(file) for file in folder.rglob("*") if file.is_file() and WORD in file.read_text()] == []
