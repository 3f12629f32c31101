"""A canary word in every kind of thing that is not public; no byte of any answer may hold it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from home.services import ensure_site
from medications.models import MedicineClass, PageTopic
from tests.api import hidden_world, reading
from tests.api.hidden_world import WORD, HiddenWorld
from tests.api.reading import Curiosity
from tests.factories import medications as make
from tests.factories.core import ImageFactory

pytestmark = pytest.mark.django_db

BEYOND = 100_000


@pytest.fixture
def world() -> HiddenWorld:
    return hidden_world.build()


def leaks(client: Client, words: list[str], paths: list[str], page_ids: list[int]) -> list[str]:
    """Requests whose answer holds a canary. An error may repeat what it was asked; nothing else may."""
    found = []
    for request, response in reading.everything(client, Curiosity(words, paths, page_ids)):
        assert response.status_code < 500, (request, response.content)
        said = response.content.decode() + str(response.headers)
        if response.status_code == 302:
            said = said.replace(response["Location"], "")
        if WORD in said:
            found.append(f"{request}: {response.status_code}")
    return found


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


def test_what_was_published_in_private_leaves_no_notice_when_it_goes(client: Client) -> None:
    ensure_site()
    parent = make.publish(make.ArticlePageFactory(slug="parent"))
    restrict(parent)
    child = make.publish(make.ArticlePageFactory(slug="child", parent=parent))
    withdrawn = make.publish(make.ArticlePageFactory(slug="withdrawn", parent=parent))
    withdrawn.unpublish()
    paths = [f"/articles/parent/{page.slug}/" for page in (child, withdrawn)]
    parent = type(parent).objects.get(pk=parent.pk)
    parent.slug = "renamed"
    make.publish(parent)
    assert {reading.get(client, "/pages/by-path/", path=path).status_code for path in paths} == {404}
    type(parent).objects.get(pk=parent.pk).delete()
    renamed = [f"/articles/renamed/{page.slug}/" for page in (child, withdrawn)]
    for path in [*paths, *renamed, "/articles/renamed/"]:
        assert reading.get(client, "/pages/by-path/", path=path).status_code == 404, path


# What was public a moment ago, with no worker running


def unpublish(page: Page) -> None:
    page.unpublish()


def expire(page: Page) -> None:
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now())


def restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def restrict_the_section(page: Page) -> None:
    restrict(page.get_parent())


def delete(page: Page) -> None:
    page.delete()


@pytest.fixture
def shown(client: Client) -> Any:
    """A page that the front page, a hub and a text show, and that has been read everywhere."""
    home = ensure_site()
    topic = make.MedicineClassFactory(name="A class")
    world = HiddenWorld(home=home, topic=topic, hub=make.TopicHubPageFactory(subject=topic))
    page = hidden_world.guide("shown", world)
    link = f'<p><a linktype="page" id="{page.pk}">there</a></p>'
    world.hub.body = [make.block("paragraph", link), *make.a_section()]
    world.hub.save()
    make.publish(type(world.hub).objects.get(pk=world.hub.pk))
    make.publish(type(home).objects.get(pk=home.pk))
    assert WORD in reading.get(client, f"/pages/{world.hub.pk}/").content.decode()
    assert WORD in reading.get(client, f"/pages/{home.pk}/").content.decode()
    return page


@pytest.mark.parametrize("hide", [unpublish, expire, restrict, restrict_the_section, delete])
def test_a_page_that_is_hidden_is_gone_at_once_without_any_worker(
    client: Client, shown: Page, hide: Callable[[Page], None]
) -> None:
    before = len(reading.numbers(client))
    fresh = Page.objects.get(pk=shown.pk).specific
    path = "/" + fresh.url_path.split("/", 2)[2]
    hide(fresh)
    assert leaks(client, [WORD], [path], [shown.pk]) == []
    assert len(reading.numbers(client)) < before


def test_an_image_moved_to_a_private_collection_is_gone_at_once(client: Client) -> None:
    image = ImageFactory(title=f"{WORD} image", file__filename=f"{WORD}.jpg")
    page = make.publish(make.DrugPageFactory(card_image=image, slug="a-drug"))
    assert WORD in reading.get(client, f"/pages/{page.pk}/").content.decode()
    assert WORD in reading.get(client, "/images/").content.decode()
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    type(image).objects.filter(pk=image.pk).update(collection=private)
    assert leaks(client, [WORD], ["/medications/a-drug/"], [page.pk]) == []
    assert reading.get(client, f"/pages/{page.pk}/").status_code == 200


def test_an_entry_that_is_withdrawn_is_gone_at_once(client: Client) -> None:
    topic = make.MedicineClassFactory(name=f"{WORD} class", short_definition="One sentence.")
    page = make.publish(make.DrugPageFactory(slug="a-drug"))
    PageTopic.objects.create(page=page, entity=topic)
    make.publish(type(page).objects.get(pk=page.pk))
    assert WORD in reading.get(client, f"/pages/{page.pk}/").content.decode()
    MedicineClass.objects.get(pk=topic.pk).unpublish()
    assert leaks(client, [WORD], ["/medications/a-drug/"], [page.pk]) == []
