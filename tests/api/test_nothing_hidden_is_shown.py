"""A canary word in every kind of thing that is not public; no byte of any answer may hold it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from tests import worlds
from tests.api import hidden_world, reading
from tests.api.hidden_world import HiddenWorld, leaks

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
        for _, answer in reading.feed(client)
        for item in answer.json()["items"]
    }
    never_shown = {world.hidden[kind].pk for kind in ("below", "alias", "beside", "within")}
    assert not never_shown.intersection(named)
    assert all(named[page.pk] for page in world.hidden.values() if page.pk in named)
    assert world.hub.pk in named


def test_no_exported_file_holds_a_word_of_what_is_hidden(world: HiddenWorld, tmp_path: Path) -> None:
    call_command("export_site", str(tmp_path / "site"), verbosity=0)
    places = list((tmp_path / "site").rglob("*"))
    assert len(places) > 5
    assert [str(place) for place in places if hidden_world.WORD in str(place)] == []
    files = [place for place in places if place.is_file()]
    assert [str(place) for place in files if hidden_world.WORD in place.read_text()] == []


def test_what_is_refused_as_of_a_past_moment_is_refused_alike(client: Client, world: HiddenWorld) -> None:
    missing = reading.get(client, f"/pages/{BEYOND}/", as_of=reading.THEN)
    assert missing.status_code == 403
    for page in (*world.hidden.values(), world.hub):
        answer = reading.get(client, f"/pages/{page.pk}/", as_of=reading.THEN)
        assert (answer.status_code, answer.content) == (missing.status_code, missing.content)
